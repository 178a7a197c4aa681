"""Requests as they go over the wire, from a worker who is signed in by a real session."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.presence import pass_second_factor

HOST = "127.0.0.1"
HTTPS = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": HOST,
    "Origin": f"https://{HOST}",
}  # as the proxy does


@dataclass(frozen=True)
class Browser:
    """What a signed-in browser sends with everything: its cookies, and the secret of its forms."""

    cookies: Mapping[str, str]
    secret: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def get(self, path: str) -> str:
        return self._request("GET", path)

    def post(self, path: str, typed: Mapping[str, str | list[str]]) -> str:
        return self._request("POST", path, urlencode(typed, doseq=True))

    def _request(self, method: str, path: str, body: str = "") -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Cookie: {cookies}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if method == "POST":
            lines += [f"X-CSRFToken: {self.secret}", f"Content-Length: {len(body)}"]
            lines += ["Content-Type: application/x-www-form-urlencoded"]
        return "\r\n".join([*lines, "", body])


def browser_of(worker: User) -> Browser:
    """Sign a worker in as the test browser of Django does: a session in the database, begun by our signal."""
    client = Client()
    client.force_login(worker)
    session = client.session
    pass_second_factor(session)
    session.save()
    secret = secrets.token_hex(16)
    cookies = {
        settings.SESSION_COOKIE_NAME: client.session.session_key or "",
        settings.CSRF_COOKIE_NAME: secret,
    }
    return Browser(cookies, secret, HTTPS)


def browser_of_visitor() -> Browser:
    """Return a browser that nobody is signed in with."""
    return Browser({}, "", HTTPS)


def browser_of_limits(session: str = "") -> Browser:
    """Return a browser of the floor, or of the bare views when it has no session."""
    secret = secrets.token_hex(16)
    return Browser({"sessionid": session, "csrftoken": secret} if session else {}, secret)
