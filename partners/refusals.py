"""How a service of this app says no."""

from accounts.refusals import Refusal

__all__ = ["Conflict", "Refusal"]


class Conflict(Refusal):
    """Somebody else was faster: the page shows the newer state and keeps what was typed (409)."""
