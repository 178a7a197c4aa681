"""Every change of the directory leaves a line with names of fields and no values."""

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from audit.models import JournalEntry
from partners.models import PartnerOrganisation
from partners.policies import can_keep_directory
from partners.services import NOUNS, add_entry, change_entry
from tests.partners.factories import (
    AgreementFactory,
    BranchFactory,
    ContactFactory,
    PartnerFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db

NEW = {
    "partner": PartnerFactory.build,
    "branch": lambda: BranchFactory.build(organisation=PartnerFactory()),
    "service": lambda: ServiceFactory.build(branch=BranchFactory()),
    "contact": lambda: ContactFactory.build(branch=BranchFactory()),
    "agreement": lambda: AgreementFactory.build(organisation=PartnerFactory()),
}


def lines():
    return list(
        JournalEntry.objects.order_by("id").values_list("actor_id", "kind", "verb", "subject_id", "fields")
    )


@pytest.mark.parametrize("noun", NEW)
def test_a_new_entry_stands_in_the_directory_and_in_the_journal(coordinator, noun):
    entry = NEW[noun]()
    add_entry(actor=coordinator, entry=entry)
    assert type(entry).objects.filter(pk=entry.pk).exists()
    assert lines() == [(coordinator.pk, "change", f"partners.{noun}_added", entry.pk, [])]


def test_a_changed_entry_is_written_with_the_names_of_its_changed_fields(manager):
    partner = PartnerFactory()
    PartnerOrganisation.objects.filter(pk=partner.pk).update(website="https://other.example")
    partner.name_en, partner.kind, partner.website = "New name", "court", "https://not-asked.example"
    change_entry(actor=manager, entry=partner, fields=["name_en", "kind"])
    partner.refresh_from_db()
    assert (partner.name_en, partner.kind, partner.website) == ("New name", "court", "https://other.example")
    assert lines() == [(manager.pk, "change", "partners.partner_changed", partner.pk, ["kind", "name_en"])]


@pytest.mark.parametrize("noun", sorted(NOUNS.values()))
@pytest.mark.parametrize("done", ["added", "changed"])
def test_the_journal_has_words_for_every_verb_of_the_directory(noun, done):
    line = JournalEntry(verb=f"partners.{noun}_{done}", fields=["name_en"])
    words = render_to_string(f"audit/entries/{line.verb}.html", {"entry": line}).split("\n")[0]
    assert words.split()[0].lower() == done


def test_nothing_changed_leaves_no_line(manager):
    change_entry(actor=manager, entry=PartnerFactory(), fields=[])
    assert lines() == []


def test_an_entry_that_cannot_be_leaves_no_line(coordinator):
    taken = PartnerFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        add_entry(actor=coordinator, entry=PartnerFactory.build(name_ru=taken.name_ru))
    assert lines() == []


def test_coordinators_and_managers_keep_the_directory_and_others_are_told_whom_to_ask(everybody):
    reason = "Coordinators and managers keep the directory. If something is wrong, tell one of them."
    answers = {str(worker.role): str(can_keep_directory(worker).reason) for worker in everybody}
    assert answers == {
        **dict.fromkeys(["operator", "psychologist", "lawyer", "administrator", "auditor"], reason),
        **dict.fromkeys(["coordinator", "manager"], ""),
    }
    assert {str(worker.role) for worker in everybody if can_keep_directory(worker)} == {
        "coordinator",
        "manager",
    }
