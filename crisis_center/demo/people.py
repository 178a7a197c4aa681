"""The workers of the demonstration: twelve in two teams. The sign-in page offers those hired first."""

from dataclasses import dataclass

from django.conf import settings

from accounts.enums import CASE_WORKER_ROLES, Role
from accounts.models import Team, User
from accounts.services.staff import add_team, create_worker
from crisis_center.demo.chance.places import SHYMKENT, TURKISTAN

WORKERS = (
    ("operator", "Zhanar T.", Role.OPERATOR, SHYMKENT, "kk"),
    ("psychologist", "Dinara O.", Role.PSYCHOLOGIST, SHYMKENT, "ru"),
    ("lawyer", "Asem N.", Role.LAWYER, SHYMKENT, "kk"),
    ("coordinator", "Saule B.", Role.COORDINATOR, SHYMKENT, "ru"),
    ("manager", "Gulnara K.", Role.MANAGER, "", "en"),
    ("administrator", "Timur A.", Role.ADMINISTRATOR, "", "ru"),
    ("auditor", "Oksana P.", Role.AUDITOR, "", "en"),
    ("marzhan", "Marzhan E.", Role.OPERATOR, SHYMKENT, "kk"),
    ("elena", "Elena V.", Role.PSYCHOLOGIST, SHYMKENT, "ru"),
    ("laura", "Laura M.", Role.COORDINATOR, TURKISTAN, "kk"),
    ("aigerim", "Aigerim S.", Role.PSYCHOLOGIST, TURKISTAN, "kk"),
    ("nigora", "Nigora Y.", Role.OPERATOR, TURKISTAN, "ru"),
)


@dataclass(frozen=True)
class Staff:
    """Those who appear in the stories, in the order in which they were hired."""

    teams: dict[str, Team]
    workers: tuple[User, ...]

    def one(self, role: Role, team: Team | None = None, turn: int = 0) -> User:
        """Return a worker of this role in the team, taking turns; whose role is there once works for both."""
        of_role = [worker for worker in self.workers if worker.role == role]
        of_team = [worker for worker in of_role if team and worker.team == team] or of_role
        return of_team[turn % len(of_team)]

    @property
    def team(self) -> Team:
        """The team of those whom the sign-in page offers."""
        return self.teams[SHYMKENT]

    @property
    def operator(self) -> User:
        return self.one(Role.OPERATOR, self.team)

    @property
    def psychologist(self) -> User:
        return self.one(Role.PSYCHOLOGIST, self.team)

    @property
    def lawyer(self) -> User:
        return self.one(Role.LAWYER, self.team)

    @property
    def coordinator(self) -> User:
        return self.one(Role.COORDINATOR, self.team)


def hire(*, actor: User) -> Staff:
    """Make the teams and their workers."""
    teams = {name: add_team(actor=actor, name=name) for name in (SHYMKENT, TURKISTAN)}
    workers = [
        create_worker(
            actor=actor,
            username=username,
            display_name=name,
            role=role,
            team=teams[team] if role in CASE_WORKER_ROLES else None,
            email=f"{username}@centre.example",
            language=language,
            password=settings.DEMO_PASSWORD,
        )
        for username, name, role, team, language in WORKERS
    ]
    return Staff(teams=teams, workers=tuple(workers))
