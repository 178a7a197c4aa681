"""How a service of this app says no."""

from typing import Any


class Refusal(Exception):
    """The centre's rule does not allow it; the sentence says why and what to do instead."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class Conflict(Refusal):
    """Somebody else was faster: the page shows the newer state and keeps what was typed (409)."""
