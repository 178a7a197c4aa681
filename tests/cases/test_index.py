"""What a row is found by follows what is sealed in it, and changing the index key loses nobody."""

import os

import pytest
from django.core.management import call_command
from django.db import transaction

from audit.models import JournalEntry
from cases.models import Person, SafeContact
from cases.services.household import change_person
from cases.services.intake import PersonDetails
from tests.accounts.factories import UserFactory
from tests.cases.factories import CaseFactory, PersonFactory
from tests.hotline.factories import finished_call
from vault import keys
from vault.context import opening, sealing
from vault.errors import NotOpened
from vault.index import Indexed, asked_by_iin, asked_by_name, asked_by_phone, index_keys
from vault.tokens import Population


@pytest.fixture
def key_folder(tmp_path, settings):
    keys.make_demo_keys(tmp_path)
    settings.VAULT_KEYS_DIR = str(tmp_path)
    return tmp_path


def found(asked, model=Person):
    return list(model.objects.filter(tokens__overlap=asked.tokens))


def by_name(text, **options):
    return found(asked_by_name(text, **options))


def client(**values):
    return CaseFactory(**{f"client__{name}": value for name, value in values.items()}).household.get()


def change(person, **values):
    details = PersonDetails(role=person.role, **values)
    return change_person(actor=UserFactory(), person=person, details=details, version=person.version)


@pytest.mark.parametrize("asked", ["Kassymova Aigul", "айгуль касымова", "Касымова", "Айгуль Касымва"])
def test_a_client_is_found_in_any_script_and_order_and_with_an_error(db, asked):
    person = client(name="Қасымова Айгүл")
    client(name="Ковальская Наталья")
    assert by_name(asked) == [person]


def test_a_given_name_alone_finds_no_full_name(db):
    client(name="Қасымова Айгүл")
    lone = client(name="Айгуль")
    assert by_name("Aigul") == [lone]


@pytest.mark.parametrize("asked", ["Иванова Ирина", "Ира", "Ковальская Ирина"])
def test_other_names_and_the_name_she_chose_find_her_too(db, asked):
    person = client(name="Ковальская Ирина", other_names="Иванова Ирина; Петрова", code_name="Ира")
    assert by_name(asked) == [person]


def test_another_form_of_the_name_is_near_and_never_exact(db):
    person = client(name="Екатерина Ковальская")
    asked = asked_by_name("Катя Ковальская")
    assert found(asked) == [person]
    assert not {*person.tokens} & asked.exact


def test_numbers_find_her_however_they_were_typed(db):
    person = client(phone="8 (701) 123-45-67", iin="850715 400004")
    assert found(asked_by_phone("+77011234567")) == [person]
    assert found(asked_by_iin("850715400004")) == [person]


def test_the_safe_number_finds_the_safe_contact(db):
    safe_contact = CaseFactory(safe_contact__number="87011234567", safe_contact__ask_for="Алия").safe_contact
    assert found(asked_by_phone("+77011234567"), SafeContact) == [safe_contact]


def test_a_call_is_found_by_its_caller(operator):
    call = finished_call(operator, caller_name="Айгуль", phone="87011234567")
    assert found(asked_by_name("Aigul"), type(call)) == [call]
    assert found(asked_by_phone("+77011234567"), type(call)) == [call]


def test_who_used_violence_is_found_among_his_like_only(db):
    person = PersonFactory(case=CaseFactory(), role="used_violence", name="Қасымов Болат")
    assert by_name("Касымов Болат") == []
    assert by_name("Касымов Болат", population=Population.PERPETRATOR) == [person]


def test_a_changed_name_is_found_and_the_old_one_no_longer(db):
    person = client(name="Касымова Айгуль", phone="87011234567")
    change(person, name="Ахметова Айгуль", phone="87011234567")
    assert by_name("Касымова Айгуль") == []
    assert by_name("Ахметова Айгуль") == found(asked_by_phone("+77011234567")) == [person]


def test_a_name_that_was_taken_out_finds_nobody(db):
    person = client(name="Касымова Айгуль")
    change(person)
    assert by_name("Касымова Айгуль") == []
    assert Person.objects.get(pk=person.pk).tokens == []


def test_a_damaged_value_finds_nobody_and_the_others_stay(db):
    person = client(name="Касымова Айгуль", phone="87011234567")
    *kept, last = person.name_sealed
    person.name = bytes([*kept, last ^ 1])
    with opening([person.case_id]):
        person.save(update_fields=["name"])
    assert by_name("Касымова Айгуль") == []
    assert found(asked_by_phone("+77011234567")) == [person]


def test_saving_what_does_not_find_her_needs_no_key(db):
    person = client(name="Касымова Айгуль")
    person.sex = "female"
    person.save()
    assert by_name("Касымова Айгуль") == [person]


def test_new_words_are_not_saved_while_the_others_cannot_be_read(db):
    person = client(name="Касымова Айгуль", phone="87011234567")
    person.name = "Ахметова Айгуль"
    with sealing(person.case_id), pytest.raises(NotOpened), transaction.atomic():
        person.save(update_fields=["name"])
    assert by_name("Касымова Айгуль") == [person]


def test_a_model_that_can_be_found_must_say_by_what():
    with pytest.raises(NotImplementedError):
        Indexed.findable(Person())


def test_changing_the_index_key_loses_nobody_at_any_step(db, key_folder):
    before = client(name="Касымова Айгуль")
    keys.write_key(key_folder / "index.v2.key", os.urandom(keys.SIZE))
    assert len(index_keys()) == 2
    between = client(name="Касымова Айгуль")
    assert {*by_name("Касымова Айгуль")} == {before, between}
    call_command("rebuild_index", batch=1)
    (key_folder / "index.v1.key").unlink()
    after = client(name="Касымова Айгуль")
    assert {*by_name("Касымова Айгуль")} == {before, between, after}
    call_command("rebuild_index")
    assert len({tuple(person.tokens) for person in by_name("Касымова Айгуль")}) == 1


def test_rebuilding_says_what_it_changed_and_is_journaled(db, key_folder, capsys):
    client(name="Касымова Айгуль", phone="87011234567")
    Person.objects.update(tokens=[])
    call_command("rebuild_index")
    call_command("rebuild_index")
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("cases.person")] == [
        "cases.person: 1 changed",
        "cases.person: 0 changed",
    ]
    assert JournalEntry.objects.filter(verb="vault.index_rebuilt", subject_kind="cases.person").count() == 2
