"""The pages of the directory, as workers open them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import JournalEntry
from partners.enums import PartnerKind, ServiceKind
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation
from reference.models import District
from tests.partners.factories import (
    AgreementFactory,
    BranchFactory,
    ContactFactory,
    PartnerFactory,
    ServiceFactory,
)
from tests.workers import as_worker

pytestmark = pytest.mark.django_db

LIST = reverse("partners:list")


def a_full_partner() -> PartnerOrganisation:
    partner = PartnerFactory()
    for branch in BranchFactory.create_batch(2, organisation=partner):
        ServiceFactory(branch=branch)
        ContactFactory(branch=branch)
    AgreementFactory(organisation=partner)
    return partner


def shown(response) -> list[str]:
    return [partner.name_en for partner in response.context["page"].partners]


def statements(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_for_one_partner_and_for_three(operator):
    client = as_worker(operator)
    a_full_partner()
    with_one = statements(client, LIST)
    a_full_partner(), a_full_partner()
    assert statements(client, LIST) == with_one <= 10


def test_a_partners_page_costs_the_same_for_one_branch_and_for_three(coordinator):
    client = as_worker(coordinator)
    small, large = a_full_partner(), a_full_partner()
    for branch in BranchFactory.create_batch(3, organisation=large):
        ServiceFactory(branch=branch)
        ContactFactory.create_batch(3, branch=branch)
    AgreementFactory.create_batch(3, organisation=large)
    assert statements(client, large.get_absolute_url()) == statements(client, small.get_absolute_url()) <= 12


def test_looking_up_a_partner_leaves_no_line(operator):
    client, partner = as_worker(operator), a_full_partner()
    client.get(LIST), client.get(partner.get_absolute_url())
    assert JournalEntry.objects.count() == 0


def test_the_list_answers_name_kind_and_district_together(operator):
    turan = District.objects.get(code="shymkent-turan")
    BranchFactory(
        organisation=PartnerFactory(name_en="Court of Turan", kind=PartnerKind.COURT), district=turan
    )
    BranchFactory(organisation=PartnerFactory(name_en="Court of Abai", kind=PartnerKind.COURT))
    BranchFactory(organisation=PartnerFactory(name_en="Turan police"), district=turan)
    asked = {"search": "turan", "kind": "court", "district": str(turan.pk)}
    assert shown(as_worker(operator).get(LIST, asked)) == ["Court of Turan"]


@pytest.mark.parametrize(
    "nonsense", [{"kind": "bank"}, {"district": "x"}, {"after": "x"}, {"before": "1"}, {"search": "x" * 101}]
)
def test_a_choice_that_does_not_exist_narrows_nothing(operator, nonsense):
    PartnerFactory(name_en="Court")
    assert shown(as_worker(operator).get(LIST, nonsense)) == ["Court"]


def test_the_next_page_keeps_what_was_asked(operator):
    for number in range(21):
        PartnerFactory(name_en=f"Court {number:02}", kind=PartnerKind.COURT)
    client = as_worker(operator)
    first = client.get(LIST, {"kind": "court"})
    mark = first.context["page"].after
    assert f"?kind=court&amp;after={mark}" in first.content.decode()
    second = client.get(LIST, {"kind": "court", "after": mark})
    assert shown(second) == ["Court 20"]
    assert f"?kind=court&amp;before={second.context['page'].before}" in second.content.decode()


def test_an_empty_directory_and_an_empty_answer_say_what_to_do(operator):
    client = as_worker(operator)
    assert "The directory is empty" in client.get(LIST).content.decode()
    assert "No partner found" in client.get(LIST, {"search": "x"}).content.decode()


def test_a_former_partner_does_not_exist_for_readers(operator, manager):
    former = PartnerFactory(former=True)
    assert as_worker(operator).get(former.get_absolute_url()).status_code == 404
    page = as_worker(manager).get(former.get_absolute_url())
    assert "No longer works with us" in page.content.decode()


def test_a_reader_sees_whom_to_call_and_nothing_to_press(operator, coordinator):
    partner = a_full_partner()
    change = reverse("partners:change", args=[partner.pk])
    for_keeper = as_worker(coordinator).get(partner.get_absolute_url()).content.decode()
    for_reader = as_worker(operator).get(partner.get_absolute_url()).content.decode()
    assert ("+7 7252 00-00-02" in for_reader, change in for_reader) == (True, False)
    assert ("+7 7252 00-00-02" in for_keeper, change in for_keeper) == (True, True)
    assert "Coordinators and managers keep the directory." in for_reader


PARTNER = {"kind": "court", "name_ru": "Суд", "name_en": "Court", "checked_on": "2026-11-20", "website": "court.example"}  # fmt: skip
BRANCH = {"name_ru": "Отдел", "phone": "102", "languages": ["kk", "uz"], "is_active": "on"}
SERVICE = {"kind": "legal_help", "valid_from": "2026-11-20", "is_free_of_charge": "on"}
CONTACT = {"position_ru": "Судья", "name": "A. Judge", "work_phone": "102", "is_current": "on"}
AGREEMENT = {"number": "12", "signed_on": "2026-11-20"}


def typed_branch() -> dict:
    return {**BRANCH, "district": str(District.objects.get(code="shymkent-turan").pk)}


def test_a_keeper_adds_a_partner_with_its_branch_service_contact_and_agreement(coordinator):
    client = as_worker(coordinator)

    def add(name: str, typed: dict, *owner) -> str:
        return client.post(reverse(f"partners:{name}", args=owner), typed).url

    page = add("add", PARTNER)
    partner = PartnerOrganisation.objects.get()
    assert add("add_branch", typed_branch(), partner.pk) == page == partner.get_absolute_url()
    branch = Branch.objects.get()
    assert add("add_service", SERVICE, branch.pk) == page
    assert add("add_contact", CONTACT, branch.pk) == page
    assert add("add_agreement", AGREEMENT, partner.pk) == page
    assert (partner.name, partner.website, partner.checked_on) == ("Court", "https://court.example", dt.date(2026, 11, 20))  # fmt: skip
    assert (branch.organisation, branch.languages, branch.district.code) == (partner, ["kk", "uz"], "shymkent-turan")  # fmt: skip
    assert OfferedService.objects.get(branch=branch).kind == ServiceKind.LEGAL_HELP
    assert ContactPerson.objects.get(branch=branch).position == "Судья"
    assert Agreement.objects.get(organisation=partner).signed_on == dt.date(2026, 11, 20)
    assert "Saved in the directory." in client.get(page).content.decode()
    assert list(JournalEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "partners.partner_added",
        "partners.branch_added",
        "partners.service_added",
        "partners.contact_added",
        "partners.agreement_added",
    ]


@pytest.mark.parametrize(
    ("name", "factory", "typed", "field", "value"),
    [
        ("change", PartnerFactory, PARTNER, "name_en", "Court"),
        ("change_branch", BranchFactory, BRANCH, "phone", "102"),
        ("change_service", ServiceFactory, SERVICE, "kind", "legal_help"),
        ("change_contact", ContactFactory, CONTACT, "name", "A. Judge"),
        ("change_agreement", AgreementFactory, AGREEMENT, "number", "12"),
    ],
)
def test_a_keeper_changes_an_entry(manager, name, factory, typed, field, value):
    entry = factory()
    district = {"district": str(entry.district_id)} if name == "change_branch" else {}
    client, path = as_worker(manager), reverse(f"partners:{name}", args=[entry.pk])
    assert client.get(path).context["form"].initial[field] == getattr(entry, field)
    assert client.post(path, {**typed, **district}).status_code == 302
    entry.refresh_from_db()
    assert getattr(entry, field) == value
    line = JournalEntry.objects.get()
    assert (line.actor_id, line.subject_id, field in line.fields) == (manager.pk, entry.pk, True)


def test_saving_a_form_as_it_was_changes_nothing_and_leaves_no_line(coordinator):
    branch = BranchFactory()
    client, path = as_worker(coordinator), reverse("partners:change_branch", args=[branch.pk])
    as_it_was = {key: value for key, value in client.get(path).context["form"].initial.items() if value}
    assert client.post(path, as_it_was).status_code == 302
    assert JournalEntry.objects.count() == 0


def test_a_form_names_what_must_be_mended_and_keeps_what_was_typed(coordinator):
    branch = BranchFactory()
    path = reverse("partners:add_contact", args=[branch.pk])
    page = as_worker(coordinator).post(path, {**CONTACT, "work_phone": ""})
    assert page.context["form"].errors == {"__all__": ["Write a work phone or a work email."]}
    assert page.context["form"]["name"].value() == "A. Judge"
    assert "Write a work phone or a work email." in page.content.decode()
    assert ContactPerson.objects.count() == 0


def test_a_form_says_to_which_branch_the_entry_will_belong(coordinator):
    branch = BranchFactory(organisation__name_en="Police", name_en="Unit")
    page = as_worker(coordinator).get(reverse("partners:add_service", args=[branch.pk]))
    assert "<p>Police — Unit</p>" in page.content.decode()


def test_the_same_branch_twice_is_refused_in_words(coordinator):
    branch = BranchFactory(name_ru="Отдел")
    path = reverse("partners:add_branch", args=[branch.organisation_id])
    page = as_worker(coordinator).post(path, typed_branch())
    assert page.context["form"].non_field_errors() == [
        "This partner already has a branch with this Russian name."
    ]
    assert Branch.objects.count() == 1


def test_an_entry_cannot_be_moved_to_another_owner_by_a_forged_form(coordinator):
    branch, other = BranchFactory(), BranchFactory()
    service = ServiceFactory(branch=branch)
    path = reverse("partners:change_service", args=[service.pk])
    assert as_worker(coordinator).post(path, {**SERVICE, "branch": str(other.pk)}).status_code == 302
    assert OfferedService.objects.get().branch == branch


def test_a_branch_form_offers_todays_districts_and_the_one_an_old_branch_has(coordinator):
    old = District.objects.get(code="south-kazakhstan-region")
    client = as_worker(coordinator)

    def offers_old(branch: Branch) -> bool:
        form = client.get(reverse("partners:change_branch", args=[branch.pk])).context["form"]
        return old in form.fields["district"].queryset

    assert (offers_old(BranchFactory(district=old)), offers_old(BranchFactory())) == (True, False)


@pytest.mark.parametrize(
    ("name", "factory"),
    [
        ("change", PartnerFactory),
        ("change_branch", BranchFactory),
        ("change_service", ServiceFactory),
        ("change_contact", ContactFactory),
        ("change_agreement", AgreementFactory),
        ("add_branch", PartnerFactory),
        ("add_agreement", PartnerFactory),
        ("add_service", BranchFactory),
        ("add_contact", BranchFactory),
    ],
)
def test_a_form_does_not_exist_for_readers(operator, coordinator, name, factory):
    path = reverse(f"partners:{name}", args=[factory().pk])
    assert as_worker(coordinator).get(path).status_code == 200
    reader = as_worker(operator)
    assert (reader.get(path).status_code, reader.post(path, {}).status_code) == (404, 404)
