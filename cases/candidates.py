"""Who may be meant by a question, as the database knows it: by tokens, in cases that a worker may know of.

Which these are is said by a query set that the caller brings (`vault.statements.ids_of`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from cases.enums import HouseholdRole
from cases.models import Case, Person, SafeContact
from cases.safe_hours import safe_window
from reference.alphabet import languages_by_preference
from vault.statements import Columns, Part, rows_of, with_tokens

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from cases.safe_hours import SafeWindow

# What is compared, and what a row shows.
OF_PERSON = Columns(
    Person, "person", "id", "case", "role", "name", "other_names", "code_name", "phone", "iin", "birth_date"
)
OF_SAFE_CONTACT = Columns(
    SafeContact, "contact", "id", "case", "ask_for", "number", "alert", "may_contact", "safe_days",
    "safe_from", "safe_until", "confirmed_on", "valid_until",
)  # fmt: skip
OF_CASE = Columns(Case, "file", "id", "reference", "status", "opened_at")
SHOWN = (OF_PERSON.sql, OF_SAFE_CONTACT.sql, OF_CASE.sql)
TO_PERSON = len(OF_PERSON)
TO_SAFE_CONTACT = TO_PERSON + len(OF_SAFE_CONTACT)
TO_CASE = TO_SAFE_CONTACT + len(OF_CASE)

NOT_A_SHELL = """not exists (
    select from cases_casefold fold where fold.folded_id = {row}.case_id and fold.undone_at is null)"""
WITH_ITS_CASE = """
    join cases_case file on file.id = person.case_id
    left join cases_safecontact contact on contact.case_id = person.case_id"""
# Parts of the row, not joined: the planner thinks longer the more it may join.
LAST_CONTACT = """(
    select occurred_at from cases_timelineentry entry
    where entry.case_id = person.case_id and entry.kind = 'contact'
    order by entry.occurred_at desc, entry.id desc limit 1)"""
DISTRICT = (
    "(select coalesce({names}, '') from reference_district district where district.id = file.district_id)"
)


@dataclass(frozen=True)
class Candidate:
    """A person who shares a token with a question: as the row came, for most of it is never looked at."""

    row: tuple[Any, ...]

    @property
    def person_id(self) -> UUID:
        return cast("UUID", self.row[0])

    @property
    def case_id(self) -> UUID:
        return cast("UUID", self.row[1])

    @property
    def is_client(self) -> bool:
        return bool(self.row[2] == HouseholdRole.CLIENT)

    @cached_property
    def person(self) -> Person:
        person: Person = OF_PERSON.instance(self.row[:TO_PERSON])
        return person

    def safe_contact_says(self, name: str) -> str:
        """Return what a sealed field of her safe contact says, "" where it says nothing or is damaged."""
        row = self.row[TO_PERSON:TO_SAFE_CONTACT]
        if row[OF_SAFE_CONTACT.place(name)] is None:
            return ""
        contact: SafeContact = OF_SAFE_CONTACT.instance(row)
        return contact.readable(name)

    def safe_window(self, moment: dt.datetime) -> SafeWindow:
        """Return whether her safe contact lets her be contacted at `moment`."""
        contact: SafeContact = OF_SAFE_CONTACT.instance(self.row[TO_PERSON:TO_SAFE_CONTACT])
        return safe_window(contact, moment)

    @cached_property
    def case(self) -> Case:
        """Return her case, which also knows its last contact, its district and whether its file opens."""
        case: Any = OF_CASE.instance(self.row[TO_SAFE_CONTACT:TO_CASE])
        case.last_contact_at, case.district_name, case.may_open = self.row[TO_CASE:]
        return cast("Case", case)


@dataclass(frozen=True)
class Candidates:
    """The people whom one worker may find.

    `known` are the cases of which she may know that they exist, `open_` those whose file she may open.
    """

    known: Part
    open_: Part

    def by_reference(self, reference: str) -> list[Candidate]:
        """Return the client of a case, also of a shell: its reference says so."""
        return self._read(
            Part(f"select {OF_PERSON.sql}")
            + "from cases_person person join cases_case file on file.id = person.case_id"
            + Part("where file.reference = %s and person.role = %s", (reference, HouseholdRole.CLIENT))
            + Part("and file.id in")
            + self.known
        )

    def by_tokens(
        self, tokens: Sequence[int], most: int, *, start: int = 0, without: Sequence[int] = ()
    ) -> list[Candidate]:
        """Return the people who have one of the tokens themselves, and none of others; a part at a time."""
        return self._read(self._people(tokens, most, start=start, without=without))

    def by_safe_contact(self, tokens: Sequence[int], most: int) -> list[Candidate]:
        """Return the clients whose safe contact has one of the tokens."""
        return self._read(self._clients(tokens, most))

    def by_either(self, tokens: Sequence[int], most: int) -> list[Candidate]:
        """Return both at once, the people first: who is among them twice comes twice."""
        people, clients = self._people(tokens, most), self._clients(tokens, most)
        return self._read(Part("(") + people + ") union all (" + clients + Part(") limit %s", (most,)))

    def _people(
        self, tokens: Sequence[int], most: int, *, start: int = 0, without: Sequence[int] = ()
    ) -> Part:
        return (
            Part(f"select {OF_PERSON.sql} from")
            + with_tokens("cases_person", tokens)
            + "person where"
            + self._is_of_a_known_case("person")
            + Part("and not person.tokens && %s::bigint[]", ([*without],))
            + Part("limit %s offset %s", (most, start))
        )

    def _clients(self, tokens: Sequence[int], most: int) -> Part:
        return (
            Part(f"select {OF_PERSON.sql} from")
            + with_tokens("cases_safecontact", tokens)
            + "contact join cases_person person on person.case_id = contact.case_id"
            + Part("where person.role = %s and", (HouseholdRole.CLIENT,))
            + self._is_of_a_known_case("contact")
            + Part("limit %s", (most,))
        )

    def _is_of_a_known_case(self, row: str) -> Part:
        return Part(f"{row}.case_id in") + self.known + f"and {NOT_A_SHELL.format(row=row)}"

    def _read(self, people: Part) -> list[Candidate]:
        names = ", ".join(f"nullif(district.name_{code}, '')" for code in languages_by_preference())
        shown = (*SHOWN, LAST_CONTACT, DISTRICT.format(names=names))
        may_open = Part(", file.id in") + self.open_ if self.open_ != self.known else Part(", true")
        whole = (
            Part(f"select {', '.join(shown)}") + may_open + "from (" + people + f") person {WITH_ITS_CASE}"
        )
        return [Candidate(row) for row in rows_of(whole)]


def has_tokens_elsewhere(tokens: Sequence[int], *, known: Part, there: Part) -> bool:
    """Answer whether one of the tokens is in a case that is `there` but not `known`. Nobody is opened.

    Asked row by row: as a list, all cases of her team would be gone through for each row that was found.
    """
    found = (
        Part("select case_id from")
        + with_tokens("cases_person", tokens)
        + "person union all select case_id from"
        + with_tokens("cases_safecontact", tokens)
        + "contact"
    )
    this = "where pk = found.case_id)"
    elsewhere = (
        Part("not exists (select from") + known + f"known {this}"
        "and exists (select from" + there + f"there {this}"
    )
    return bool(rows_of(Part("select from (") + found + ") found where" + elsewhere + "limit 1"))
