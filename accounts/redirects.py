"""Where a request is sent instead, in a way that its sender understands."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def to_page(request: HttpRequest, url_name: str, *, return_to: str = "") -> HttpResponse:
    """Send the whole window to a page, which returns to `return_to`; htmx would swap it into a region."""
    url = reverse(url_name)
    if return_to:
        url = f"{url}?{urlencode({'next': return_to}, safe='/')}"
    return HttpResponseClientRedirect(url) if is_htmx(request) else HttpResponseRedirect(url)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def page_of(request: HttpRequest) -> str:
    """Return the path of the page that the worker looks at: for a form post, the one with the form."""
    if request.method == "GET" and not is_htmx(request):
        return request.get_full_path()
    seen = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    if seen.netloc != request.get_host():
        return ""
    return own_path(request, f"{seen.path}?{seen.query}" if seen.query else seen.path)


def own_path(request: HttpRequest, url: str) -> str:
    """Return `url` when it leads to this site, else ""."""
    is_own = url_has_allowed_host_and_scheme(url, allowed_hosts=None, require_https=request.is_secure())
    return url if is_own else ""
