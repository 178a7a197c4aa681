"""Names, validity and order of the lists."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from reference.alphabet import LETTERS
from reference.models import District, Donor, Holiday, LegalBasis, MediaTitle, NoteOutline, RiskInstrument
from reference.queries import outlines_on
from tests.reference.factories import DistrictFactory, DonorFactory

pytestmark = pytest.mark.django_db

LISTS = [District, Holiday, LegalBasis, MediaTitle, Donor, NoteOutline, RiskInstrument]


def test_the_name_follows_the_language_of_the_worker():
    district = District.objects.get(code="shymkent")
    shown = {}
    for language in ("en", "ru", "kk"):
        with override(language):
            shown[language] = district.name
    assert shown == {"en": "Shymkent city", "ru": "город Шымкент", "kk": "Шымкент қаласы"}


@pytest.mark.parametrize(("language", "shown"), [("kk", "Фонд"), ("ru", "Фонд"), ("en", "Fund")])
def test_another_language_stands_in_for_a_missing_name(language, shown):
    donor = DonorFactory(name_ru="Фонд", name_kk="", name_en="Fund")
    with override(language):
        assert str(donor) == shown


def test_a_name_can_be_shown_when_no_language_is_active():
    with override(None):
        assert District.objects.get(code="shymkent").name == "город Шымкент"


@pytest.mark.parametrize("model", LISTS)
def test_every_row_of_every_list_has_three_names_and_a_source(model):
    rows = model.objects.values_list("name_en", "name_ru", "name_kk", "source")
    assert rows
    assert [row for row in rows if not all(row)] == []


def test_the_old_region_ends_on_the_day_before_the_new_one_begins():
    change = dt.date(2018, 6, 19)
    regions = District.objects.filter(code__endswith="-region")
    assert [row.code for row in regions.valid_on(change - dt.timedelta(days=1))] == [
        "south-kazakhstan-region"
    ]
    assert [row.code for row in regions.valid_on(change)] == ["turkistan-region"]


def test_shymkent_has_five_districts_and_the_region_seventeen_parts():
    assert District.objects.get(code="shymkent").parts.count() == 5
    assert District.objects.get(code="turkistan-region").parts.count() == 17


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (dt.date(2026, 3, 1), ["domestic-violence-2009", "personal-data-consent", "personal-data-rights"]),
        (
            dt.date(2026, 3, 2),
            ["personal-data-consent", "personal-data-rights", "prevention-2025-minors-report"],
        ),
    ],
)
def test_the_law_of_2009_gives_way_to_the_new_one_on_2_march_2026(day, codes):
    asked = ["domestic-violence-2009", "personal-data-consent", "personal-data-rights", codes[-1]]
    rows = LegalBasis.objects.filter(code__in=asked).valid_on(day)
    assert [row.code for row in rows] == codes


def test_only_two_rules_allow_sharing_without_consent():
    assert [row.code for row in LegalBasis.objects.standing_for_consent()] == [
        "personal-data-rights",
        "prevention-2025-minors-report",
    ]


def test_every_legal_basis_says_that_no_lawyer_has_checked_it():
    assert LegalBasis.objects.exclude(source__startswith="Not verified by a lawyer. ").count() == 0


def test_a_row_cannot_end_before_it_begins():
    days = {"valid_from": dt.date(2026, 2, 1), "valid_until": dt.date(2026, 1, 31)}
    with pytest.raises(ValidationError) as refusal:
        DistrictFactory.build(**days).full_clean()
    assert refusal.value.messages == ["The last day cannot come before the first day."]
    with pytest.raises(IntegrityError), transaction.atomic():
        DistrictFactory(**days)


def test_the_alphabet_has_the_42_kazakh_letters_once_each():
    assert len(LETTERS) == len(set(LETTERS)) == 42


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ru", ["аист", "Ель", "ёлка", "Жук", "Якорь"]),
        (
            "kk",
            [
                "Абай",
                "Әлия",
                "баян",
                "Ғани",
                "Есік",
                "Қазына",
                "Лашын",
                "Ұлан",
                "Үміт",
                "Ыдыс",
                "Іле",
                "Юпитер",
            ],
        ),
        ("en", ["ant", "Bear", "cat"]),
    ],
)
def test_names_stand_in_the_order_of_their_alphabet(language, names):
    for name in reversed(names):
        DonorFactory(**{f"name_{language}": name}, code=f"order-{names.index(name)}")
    with override(language):
        rows = Donor.objects.filter(code__startswith="order-").alphabetical()
        assert [row.name for row in rows] == names


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_outline_of_notes_has_four_to_seven_headings_in_each_language(language):
    with override(language):
        outlines = outlines_on(dt.date(2026, 11, 26))
    assert len(outlines) == 6
    assert [kind for kind, headings in outlines.items() if not 4 <= len(headings) <= 7] == []


def test_of_two_outlines_of_one_type_the_one_that_began_later_counts():
    old = NoteOutline.objects.get(call_type="child")
    new = NoteOutline(
        code="child-anew", call_type="child", name_ru="Ребёнок", headings_ru="Первое\n\n Второе ", source="we"
    )
    new.checked_on = new.valid_from = dt.date(2026, 12, 1)
    new.save()
    with override("ru"):
        assert outlines_on(dt.date(2026, 12, 1))["child"] == ["Первое", "Второе"]
        assert outlines_on(dt.date(2026, 11, 30))["child"] == old.headings
