"""The pages of joint events, as workers open them."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from partners.models import JointEvent, PartnerOrganisation
from partners.services import JointEventDetails
from reference.models import District
from tests.partners.factories import AttendanceFactory, JointEventFactory, PartnerFactory
from tests.workers import as_worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

LIST, ADD = reverse("partners:events"), reverse("partners:add_event")


@pytest.fixture
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)):
        yield


def change_page(event: JointEvent) -> str:
    return reverse("partners:change_event", args=[event.pk])


def a_full_event(partner: PartnerOrganisation | None = None) -> JointEvent:
    event = JointEventFactory(partners=[partner or PartnerFactory(), PartnerFactory()])
    AttendanceFactory(event=event), AttendanceFactory(event=event, sex="male")
    return event


def typed(**changes) -> dict:
    partner = PartnerOrganisation.objects.first() or PartnerFactory()
    return {
        "kind": "seminar",
        "held_on": "2026-11-20",
        "topic": "Schools and violence",
        "place": "Hall of the akimat",
        "district": str(District.objects.get(code="shymkent-abai").pk),
        "partners": [str(partner.pk)],
        "came_education_female": "8",
        "came_police_male": "0",
        "came_police_unknown": "2",
        "decisions": "A leaflet for every school.",
        **changes,
    }


def shown(response) -> list[str]:
    return [event.topic for event in response.context["page"].events]


def statements(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_for_one_event_and_for_three(operator):
    client = as_worker(operator)
    a_full_event()
    with_one = statements(client, LIST)
    a_full_event(), a_full_event()
    assert statements(client, LIST) == with_one <= 10


def test_an_events_page_costs_the_same_for_one_partner_and_for_three(operator):
    client, small, large = as_worker(operator), JointEventFactory(), a_full_event()
    AttendanceFactory(event=small)
    large.partners.add(PartnerFactory())
    assert statements(client, large.get_absolute_url()) == statements(client, small.get_absolute_url()) <= 8


def test_a_form_costs_the_same_for_one_partner_and_for_three(coordinator):
    client, event = as_worker(coordinator), JointEventFactory()
    new, old = statements(client, ADD), statements(client, change_page(event))
    PartnerFactory(), AttendanceFactory(event=event), event.partners.add(PartnerFactory())
    assert (statements(client, ADD), statements(client, change_page(event))) == (new, old)
    assert (new <= 8, old <= 14) == (True, True)


def test_a_partners_page_names_its_newest_events_at_the_same_cost(operator):
    client, partner, other = as_worker(operator), PartnerFactory(), PartnerFactory()
    a_full_event(other)
    for day in range(1, 8):
        JointEventFactory(topic=f"On day {day}", held_on=dt.date(2026, 9, day), partners=[partner])
    page = client.get(partner.get_absolute_url())
    assert [event.topic for event in page.context["partner"].newest_events] == [f"On day {day}" for day in (7, 6, 5, 4, 3)]  # fmt: skip
    assert f'href="{LIST}?partner={partner.pk}"' in page.content.decode()
    assert statements(client, partner.get_absolute_url()) == statements(client, other.get_absolute_url())


def test_looking_at_events_leaves_no_line(operator):
    client, event = as_worker(operator), a_full_event()
    client.get(LIST), client.get(event.get_absolute_url())
    assert JournalEntry.objects.count() == 0


def test_events_stand_newest_first_with_what_is_planned_and_what_was_cancelled(operator):
    AttendanceFactory(event=JointEventFactory(topic="Held", held_on=dt.date(2026, 3, 1)))
    JointEventFactory(topic="Ahead", ahead=True)
    JointEventFactory(topic="Off", held_on=dt.date(2026, 4, 1), cancelled=True)
    page = as_worker(operator).get(LIST)
    assert shown(page) == ["Ahead", "Off", "Held"]
    words = page.content.decode()
    assert [words.count(word) for word in ("Planned", "Cancelled", "8 participants")] == [1, 1, 1]


def test_the_list_answers_kind_year_and_partner_together(operator):
    partner = PartnerFactory()
    JointEventFactory(topic="This", kind="seminar", partners=[partner])
    JointEventFactory(topic="Other kind", partners=[partner])
    JointEventFactory(topic="Other year", kind="seminar", held_on=dt.date(2025, 5, 5), partners=[partner])
    JointEventFactory(topic="Other partner", kind="seminar")
    asked = {"kind": "seminar", "year": "2026", "partner": str(partner.pk)}
    page = as_worker(operator).get(LIST, asked)
    assert shown(page) == ["This"]
    years = page.context["form"].fields["year"].choices
    assert [year for year, _words in years] == ["", 2026, 2025]


@pytest.mark.parametrize(
    "nonsense", [{"kind": "party"}, {"year": "1999"}, {"year": "x"}, {"partner": "x"}, {"after": "x"}]
)
def test_a_choice_that_does_not_exist_narrows_nothing(operator, nonsense):
    JointEventFactory(topic="This")
    assert shown(as_worker(operator).get(LIST, nonsense)) == ["This"]


def test_the_list_is_read_page_by_page_and_keeps_what_was_asked(operator):
    same_day = [JointEventFactory(topic=f"{number:02}") for number in range(21)]
    in_order = [event.topic for event in sorted(same_day, key=lambda event: event.pk, reverse=True)]
    client = as_worker(operator)
    first = client.get(LIST, {"year": "2026"})
    mark = first.context["page"].after
    assert f"?year=2026&amp;after={mark}" in first.content.decode()
    second = client.get(LIST, {"year": "2026", "after": mark})
    assert shown(first) + shown(second) == in_order
    back = client.get(LIST, {"year": "2026", "before": second.context["page"].before})
    assert (shown(back), back.context["page"].before) == (shown(first), None)


def test_pages_cross_from_day_to_day(operator):
    for day in range(1, 22):
        JointEventFactory(topic=f"{day:02}", held_on=dt.date(2026, 9, day))
    client = as_worker(operator)
    first = client.get(LIST)
    second = client.get(LIST, {"after": first.context["page"].after})
    assert (shown(first)[0], shown(first)[-1], shown(second)) == ("21", "02", ["01"])


def test_an_empty_list_and_an_empty_answer_say_what_to_do(operator):
    client = as_worker(operator)
    assert "No event is written down yet" in client.get(LIST).content.decode()
    assert "No event found" in client.get(LIST, {"kind": "seminar"}).content.decode()


def test_an_events_page_sets_out_who_came_with_sums(operator):
    event = a_full_event()
    client = as_worker(operator)
    came = client.get(event.get_absolute_url()).context["came"]
    assert (came.sexes, came.totals) == (["Women", "Men"], [8, 8])
    AttendanceFactory(event=event, participant_kind="police", sex="unknown", number=3)
    came = client.get(event.get_absolute_url()).context["came"]
    assert came.sexes == ["Women", "Men", "Not known"]
    assert came.rows == [("Education", [8, 8, 0], 16), ("Police", [0, 0, 3], 3)]
    assert (came.totals, came.total) == ([8, 8, 3], 19)


def test_a_reader_sees_what_was_decided_and_nothing_to_press(operator, coordinator):
    former = PartnerFactory(former=True, name_en="Former")
    event = JointEventFactory(decisions="A leaflet for every school.", partners=[former])
    for_reader = as_worker(operator).get(event.get_absolute_url()).content.decode()
    for_keeper = as_worker(coordinator).get(event.get_absolute_url()).content.decode()
    for page, is_keeper in ((for_reader, False), (for_keeper, True)):
        assert ("A leaflet for every school." in page, "Former" in page) == (True, True)
        links = [url in page for url in (change_page(event), former.get_absolute_url())]
        assert links == [is_keeper, is_keeper]
    assert "Coordinators and managers write down joint events." in for_reader


def test_a_keeper_records_an_event_and_the_form_sent_twice_makes_one(coordinator):
    client = as_worker(coordinator)
    drawn = str(client.get(ADD).context["form"]["event_id"].value())
    pages = [client.post(ADD, typed(event_id=drawn)).url for _again in range(2)]
    event = JointEvent.objects.get()
    assert pages == [event.get_absolute_url()] * 2
    assert str(event.pk) == drawn
    details = JointEventDetails.of(event)
    assert details.attendance == {("education", "female"): 8, ("police", "unknown"): 2}
    assert (details.kind, details.topic, details.decisions) == ("seminar", "Schools and violence", "A leaflet for every school.")  # fmt: skip
    assert [str(partner.pk) for partner in details.partners] == typed()["partners"]
    assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["partners.joint_event_recorded"]
    assert "The event is saved." in client.get(event.get_absolute_url()).content.decode()


def test_a_keeper_changes_and_cancels_an_event(manager):
    event = a_full_event()
    client = as_worker(manager)
    form = client.get(change_page(event)).context["form"]
    assert (form["came_education_male"].value(), form["version"].value()) == (8, 1)
    nobody = {"came_education_female": "", "came_police_unknown": "", "decisions": ""}
    answer = client.post(change_page(event), typed(version="1", is_cancelled="on", **nobody))
    assert answer.url == event.get_absolute_url()
    details = JointEventDetails.of(event)
    assert (details.kind, details.is_cancelled, details.attendance) == ("seminar", True, {})


def test_saving_a_form_as_it_was_changes_nothing_and_leaves_no_line(coordinator):
    event = a_full_event()
    client = as_worker(coordinator)
    form = client.get(change_page(event)).context["form"]
    as_it_was = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert client.post(change_page(event), as_it_was).status_code == 302
    event.refresh_from_db()
    assert (event.version, JournalEntry.objects.count()) == (1, 0)


def test_a_refusal_keeps_what_was_typed(coordinator):
    form = as_worker(coordinator).get(ADD).context["form"]
    page = as_worker(coordinator).post(ADD, typed(event_id=form["event_id"].value(), held_on="2026-11-26"))
    assert page.status_code == 409
    assert "This day has not come." in page.content.decode()
    assert page.context["form"]["came_education_female"].value() == "8"
    assert JointEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"partners": []}, "partners"),
        ({"topic": ""}, "topic"),
        ({"came_police_male": "-1"}, "came_police_male"),
        ({"came_police_male": "10000"}, "came_police_male"),
        ({"came_police_male": "ten"}, "came_police_male"),
        ({"kind": "party"}, "kind"),
    ],
)
def test_a_form_names_what_must_be_mended(coordinator, wrong, field):
    page = as_worker(coordinator).post(ADD, typed(event_id="00000000-0000-4000-8000-000000000001", **wrong))
    assert list(page.context["form"].errors) == [field]
    assert JointEvent.objects.count() == 0


@pytest.mark.parametrize("number", ["-1", "10000", "ten"])
def test_a_wrong_number_is_said_beside_its_box(coordinator, number):
    page = as_worker(coordinator).post(ADD, typed(came_police_male=number))
    assert page.context["form"]["came_police_male"].errors == ["Write a whole number from 0 to 9999."]
    assert page.content.decode().count("Write a whole number from 0 to 9999.") == 2  # above, and beside


def test_two_who_change_one_event_see_both_texts_and_may_save_again(coordinator, manager):
    event = a_full_event()
    late = as_worker(manager)
    as_worker(coordinator).post(change_page(event), typed(version="1", topic="Hospitals"))
    page = late.post(
        change_page(event), typed(version="1", topic="Police", kind="training", came_media_male="2")
    )
    assert page.status_code == 409
    beside = {
        difference.label: (difference.theirs, difference.yours)
        for difference in page.context["form"].differences
    }
    assert beside == {
        "Topic": ("Hospitals", "Police"),
        "Kind": ("Seminar", "Training"),
        "Participants": (
            "Education: Women: 8; Police: Not known: 2",
            "Education: Women: 8; Police: Not known: 2; Press and media: Men: 2",
        ),
    }
    version = page.context["form"]["version"].value()
    again = late.post(change_page(event), typed(version=version, topic="Police"))
    assert (again.status_code, JointEvent.objects.get().topic) == (302, "Police")


def test_an_old_event_keeps_its_former_partner_and_a_new_one_is_not_offered_it(coordinator):
    former = PartnerFactory(former=True)
    client = as_worker(coordinator)

    def offered(path: str) -> bool:
        return client.get(path).context["form"].fields["partners"].queryset.contains(former)

    old, other = JointEventFactory(partners=[former]), JointEventFactory()
    assert [offered(path) for path in (change_page(old), change_page(other), ADD)] == [True, False, False]


def test_a_form_does_not_exist_for_readers(operator, coordinator):
    event = JointEventFactory()
    keeper, reader = as_worker(coordinator), as_worker(operator)
    for path in (ADD, change_page(event)):
        assert keeper.get(path).status_code == 200
        assert (reader.get(path).status_code, reader.post(path, {}).status_code) == (404, 404)


def test_the_menu_lights_the_room_of_events_alone(operator):
    page = as_worker(operator).get(LIST)
    assert {str(line.label) for line in page.context["menu"] if line.is_current} == {"Events"}
