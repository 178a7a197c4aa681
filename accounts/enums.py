"""The roles of the centre (decision 11)."""

from django.db import models
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

HOTLINE_ROLES = frozenset({Role.OPERATOR, Role.COORDINATOR})
"""Those who answer the hotline."""
