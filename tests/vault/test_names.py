"""The same woman is found however her name was written, and no other woman is taken for her."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.names import name_keys, name_starts, related_name, same_name, similar_name
from vault.names.given import TABLE

PAIRS = Path(__file__).parent / "names" / "pairs.csv"
with PAIRS.open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row.values()) for row in csv.DictReader(file)]
with TABLE.open(encoding="utf-8", newline="") as file:
    FORMS = [tuple(row.values()) for row in csv.DictReader(file)]

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
WORDS = st.one_of(
    st.text(RUSSIAN, min_size=2, max_size=12),
    st.text(RUSSIAN + "әғқңөұүһі", min_size=2, max_size=12),
    st.text(RUSSIAN + "ўқғҳ", min_size=2, max_size=12),
    st.text("abcdefghijklmnopqrstuvwxyz'‘ʻäöüğşñžčšûâ", min_size=2, max_size=12),
    st.sampled_from([name for row in ROWS for name in row[:2]]),
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


def pairs(level):
    return [pytest.param(a, b, id=f"{a}|{b}") for a, b, row_level, _ in ROWS if row_level == level]


@pytest.mark.parametrize(("one", "other"), pairs("A"))
def test_one_name_spelled_in_two_ways_is_found(one, other):
    assert (same_name(one, other), same_name(other, one)) == (True, True)
    assert not similar_name(one, other)
    assert not related_name(one, other)


@pytest.mark.parametrize(("one", "other"), pairs("B"))
def test_a_misheard_or_mistyped_name_stands_only_in_the_block_of_similar_ones(one, other):
    assert (same_name(one, other), same_name(other, one)) == (False, False)
    assert similar_name(one, other) or related_name(one, other)  # "alias table only" is related


@pytest.mark.parametrize(("one", "other"), pairs("C"))
def test_another_form_of_a_name_is_related_but_not_the_same(one, other):
    assert (same_name(one, other), same_name(other, one)) == (False, False)
    assert (related_name(one, other), related_name(other, one)) == (True, True)


@pytest.mark.parametrize(("one", "other"), pairs("N"))
def test_different_people_are_never_taken_for_one(one, other):
    assert not any(answer(one, other) for answer in (same_name, similar_name, related_name))


def test_the_list_of_pairs_is_long_enough_to_believe_in():
    levels = [level for _, _, level, _ in ROWS]
    assert (levels.count("A") >= 500, levels.count("N") >= 180) == (True, True)
    assert len({frozenset(row[:2]) for row in ROWS}) == len(ROWS)


def test_the_known_given_names_are_not_taken_for_one_another():
    names = list(dict.fromkeys(name for name, _, _ in FORMS))
    keys = [name_keys(name)[0] for name in names]
    shared = {
        (names[a], names[b]) for a in range(len(names)) for b in range(a) if not keys[a].isdisjoint(keys[b])
    }
    assert shared == {("Мариям", "Марьям"), ("Саира", "Сайра")}  # one name each


@settings(deadline=None)
@given(NAMES)
def test_each_word_of_a_name_has_one_to_three_keys(name):
    assert all(1 <= len(keys) <= 3 for keys in name_keys(name))


@settings(deadline=None)
@given(st.text())
def test_any_text_at_all_has_an_answer(text):
    assert name_keys(text) == name_keys(text)
    assert same_name(text, text) == bool([keys for keys in name_keys(text) if max(map(len, keys))])
    assert not similar_name(text, text)
    assert not related_name(text, text)


@pytest.mark.parametrize("text", ["ab cd " * 3000, "xcwphjshyayuyoo'ŋýəng" * 40, "Анна-" * 2000])
def test_a_text_that_is_no_name_at_all_does_not_stop_the_search(text):
    assert same_name(text, text)
    assert not any(
        answer(text, "Касымова") for answer in (same_name, similar_name, related_name, name_starts)
    )


@settings(deadline=None)
@given(NAMES, NAMES)
def test_it_does_not_matter_which_name_was_asked_for(one, other):
    for answer in (same_name, similar_name, related_name):
        assert answer(one, other) == answer(other, one)


@settings(deadline=None)
@given(NAMES, NAMES)
def test_two_names_have_one_relation_at_most_beside_the_sure_one(one, other):
    if same_name(one, other):
        assert (similar_name(one, other), related_name(one, other)) == (False, False)


@settings(deadline=None)
@given(NAMES)
def test_a_name_is_the_same_in_capitals_composed_or_not(name):
    for written in (name.upper(), name.title(), unicodedata.normalize("NFD", name), f" {name}\u00a0"):
        assert name_keys(written) == name_keys(name)


@settings(deadline=None)
@given(st.lists(WORDS.filter(lambda word: " " not in word), min_size=1, max_size=4), st.randoms())
def test_the_order_of_words_is_free(words, chance):
    shuffled = chance.sample(words, len(words))
    if len(name_keys(" ".join(words))) == len(words) == len(name_keys(" ".join(shuffled))):
        assert same_name(" ".join(words), " ".join(shuffled))


def test_a_patronymic_that_differs_tells_two_women_apart():
    assert same_name("Ахметова Жанар", "Ахметова Жанар Сериковна")
    assert not same_name("Ахметова Жанар Болатовна", "Ахметова Жанар Сериковна")


def test_each_word_needs_a_partner_of_its_own():
    assert not same_name("Анна Анна", "Анна Касымова")
    assert same_name("Анна-Мария", "Мария Анна Ким")


def test_an_initial_counts_only_beside_a_full_word():
    assert same_name("Irina G.", "Гончарова Ирина")
    assert not same_name("И. Г.", "Ирина Гончарова")
    assert same_name("Ю. Касымова", "Юлия Касымова")


@pytest.mark.parametrize("text", ["", "   ", "...", "'", "\u00ad"])
def test_a_text_without_words_is_nobody(text):
    assert name_keys(text) == []
    assert not any(answer(text, "Анна") for answer in (same_name, similar_name, related_name, name_starts))
    assert not same_name(text, text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Касы", True),
        ("Kass", False),  # after the double s only three letters are left
        ("kasym", True),
        ("Айгу Касым", True),
        ("Касым Касым", False),
        ("Кас", False),
        ("Айгуль Касымова Сериковна", False),
        ("ымова", False),
    ],
)
def test_a_beginning_of_four_letters_finds_a_word(query, found):
    assert name_starts(query, "Айгүл Қасымова") == found


def test_a_short_whole_word_is_a_beginning_too():
    assert name_starts("Ли Екат", "Екатерина Ли")
    assert not name_starts("Ли", "Лидия")


def test_an_ambiguous_short_form_belongs_to_each_of_its_names():
    assert related_name("Саша", "Александр")
    assert related_name("Sasha", "Александра")
    assert not related_name("Александр", "Евгений")


def test_a_short_form_never_joins_two_full_names_by_accident():
    assert not related_name("Алия", "Алла")
    assert not related_name("Галия", "Галина")


def test_a_typo_is_forgiven_only_beside_a_word_that_is_right():
    assert similar_name("Касинова Айгуль", "Касымова Айгуль")
    assert not similar_name("Касинова", "Касымова")
    assert not similar_name("Касинова Айжан", "Касымова Айгуль")
    assert not similar_name("Ахметова Марина", "Ахметова Мария")


def test_each_line_of_the_table_says_something_and_says_it_once():
    assert len({line[:2] for line in FORMS}) == len(FORMS)
    assert all(len(name_keys(name)) == 1 for name, _, _ in FORMS)
    assert len({name for name, form, _ in FORMS if form}) >= 150
