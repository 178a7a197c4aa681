"""A form takes its own fields and nothing else, whatever a hand-made post brings along (A5)."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection, models

from accounts.enums import Role
from accounts.models import Team, User
from cases.models import Case, Person
from cases.views.risk import AssessRisk
from tests.access.forms import filled_form
from tests.access.walk import LINES, PLACES, REFERENCE
from tests.architecture.house import APPS
from tests.taken_back import taken_back
from tests.workers import as_worker

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORKERS = (Role.COORDINATOR, Role.MANAGER, Role.ADMINISTRATOR, Role.OPERATOR)
# They tell of the post itself. Whom a message goes to, the services say, and their tests.
JOURNALS = {"audit_journalentry", "accounts_session", "outbox_outboxmessage"}
# Columns that differ from one post to the next by themselves.
DRAWN = (models.UUIDField, models.DateTimeField, models.AutoField, models.BinaryField)
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
# Pages whose form is certainly saved as this test fills it: were it not, nothing would be compared.
SAVED = {
    "cases:add_person",
    "cases:assess_risk",
    "cases:change_person",
    "cases:change_safe_contact",
    "partners:add",
    "partners:change",
    "partners:change_branch",
    "partners:change_contact",
    "partners:change_event",
    "accounts:teams",
    "website:change_number",
}


def hostile(field, world):
    """Return a value that this field of a model would take, and that no page here would write."""
    if isinstance(field, models.ForeignKey | models.ManyToManyField):
        return str(ELSEWHERE.get(field.related_model, lambda world: "1")(world))
    if field.choices:
        return str(field.flatchoices[-1][0])
    for kind, value in VALUES:
        if isinstance(field, kind):
            return value
    return "hostile"


ELSEWHERE = {
    User: lambda world: world.outsider.pk,
    Team: lambda world: world.outsider.team_id,
    Case: lambda world: world.file("other_team", "").case.pk,
    Person: lambda world: world.file("other_team", "").person.pk,
}
VALUES = (
    (models.BooleanField, "on"),
    (models.DateTimeField, "2001-02-03T04:05"),
    (models.DateField, "2001-02-03"),
    (models.TimeField, "04:05"),
    (models.UUIDField, "00000000-0000-4000-8000-00000000dead"),
    (models.IntegerField, "77"),
)


def every_field(world):
    """Return a post that names every field of every model, also by the name of its column."""
    posted = {}
    for model in MODELS:
        for field in [*model._meta.fields, *model._meta.many_to_many]:
            value = hostile(field, world)
            posted |= {field.name: value, field.attname: value}
    return posted


def rows(known=None):
    """Return every row of the product as its comparable columns, by table; what is drawn anew is called so."""
    found = {}
    for model in MODELS:
        table = model._meta.db_table
        if table in JOURNALS:
            continue
        fields = [
            field for field in model._meta.fields if field.column and (known is None or is_compared(field))
        ]
        listed = ", ".join(f'"{field.column}"' for field in fields) or "1"
        with connection.cursor() as cursor:
            cursor.execute(f'select {listed} from "{table}"')
            found[table] = Counter(without_what_is_drawn(repr(row), known) for row in cursor.fetchall())
    return found


def is_compared(field):
    return field.is_relation or not isinstance(field, DRAWN)


def without_what_is_drawn(row, known):
    if known is None:
        return row
    row = REFERENCE.sub("a reference", row)
    return UUID.sub(lambda found: found[0] if found[0] in known else "a new row", row)


def ids():
    """Return the ids of all rows there are."""
    return {one for table in rows().values() for row in table for one in UUID.findall(row)}


def change_by(browser, path, typed):
    """Return whether a post was taken and which rows it adds and takes away, and take it back."""
    known = ids()
    before = rows(known)
    with taken_back():
        answer = browser.post(path, typed)
        after = rows(known)
    return answer.status_code == 302, {
        (table, sign, row): number
        for table in before
        for sign, more in (("+", after[table] - before[table]), ("-", before[table] - after[table]))
        for row, number in more.items()
    }


@pytest.fixture(scope="module")
def pages(walk):
    """Return the pages with a form, each with somebody who may open it and with what is sent from it."""
    found = {}
    for role in WORKERS:
        browser = as_worker(walk.world.staff[role])
        for place in PLACES:
            if (
                LINES[place.name][role] == "no"
                or place.name in found
                or LINES[place.name]["anonymous"] == "open"
            ):
                continue
            relation = next(one for one in ("primary", "took", *place.relations) if one in place.relations)
            path = place.path(walk.world, relation, role)
            typed, own = filled_form(browser, path)
            if typed and browser.get(path).status_code == 200:
                found[place.name] = (browser, path, typed, own)
    return found


def taken_by(walk, page):
    """Return what a post with every field of every model changes more than the form alone, and if that saved."""
    browser, path, typed, own = page
    extras = {field: value for field, value in every_field(walk.world).items() if field not in own}
    is_saved, wanted = change_by(browser, path, typed)
    is_taken, got = change_by(browser, path, extras | typed)
    return sorted(got.items() ^ wanted.items(), key=str), is_saved and is_taken


def test_no_form_takes_a_field_that_its_page_does_not_have(walk, pages):
    answers = {name: taken_by(walk, page) for name, page in pages.items()}
    assert {name: taken for name, (taken, _saved) in answers.items() if taken} == {}
    saved = {name for name, (_taken, is_saved) in answers.items() if is_saved}
    assert saved >= SAVED, f"not saved by this test any more: {sorted(SAVED - saved)}"


def test_a_page_that_copies_whatever_is_posted_is_found(walk, pages, monkeypatch, without_second_net):
    assess = AssessRisk.act

    def careless(self, form):
        assess(self, form)
        Case.objects.filter(pk=self.case.pk).update(team=self.request.POST.get("team", self.case.team_id))

    monkeypatch.setattr(AssessRisk, "act", careless)
    taken, _is_saved = taken_by(walk, pages["cases:assess_risk"])
    assert {table for (table, _sign, _row), _number in taken} == {"cases_case"}
