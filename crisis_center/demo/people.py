"""The workers of the demonstration: one of each role, in one team."""

from dataclasses import dataclass

from django.conf import settings

from accounts.enums import CASE_WORKER_ROLES, Role
from accounts.models import Team, User
from accounts.services import add_team, create_worker

TEAM = "Shymkent"
WORKERS = (
    (Role.OPERATOR, "Zhanar T.", "kk"),
    (Role.PSYCHOLOGIST, "Dinara O.", "ru"),
    (Role.LAWYER, "Asem N.", "kk"),
    (Role.COORDINATOR, "Saule B.", "ru"),
    (Role.MANAGER, "Gulnara K.", "en"),
    (Role.ADMINISTRATOR, "Timur A.", "ru"),
    (Role.AUDITOR, "Oksana P.", "en"),
)


@dataclass(frozen=True)
class Staff:
    """Those who appear in the stories."""

    team: Team
    operator: User
    psychologist: User
    lawyer: User
    coordinator: User


def hire(*, actor: User) -> Staff:
    """Make the team and its workers; each signs in under the name of the role."""
    team = add_team(actor=actor, name=TEAM)
    by_role = {
        role: create_worker(
            actor=actor,
            username=str(role),
            display_name=name,
            role=role,
            team=team if role in CASE_WORKER_ROLES else None,
            email=f"{role}@centre.example",
            language=language,
            password=settings.DEMO_PASSWORD,
        )
        for role, name, language in WORKERS
    }
    return Staff(
        team=team,
        operator=by_role[Role.OPERATOR],
        psychologist=by_role[Role.PSYCHOLOGIST],
        lawyer=by_role[Role.LAWYER],
        coordinator=by_role[Role.COORDINATOR],
    )
