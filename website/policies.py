"""Who changes what the public reads."""

from django.utils.translation import gettext_lazy as _

from accounts.answers import ALLOWED, Answer, refused
from accounts.enums import Role
from accounts.models import User
from website.enums import KEEPER_ROLES


def can_keep_public_pages(actor: User) -> Answer:
    """Managers change public texts and numbers; background work fills the demonstration's.

    Refuses everybody else: a wrong number on the public page sends somebody in danger nowhere.
    """
    if actor.role in KEEPER_ROLES | {Role.SYSTEM}:
        return ALLOWED
    return refused(_("A manager changes the public pages. If something is wrong there, tell one of them."))
