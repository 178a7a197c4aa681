"""What the shell of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html reads on every page."""
    return {"is_demo": settings.DEMO, "idle_lock_seconds": settings.IDLE_LOCK_SECONDS}
