"""The help page says the same as the table that the pages are held to."""

import pytest

from accounts.enums import PEOPLE_ROLES, Role
from crisis_center.who_sees_what import OBJECTS, RELATIONS, rules, sights_of
from tests.access.walk import LINES
from tests.access.world import ROLES
from tests.cases.factories import CaseFactory
from tests.workers import as_worker

PAGE = "/help/who-sees-what/"
# Rules about a whole page, which the list of URLs says as well.
WHOLE_PAGES = {
    "case_list": "cases:list",
    "counts": "reporting:report",
    "journal": "journal",
    "staff": "accounts:staff",
}
SAME = {"yes": "all", "own": "own", "no": "no"}


def test_the_table_speaks_its_own_few_words_and_each_has_a_name():
    assert {(rule.object in OBJECTS, rule.relation in RELATIONS) for rule in rules()} == {(True, True)}
    assert (set(OBJECTS), set(RELATIONS)) == (
        {rule.object for rule in rules()},
        {rule.relation for rule in rules()},
    )
    assert {tuple(rule.by_role) for rule in rules()} == {tuple(ROLES)}
    assert {said for rule in rules() for said in rule.by_role.values()} == {"yes", "own", "way", "no"}
    named = [(rule.object, rule.relation) for rule in rules()]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(("kind", "url_name"), WHOLE_PAGES.items())
def test_what_is_said_of_a_whole_page_is_what_the_list_of_addresses_says(kind, url_name):
    (rule,) = [rule for rule in rules() if rule.object == kind]
    assert {role: SAME[said] for role, said in rule.by_role.items()} == {
        role: LINES[url_name][role] for role in ROLES
    }


def test_a_role_reads_what_it_sees_and_what_does_not_exist_for_it():
    case, *_others = sights_of(Role.PSYCHOLOGIST)
    assert case.seen == [
        "as the primary worker",
        "as a further worker of the case",
        "own closed case",
        "own case that was opened twice and folded into another one",
        "case of somebody else that was folded into an own one: only where it goes on",
        "case of others, opened in an emergency, for an hour",
    ]
    assert case.hidden == [
        "own new case, until a primary worker accepts it",
        "another case of the team",
        "former case, after the assignment ended",
        "case of another team",
        "any case from which a conflict of interest bars the reader",
    ]
    lists = {sight.object: sight.seen for sight in sights_of(Role.COORDINATOR)}
    assert (lists["case_list"], lists["journal"]) == (["only for the own team and cases"], [])


@pytest.mark.django_db
def test_every_worker_reads_her_own_rules_first_and_those_of_all_others(everybody):
    for worker in everybody:
        page = as_worker(worker).get(PAGE)
        assert [sight.role for sight in page.context["own"]] == [worker.role] * len(OBJECTS)
        others = {sights[0].role for _label, sights in page.context["others"]}
        assert others == PEOPLE_ROLES - {worker.role}


@pytest.mark.django_db
def test_a_role_that_sees_nothing_of_a_case_reads_never(administrator):
    own = as_worker(administrator).get(PAGE).text.split('id="h-shown"')[0]
    assert own.count(">never<") == len(OBJECTS) - 1


@pytest.mark.django_db
def test_the_page_of_a_case_and_the_menu_lead_there(coordinator):
    page = as_worker(coordinator).get(CaseFactory(in_progress=True).get_absolute_url()).text
    assert page.count(f'href="{PAGE}"') == 2
