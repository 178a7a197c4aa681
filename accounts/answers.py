"""What a policy answers: yes, or no with a sentence that a worker can read."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Answer:
    """Allowed, or refused with a translated reason. Truthy when allowed."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Answer(allowed=True)


def refused(reason: str | Promise) -> Answer:
    """Return the answer "no" with its reason, which the page shows beside the greyed button."""
    return Answer(allowed=False, reason=reason)
