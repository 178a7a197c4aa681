"""Sessions of workers. The cookie holds the key; the database holds its hash, so a stolen copy opens nothing.

Django looks here for `SessionStore` (the setting SESSION_ENGINE).
"""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tokens import hash_of


class Session(AbstractBaseSession):
    """One browser that is signed in, or about to be. Its key here is a hash."""

    session_key = models.CharField(_("hash of the key"), max_length=64, primary_key=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("worker"),
    )

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore

    @property
    def handle(self) -> str:
        """Return what a form names this session by: neither its key nor what is kept of it."""
        return handle_of(self.session_key)


class SessionStore(DatabaseStore):
    """Django's sessions in the database, found by the hash of their key; each row names its worker."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        kept = self._kept(self.session_key).filter(expire_date__gt=timezone.now()).first()
        if kept is None:
            self._session_key = None
            return {}
        return self.decode(kept.session_data)

    def exists(self, session_key: str) -> bool:
        return self._kept(session_key).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        kept = cast("Session", super().create_model_instance(data))
        kept.session_key = hash_of(kept.session_key)
        kept.worker_id = data.get(SESSION_KEY)
        return kept

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self._kept(key).delete()

    def cycle_key(self) -> None:
        """Go on under a new key. A session that was ended meanwhile does not come back under another one."""
        data, key = dict(self.items()), self.session_key
        if key and not self._kept(key).delete()[0]:
            raise SessionInterrupted("The session was ended before it got a new key.")
        self.create()
        self._session_cache = data

    def _kept(self, session_key: str | None) -> models.QuerySet[Session]:
        return Session.objects.filter(session_key=hash_of(session_key or ""))


def handle_of(kept: str) -> str:
    return hash_of(kept)[:16]


def handle_here(request: HttpRequest) -> str:
    """Return what a form names the session of this request by."""
    return handle_of(hash_of(request.session.session_key or ""))
