"""Joint events in a real browser, wide and narrow."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from partners.enums import ParticipantKind
from tests.partners.factories import AttendanceFactory, JointEventFactory, PartnerFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event():
    education = PartnerFactory(name_en="Department of education of Shymkent", kind="education")
    event = JointEventFactory(
        topic="Schools against violence at home",
        partners=[education, PartnerFactory(name_en="Children's home No. 2", kind="childrens_home")],
        decisions="A leaflet for every school by spring.\nThe psychologist visits two schools a month.",
    )
    for kind in ParticipantKind:
        AttendanceFactory(event=event, participant_kind=kind)
        AttendanceFactory(event=event, participant_kind=kind, sex="male", number=3)
    return event


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("complaints")
def test_the_pages_of_joint_events_are_accessible_and_fit(
    page: Page, sign_in, accessible, coordinator, event, width
):
    JointEventFactory(ahead=True, kind="seminar")
    JointEventFactory(cancelled=True)
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    change = reverse("partners:change_event", args=[event.pk])
    partner = event.partners.first().get_absolute_url()
    add = reverse("partners:add_event")
    for path in (
        reverse("partners:events"),
        "/events/?kind=training",
        event.get_absolute_url(),
        partner,
        add,
        change,
    ):
        page.goto(path)
        accessible()
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.usefixtures("complaints")
def test_a_coordinator_writes_down_a_round_table_on_her_phone(page: Page, sign_in, accessible, coordinator):
    PartnerFactory(name_en="Department of education")
    sign_in(coordinator)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(reverse("partners:events"))
    page.get_by_role("link", name="Add an event").click()
    page.get_by_label("Kind", exact=True).select_option("Round table")
    page.get_by_label("Day").fill("2026-10-14")
    page.get_by_label("Topic").fill("Schools against violence at home")
    page.get_by_label("Place").fill("Hall of the akimat")
    page.get_by_label("District").select_option("Abai district, Shymkent")
    page.get_by_label("Education: Women").fill("8")
    page.get_by_label("Education: Men").fill("3")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Held together with")
    accessible()
    page.get_by_text("Department of education", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Schools against violence at home")).to_be_visible()
    expect(page.get_by_role("row", name="Education 8 3 11")).to_be_visible()
    expect(page.get_by_text("The event is saved.")).to_be_visible()
