"""The invented people of the bench: whoever searches must know for whom to ask, and find as at work."""

from collections import Counter

import pytest

from bench.data.names import FAMILIES, FATHERS, MEN, WOMEN, Spelling
from bench.data.people import Household
from bench.data.tokens import fold_each_word_once, tokens_of
from vault.names import folding, same_name
from vault.phones import normalise_phone
from vault.tokens import Population, name_tokens

KEY = b"k" * 32


def test_a_copy_has_the_same_people_whenever_it_is_asked():
    first, again = Household(41), Household(41)
    assert first.said("client", 0) == again.said("client", 0) == "Сүйінсүгірова Жанар"
    assert first.said("man", 3) == again.said("man", 3)
    assert first.phone == again.phone


def test_nobody_shares_a_phone_and_every_phone_is_one():
    phones = [Household(number).phone for number in range(3_000)]
    assert len(set(phones)) == len(phones)
    assert [normalise_phone(phone) for phone in phones[:50]] == phones[:50]


def test_some_family_names_are_borne_by_many_and_most_by_hardly_anybody():
    borne = Counter(Household(number).family.hers.own for number in range(5_000))
    assert len(FAMILIES.things) > 3_000
    assert 20 < borne["Ахметова"] < 60
    assert FAMILIES.shares == sorted(FAMILIES.shares, reverse=True)
    assert len([name for name, times in borne.items() if times == 1]) > 500


def test_people_are_written_down_in_three_spellings_and_a_third_with_the_fathers_name():
    households = [Household(number) for number in range(2_000)]
    spelled = Counter(household.spelling for household in households)
    assert set(spelled) == set(Spelling)
    assert min(spelled.values()) > 200
    assert 600 < len([one for one in households if one.client.father]) < 760


@pytest.mark.parametrize("spelling", Spelling)
def test_every_invented_word_is_one_name_in_all_spellings(spelling):
    words = [family.hers for family in FAMILIES.things] + [family.his for family in FAMILIES.things]
    words += [word for names in (WOMEN, MEN, FATHERS) for ranked in names.values() for word in ranked.things]
    assert [word for word in words if not same_name(word.own, word.spelled(spelling))] == []


def test_a_household_shares_its_family_name_and_she_chose_a_name_of_her_own():
    household = Household(5)
    assert household.client.spelled(Spelling.RUSSIAN).split()[0] == "Ракухова"
    assert household.said("man", 2).split()[1] == "Ракухов"
    assert household.said("woman", 2) != household.said("woman", 3)
    assert household.said("code name", 0) == household.code_name


def test_the_tokens_of_a_copy_are_those_of_the_product(monkeypatch):
    monkeypatch.setattr(folding, "word_keys", folding.word_keys)  # put back what the next line changes
    names = [Household(number).said("client", 0) for number in range(40)]
    wanted = [sorted(name_tokens(name, key=KEY, population=Population.CLIENT)) for name in names]
    fold_each_word_once()
    assert [tokens_of("client", [name], [], keys=[KEY]) for name in names] == wanted
    assert tokens_of("perpetrator", names[:1], [], keys=[KEY]) != wanted[0]
