"""The roles of the centre (decision 11)."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a worker does here. SYSTEM is the named actor of background work, never a person."""

    OPERATOR = "operator", _("Hotline operator")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    LAWYER = "lawyer", _("Lawyer")
    COORDINATOR = "coordinator", _("Coordinator")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM = "system", _("System")


PEOPLE_ROLES = frozenset(Role) - {Role.SYSTEM}
"""Every role that a person may have."""

CASE_WORKER_ROLES = frozenset({Role.OPERATOR, Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR})
"""Those who work on cases and belong to a team."""

CASE_ROLES = CASE_WORKER_ROLES | {Role.MANAGER}
"""Those who may meet a case at all; which cases, `visible_to` says."""

ROLES_TO_BAR = CASE_ROLES | {Role.AUDITOR}
"""Those whom a conflict can bar from a case: who may meet one, and who reads what was done with each."""

HOTLINE_ROLES = frozenset({Role.OPERATOR, Role.COORDINATOR})
"""Those who answer the hotline."""

CONFIRM_RESETS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
"""Those who may be the second person of a reset of somebody's second factor."""

DUTIES: dict[Role, Promise] = {
    Role.OPERATOR: _("answers the hotline, writes down calls, opens cases."),
    Role.PSYCHOLOGIST: _("meets the mother and the child, keeps closed notes."),
    Role.LAWYER: _("gives legal advice, follows protection orders and courts."),
    Role.COORDINATOR: _("leads the team's cases, sends referrals, follows the partners' answers."),
    Role.MANAGER: _("sees counts and lists without names; opens a file only when it is assigned."),
    Role.ADMINISTRATOR: _("manages who may sign in; sees no case."),
    Role.AUDITOR: _("reads the journal: who opened what."),
}
"""What each role does, in a few words, for those who choose one."""


class ResetReason(models.TextChoices):
    """Why a worker may enrol a second factor anew."""

    LOST = "lost", _("The phone or key is lost or stolen")
    BROKEN = "broken", _("The phone or key is broken or was replaced")
    SUSPECTED = "suspected", _("Somebody else may have used it")


LONGEST_PASSWORD = 128
"""A longer one is refused before it is hashed (U2)."""
