"""Whoever belongs to an invented case: the client, her household, and how she may be reached."""

import dataclasses

from django.conf import settings

from cases.enums import AgeBand, HouseholdRole, KindOfViolence, MayContact, Relationship, Sex
from crisis_center.demo.chance.dice import Dice, shares
from crisis_center.demo.chance.events import InventedContact, InventedPerson
from crisis_center.demo.chance.texts import WOMEN, Family, sentence

ORIGINS = shares({"kk": 50, "ru": 33, "uz": 17})
WRITTEN_IN = {
    "kk": shares({"kk": 86, "ru": 12, "en": 2}),
    "ru": shares({"ru": 94, "en": 6}),
    "uz": shares({"ru": 55, "kk": 42, "en": 3}),
}
FIRST_KINDS = shares(
    {
        KindOfViolence.PHYSICAL: 36,
        KindOfViolence.PSYCHOLOGICAL: 23,
        KindOfViolence.ECONOMIC: 12,
        KindOfViolence.THREATS: 8,
        KindOfViolence.STALKING: 5,
        KindOfViolence.SEXUAL: 4,
        KindOfViolence.CHILD_NEGLECT: 4,
        KindOfViolence.FORCED_MARRIAGE: 3,
        KindOfViolence.BRIDE_ABDUCTION: 1,
        KindOfViolence.TRAFFICKING: 2,
        KindOfViolence.ONLINE: 2,
    }
)
SECOND_KINDS = shares(
    {KindOfViolence.PSYCHOLOGICAL: 55, KindOfViolence.THREATS: 25, KindOfViolence.ECONOMIC: 20}
)
AGES = shares(
    {
        AgeBand.B18_19: 4,
        AgeBand.B20_24: 14,
        AgeBand.B25_29: 21,
        AgeBand.B30_39: 34,
        AgeBand.B40_49: 16,
        AgeBand.B50_59: 7,
        AgeBand.B60: 4,
    }
)
AGES_OF_A_BRIDE = (AgeBand.B15_17, AgeBand.B18_19, AgeBand.B18_19, AgeBand.B20_24)
AGES_OF_CHILDREN = (AgeBand.B0_4, AgeBand.B0_4, AgeBand.B5_9, AgeBand.B5_9, AgeBand.B10_11, AgeBand.B12_14)
AGES_OF_A_CHILD_ALONE = (AgeBand.B5_9, AgeBand.B10_11, AgeBand.B12_14, AgeBand.B12_14, AgeBand.B15_17)
UNDER_AGE = frozenset({*AGES_OF_CHILDREN, AgeBand.B15_17})
USED_VIOLENCE = shares(
    {
        Relationship.HUSBAND: 52,
        Relationship.FORMER_SPOUSE: 15,
        Relationship.PARTNER: 13,
        Relationship.MOTHER_IN_LAW: 6,
        Relationship.SON: 4,
        Relationship.BROTHER: 4,
        Relationship.FATHER: 3,
        Relationship.ACQUAINTANCE: 3,
    }
)
BY_KIND = {
    KindOfViolence.CHILD_NEGLECT: (Relationship.FATHER, Relationship.STEPFATHER, Relationship.MOTHER),
    KindOfViolence.FORCED_MARRIAGE: (Relationship.FATHER, Relationship.FATHER, Relationship.BROTHER),
    KindOfViolence.BRIDE_ABDUCTION: (Relationship.ACQUAINTANCE, Relationship.HUSBAND),
    KindOfViolence.TRAFFICKING: (Relationship.STRANGER, Relationship.ACQUAINTANCE),
    KindOfViolence.ONLINE: (Relationship.FORMER_SPOUSE, Relationship.ACQUAINTANCE),
}
MAY_CONTACT = shares({MayContact.YES: 82, MayContact.SHE_CALLS: 13, MayContact.NO: 5})
SAFE_DAYS = ((), (), (), (1, 2, 3, 4, 5), (1, 3, 5), (2, 4))
SAFE_HOURS = ((9, 18), (9, 13), (10, 16), (12, 19), (14, 20), (8, 12))
LIVING_TOGETHER = shares({True: 58, False: 42})
HOW_MANY_CHILDREN = (0, 1, 1, 2, 2, 3)


@dataclasses.dataclass(frozen=True, slots=True)
class Household:
    """Who belongs to the case, in which language she speaks and in which it is written down."""

    kinds: tuple[KindOfViolence, ...]
    client: InventedPerson
    others: tuple[InventedPerson, ...]
    speaks: str
    language: str

    @property
    def is_of_a_child(self) -> bool:
        """Whether the client is a child: then guardianship agrees for her, and nobody telephones her."""
        return self.client.age_band in UNDER_AGE

    @property
    def has_a_child(self) -> bool:
        return any(person.role == HouseholdRole.CHILD for person in self.others)

    @property
    def whoever_used_violence(self) -> InventedPerson:
        return self.others[-1]


def draw_household(dice: Dice) -> Household:
    speaks = dice.pick(ORIGINS)
    kind = dice.pick(FIRST_KINDS)
    family = Family(dice, speaks)
    client = _client(dice, family, kind)
    childless = client.age_band in UNDER_AGE or kind in {
        KindOfViolence.FORCED_MARRIAGE,
        KindOfViolence.ONLINE,
    }
    children = 0 if childless else dice.pick(HOW_MANY_CHILDREN)
    others = [*(_child(dice, family) for _each in range(children)), _used_violence(dice, family, kind)]
    return Household(_kinds(dice, kind), client, tuple(others), speaks, dice.pick(WRITTEN_IN[speaks]))


def draw_contact(dice: Dice, household: Household) -> InventedContact:
    # The form offers the languages of the centre: with others she is spoken to in the common one.
    language = household.speaks if household.speaks in dict(settings.LANGUAGES) else "ru"
    may_contact = MayContact.NO if household.is_of_a_child else dice.pick(MAY_CONTACT)
    alert = sentence(dice, household.language, "alert") if dice.happens(40) else None
    if may_contact != MayContact.YES:
        return InventedContact(may_contact=may_contact, language=language, alert=alert)
    return InventedContact(
        may_contact=may_contact,
        language=language,
        safe_days=dice.pick(SAFE_DAYS),
        hours=dice.pick(SAFE_HOURS),
        number=f"+7 700 000 {dice.between(20, 99)} {dice.between(0, 99):02}",
        ask_for=household.client.code_name,
        if_someone_else=sentence(dice, household.language, "if_someone_else"),
        alert=alert,
    )


def _kinds(dice: Dice, kind: KindOfViolence) -> tuple[KindOfViolence, ...]:
    second = dice.pick(SECOND_KINDS)
    return (kind, second) if second != kind and dice.happens(55) else (kind,)


def _client(dice: Dice, family: Family, kind: KindOfViolence) -> InventedPerson:
    is_child = kind == KindOfViolence.CHILD_NEGLECT
    is_boy = is_child and dice.happens(45)
    ages = AGES_OF_A_BRIDE if kind == KindOfViolence.FORCED_MARRIAGE else AGES
    return InventedPerson(
        role=HouseholdRole.CLIENT,
        sex=Sex.MALE if is_boy else Sex.FEMALE,
        age_band=dice.pick(AGES_OF_A_CHILD_ALONE if is_child else ages),
        name=family.child(Relationship.SON if is_boy else Relationship.DAUGHTER)
        if is_child
        else family.woman(),
        code_name=None if is_child else family.given_name(),
    )


def _child(dice: Dice, family: Family) -> InventedPerson:
    relationship = Relationship.SON if dice.happens(50) else Relationship.DAUGHTER
    return InventedPerson(
        role=HouseholdRole.CHILD,
        relationship=relationship,
        sex=Sex.MALE if relationship == Relationship.SON else Sex.FEMALE,
        age_band=dice.pick(AGES_OF_CHILDREN),
        lives_with_client=True,
        saw_the_violence=dice.happens(45),
        name=family.child(relationship),
    )


def _used_violence(dice: Dice, family: Family, kind: KindOfViolence) -> InventedPerson:
    relationship = dice.pick(BY_KIND.get(kind, USED_VIOLENCE))
    return InventedPerson(
        role=HouseholdRole.USED_VIOLENCE,
        relationship=relationship,
        sex=Sex.FEMALE if relationship in WOMEN else Sex.MALE,
        lives_with_client=dice.pick(LIVING_TOGETHER),
        name=family.whoever_used_violence(relationship) if dice.happens(70) else None,
    )
