"""Boring rows of reference lists."""

import datetime as dt

import factory

from reference.models import (
    District,
    Donor,
    HelpLine,
    Holiday,
    LegalBasis,
    MediaTitle,
    RiskInstrument,
    RiskQuestion,
)


class ReferenceRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"row-{number}")
    name_ru = factory.LazyAttribute(lambda row: f"{row.code} ru")
    name_kk = factory.LazyAttribute(lambda row: f"{row.code} kk")
    name_en = factory.LazyAttribute(lambda row: f"{row.code} en")
    source = "a test"
    checked_on = dt.date(2026, 1, 1)


class DistrictFactory(ReferenceRowFactory):
    class Meta:
        model = District


class HolidayFactory(ReferenceRowFactory):
    class Meta:
        model = Holiday

    day = dt.date(2026, 9, 2)


class LegalBasisFactory(ReferenceRowFactory):
    class Meta:
        model = LegalBasis


class MediaTitleFactory(ReferenceRowFactory):
    class Meta:
        model = MediaTitle

    minutes = 30
    language = "ru"


class DonorFactory(ReferenceRowFactory):
    class Meta:
        model = Donor


class HelpLineFactory(ReferenceRowFactory):
    class Meta:
        model = HelpLine

    kind = "day_and_night"
    number = "+7 700 000 00 01"
    is_confirmed = True
    owner = "a test"


class RiskInstrumentFactory(ReferenceRowFactory):
    class Meta:
        model = RiskInstrument

    family = "a-test"
    version = 1
    rule_ru = rule_kk = rule_en = "Two points are medium, four are high."
    medium_from = 2
    high_from = 4
    fewest_answers = 1


class RiskQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RiskQuestion

    instrument = factory.SubFactory(RiskInstrumentFactory)
    code = factory.Sequence(lambda number: f"question-{number}")
    name_ru = factory.LazyAttribute(lambda row: f"{row.code} ru")
    rank = factory.Sequence(lambda number: number + 1)
    points = 1
    counts = "yes"
    checked_on = dt.date(2026, 1, 1)
