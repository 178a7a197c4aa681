"""How a service of this app says no."""

from accounts.refusals import Refusal


class NumbersChanged(Refusal):
    """The numbers are no longer those that were looked at: the page shows the new ones (409)."""
