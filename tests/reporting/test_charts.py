"""Where bars stand: true to their numbers, silent about hidden ones."""

import itertools

import pytest

from reporting.charts import HIDDEN_HEIGHT, HIDDEN_WIDTH, LEFT, LONGEST, Point, lying, round_step, upright

MONTHS = [Point("Sep", 230), Point("Oct", None), Point("Nov", 115, is_whole=False)]


@pytest.mark.parametrize(
    ("greatest", "step"),
    [(0, 1), (5, 1), (6, 2), (10, 2), (11, 5), (246, 50), (250, 50), (251, 100), (1940, 500)],
)
def test_a_scale_has_round_numbers_up_to_the_greatest(greatest, step):
    assert round_step(greatest) == step


def test_upright_bars_are_as_high_as_their_numbers():
    chart = upright(MONTHS)
    whole, _hidden, half = chart.bars
    assert (whole.y, whole.height, half.height) == (46.0, 184.0, 92.0)
    assert whole.y + whole.height == half.y + half.height == chart.floor
    assert [(line.number, line.y) for line in chart.lines] == [
        (0, 230.0),
        (50, 190.0),
        (100, 150.0),
        (150, 110.0),
        (200, 70.0),
        (250, 30.0),
    ]


def test_a_running_month_is_striped_and_a_hidden_one_dashed():
    chart = upright(MONTHS)
    assert [bar.look for bar in chart.bars] == ["bar", "hidden", "now"]
    assert chart.has_running
    assert not upright(MONTHS[:2]).has_running


def test_every_hidden_bar_looks_the_same_and_stretches_no_scale():
    small, great = upright([Point("a", None), Point("b", 7)]), upright([Point("a", None), Point("b", 700)])
    assert small.bars[0] == great.bars[0]
    assert small.bars[0].height == HIDDEN_HEIGHT
    assert (
        lying([Point("a", None), Point("b", 7)]).bars[0] == lying([Point("a", None), Point("b", 700)]).bars[0]
    )
    assert lying([Point("a", None)]).bars[0].width == HIDDEN_WIDTH


@pytest.mark.parametrize("count", [1, 11, 13])
def test_upright_bars_stand_side_by_side_within_the_picture(count):
    bars = upright([Point(str(number), number) for number in range(count)]).bars
    for left, right in itertools.pairwise(bars):
        assert left.end < right.x
    assert bars[0].x > LEFT
    assert bars[-1].end < 100
    assert bars[0].x < bars[0].middle < bars[0].end


def test_lying_bars_share_out_the_width_by_their_numbers():
    chart = lying([Point("Session", 400), Point("Viewing", 100), Point("Visit", 0)])
    assert [bar.width for bar in chart.bars] == [LONGEST, LONGEST / 4, 0]
    assert [(bar.label_y, bar.y, bar.number_y) for bar in chart.bars] == [
        (17, 24, 39),
        (69, 76, 91),
        (121, 128, 143),
    ]
    assert chart.height == 3 * 52


@pytest.mark.parametrize("draw", [upright, lying])
def test_a_chart_names_its_greatest_bar(draw):
    assert draw(MONTHS).greatest.label == "Sep"
    assert draw([Point("Sep", 0), Point("Oct", None)]).greatest is None
    assert draw([]).bars == []
