"""What the journal takes, and what it never takes."""

import uuid

import pytest
from django.db import Error, transaction

from audit.context import answering_a_request
from audit.models import JournalEntry
from audit.services import Subject, insert_collected, record, record_refusal, record_view

pytestmark = pytest.mark.django_db
A_CASE = uuid.uuid4()
COLUMNS = ("kind", "verb", "subject_kind", "subject_id", "case_id", "fields", "purpose", "result")


def lines() -> list[tuple]:
    return list(JournalEntry.objects.order_by("id").values_list(*COLUMNS))


def test_a_change_is_one_line_of_ids_verb_and_field_names(coordinator):
    record(
        actor=coordinator,
        verb="accounts.renamed",
        subject=coordinator,
        case_id=A_CASE,
        fields=["b", "a", "b"],
    )
    assert lines() == [
        ("change", "accounts.renamed", "accounts.user", coordinator.pk, A_CASE, ["a", "b"], "", "done")
    ]
    entry = JournalEntry.objects.get()
    assert (entry.actor_id, entry.request_id, str(entry)) == (
        coordinator.pk,
        None,
        f"accounts.renamed #{entry.pk}",
    )
    assert entry.at is not None


def test_a_reading_outside_a_request_is_written_at_once(coordinator):
    record_view(actor=coordinator, verb="cases.listed", subject=Subject("cases.case"), purpose="daily_work")
    assert lines() == [("view", "cases.listed", "cases.case", None, None, [], "daily_work", "done")]


def test_a_refused_attempt_is_written_with_the_code_of_its_reason(operator):
    record_refusal(actor=operator, verb="cases.close_refused", subject=operator, result="not_assigned")
    assert lines() == [
        ("refusal", "cases.close_refused", "accounts.user", operator.pk, None, [], "", "not_assigned")
    ]


def test_one_request_and_one_record_make_one_line_with_all_the_fields_read(coordinator, operator):
    with answering_a_request() as context:
        record_view(actor=coordinator, verb="cases.name_shown", subject=operator, fields=["name"])
        record_view(actor=coordinator, verb="cases.name_shown", subject=operator, fields=["phone"])
        record_view(actor=coordinator, verb="cases.name_shown", subject=coordinator)
        assert lines() == []
    insert_collected(context)
    assert [(row[3], row[5]) for row in lines()] == [(operator.pk, ["name", "phone"]), (coordinator.pk, [])]
    assert set(JournalEntry.objects.values_list("request_id", flat=True)) == {context.request_id}


def test_a_change_inside_a_request_is_written_at_once_under_the_requests_id(coordinator):
    with answering_a_request() as context:
        record(actor=coordinator, verb="cases.opened", subject=coordinator)
        assert JournalEntry.objects.get().request_id == context.request_id
    assert context.collected == {}


def test_a_request_that_read_nothing_costs_no_statement(django_assert_num_queries):
    with answering_a_request() as context, django_assert_num_queries(0):
        insert_collected(context)


@pytest.mark.parametrize(
    "named",
    [
        {"fields": ["Irina G."]},
        {"fields": ["+7 701 000 00 01"]},
        {"fields": ["name\n"]},
        {"fields": ["имя"]},
        {"fields": [""]},
        {"purpose": "because she asked"},
        {"purpose": "Irina"},
        {"verb": "opened"},
        {"verb": "cases.Opened"},
        {"verb": "cases.opened "},
        {"subject": Subject("Irina")},
        {"subject": Subject("cases.case", "C-4M7T-K9QX")},
        {"case_id": "C-4M7T-K9QX"},
    ],
)
def test_a_value_never_reaches_the_journal(coordinator, named):
    with pytest.raises(ValueError, match=r"^The journal "):
        record_view(**{"actor": coordinator, "verb": "cases.read", "subject": coordinator} | named)
    assert lines() == []


def test_the_refusal_of_a_value_does_not_repeat_it(coordinator):
    with pytest.raises(ValueError, match="never a value") as refused:
        record(actor=coordinator, verb="cases.read", subject=coordinator, result="Irina G.")
    assert "Irina" not in str(refused.value)


def test_nobody_acts_without_a_name(operator):
    operator.pk = None
    with pytest.raises(ValueError, match="by uuid only"):
        record(actor=operator, verb="cases.read", subject=Subject("cases.case"))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "guess"),
        ("verb", "Irina came"),
        ("purpose", "she asked"),
        ("result", "She left"),
        ("subject_kind", "Irina G."),
        ("fields", ["name", "Irina G."]),
    ],
)
def test_the_database_itself_refuses_text(coordinator, column, value):
    named = {"actor_id": coordinator.pk, "kind": "view", "verb": "cases.read", "subject_kind": "cases.case"}
    with pytest.raises(Error, match="violates check constraint"), transaction.atomic():
        JournalEntry.objects.create(**named | {column: value})
    JournalEntry.objects.create(**named)
