"""How a service of this app says no."""

from django.utils.functional import Promise


class Refusal(Exception):
    """The service did nothing; `sentence` tells the worker why and what to do."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)
