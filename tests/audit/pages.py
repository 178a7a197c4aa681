"""Small pages that read, change, break and stream, as the pages of the centre do. Mounted by the tests only."""

import io
import uuid
from collections.abc import Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from accounts.access import open_to_all
from accounts.enums import PEOPLE_ROLES
from audit.context import current_request_id
from audit.models import JournalEntry
from audit.services import Subject, record, record_refusal, record_view

SECRET = "The content of a client's file"
RECORD = uuid.UUID(int=7)
files: list[io.BytesIO] = []


def read(request: HttpRequest) -> HttpResponse:
    for name in ("name", "phone"):
        record_view(
            actor=request.user, verb="cases.read", subject=Subject("cases.case", RECORD), fields=[name]
        )
    return HttpResponse(SECRET)


def read_two(request: HttpRequest) -> HttpResponse:
    for number in (1, 2):
        subject = Subject("cases.case", uuid.UUID(int=number))
        record_view(actor=request.user, verb="cases.read", subject=subject)
    return HttpResponse(SECRET)


def change_and_break(request: HttpRequest) -> HttpResponse:
    record(actor=request.user, verb="cases.closed", subject=Subject("cases.case", RECORD))
    record_view(actor=request.user, verb="cases.read", subject=Subject("cases.case", RECORD))
    raise RuntimeError("the page broke after it had read")


def change_and_refuse(request: HttpRequest) -> HttpResponse:
    record(actor=request.user, verb="cases.closed", subject=Subject("cases.case", RECORD))
    record_refusal(actor=request.user, verb="cases.close_refused", subject=Subject("cases.case", RECORD))
    return HttpResponse("The change was taken back.", status=500)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    record_view(actor=request.user, verb="cases.exported", subject=Subject("cases.case", RECORD))

    def parts() -> Iterator[str]:
        yield f"{JournalEntry.objects.count()} "
        record_view(actor=request.user, verb="cases.document_read", subject=Subject("cases.document", RECORD))
        yield f"{JournalEntry.objects.count()}"

    return StreamingHttpResponse(parts())


def download(request: HttpRequest) -> FileResponse:
    record_view(actor=request.user, verb="cases.document_read", subject=Subject("cases.document", RECORD))
    files.append(io.BytesIO(SECRET.encode()))
    return FileResponse(files[-1])


@open_to_all
def request_id(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(current_request_id()))


for page in (read, read_two, change_and_break, change_and_refuse, stream, download):
    page.roles = PEOPLE_ROLES

urlpatterns = [
    path("read/", read),
    path("read-two/", read_two),
    path("change-and-break/", change_and_break),
    path("change-and-refuse/", change_and_refuse),
    path("stream/", stream),
    path("download/", download),
    path("request-id/", request_id),
]
