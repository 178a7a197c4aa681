"""What workers do with their own sign-in: the link of an invitation, the password, the language."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation, Session, User
from accounts.passwords import set_password
from accounts.refusals import Refusal
from audit.services import record


@transaction.atomic
def accept_invitation(*, actor: User, invitation: Invitation, password: str) -> None:
    """Set the password of the invited worker, who is the actor, and use the link up.

    Refuses somebody else, a link that was used or has expired, and a weak password.
    Sessions of the former password end.
    """
    used = Invitation.objects.open().filter(pk=invitation.pk, worker=actor).update(used_at=timezone.now())
    if not used:
        raise Refusal(_("This link no longer works. Ask the administrator of the centre for a new one."))
    set_password(actor, password)
    actor.save(update_fields=["password"])
    Session.objects.filter(worker=actor).delete()
    record(actor=actor, verb="accounts.invitation_accepted", subject=actor, fields=("password",))


@transaction.atomic
def change_password(*, actor: User, password: str) -> None:
    """Set the actor's own new password; their other sessions open nothing any more. Refuses a weak one."""
    set_password(actor, password)
    actor.save(update_fields=["password"])
    record(actor=actor, verb="accounts.password_changed", subject=actor, fields=("password",))


@transaction.atomic
def change_language(*, actor: User, language: str) -> None:
    """Keep the language in which the actor reads; pages and messages follow it. Refuses an unknown one."""
    if language not in dict(settings.LANGUAGES):
        raise Refusal(_("Choose one of the languages of this site."))
    changed = User.objects.filter(pk=actor.pk).exclude(language=language).update(language=language)
    actor.language = language
    if changed:
        record(actor=actor, verb="accounts.language_changed", subject=actor, fields=("language",))
