"""Who sees which partners, in which order, found by what."""

import datetime as dt

import pytest
import time_machine
from django.utils.translation import override

from accounts.enums import CASE_ROLES
from partners.enums import PartnerKind, ServiceKind
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation
from partners.queries import branches_offering, directory, directory_page, partner_in_full
from reference.models import District
from tests.partners.factories import (
    AgreementFactory,
    BranchFactory,
    ContactFactory,
    PartnerFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db

KEEPERS = {"coordinator", "manager"}
READERS = {"operator", "psychologist", "lawyer"}


def district(code: str) -> District:
    return District.objects.get(code=code)


def test_workers_on_cases_see_the_partners_of_today_and_keepers_the_former_ones_too(everybody):
    today, former = PartnerFactory(), PartnerFactory(former=True)
    seen = {str(worker.role): set(PartnerOrganisation.objects.visible_to(worker)) for worker in everybody}
    assert seen == {
        **{role: {today} for role in READERS},
        **{role: {today, former} for role in KEEPERS},
        "administrator": set(),
        "auditor": set(),
    }


def test_workers_on_cases_may_choose_open_branches_of_active_partners_only(everybody):
    open_branch = BranchFactory()
    BranchFactory(closed=True)
    BranchFactory(organisation__former=True)
    seen = {worker.role: list(Branch.objects.visible_to(worker)) for worker in everybody}
    assert seen == {worker.role: [open_branch] if worker.role in CASE_ROLES else [] for worker in everybody}


@pytest.mark.parametrize(
    ("model", "factory"),
    [
        (PartnerOrganisation, PartnerFactory),
        (Branch, BranchFactory),
        (OfferedService, ServiceFactory),
        (ContactPerson, ContactFactory),
        (Agreement, AgreementFactory),
    ],
)
def test_only_keepers_reach_an_entry_to_change_it(everybody, model, factory):
    entry = factory()
    reach = {str(worker.role): list(model.objects.kept_by(worker)) for worker in everybody}
    assert reach == {str(worker.role): [entry] if worker.role in KEEPERS else [] for worker in everybody}


@pytest.mark.parametrize(("language", "shown"), [("ru", "Полиция — Отдел"), ("kk", "Полиция — Бөлім"), ("en", "Police — Office")])  # fmt: skip
def test_a_branch_reads_as_its_organisation_and_its_own_name(language, shown):
    police = PartnerFactory(name_ru="Полиция", name_kk="", name_en="Police")
    branch = BranchFactory(organisation=police, name_ru="Отдел", name_kk="Бөлім", name_en="Office")
    with override(language):
        assert str(branch) == shown


def test_branches_to_choose_from_stand_by_organisation_and_cost_one_query(django_assert_num_queries):
    second, first = PartnerFactory(name_ru="Ёлка"), PartnerFactory(name_ru="Ель")
    third = PartnerFactory(name_ru="Жук")
    BranchFactory(organisation=third, name_ru="А")
    BranchFactory(organisation=second, name_ru="Я")
    BranchFactory(organisation=first, name_ru="Б")
    BranchFactory(organisation=first, name_ru="А")
    with override("ru"), django_assert_num_queries(1):
        names = [str(branch) for branch in Branch.objects.in_directory_order()]
    assert names == ["Ель — А", "Ель — Б", "Ёлка — Я", "Жук — А"]


@pytest.mark.parametrize("words", ["жасөс", "ПОДРОСТ", "youth", "Центр п"])
def test_a_partner_is_found_by_a_piece_of_its_name_in_any_language(operator, words):
    found = PartnerFactory(
        name_ru="Центр подростков", name_kk="Жасөспірімдер орталығы", name_en="Youth centre"
    )
    PartnerFactory()
    assert list(directory(worker=operator, search=words)) == [found]


def test_the_directory_is_narrowed_by_kind(operator):
    court = PartnerFactory(kind=PartnerKind.COURT)
    PartnerFactory()
    assert list(directory(worker=operator, kind=PartnerKind.COURT)) == [court]


def test_a_city_finds_the_branches_of_its_districts_but_not_closed_ones(operator):
    in_district = BranchFactory(district=district("shymkent-turan")).organisation
    in_city = BranchFactory(district=district("shymkent"), organisation__name_ru="Партнёр я").organisation
    BranchFactory(district=district("sairam-district"))
    BranchFactory(district=district("shymkent"), closed=True)
    assert list(directory(worker=operator, district=district("shymkent"))) == [in_district, in_city]
    assert list(directory(worker=operator, district=district("shymkent-turan"))) == [in_district]


def test_the_directory_shows_each_partner_once_with_its_open_branches(operator, django_assert_num_queries):
    partner = PartnerFactory()
    branches = [BranchFactory(organisation=partner, name_ru=name) for name in ("А", "Б")]
    BranchFactory(organisation=partner, closed=True)
    with django_assert_num_queries(2), override("ru"):
        rows = [(row, list(row.branches.all()), {b.district.code for b in row.branches.all()}) for row in directory(worker=operator)]  # fmt: skip
    assert rows == [(partner, branches, {"shymkent-abai"})]


def test_the_directory_is_read_page_by_page_forward_and_back(operator):
    names = ["Әкімдік", "Білім", "Ғимарат", "Қорғау", "Қорғау", "Сот", "Үміт"]
    for number, name in enumerate(names):
        PartnerFactory(name_kk=name, name_ru=str(number))
    with override("kk"):
        everything = directory(worker=operator)
        first = directory_page(everything, size=3)
        second = directory_page(everything, after=first.after, size=3)
        third = directory_page(everything, after=second.after, size=3)
        again = directory_page(everything, before=third.before, size=3)
        start = directory_page(everything, before=again.before, size=3)
        shown = [[row.name for row in page.partners] for page in (first, second, third)]
    assert shown == [names[:3], names[3:6], names[6:]]
    assert (first.before, third.after) == (None, None)
    assert again == second
    assert start == first


def test_an_unknown_mark_is_a_page_without_partners(operator):
    partner = PartnerFactory()
    page = directory_page(directory(worker=operator).exclude(pk=partner.pk), after=partner.pk)
    assert (page.partners, page.before, page.after) == ([], None, None)


def test_a_reader_of_a_partner_sees_open_branches_and_people_who_work_there(operator, coordinator):
    branch = BranchFactory()
    closed = BranchFactory(organisation=branch.organisation, name_en="A", closed=True)
    works_there, left = ContactFactory(branch=branch), ContactFactory(branch=branch, former=True)

    def shown_to(worker):
        partner = partner_in_full(worker).get(pk=branch.organisation_id)
        return [(row, list(row.contacts.all())) for row in partner.branches.all()]

    assert shown_to(operator) == [(branch, [works_there])]
    assert shown_to(coordinator) == [(branch, [works_there, left]), (closed, [])]


@time_machine.travel(dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC))
def test_a_branch_offers_a_service_while_the_service_lasts():
    offers = ServiceFactory(kind=ServiceKind.SHELTER_PLACE, valid_from=dt.date(2026, 2, 1)).branch
    ServiceFactory(kind=ServiceKind.SHELTER_PLACE, branch=offers, ended=True)
    ServiceFactory(kind=ServiceKind.SHELTER_PLACE, ended=True)
    ServiceFactory(kind=ServiceKind.SHELTER_PLACE, valid_from=dt.date(2026, 2, 2))
    ServiceFactory(kind=ServiceKind.SHELTER_PLACE, branch__closed=True)
    ServiceFactory(kind=ServiceKind.LEGAL_HELP)
    assert list(branches_offering(ServiceKind.SHELTER_PLACE)) == [offers]
