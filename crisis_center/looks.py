"""How a state looks: its tone and its icon. Enums hold meanings, never colours, so this is the one table.

Tones are the badge classes of `components.css`. Any other state gets a plain badge: a word is enough.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    tone: str = ""
    icon: str = ""


PLAIN = Look()
LOOKS = {
    # a case
    "open": Look("", icon="folder-open"),
    "active": Look("pine", icon="progress"),
    "on_hold": Look("wait", icon="player-pause"),
    "closed": Look("", icon="archive"),
    # a referral
    "sent": Look("pine", icon="send"),
    "seen": Look("pine", icon="eye"),
    "accepted": Look("good", icon="check"),
    "declined": Look("alarm", icon="circle-x"),
    "service_started": Look("pine", icon="progress"),
    "completed": Look("good", icon="circle-check"),
    "withdrawn": Look("", icon="arrow-back-up"),
    "no_answer": Look("wait", icon="clock"),
    # a follow-up
    "planned": Look("", icon="calendar"),
    "due": Look("due", icon="clock"),
    "late": Look("late", icon="alert-circle"),
    "done": Look("good", icon="check"),
    "unreachable": Look("wait", icon="phone-off"),
    "stopped": Look("alarm", icon="hand-stop"),
    "cancelled": Look("", icon="x"),
    # an attempt to reach her
    "reached": Look("good", icon="phone-check"),
    "not_safe": Look("alarm", icon="alert-triangle"),
    "asked_not_to_call": Look("alarm", icon="hand-stop"),
    # the outcome of a check-in
    "improving": Look("good", icon="trending-up"),
    "unchanged": Look("", icon="arrow-right"),
    "worse": Look("alarm", icon="trending-down"),
    "new_violence": Look("alarm", icon="alert-triangle"),
    "moved": Look("", icon="map-pin"),
    # a risk
    "high": Look("alarm", icon="alert-triangle"),
    "extreme": Look("alarm", icon="alert-triangle"),
    "medium": Look("wait", icon="alert-circle"),
    # a consent
    "valid": Look("good", icon="circle-check"),
    "ending": Look("wait", icon="clock"),
    "expired": Look("late", icon="circle-x"),
}


def look_of(state: object) -> Look:
    """Return how a state looks; a plain badge for a state without a look of its own."""
    return LOOKS.get(str(state), PLAIN)
