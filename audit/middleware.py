"""No page that shows a client's file leaves before the journal says who saw it (decision 20, security L2)."""

import logging
from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from audit.context import RequestContext, answering_a_request
from audit.services import insert_collected

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 30


class JournalOfReads:
    """Insert the readings of a request after its transaction ended, committed or rolled back.

    It stands outside OneTransaction, so a reading is kept even when the page ended in an error. When the
    lines cannot be written, the content is thrown away and a plain page answers 503. A streaming answer
    has its lines before its first byte; what the stream itself reads later is journaled at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with answering_a_request() as context:
            try:
                response = self.get_response(request)
            finally:
                is_journaled = self._insert(context)
            if not is_journaled:
                response.close()
                response = self._unavailable()
        response.headers["X-Request-ID"] = str(context.request_id)
        return response

    def _insert(self, context: RequestContext) -> bool:
        try:
            insert_collected(context)
        except Error:
            logger.exception("The journal could not be written: the page is withheld.")
            return False
        return True

    def _unavailable(self) -> HttpResponse:
        page = render_to_string("audit/unavailable.html")
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
