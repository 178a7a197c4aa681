"""The groups of search and of the attack, on a tiny scale: that they ask for the right people and tell the truth."""

import importlib
import sys
from random import Random

import pytest
from django.db import connection

from bench import asked, attack, warm
from bench.data.databases import using
from bench.data.names import Spelling
from bench.data.people import Household
from bench.groups import attack as attack_group
from bench.groups import search
from bench.load.driver import asked_once
from bench.pages import workers
from bench.statements import signed_in
from bench.workshop import SEARCH
from cases.services import search_limits
from tests.bench.test_bench import FOUND, OK
from vault.names import same_name

MANY = 200
SMALL_CENTRE = range(60_000_000, 60_001_500)


@pytest.fixture(scope="module")
def databases(made, django_db_blocker):
    with django_db_blocker.unblock():
        made.ready(MANY)
        yield made


@pytest.fixture
def kitchen(databases):
    """What the copies are made by, and the database that holds them."""
    made = databases.kitchen(MANY)
    with using(databases.ready(MANY)):
        yield made


@pytest.fixture
def people(kitchen):
    """Some clients of the coordinator's team."""
    team = str(workers()["coordinator"].team_id)
    return asked.sought(kitchen, 12, seen_by=lambda number: kitchen.place("team", number) == team)


@pytest.fixture
def unlimited(monkeypatch):
    """The limit of searches lifted, as the measured server lifts it."""
    for name in ("_refuse", "_tell_who_leads"):
        monkeypatch.setattr(search_limits, name, getattr(search_limits, name))  # put back afterwards
    sys.modules.pop("bench.unlimited", None)
    importlib.import_module("bench.unlimited")


def ask(text):
    page = signed_in(workers()["coordinator"]).post(SEARCH, {"asked": text})
    assert page.status_code == 200
    return search.REFERENCES.findall(page.content.decode())


def test_whoever_is_asked_for_is_found_in_any_spelling_and_by_number(people, unlimited):
    assert len({person.case for person in people}) == len(people) == 12
    for typed in (search.own, search.other, search.phones):
        assert search.share_found(people, typed(people), ask) == 1
    assert search.share_found(people, ["Никто Никакая"] * len(people), ask) == 0


def test_whoever_is_asked_for_with_an_error_is_mostly_found(people, unlimited):
    wrong = [person for person in people if person.can_be_mistyped]
    assert search.share_found(wrong, search.mistyped(wrong), ask) > 0.6


def test_a_name_is_asked_for_in_another_spelling_that_is_the_same_name():
    for number in range(60):
        person = asked.Sought("", Household(number))
        assert person.other != person.own
        assert same_name(person.own, person.other)


def test_an_error_leaves_one_letter_wrong_and_the_first_one_right():
    for number in range(100):
        wrong = asked.with_an_error("Қасымова", Random(number))  # noqa: S311 the same error every time
        assert wrong != "Қасымова"
        assert wrong[0] == "Қ"
        assert abs(len(wrong) - len("Қасымова")) <= 1


def test_the_commonest_woman_is_asked_for_by_name():
    assert asked.commonest().spelled(Spelling.RUSSIAN) == "Ахметова Айгуль"


def test_questions_of_all_kinds_stand_side_by_side(people):
    mixed = search.mixed(people)
    assert mixed[:2] == [people[0].own, people[0].other]
    assert len(mixed) == 3 * len(people) + len(search.mistyped(people))


def test_the_indexes_of_tokens_have_a_size_and_one_for_a_million_people(kitchen):
    people, size, size_of_a_million = (figure.value for figure in search.weight(MANY))
    assert size > 3 * 8192 / search.BYTES_OF_A_MB
    assert size_of_a_million == pytest.approx(size * search.A_MILLION / people)


def test_what_a_search_reads_is_read_before(databases, capsys):
    read = warm.warm(databases.postgres, databases.ready(MANY))
    with using(databases.ready(MANY)), connection.cursor() as cursor:
        tables = [*warm.TABLES]
        cursor.execute("select sum(pg_relation_size(name::regclass)) from unnest(%s::text[]) name", [tables])
        heaps = cursor.fetchone()[0]
        cursor.execute("select sum(pg_indexes_size(name::regclass)) from unnest(%s::text[]) name", [tables])
        assert heaps < read < heaps + cursor.fetchone()[0]
    assert capsys.readouterr().err.count("Read 0.0 GB of bench_cases_200_") == 1


def test_one_answer_is_read_whole_and_another_one_refused(answers):
    assert asked_once(answers([OK]), "GET / HTTP/1.1\r\n\r\n").endswith("well")
    with pytest.raises(ValueError, match="302"):
        asked_once(answers([FOUND]), "GET / HTTP/1.1\r\n\r\n")


class TestTheThief:
    def test_finds_the_family_name_of_a_row_among_its_tokens(self):
        rows = [(number, attack._tokens_of(number)) for number in SMALL_CENTRE]
        parts = dict(attack.Dump(lambda: rows).parted())
        families = {Household(number).client.family.own: parts[number].family for number in parts}
        common = [number for number in parts if Household(number).client.family.own == "Ахметова"]
        assert {parts[number].family for number in common} == {families["Ахметова"]}

    def test_who_knew_the_key_would_name_everybody_common(self):
        """The measure itself: a centre matched with itself is recovered, apart from names that stand equal."""
        rows = [(number, attack._tokens_of(number)) for number in SMALL_CENTRE]
        dump = attack.Dump(lambda: rows)
        known = attack.own_centre(SMALL_CENTRE)
        for one in known:
            one.share = one.group.rows
        groups = attack.groups_of(dump)
        in_groups = sum(group.rows for group in groups.values()) / len(rows)
        hits = attack.recovered(dump, attack.by_size_and_rank(groups, known))
        assert 0.4 * in_groups < hits.family <= in_groups
        assert 0 < hits.pair < hits.family
        assert attack.recovered(dump, {}) == (0, 0)

    def test_sees_of_a_dump_the_copies_and_which_tokens_are_of_single_words(self, kitchen):
        dump = attack_group.stolen(kitchen)
        rows = list(dump.rows())
        assert {number for number, _tokens in rows} == set(range(kitchen.total))
        assert dump.lone
        assert all(dump.parts(tokens).family not in dump.lone for _number, tokens in rows)
        assert attack.Dump(list).parts([]) is None

    def test_is_told_as_two_figures_an_attack_each_with_its_goal(self, kitchen):
        centre = attack.own_centre(SMALL_CENTRE)
        told = list(attack_group.told_of(MANY, attack_group.stolen(kitchen), centre))
        assert len({figure.name for figure in told}) == len(told) == 6
        assert {figure.goal for figure in told} == {
            attack_group.goals.FAMILIES_RECOVERED,
            attack_group.goals.PAIRS_RECOVERED,
        }
        assert all(0 <= figure.value <= 100 for figure in told)
