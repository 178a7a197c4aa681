"""Who keeps the directory and the joint events."""

from django.utils.translation import gettext_lazy as _

from accounts.answers import ALLOWED, Answer, refused
from accounts.models import User
from partners.enums import KEEPER_ROLES


def can_keep_directory(actor: User) -> Answer:
    """Coordinators and managers add and change partners.

    Refuses everybody else: one wrong phone number sends a client to the wrong door.
    """
    if actor.role in KEEPER_ROLES:
        return ALLOWED
    return refused(
        _("Coordinators and managers keep the directory. If something is wrong, tell one of them.")
    )


def can_keep_joint_events(actor: User) -> Answer:
    """Coordinators and managers plan, record and change joint events, which count in the statistics.

    Refuses everybody else; workers on cases read what was decided.
    """
    if actor.role in KEEPER_ROLES:
        return ALLOWED
    return refused(
        _("Coordinators and managers write down joint events. If something is wrong, tell one of them.")
    )
