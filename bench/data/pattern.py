"""The cases that are copied: those of the demonstration's generator in which the centre met her five times.

The product's own services write them down, so every row is as a worker leaves it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice, product
from operator import itemgetter

from django.db import transaction
from django.db.models import Count

from accounts.enums import CASE_WORKER_ROLES, PEOPLE_ROLES, Role
from accounts.models import Team, User
from accounts.queries import system_actor
from cases.enums import CaseStatus, InterventionKind, SessionTopic
from cases.models import Case
from crisis_center.demo.case_by_chance import CaseByChance
from crisis_center.demo.centre import SINCE, without_savepoints
from crisis_center.demo.chance import Invention
from crisis_center.demo.chance.events import InventedCase
from crisis_center.demo.chance.places import SHYMKENT, TURKISTAN
from crisis_center.demo.clock import Past, at
from crisis_center.demo.partners import make_directory
from crisis_center.demo.people import Staff
from crisis_center.demo.telling import CaseStory, Centre

SEED = 2008
TEAMS = (SHYMKENT, TURKISTAN)
WORKERS_OF_A_TEAM = {Role.OPERATOR: 3, Role.PSYCHOLOGIST: 20, Role.LAWYER: 4, Role.COORDINATOR: 1}
# Theirs is the archive.
WHO_LEFT_A_TEAM = {Role.OPERATOR: 2, Role.PSYCHOLOGIST: 4, Role.LAWYER: 2, Role.COORDINATOR: 1}
INTERVENTIONS = 5
LIVING, CLOSED = 3, 6
LONGEST_TIMELINE = 50


def tell() -> None:
    """Hire the workers, write the directory, tell the cases, and let one go on until its timeline is long."""
    with transaction.atomic(), without_savepoints():
        centre = _centre()
        invention = Invention(SEED, centre.past.today, centre.past.days_off)
        told = [_told(centre, case) for case in _chosen(invention)]
        _told_on(centre, told[0])


def longest_case() -> Case:
    """Return the case whose timeline fills a page."""
    return Case.objects.annotate(lines=Count("timeline")).filter(lines=LONGEST_TIMELINE)[0]


def _centre() -> Centre:
    past = Past()
    with at(past.now - SINCE):
        branches = make_directory(actor=system_actor(), today=past.today)
    return Centre(past=past, staff=_hired(), branches=branches)


def _hired() -> Staff:
    """Make more workers than the demonstration has. They sign in by a session: none has a password."""
    teams = {name: Team.objects.create(name=name) for name in TEAMS}
    others = (_worker(role, 0, None) for role in Role if role in PEOPLE_ROLES - CASE_WORKER_ROLES)
    workers = User.objects.bulk_create([*_members(teams.values()), *others])
    return Staff(teams=teams, workers=tuple(user for user in workers if user.is_active))


def _members(teams: Iterable[Team]) -> Iterator[User]:
    for team, (has_left, numbers) in product(teams, ((False, WORKERS_OF_A_TEAM), (True, WHO_LEFT_A_TEAM))):
        for role, number in numbers.items():
            yield from (_worker(role, place, team, has_left=has_left) for place in range(number))


def _worker(role: Role, place: int, team: Team | None, *, has_left: bool = False) -> User:
    words = [*([team.name] if team else []), *(["former"] if has_left else []), str(role), str(place)]
    user = User(username="_".join(words).lower(), display_name=" ".join(words[-2:]), role=role, team=team)
    user.is_active = not has_left
    user.set_unusable_password()
    return user


def _chosen(invention: Invention) -> list[InventedCase]:
    """Return one living case more than is copied, the longest, then cases that go on and cases that ended."""
    met = (case for case in invention.cases() if len(case.meetings) == INTERVENTIONS and case.call)
    drawn = list(islice(met, 400))
    living = [case for case in drawn if case.status == CaseStatus.ACTIVE and case.team == SHYMKENT]
    closed = [case for case in drawn if case.status == CaseStatus.CLOSED]
    return [*living[: LIVING + 1], *closed[:CLOSED]]


def _told(centre: Centre, case: InventedCase) -> Case:
    before = set(Case.objects.values_list("pk", flat=True))
    for _moment, play in sorted(CaseByChance(centre, case, turn=0).scenes(), key=itemgetter(0)):
        play()
    return Case.objects.exclude(pk__in=before).get()


def _told_on(centre: Centre, case: Case) -> None:
    """Meet her again until the timeline is as long as wanted, on the evenings before today."""
    story, worker = CaseStory(centre, case), case.assignments.get(role="primary").worker
    for number in range(LONGEST_TIMELINE - case.timeline.count()):
        held_at = centre.past.on(1, "17:00") - dt.timedelta(hours=number)
        story.met(held_at, worker, InterventionKind.SESSION, topic=SessionTopic.SAFETY)
