"""Who meets the numbers of the centre."""

from accounts.enums import Role

REPORT_ROLES = frozenset({Role.COORDINATOR, Role.MANAGER})
"""Those who may see counts: a coordinator her team's, a manager the whole centre's (decision 12)."""

APPROVING_ROLES = frozenset({Role.MANAGER})
"""Those who decide what everybody may see."""
