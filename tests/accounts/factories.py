"""Boring staff."""

import factory

from accounts.enums import CASE_WORKER_ROLES, Role
from accounts.models import Team, User

PASSWORD = "lantern-by-the-window"


class TeamFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda number: f"Team {number}")

    class Meta:
        model = Team
        django_get_or_create = ("name",)


class UserFactory(factory.django.DjangoModelFactory):
    """Those who work on cases are in the team "Shymkent" unless the test says otherwise."""

    username = factory.Sequence(lambda number: f"worker{number}")
    display_name = factory.Sequence(lambda number: f"Worker {number}")
    email = factory.LazyAttribute(lambda worker: f"{worker.username}@centre.example")
    role = Role.OPERATOR
    language = "en"
    password = factory.django.Password(PASSWORD)

    class Meta:
        model = User

    @factory.lazy_attribute
    def team(self):
        return TeamFactory(name="Shymkent") if self.role in CASE_WORKER_ROLES else None
