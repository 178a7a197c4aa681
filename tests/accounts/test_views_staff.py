"""The administrator's pages, and the page on which an invited worker sets a password."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from accounts.models import Team, User
from audit.models import JournalEntry
from tests.accounts.factories import PASSWORD, TeamFactory, UserFactory
from tests.workers import as_worker

pytestmark = pytest.mark.django_db
CLOSED = "This link no longer works"


@pytest.fixture
def office(administrator):
    return as_worker(administrator)


def filled(**changes):
    return {
        "display_name": "Saule B.",
        "username": "saule",
        "role": "psychologist",
        "team": TeamFactory(name="Shymkent").pk,
        "email": "saule@centre.example",
        "language": "kk",
    } | changes


def path_in(response):
    return re.search(r">http://testserver(/welcome/[^<]+/)<", response.content.decode())[1]


def test_the_list_shows_everybody_with_role_team_and_whether_they_may_sign_in(office, lawyer):
    gone = UserFactory(display_name="Former colleague", role=Role.MANAGER, is_active=False)
    waiting = UserFactory(display_name="Invited colleague", role=Role.AUDITOR)
    waiting.set_unusable_password()
    waiting.save()
    rows = re.findall(r"<tr>.*?</tr>", office.get("/staff/").content.decode(), re.DOTALL)[1:]
    cell = re.compile(r'<td>(?:<span class="stack-label">[^<]*</span> )?(.*?)\s*</td>', re.DOTALL)
    cells = {re.search(r">([^<]+)</a>", row)[1]: cell.findall(row) for row in rows}
    assert cells[lawyer.display_name] == ["Lawyer", "Shymkent", "Yes"]
    assert cells[gone.display_name] == ["Manager", "–", "No: deactivated"]
    assert cells[waiting.display_name] == ["Auditor", "–", "Not yet: invited"]
    assert len(cells) == 4, "the system's own user is nobody"


@pytest.mark.parametrize("path", ["/staff/", "/staff/teams/"])
def test_many_rows_cost_no_more_statements_than_one(office, path):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            UserFactory(role=Role.OPERATOR, team=TeamFactory())
        with CaptureQueriesContext(connection) as captured:
            office.get(path)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_invited_worker_gets_a_link_shown_once_and_sets_a_password(office):
    response = office.post("/staff/invite/", filled())
    path = path_in(response)
    saule = User.objects.get(username="saule")
    assert (saule.role, saule.language, saule.has_usable_password()) == (Role.PSYCHOLOGIST, "kk", False)
    for page in ("/staff/", f"/staff/{saule.pk}/"):
        assert path not in office.get(page).content.decode()
    guest = Client()
    assert "Welcome, Saule B." in guest.get(path).content.decode()
    done = guest.post(path, {"password": PASSWORD, "repeated": PASSWORD})
    assert (done.status_code, done.url) == (302, "/sign-in/")
    assert guest.post("/sign-in/", {"login": "saule", "password": PASSWORD}).url == "/today/"


def test_a_used_an_unknown_and_a_replaced_link_show_one_page(office, lawyer):
    replaced = path_in(office.post(f"/staff/{lawyer.pk}/invite/"))
    used = path_in(office.post(f"/staff/{lawyer.pk}/invite/"))
    Client().post(used, {"password": PASSWORD, "repeated": PASSWORD})
    pages = [Client().get(path) for path in (replaced, used, "/welcome/nobody-knows/")]
    assert [page.status_code for page in pages] == [404] * 3
    assert [CLOSED in page.content.decode() for page in pages] == [True] * 3
    posted = Client().post(used, {"password": PASSWORD, "repeated": PASSWORD})
    assert (posted.status_code, CLOSED in posted.content.decode()) == (404, True)


def test_a_weak_password_is_explained_and_the_link_stays(office, lawyer):
    path = path_in(office.post(f"/staff/{lawyer.pk}/invite/"))
    response = Client().post(path, {"password": "short", "repeated": "short"})
    sentence = "This password is too short. It must contain at least 15 characters."
    assert response.context["form"].errors == {"password": [sentence]}
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"username": ""}, {"username": ["This field is required."]}),
        ({"username": "Administrator"}, {"__all__": ["This username is taken. Choose another one."]}),
        ({"username": "administrator"}, {"__all__": ["This username is taken. Choose another one."]}),
        ({"team": ""}, {"__all__": ["Choose a team: the cases of this role are shared with a team."]}),
        (
            {"role": "system"},
            {"role": ["Select a valid choice. system is not one of the available choices."]},
        ),
    ],
)
def test_an_invitation_with_a_mistake_says_what_to_mend(office, changes, errors):
    response = office.post("/staff/invite/", filled(**changes))
    assert response.context["form"].errors == errors
    assert User.objects.filter(display_name="Saule B.").exists() is False


def test_more_than_the_form_asks_is_not_taken(office):
    office.post(
        "/staff/invite/", filled(password=PASSWORD, is_active="", id="00000000-0000-4000-8000-000000000001")
    )
    saule = User.objects.get(username="saule")
    assert (saule.has_usable_password(), saule.is_active) == (False, True)
    assert str(saule.pk) != "00000000-0000-4000-8000-000000000001"


def test_a_deactivated_worker_is_shown_as_such(office, lawyer):
    response = office.post(f"/staff/{lawyer.pk}/deactivate/")
    assert (response.status_code, response.url) == (302, "/staff/")
    page = office.get(f"/staff/{lawyer.pk}/").content.decode()
    assert ("No: deactivated" in page, "/deactivate/" in page) == (True, False)


@pytest.mark.parametrize("act", ["deactivate", "invite", "sign-out"])
def test_what_may_not_be_done_is_greyed_with_its_reason_and_refused(office, administrator, act):
    page = office.get(f"/staff/{administrator.pk}/").content.decode()
    assert page.count('aria-disabled="true"') == 3
    assert "You cannot deactivate yourself. Ask another administrator." in page
    response = office.post(f"/staff/{administrator.pk}/{act}/")
    assert (response.status_code, "You cannot" in response.content.decode()) == (403, True)
    assert User.objects.get(pk=administrator.pk).is_active


@pytest.mark.parametrize("act", ["", "invite/", "deactivate/"])
def test_the_systems_own_user_is_no_worker_to_manage(office, system, act):
    assert office.post(f"/staff/{system.pk}/{act}").status_code in ({405} if act == "" else {404})
    assert office.get(f"/staff/{system.pk}/").status_code == 404


def test_an_administrator_signs_a_worker_out_everywhere(office, lawyer):
    clients = [as_worker(lawyer), as_worker(lawyer)]
    response = office.post(f"/staff/{lawyer.pk}/sign-out/")
    assert (response.status_code, response.url) == (302, f"/staff/{lawyer.pk}/")
    assert "Signed out everywhere." in office.get(response.url).content.decode()
    assert [client.get("/today/").status_code for client in clients] == [302, 302]
    assert JournalEntry.objects.filter(verb="accounts.sessions_ended", subject_id=lawyer.pk).count() == 1
    assert as_worker(lawyer).get("/today/").status_code == 200, "she may sign in again"


def test_an_administrator_adds_a_team(office):
    assert office.post("/staff/teams/", {"name": "Turkestan"}).url == "/staff/teams/"
    assert Team.objects.get().name == "Turkestan"
    again = office.post("/staff/teams/", {"name": "Turkestan"})
    assert again.context["form"].errors == {
        "name": ["A team of this name exists already. Choose another name."]
    }


def test_an_empty_centre_prints_a_link_until_its_first_administrator_used_it(settings):
    settings.DEMO = False
    printed = [greeting(), greeting()]
    first, second = (re.search(r"/welcome/\S+/", text)[0] for text in printed)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    Client().post(second, {"password": PASSWORD, "repeated": PASSWORD})
    assert greeting() == ""


def greeting():
    out = StringIO()
    call_command("prepare_centre", stdout=out)
    return out.getvalue()
