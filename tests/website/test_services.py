"""Publishing a text and changing a number: who, over which version, with which line in the journal."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from audit.models import JournalEntry
from reference.models import HelpLine
from tests.website.factories import PublicTextFactory
from website import services
from website.models import PublicText
from website.policies import can_keep_public_pages
from website.refusals import Conflict, Refusal

pytestmark = pytest.mark.django_db

WORDING = {"title": "Поездка", "body": "Текст.", "checked_on": dt.date(2026, 11, 20)}


def publish(actor, version: int, **changes) -> PublicText:
    return services.publish_text(
        actor=actor, page="migration", language="ru", version=version, **{**WORDING, **changes}
    )


def lines() -> list[tuple]:
    return list(JournalEntry.objects.order_by("id").values_list("verb", "actor_id", "fields"))


def test_a_manager_publishes_the_first_text(manager):
    text = publish(manager, 0)
    assert (text.title, text.body, text.version, text.changed_by) == ("Поездка", "Текст.", 1, manager)
    assert lines() == [("website.text_published", manager.pk, ["body", "checked_on", "title"])]


def test_a_newer_text_takes_the_place_of_the_one_that_was_seen(manager):
    seen = publish(manager, 0)
    newer = publish(manager, seen.version, body="Новый текст.")
    assert (newer.pk, newer.body, newer.version) == (seen.pk, "Новый текст.", 2)
    assert lines()[1:] == [("website.text_published", manager.pk, ["body"])]


def test_the_same_text_again_is_a_quiet_success(manager):
    first = publish(manager, 0)
    again = publish(manager, 0)
    assert (again.version, len(lines())) == (first.version, 1)


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_version_that_is_not_the_latest_is_refused_and_nothing_is_lost(manager, version):
    PublicTextFactory(version=2)
    with pytest.raises(Conflict, match="yours is not lost"):
        publish(manager, version)
    assert (PublicText.objects.get().version, lines()) == (2, [])


def test_a_text_of_another_language_is_another_text(manager):
    PublicTextFactory(language="kk", version=5)
    assert publish(manager, 0).language == "ru"
    assert PublicText.objects.count() == 2


def test_nobody_but_a_manager_changes_what_the_public_reads(everybody):
    may = {worker.role: bool(can_keep_public_pages(worker)) for worker in everybody}
    assert [role for role, allowed in may.items() if allowed] == ["manager"]


def test_a_worker_who_may_not_is_told_whom_to_ask(coordinator):
    number = HelpLine.objects.get(code="police")
    with pytest.raises(Refusal, match="tell one of them"):
        publish(coordinator, 0)
    with pytest.raises(Refusal, match="tell one of them"):
        services.change_number(actor=coordinator, number=number, fields=["number"])
    assert (PublicText.objects.count(), lines()) == (0, [])


def test_a_changed_number_has_its_line_and_only_the_names_of_its_fields(manager):
    number = HelpLine.objects.get(code="centre")
    number.number, number.is_confirmed = "+7 700 000 00 05", True
    services.change_number(actor=manager, number=number, fields=["number", "is_confirmed"])
    number.refresh_from_db()
    assert (number.number, number.is_confirmed) == ("+7 700 000 00 05", True)
    assert lines() == [("website.number_changed", manager.pk, ["is_confirmed", "number"])]


def test_a_number_that_stayed_the_same_leaves_no_line(manager):
    services.change_number(actor=manager, number=HelpLine.objects.get(code="police"), fields=[])
    assert lines() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"page": "home"}, "Choose the page"),
        ({"language": "de"}, "Choose the language"),
        ({"body": ""}, "helps nobody"),
        ({"title": ""}, "helps nobody"),
    ],
)
def test_a_text_that_must_never_be_is_refused_in_words_and_by_the_database(manager, wrong, sentence):
    text = PublicTextFactory.build(changed_by=manager, **wrong)
    with pytest.raises(ValidationError, match=sentence):
        text.validate_constraints()
    with pytest.raises(IntegrityError):
        text.save()


def test_a_page_has_one_text_in_a_language(manager):
    PublicTextFactory()
    twin = PublicTextFactory.build(changed_by=manager)
    with pytest.raises(ValidationError, match="already"):
        twin.validate_constraints()
