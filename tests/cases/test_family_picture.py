"""The family picture: the household drawn by roles."""

import pytest

from cases.models import Person
from cases.views.family_picture import family_picture

CLIENT = Person(role="client", sex="female")


def drawn(*others):
    return family_picture([CLIENT, *others])


def test_the_client_stands_alone_when_nobody_else_is_known():
    picture = drawn()
    assert [(figure.lines, figure.is_client, figure.is_home) for figure in picture.figures] == [
        (["Client"], True, False)
    ]
    assert (picture.harms, picture.sentences) == ([], ["Client"])


def test_violence_goes_from_him_to_her():
    picture = drawn(Person(role="used_violence", relationship="husband", lives_with_client=False))
    husband = picture.figures[1]
    (zigzag, head) = picture.harms[0]
    points = [tuple(map(int, point.split(","))) for point in zigzag.split()]
    assert (husband.lines, husband.remark, husband.shape) == (["Husband"], "lives elsewhere", "square")
    assert husband.x < points[0][0] < points[-1][0] < picture.figures[0].left
    assert max(int(point.split(",")[0]) for point in head.split()) < picture.figures[0].left


def test_those_who_live_with_her_stand_in_one_home():
    picture = drawn(Person(role="child", relationship="son", lives_with_client=True, saw_the_violence=True))
    client, son = picture.figures
    assert (client.is_home, son.is_home, son.remark) == (True, True, "saw the violence")


@pytest.mark.parametrize(
    ("person", "shape"),
    [
        ({"relationship": "mother_in_law"}, "circle"),
        ({"relationship": "brother"}, "square"),
        ({"relationship": "other_relative"}, "diamond"),
        ({"relationship": "brother", "sex": "female"}, "circle"),
    ],
)
def test_a_shape_says_what_is_known_of_the_sex(person, shape):
    assert drawn(Person(role="relative", **person)).figures[1].shape == shape


def test_a_large_household_stands_in_rows_that_do_not_overlap():
    children = [Person(role="child", relationship="daughter") for _child in range(7)]
    violent = [Person(role="used_violence", relationship=name) for name in ("husband", "father", "brother")]
    picture = drawn(*violent, *children)
    places = [(figure.x, figure.y) for figure in picture.figures]
    assert len(set(places)) == len(places) == 11
    assert max(y for _x, y in places) < picture.height
    assert len(picture.harms) == 3


def test_a_long_word_for_a_relative_is_broken_into_lines():
    assert drawn(Person(role="used_violence")).figures[1].lines == ["Person who used", "violence"]


def test_the_same_is_said_in_sentences():
    son = Person(role="child", relationship="son", age_band_at_first_contact="5-9", saw_the_violence=True)
    assert drawn(son).sentences == ["Client", "Son: Child, 5–9, saw the violence"]
