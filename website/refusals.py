"""How a service of this app says no."""

from django.utils.functional import Promise


class Refusal(Exception):
    """The service did nothing; `sentence` says why and what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class Conflict(Refusal):
    """A colleague was faster: the page shows the newer state and keeps what was typed (409)."""
