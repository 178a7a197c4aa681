"""The partners of the demonstration, written into the directory from `partners.toml`."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from accounts.models import User
from partners.models import Agreement, Branch, ContactPerson, OfferedService, PartnerOrganisation
from partners.services import add_entry
from reference.models import District

BODIES = tomllib.loads(Path(__file__).with_name("partners.toml").read_text(encoding="utf-8"))["partner"]
HOURS = {"en": "Mon–Fri 9–18", "ru": "Пн–Пт 9–18", "kk": "Дс–Жм 9–18"}
DAY_AND_NIGHT = {"en": "Day and night", "ru": "Круглосуточно", "kk": "Тәулік бойы"}
LANGUAGES = ["kk", "ru"]


def in_three_languages(field_name: str, words: Mapping[str, str]) -> dict[str, str]:
    return {f"{field_name}_{language}": text for language, text in words.items()}


def make_directory(*, actor: User, today: dt.date) -> dict[str, Branch]:
    """Write the partners into the directory and return their branches by the keys of the stories."""
    branches: dict[str, Branch] = {}
    districts = District.objects.in_bulk(field_name="code")
    for body in BODIES:
        organisation = PartnerOrganisation(
            kind=body["kind"],
            agreed_to_be_listed=body["agreed_to_be_listed"],
            checked_on=today - dt.timedelta(days=60),
            **in_three_languages("name", body["name"]),
            **in_three_languages("about", body["about"]),
        )
        add_entry(actor=actor, entry=organisation)
        if number := body.get("agreement"):
            add_entry(actor=actor, entry=_agreement(organisation, number, today))
        for office in body["office"]:
            branches[office["key"]] = _open(office, organisation, districts[office["district"]], actor)
    return branches


def _agreement(organisation: PartnerOrganisation, number: str, today: dt.date) -> Agreement:
    signed_on = today - dt.timedelta(days=400)
    return Agreement(
        organisation=organisation,
        number=number,
        signed_on=signed_on,
        valid_until=signed_on + dt.timedelta(days=3 * 365),
    )


def _open(
    office: dict[str, Any], organisation: PartnerOrganisation, district: District, actor: User
) -> Branch:
    phone = f"+7 700 000 {office['phone']}"
    branch = Branch(
        organisation=organisation,
        district=district,
        phone=phone,
        address=office.get("address", ""),
        languages=office.get("languages", LANGUAGES),
        **in_three_languages("name", office["name"]),
        **in_three_languages("hours", DAY_AND_NIGHT if office.get("day_and_night") else HOURS),
    )
    add_entry(actor=actor, entry=branch)
    for kind in office["services"]:
        add_entry(actor=actor, entry=OfferedService(branch=branch, kind=kind))
    contact = ContactPerson(
        branch=branch,
        name=office["contact"],
        work_phone=phone,
        **in_three_languages("position", office["position"]),
    )
    add_entry(actor=actor, entry=contact)
    return branch
