"""No hidden number can be worked out, not even by somebody who knows the rule and the totals."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporting.suppression import Cell, shown_each, shown_number, shown_parts

Numbers = tuple[int, ...]


def cells(numbers: Numbers, limits: Numbers) -> list[Cell]:
    return [Cell(f"row{place}", number, limits[place]) for place, number in enumerate(numbers)]


def shown(numbers: Numbers, limits: Numbers | None = None) -> tuple:
    """Return what a reader sees: the rows, and the whole last."""
    result = shown_parts(cells(numbers, limits or (5,) * len(numbers)))
    return (*(number for _code, number in result.rows), result.total)


def all_tables(rows: int, whole: int) -> Iterator[Numbers]:
    """Yield every table of so many rows that add up to `whole`."""
    if rows == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        yield from ((first, *rest) for rest in all_tables(rows - 1, whole - first))


def worked_out(limits: Numbers, greatest: int) -> list[Numbers]:
    """Play the reader: of all tables that look the same, find hidden numbers that are the same in each.

    She knows the whole, even where it is not shown, unless it is small itself.
    """
    lookalikes: dict[tuple, list[Numbers]] = defaultdict(list)
    for whole in range(greatest + 1):
        for numbers in all_tables(len(limits), whole):
            lookalikes[shown(numbers, limits)].append(numbers)
    return [
        tables[0]
        for seen, tables in lookalikes.items()
        for place in range(len(limits))
        if seen[place] is None and len({numbers[place] for numbers in tables}) == 1
    ]


@pytest.mark.parametrize(
    ("limits", "greatest"),
    [
        ((5, 5), 40),
        ((5, 10), 40),
        ((5, 5, 5), 30),
        ((10, 5, 5), 30),
        ((5, 10, 10), 34),
        ((5, 5, 5, 5), 22),
        ((5, 10, 5, 5), 22),
        ((5, 5, 5, 5, 5), 16),
    ],
)
def test_no_hidden_number_of_any_table_can_be_worked_out(limits, greatest):
    assert worked_out(limits, greatest) == []


def test_a_rule_that_hides_small_numbers_only_would_be_seen_through(monkeypatch):
    monkeypatch.setattr("reporting.suppression._is_safe", lambda hidden: True)
    assert (3, 5, 5) in worked_out((5, 5, 5), 16)


def others_like(numbers: Numbers, hidden: list[int]) -> Iterator[Numbers]:
    """Yield tables with the same sum of hidden rows: a move between two, a change of three, and of more."""
    for giving, taking in permutations(hidden, 2):
        for moved in range(1, numbers[giving] + 1):
            yield with_rows(numbers, {giving: numbers[giving] - moved, taking: numbers[taking] + moved})
    for one, two, three in permutations(hidden, 3):
        together = numbers[one] + numbers[two] + numbers[three]
        for first, second in product(range(1, 10), repeat=2):
            if first + second <= together:
                yield with_rows(numbers, {one: first, two: second, three: together - first - second})
    empty = [place for place in hidden if not numbers[place]]
    for giving in hidden:
        if numbers[giving] >= len(empty):
            yield with_rows(numbers, dict.fromkeys(empty, 1) | {giving: numbers[giving] - len(empty)})
    if sum(numbers[place] for place in hidden) <= 8:
        yield from every_table(numbers, hidden)


def every_table(numbers: Numbers, hidden: list[int]) -> Iterator[Numbers]:
    """Yield each table whose hidden rows have the same sum: where one falls between them, a row ends."""
    together, bars = sum(numbers[place] for place in hidden), len(hidden) - 1
    for cuts in combinations(range(together + bars), bars):
        ends = (-1, *cuts, together + bars)
        parts = [end - start - 1 for start, end in pairwise(ends)]
        yield with_rows(numbers, dict(zip(hidden, parts, strict=True)))


def with_rows(numbers: Numbers, changed: dict[int, int]) -> Numbers:
    return tuple(changed.get(place, number) for place, number in enumerate(numbers))


ROWS = st.tuples(st.one_of(st.integers(0, 12), st.integers(0, 400)), st.sampled_from([5, 10]))


@settings(deadline=None, max_examples=200)
@given(st.lists(ROWS, min_size=2, max_size=9))
@example([(4, 5), (8, 10), (5, 5), (10, 10)])
@example([(0, 5), (0, 5), (0, 5), (9, 10)])
@example([(0, 5), (0, 5), (0, 5), (5, 10)])  # only tables with four other rows look the same
def test_every_hidden_number_of_a_wide_table_could_be_another_one(rows):
    numbers, limits = (tuple(column) for column in zip(*rows, strict=True))
    *seen, whole = shown(numbers, limits)
    if whole is None:  # the whole is small: every table with a small whole looks the same
        assert set(seen) == {None}
        return
    hidden = [place for place, number in enumerate(seen) if number is None]
    for place in hidden:
        assert any(
            other[place] != numbers[place] and shown(other, limits) == (*seen, whole)
            for other in others_like(numbers, hidden)
        )


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_what_is_shown_is_true_and_never_small(numbers):
    *rows, whole = shown(tuple(numbers))
    for number, was in zip([*rows, whole], [*numbers, sum(numbers)], strict=True):
        assert number is None or (number == was and not 1 <= number <= 4)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((0, 0, 0), (0, 0, 0, 0)),
        ((20, 30, 0), (20, 30, 0, 50)),
        ((20, 30, 3), (20, None, None, 53)),  # the last of the others goes with it
        ((3, 30, 20), (None, 30, None, 53)),
        ((3, 30, 0), (None, None, 0, 33)),  # an empty row gives nothing away
        ((4, 0, 4, 0), (None, None, None, None, 8)),  # but here it is all that is left
        ((3, 3, 20, 30), (None, None, 20, 30, 56)),  # together 6: neither is known
        ((1, 1, 20, 30), (None, None, 20, None, 52)),  # together 2: each would be 1
        ((4, 4, 20, 30), (None, None, 20, None, 58)),  # together 8: each would be 4
        ((2, 0, 1), (None, None, None, None)),  # three in all: nothing is shown
        ((5, 0, 0), (5, 0, 0, 5)),
    ],
)
def test_a_table_shows(numbers, expected):
    assert shown(numbers) == expected


def test_a_delicate_row_is_hidden_up_to_nine():
    assert shown((9, 30, 40), (10, 5, 5)) == (None, 30, None, 79)
    assert shown((10, 30, 40), (10, 5, 5)) == (10, 30, 40, 80)


def test_a_delicate_row_that_is_everything_is_hidden_with_all_the_others():
    assert shown((7, 0, 0), (10, 5, 5)) == (None, None, None, 7)


def test_rows_that_do_not_add_up_are_hidden_one_by_one_and_have_no_total():
    result = shown_each([Cell("a", 12), Cell("b", 4), Cell("c", 0), Cell("d", 9, 10)])
    assert result.rows == (("a", 12), ("b", None), ("c", 0), ("d", None))
    assert result.total is None


def test_a_number_alone_is_hidden_from_one_to_four():
    assert [shown_number(number) for number in range(7)] == [0, None, None, None, None, 5, 6]
