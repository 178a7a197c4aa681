"""Every log line carries the request's id and stays one line: nobody can forge a second one (security L6)."""

import logging
import re

from audit.context import current_request_id

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTINUATION = "\n    | "
_plain = logging.Formatter()


class RequestId(logging.Filter):
    """Give the record `request_id`; a dash outside a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        return True


class OneLine(logging.Filter):
    """Write control characters of a message as their codes; mark the further lines of a traceback.

    What a browser sent may stand in a message or in the words of an exception. With its line breaks it
    could look like a line of our own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = CONTROL.sub(_code_of, record.getMessage()), ()
        if record.exc_info:
            traceback = _plain.formatException(record.exc_info)
            lines = (CONTROL.sub(_code_of, line) for line in traceback.split("\n"))
            record.exc_text = "    | " + CONTINUATION.join(lines)
        return True


def _code_of(found: re.Match[str]) -> str:
    return repr(found.group())[1:-1]
