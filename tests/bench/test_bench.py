"""The bench itself, on a tiny scale. No time is asserted: a busy machine would fail for nothing."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db.models import Count

from bench.data.copies import reference
from bench.data.databases import using
from bench.data.pattern import INTERVENTIONS, LONGEST_TIMELINE, longest_case
from bench.figures import Figure, Goal
from bench.groups import GROUPS, chosen
from bench.groups.growth import statements_of
from bench.load.cpu import seconds_of_tree
from bench.load.driver import Order, drive
from bench.pages import every_page, workers
from bench.record import keep, kept_lines, page_of
from bench.statements import signed_in
from cases.models import Case, Intervention, Person, SafeContact
from crisis_center.stack.tree import ROOT
from hotline.models import Call
from vault.context import opening
from vault.index import tokens_of

FEW, MANY = 20, 200


@pytest.fixture(scope="module")
def databases(made, django_db_blocker):
    """Two full databases and what they are copied from, beside that of the tests; they end with its server."""
    with django_db_blocker.unblock():
        yield {"pattern": made.pattern(), **{total: made.ready(total) for total in (FEW, MANY)}}


@pytest.fixture
def many(databases):
    with using(databases[MANY]):
        yield


def test_a_database_holds_as_many_cases_as_asked_each_with_five_interventions(many):
    counted = Case.objects.annotate(number=Count("interventions")).exclude(pk=longest_case().pk)
    assert {case.number for case in counted} == {INTERVENTIONS}
    assert len(counted) == MANY - 1
    assert longest_case().timeline.count() == LONGEST_TIMELINE


def test_every_copy_opens_with_its_own_keys(many):
    names = set()
    for case in Case.objects.all():
        with opening([case.pk], purposes=["case", "privileged"]):
            names |= {person.name for person in Person.objects.filter(case=case)}
            assert all(one.note.text for one in Intervention.objects.filter(case=case, note__isnull=False))
    for call in Call.objects.all():
        with opening([call.pk], purposes=["call"]):
            assert call.notes
    assert len(names) > 5


@pytest.mark.parametrize("model", [Person, SafeContact, Call])
def test_a_copy_is_found_by_the_tokens_that_the_product_would_keep(many, model):
    rows = model.objects.all()
    owners = {getattr(row, model.vault_owner) for row in rows}
    with opening(owners, purposes=["case", "call"]):
        assert [row.pk for row in rows if row.tokens != tokens_of(row.findable())] == []


def test_every_client_has_a_name_and_a_number_of_her_own(many):
    names, phones = Counter(), Counter()
    copies = Case.objects.filter(opened_at__lt=longest_case().opened_at)
    for client in Person.objects.filter(role="client", case__in=copies).select_related("case__safe_contact"):
        with opening([client.case_id], purposes=["case"]):
            names[client.name] += 1
            phones[client.case.safe_contact.number] += 1
    del phones[""]  # whoever may not be called
    assert len(names) > MANY / 2
    assert max(phones.values()) == 1


def test_a_copy_has_places_of_its_own(many):
    assert Case.objects.values("team").distinct().count() == 2
    assert Case.objects.values("district").distinct().count() > 5
    assert Case.objects.values("assignments__worker").distinct().count() > 10


def test_the_product_shows_a_copied_case_and_lists_them_page_by_page(many):
    coordinator = signed_in(workers()["coordinator"])
    first = coordinator.get("/cases/").context["page"]
    second = coordinator.get("/cases/", {"after": first.older}).context["page"]
    shown = [*first.rows, *second.rows]
    assert len({case.pk for case in shown}) == len(shown) > 50
    assert [coordinator.get(case.get_absolute_url()).status_code for case in shown[::20]] == [200] * len(
        shown[::20]
    )


def test_no_page_costs_more_statements_among_many_cases(databases):
    """Goal G10. What a page shows is the same in both: only the number of other cases differs."""
    with using(databases["pattern"]):
        told = set(Case.objects.values_list("pk", flat=True))
    with using(databases[FEW]):
        pages = every_page(told)
        few = statements_of(pages)
    with using(databases[MANY]):
        many = statements_of(pages)
    assert {page.title: (few[page], many[page]) for page in pages if few[page] != many[page]} == {}
    assert len(pages) > 50
    assert {"cases:case", "cases:list", "hotline:call", "referrals:referral", "today"} <= {
        one.name for one in pages
    }


def test_references_look_drawn_and_never_come_twice():
    drawn = [reference("C", number, of_copy) for number in range(2_000) for of_copy in range(3)]
    assert len(set(drawn)) == len(drawn)
    assert drawn[0].startswith("C-")
    assert len(drawn[0]) == 11


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (Goal(16, 11), 10, "stretch"),
        (Goal(16, 11), 16, "must"),
        (Goal(16, 11), 17, "missed"),
        (Goal(0.15, 0.19, at_least=True), 0.2, "stretch"),
        (Goal(0.15, at_least=True), 0.15, "must"),
        (Goal(0.15, at_least=True), 0.1, "missed"),
    ],
)
def test_a_figure_says_whether_its_goal_is_met(goal, value, met):
    told = json.loads(json.dumps(Figure("log_call", "statements", value, "", FEW, goal).told()))
    assert {"name", "value", "unit", "goal"} <= told.keys()
    assert told["met"] == met


def test_the_page_of_figures_shows_the_newest_and_marks_what_misses(tmp_path):
    slow, quick = (Figure("log_call", "p95", value, "ms", 10_000, Goal(20)) for value in (31.0, 12.0))
    keep(slow.told(), run=100_000, day="2026-11-24", folder=tmp_path)
    assert "| p95 | ≤ 20 ms | **31 ms** |" in page_of(kept_lines(tmp_path))
    keep(quick.told(), run=100_000, day="2026-11-25", folder=tmp_path)
    assert "| p95 | ≤ 20 ms | 12 ms |" in page_of(kept_lines(tmp_path))


def test_a_group_without_cases_has_one_value_a_line():
    lost = Figure("saves", "lost", 0, "", 0, Goal(0)).told() | {"day": "2026-11-24"}
    assert "| Figure | Goal | Value |\n| --- | --- | --- |\n| lost | ≤ 0 | 0 |" in page_of([lost])


def test_only_one_group_is_run_when_it_is_named():
    assert chosen("lists") == ["lists"]
    assert chosen("") == list(GROUPS)
    with pytest.raises(SystemExit, match="log_call, lists"):
        chosen("nothing")


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwell\r\n0\r\n\r\n"
FOUND = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"


def test_the_driver_counts_what_was_wanted_and_names_what_was_not(answers):
    port = answers([OK, CHUNKED, FOUND])
    order = Order(port, ["GET / HTTP/1.1\r\n\r\n"] * 3, status=200, connections=1, seconds=5, once=True)
    answer = drive(order)
    assert (len(answer.times), answer.bad) == (2, {"302": 1})


def test_the_processors_seconds_only_grow():
    before = seconds_of_tree(os.getpid())
    assert sum(number * number for number in range(2_000_000)) > 0
    assert seconds_of_tree(os.getpid()) >= before > 0


def test_whatever_the_bench_takes_away_is_there_to_be_taken():
    """In a process of its own, where it does no harm: who renames a guard hears of it here."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "crisis_center.settings.test"}
    subprocess.run([sys.executable, "-c", "import bench.unguarded"], env=environment, cwd=ROOT, check=True)
