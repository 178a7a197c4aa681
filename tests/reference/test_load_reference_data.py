"""The loader: twice is once, the centre's own edits stay, a wrong line is named."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reference.management.commands.load_reference_data import LISTS, load
from reference.models import District, Donor
from tests.reference.factories import DistrictFactory

pytestmark = pytest.mark.django_db

HEAD = "code,name_en,name_ru,name_kk,parent,valid_from,valid_until,source,checked_on\n"


@pytest.fixture
def file(tmp_path):
    def write(*lines: str):
        path = tmp_path / "districts.csv"
        path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
        return path

    return write


def everything() -> dict[str, list]:
    return {name: list(model.objects.order_by("code").values()) for name, model in LISTS.items()}


def test_loading_twice_changes_nothing():
    before = everything()
    said = StringIO()
    call_command("load_reference_data", stdout=said)
    assert everything() == before
    assert said.getvalue().splitlines() == [
        "districts: 0 written, 25 in all",
        "holidays: 0 written, 79 in all",
        "legal_bases: 0 written, 15 in all",
        "media_titles: 0 written, 4 in all",
        "donors: 0 written, 2 in all",
        "help_lines: 0 written, 8 in all",
        "risk_instruments: 0 written, 1 in all",
        "risk_questions: 0 written, 10 in all",
        "note_outlines: 0 written, 6 in all",
    ]


def test_a_quiet_load_says_nothing():
    said = StringIO()
    call_command("load_reference_data", stdout=said, verbosity=0)
    assert said.getvalue() == ""


def test_a_row_that_is_missing_comes_back_and_others_are_not_deleted():
    Donor.objects.get(code="open-steppe-fund").delete()
    DistrictFactory(code="own-district")
    call_command("load_reference_data", verbosity=0)
    assert Donor.objects.count() == 2
    assert District.objects.filter(code="own-district").exists()


@pytest.mark.parametrize(
    ("checked_here", "name"),
    [("2026-04-30", "From the file"), ("2026-05-01", "The centre's own"), ("2026-05-02", "The centre's own")],
    ids=["the file is newer", "the same day", "the centre is newer"],
)
def test_an_edit_of_the_centre_stays_until_the_file_was_checked_later(file, checked_here, name):
    own = DistrictFactory(
        code="moon", name_en="The centre's own", checked_on=dt.date.fromisoformat(checked_here)
    )
    load(District, file("moon,From the file,Луна,Ай,,,,a test,2026-05-01"))
    assert [(row.pk, row.name_en) for row in District.objects.filter(code="moon")] == [(own.pk, name)]


def test_a_district_finds_its_region_by_the_regions_code(file):
    written = load(
        District,
        file(
            "moon,Moon,Луна,Ай,,,,a test,2026-05-01", "crater,Crater,Кратер,Кратер,moon,,,a test,2026-05-01"
        ),
    )
    assert written == 2
    assert District.objects.get(code="crater").parent.code == "moon"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("crater,Crater,Кратер,Кратер,nowhere,,,a test,2026-05-01", '"parent"'),
        ("crater,Crater,,Кратер,,,,a test,2026-05-01", '"name_ru"'),
        ("crater,Crater,Кратер,Кратер,,soon,,a test,2026-05-01", '"valid_from"'),
    ],
)
def test_a_line_that_breaks_a_rule_is_named_and_nothing_is_written(file, line, column):
    with pytest.raises(CommandError, match=r"districts\.csv, crater") as refusal:
        load(District, file("moon,Moon,Луна,Ай,,,,a test,2026-05-01", line))
    assert column in str(refusal.value)
    assert not District.objects.filter(code__in=["moon", "crater"]).exists()
