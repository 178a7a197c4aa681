"""Statements that are asked again are prepared, and answer as if they were not."""

import datetime as dt
import uuid
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg2.extras import Json

from accounts.models import Team, User
from cases.enums import FollowUpStatus
from cases.models import Case, FollowUp
from cases.row_security import act_as
from crisis_center import prepared
from tests.cases.factories import CaseFactory
from tests.database import as_in_production

pytestmark = pytest.mark.django_db
OFTEN = 8  # times: after five PostgreSQL may keep one plan for all values


@pytest.fixture(autouse=True)
def nothing_is_prepared():
    """Begin on a new connection, as a process does: what another test asked is not known."""
    connection.ensure_connection()
    connection.connection.names.clear()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")


def asked(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def texts():
    """Return the statements that this connection has prepared."""
    return [
        text for (text,) in asked("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time", None)
    ]


class TestWhatIsPrepared:
    def test_a_statement_when_it_is_asked_the_second_time(self):
        assert asked("SELECT %s + 1", [1]) == [(2,)]
        assert texts() == []
        assert [asked("SELECT %s + 1", [number]) for number in range(OFTEN)] == [
            [(number + 1,)] for number in range(OFTEN)
        ]
        (text,) = texts()
        assert text.endswith("AS SELECT $1 + 1")

    @pytest.mark.parametrize(
        "values",
        [["1"], [1], [2**40], [1.5], [Decimal("1.5")], [True], [None], [b"\x01"], [uuid.uuid4()], [dt.date(2026, 1, 2)],
         [dt.time(3, 4)], [dt.timedelta(hours=5)], [dt.datetime(2026, 1, 2, 3, 4)],  # noqa: DTZ001
         [dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)], [Json({"a": 1})]],
        ids=lambda values: type(values[0]).__name__,
    )  # fmt: skip
    def test_a_value_keeps_its_type(self, values):
        sql = "SELECT pg_typeof(coalesce(%s, NULL))::text, '%%'"
        plain = asked(sql, values)
        assert [asked(sql, values) for _time in range(OFTEN)] == [plain] * OFTEN
        assert len(texts()) == 1

    def test_an_equal_statement_with_values_of_other_types_is_another_one(self):
        answers = [asked("SELECT pg_typeof(%s)::text", [value]) for value in (1, 2**40, 1, 2**40)]
        assert answers == [[("integer",)], [("bigint",)]] * 2
        assert len(texts()) == 2

    def test_a_code_of_the_program_stands_in_it(self):
        for _time in range(OFTEN):
            list(FollowUp.objects.planned().filter(due_on__lte=dt.date(2026, 1, 2)))
        (text,) = texts()
        assert "\"status\" = 'planned'" in text, "or no partial index is found by it"

    def test_a_statement_with_nothing_but_codes(self):
        assert [asked("SELECT %s", [FollowUpStatus.PLANNED]) for _time in range(3)] == [[("planned",)]] * 3
        assert len(texts()) == 1

    @pytest.mark.parametrize(
        ("sql", "values"),
        [
            ("SELECT 1 WHERE 2 = ANY(%s)", [[2, 3]]),
            ("SELECT 1 WHERE 2 IN %s", [(2, 3)]),
            ("SELECT 1 WHERE %(a)s = 2", {"a": 2}),
            ("SELECT length('%s') - length('%s') + 1", [1, 2]),
            ("SELECT (jsonb_build_object(%s, 2)->>'a')::int - 1", ["a"]),
            ("SELECT 1 WHERE %s = 2 LIMIT 51", [2]),
            ("SELECT 1 WHERE %s = 2 LIMIT 10 OFFSET 0", [2]),
        ],
        ids=["list", "tuple", "named", "quoted", "without a type", "page", "later page"],
    )
    def test_whatever_cannot_be_is_asked_as_it_stands(self, sql, values):
        with transaction.atomic():
            assert [asked(sql, values) for _time in range(4)] == [[(1,)]] * 4
        assert texts() == []

    def test_what_postgresql_refused_is_not_tried_again(self):
        tried = connection.connection.last_number
        for _time in range(4):
            asked("SELECT jsonb_build_object(%s, 2)", ["a"])
        assert (texts(), connection.connection.last_number) == ([], tried + 1)

    def test_the_oldest_is_let_go(self, monkeypatch):
        monkeypatch.setattr(prepared, "MOST", 2)
        for number in range(4):
            for _time in range(2):
                asked(f"SELECT {number} + %s", [1])
        assert [text.split(" AS ")[1] for text in texts()] == ["SELECT 2 + $1", "SELECT 3 + $1"]

    def test_it_outlives_a_transaction_that_is_taken_back(self):
        asked("SELECT %s + 1", [1])
        with transaction.atomic():
            asked("SELECT %s + 1", [1])
            transaction.set_rollback(True)
        assert asked("SELECT %s + 1", [2]) == [(3,)]
        assert len(texts()) == 1


class TestWhatIsSeenOfIt:
    def test_the_statement_and_not_its_call(self):
        with CaptureQueriesContext(connection) as captured:
            for _time in range(3):
                asked("SELECT %s + 1", [1])
        assert [one["sql"] for one in captured] == ["SELECT 1 + 1"] * 3

    def test_rows_and_errors_are_those_of_the_statement(self):
        for name in ("One", "Two", "Three"):
            Team.objects.create(name=name)
            with pytest.raises(IntegrityError, match="team_name"), transaction.atomic():
                Team.objects.create(name=name)
        assert [Team.objects.filter(name=name).update(name=name) for name in ("One", "Two", "None")] == [
            1,
            1,
            0,
        ]

    def test_after_an_error_the_transaction_says_what_it_always_says(self):
        for _time in range(3):
            asked("SELECT 1 / %s", [1])
        with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic():
            asked("SELECT 1 / %s", [0])
        with transaction.atomic():
            with suppress(DatabaseError):
                asked("SELECT 1 / %s", [0])
            with pytest.raises(DatabaseError, match="current transaction is aborted"):
                asked("SELECT 2 / %s", [1])
            transaction.set_rollback(True)
        assert asked("SELECT 1 / %s", [1]) == [(1,)]


class TestWhatIsGone:
    def test_a_column_of_another_type_fails_once(self):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE things (one integer) ON COMMIT DROP")
        for _time in range(3):
            asked("SELECT one FROM things WHERE one > %s", [0])
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE things ALTER one TYPE text")
            cursor.execute("ALTER TABLE things ALTER one TYPE bigint USING one::bigint")
        with pytest.raises(DatabaseError, match="must not change result type"), transaction.atomic():
            asked("SELECT one FROM things WHERE one > %s", [0])
        assert [asked("SELECT one FROM things WHERE one > %s", [0]) for _time in range(3)] == [[]] * 3

    def test_so_does_one_that_somebody_discarded(self):
        for _time in range(3):
            asked("SELECT %s + 1", [1])
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
        with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic():
            asked("SELECT %s + 1", [1])
        assert [asked("SELECT %s + 1", [1]) for _time in range(3)] == [[(2,)]] * 3


class TestRowSecurity:
    def test_who_asks_next_meets_her_own_rows(self, coordinator, other_team_coordinator, auditor):
        hers, theirs = CaseFactory(), CaseFactory(team=other_team_coordinator.team)
        references = [hers.reference, theirs.reference]

        def met(worker: User) -> list[bool]:
            with as_in_production(), transaction.atomic():
                act_as(worker)
                return [Case.objects.filter(reference=one).exists() for one in references]

        for _time in range(OFTEN):
            assert met(coordinator) == [True, False]
            assert met(other_team_coordinator) == [False, True]
            assert met(auditor) == [False, False]
        assert any('"reference" = $' in text for text in texts())

    def test_nobody_meets_none(self, coordinator):
        reference = CaseFactory().reference
        for _time in range(OFTEN):
            assert Case.objects.filter(reference=reference).exists()
        with as_in_production():
            assert not Case.objects.filter(reference=reference).exists()
