"""The people of the other stories, in the few words that differ."""

import datetime as dt

from cases.enums import ContactChannel, HouseholdRole, MayContact, Relationship, Sex
from cases.services.intake import PersonDetails, SafeContactDetails

MEN = frozenset({Relationship.HUSBAND, Relationship.FORMER_SPOUSE, Relationship.SON, Relationship.STEPFATHER})


def client(name: str, age: str, code_name: str, *, occupation: str | None = None) -> PersonDetails:
    return PersonDetails(
        role=HouseholdRole.CLIENT,
        sex=Sex.FEMALE,
        age_band_at_first_contact=age,
        age_band_at_incident=age,
        name=name,
        code_name=code_name,
        occupation=occupation,
    )


def child(
    relationship: Relationship, age: str, name: str | None = None, *, saw: bool | None = None
) -> PersonDetails:
    return PersonDetails(
        role=HouseholdRole.CHILD,
        relationship=relationship,
        sex=_sex(relationship),
        age_band_at_first_contact=age,
        lives_with_client=True,
        saw_the_violence=saw,
        name=name,
    )


def used_violence(
    relationship: Relationship,
    name: str | None = None,
    *,
    lives_with_client: bool = False,
    note: str | None = None,
) -> PersonDetails:
    return PersonDetails(
        role=HouseholdRole.USED_VIOLENCE,
        relationship=relationship,
        sex=_sex(relationship),
        lives_with_client=lives_with_client,
        name=name,
        note=note,
    )


def may_call(
    ending: str,
    ask_for: str,
    *,
    language: str = "ru",
    code_word: str | None = None,
    if_someone_else: str | None = None,
    alert: str | None = None,
    also_used_by: str | None = None,
    message_wording: str | None = None,
) -> SafeContactDetails:
    """She may be called by day; her number ends with these two digits."""
    return SafeContactDetails(
        may_contact=MayContact.YES,
        channel=ContactChannel.CALL,
        safe_from=dt.time(9),
        safe_until=dt.time(19),
        language=language,
        number=f"+7 700 000 00 {ending}",
        ask_for=ask_for,
        code_word=code_word,
        if_someone_else=if_someone_else,
        alert=alert,
        also_used_by=also_used_by,
        messages_allowed=message_wording is not None,
        message_wording=message_wording,
    )


def _sex(relationship: Relationship) -> Sex:
    return Sex.MALE if relationship in MEN else Sex.FEMALE
