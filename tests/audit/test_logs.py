"""A log line names its request and cannot be forged."""

import io
import logging
import logging.config

import pytest
from django.conf import settings

from audit.context import answering_a_request


def raise_it(text: str) -> None:
    raise ValueError(text)


@pytest.fixture
def log():
    """A logger set up as the settings say, writing to a place that the test can read."""
    stream = io.StringIO()
    wanted = settings.LOGGING["handlers"]["stderr"]
    handler = logging.StreamHandler(stream)
    line = settings.LOGGING["formatters"][wanted["formatter"]]
    handler.setFormatter(logging.Formatter(line["format"].replace("{asctime} ", ""), style=line["style"]))
    config = logging.config.DictConfigurator(settings.LOGGING)
    for name in wanted["filters"]:
        handler.addFilter(config.configure_filter(dict(settings.LOGGING["filters"][name])))
    logger = logging.Logger("centre")  # noqa: LOG001 seen by this test alone
    logger.addHandler(handler)
    return logger, stream.getvalue


def test_a_line_carries_the_id_of_its_request(log):
    logger, written = log
    with answering_a_request() as context:
        logger.info("saved %s", 3)
    logger.info("later")
    assert written() == f"INFO {context.request_id} centre saved 3\nINFO - centre later\n"


def test_a_line_break_from_outside_makes_no_second_line(log):
    logger, written = log
    logger.warning("not found: %s", "/x\r\nINFO - centre forged\u2028\x1b[2J")
    assert written() == "WARNING - centre not found: /x\\r\\nINFO - centre forged\\u2028\\x1b[2J\n"


def test_a_traceback_keeps_its_lines_but_marks_them(log):
    logger, written = log
    try:
        raise_it("bad\nERROR - centre forged\rx")
    except ValueError:
        logger.exception("broken")
    first, *further = written().splitlines()
    assert first == "ERROR - centre broken"
    assert further[0] == "    | Traceback (most recent call last):"
    assert [line[:6] for line in further] == ["    | "] * len(further)
    assert further[-1] == "    | ERROR - centre forged\\rx"
