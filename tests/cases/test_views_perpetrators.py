"""Where else somebody who used violence is named: only a coordinator asks, and every look is kept."""

import pytest

from audit.models import JournalEntry
from cases.models import Person
from tests.accounts.factories import TeamFactory
from tests.cases.factories import AssignmentFactory, CaseFactory, PersonFactory
from tests.cases.pages import address
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
HIM = "Касымов Болат Серикович"
BUTTON = "Look for him in other cases"


@pytest.fixture
def case():
    return CaseFactory(in_progress=True)


def man_in(case=None, team=None, **known):
    """Return somebody who used violence in a case of the coordinators' team, or of `team`."""
    case = case or CaseFactory(**({"team": team} if team else {}))
    return PersonFactory(case=case, role="used_violence", relationship="husband", **{"name": HIM, **known})


def damage(person, name):
    """Change the last byte of a sealed value, as a broken disk would."""
    row = Person.objects.get(pk=person.pk)
    sealed = getattr(row, f"{name}_sealed")
    setattr(row, f"{name}_sealed", sealed[:-1] + bytes([sealed[-1] ^ 1]))
    row.save(update_fields=[name])


def look(worker, person):
    return as_worker(worker).post(address(person.case, "look_for_perpetrator", person_id=person.pk))


def seen(worker, person):
    answer = look(worker, person)
    assert answer.status_code == 200
    found = answer.context["found"]
    return {one.case: one.by for one in found.sightings}, found.has_other_team


class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("one", "other", "by"),
        [
            ({}, {"name": "Bolat Kassymov"}, ("name",)),
            ({}, {"name": "Ли Олег", "other_names": "Болат Касымов"}, ("name",)),
            ({"name": None, "phone": "87011234567"}, {"name": None, "phone": "7011234567"}, ("phone",)),
            ({"name": None, "iin": "850715300005"}, {"name": "Ли Олег", "iin": "850715 300005"}, ("iin",)),
            ({"phone": "87011234567"}, {"phone": "87011234567"}, ("name", "phone")),
        ],
    )
    def test_the_same_name_telephone_or_iin_in_a_case_of_her_team(self, one, other, by, case, coordinator):
        there = man_in(**other)
        assert seen(coordinator, man_in(case, **one)) == ({there.case: by}, False)
        page = look(coordinator, man_in(case, **one)).text
        assert there.case.get_absolute_url() in page

    @pytest.mark.parametrize("name", ["Касымов Болад", "Касымов Азамат Серикович", "Касымов", "Болат", None])
    def test_what_is_only_like_him_is_nobody(self, name, case, coordinator):
        man_in(name=name)
        assert seen(coordinator, man_in(case)) == ({}, False)
        assert "No other case names him" in look(coordinator, man_in(case)).text

    def test_a_client_or_a_child_of_that_name_is_not_he(self, case, coordinator):
        other = CaseFactory(client__name=HIM, client__phone="87011234567")
        PersonFactory(case=other, name=HIM)
        assert seen(coordinator, man_in(case, phone="87011234567")) == ({}, False)

    def test_his_own_case_is_not_another_one(self, case, coordinator):
        him, _again = man_in(case), man_in(case)
        assert seen(coordinator, him) == ({}, False)

    @pytest.mark.parametrize("known", [{"name": None}, {"name": "Болат"}, {"name": "Б. К.", "phone": "102"}])
    def test_of_whom_too_little_is_known_nobody_is_found(self, known, case, coordinator):
        man_in(**known)
        assert "Too little is recorded about him" in look(coordinator, man_in(case, **known)).text

    def test_in_a_case_of_another_team_she_learns_only_whom_to_speak_with(self, case, coordinator):
        hidden = man_in(team=TeamFactory(name="Turkestan"))
        him = man_in(case)
        assert seen(coordinator, him) == ({}, True)
        page = look(coordinator, him).text
        assert "in a case of another team: speak with its coordinator" in page
        assert (hidden.case.reference in page, "Turkestan" in page, "No other case" in page) == (False,) * 3

    def test_a_record_that_does_not_open_does_not_hide_the_others(self, case, coordinator):
        broken, whole = man_in(name=None, phone="87011234567"), man_in(name=None, phone="87011234567")
        damage(broken, "phone")
        assert seen(coordinator, man_in(case, name=None, phone="87011234567")) == (
            {whole.case: ("phone",)},
            False,
        )


class TestWhoMayLook:
    @pytest.mark.parametrize("role", ["operator", "psychologist", "lawyer", "manager"])
    def test_for_the_others_there_is_no_page_and_no_button(self, role, request, case):
        worker, him = request.getfixturevalue(role), man_in(case)
        if role != "operator":
            AssignmentFactory(case=case, worker=worker, role="other")
        else:
            type(case).objects.filter(pk=case.pk).update(opened_by=worker, accepted_at=None, status="open")
        page = as_worker(worker).get(address(case, "household"))
        assert (page.status_code, "Person who used violence" in page.text, BUTTON in page.text) == (
            200,
            True,
            False,
        )
        assert look(worker, him).status_code == 404
        assert not JournalEntry.objects.filter(verb="cases.perpetrator_compared").exists()

    def test_a_coordinator_has_a_button_beside_him_alone(self, case, coordinator):
        him = man_in(case)
        PersonFactory(case=case)
        page = as_worker(coordinator).get(address(case, "household")).text
        assert page.count(BUTTON) == 1
        assert address(case, "look_for_perpetrator", person_id=him.pk) in page

    def test_strangers_to_the_case_find_no_page(self, case, other_team_coordinator, administrator, auditor):
        him = man_in(case)
        strangers = (other_team_coordinator, administrator, auditor)
        assert {look(one, him).status_code for one in strangers} == {404}

    def test_nobody_looks_by_following_a_link_or_for_a_client(self, case, coordinator):
        him, client = man_in(case), Person.objects.get(case=case, role="client")
        page = address(case, "look_for_perpetrator", person_id=him.pk)
        assert as_worker(coordinator).get(page).status_code == 405
        assert look(coordinator, client).status_code == 404
        elsewhere = man_in()
        crossed = address(case, "look_for_perpetrator", person_id=elsewhere.pk)
        assert as_worker(coordinator).post(crossed).status_code == 404


class TestWhatALookLeaves:
    def test_a_line_of_its_own_and_one_for_each_case_that_is_shown(self, case, coordinator):
        him, there = man_in(case), man_in()
        man_in(team=TeamFactory(name="Turkestan"))
        look(coordinator, him)
        line = JournalEntry.objects.get(verb="cases.perpetrator_compared")
        assert (line.actor_id, line.subject_id, line.case_id) == (coordinator.pk, him.pk, case.pk)
        assert line.fields == ["iin", "name", "other_names", "phone"]
        read = JournalEntry.objects.filter(verb="cases.read", purpose="compare_perpetrator")
        assert {one.case_id for one in read} == {case.pk, there.case_id}

    def test_the_page_shows_no_name_of_his(self, case, coordinator):
        him = man_in(case, phone="87011234567")
        man_in(phone="87011234567")
        page = look(coordinator, him).text
        assert [word for word in ("Касымов", "Болат", "701") if word in page] == []

    @pytest.mark.parametrize("number", [1, 3])
    def test_it_costs_the_same_for_one_case_and_for_three(
        self, number, case, coordinator, django_assert_num_queries
    ):
        him = man_in(case)
        for _case in range(number):
            man_in()
        browser = as_worker(coordinator)
        browser.get(address(case))
        with django_assert_num_queries(17):
            browser.post(address(case, "look_for_perpetrator", person_id=him.pk))


@pytest.mark.parametrize("known", [{"name": HIM}, {"name": "Болат"}, {"name": None, "phone": "87011234567"}])
def test_a_thief_of_the_database_joins_nobody_who_used_violence_with_a_client(known, case):
    him = man_in(case, **known)
    client = CaseFactory(**{f"client__{field}": value for field, value in known.items()})
    his, hers = (set(person.tokens) for person in (him, Person.objects.get(case=client, role="client")))
    assert (bool(his), bool(hers), his & hers) == (True, True, set())
