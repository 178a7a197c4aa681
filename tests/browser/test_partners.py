"""The directory in a real browser, wide and narrow."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.partners.factories import (
    AgreementFactory,
    BranchFactory,
    ContactFactory,
    PartnerFactory,
    ServiceFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def police():
    partner = PartnerFactory(name_en="Shymkent police department", website="https://police.example")
    branch = BranchFactory(organisation=partner, name_en="Unit for protecting women from violence")
    ServiceFactory(branch=branch)
    ServiceFactory(branch=branch, kind="legal_help", ended=True)
    ContactFactory(branch=branch, work_email="unit@police.example")
    AgreementFactory(organisation=partner)
    return partner


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("complaints")
def test_the_pages_of_the_directory_are_accessible_and_fit(
    page: Page, sign_in, accessible, coordinator, police, width
):
    PartnerFactory(former=True)
    sign_in(coordinator)
    page.set_viewport_size({"width": width, "height": 900})
    add = reverse("partners:add_branch", args=[police.pk])
    for path in (reverse("partners:list"), "/partners/?search=zzz", police.get_absolute_url(), add):
        page.goto(path)
        accessible()
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.usefixtures("complaints")
def test_a_coordinator_finds_a_partner_and_adds_a_contact_person(
    page: Page, sign_in, accessible, coordinator, police
):
    PartnerFactory(name_en="Another one")
    sign_in(coordinator)
    page.goto(reverse("partners:list"))
    page.get_by_label("Name of a partner").fill("POLICE")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name="Another one")).to_be_hidden()
    page.get_by_role("link", name="Shymkent police department").click()
    page.get_by_role("link", name="Add a contact person").click()
    page.get_by_label("Position in Russian").fill("Начальник")
    page.get_by_label("Name", exact=True).fill("A. Chief")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Write a work phone or a work email.")
    accessible()
    page.get_by_label("Work phone").fill("102")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A. Chief")).to_be_visible()
    expect(page.get_by_text("Saved in the directory.")).to_be_visible()
