"""A boring public text."""

import datetime as dt

import factory
from django.utils import timezone

from tests.accounts.factories import UserFactory
from website.models import PublicText


class PublicTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublicText

    page = "migration"
    language = "ru"
    title = "Поездка на работу"
    body = "Спросить можно без имени."
    checked_on = dt.date(2026, 11, 2)
    changed_by = factory.SubFactory(UserFactory, role="manager")
    changed_at = factory.LazyFunction(timezone.now)
