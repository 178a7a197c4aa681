"""A number is found again however it was written, and a strange one is kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.phones import PhoneWarning, is_short_number, normalise_phone, phone_warning

MOBILE = ["7010000001", "7020000012", "7050000023", "7060000034", "7070000045", "7080000056", "7470000067"]
MOBILE += ["7710000078", "7750000089", "7760000090", "7770000101", "7780000112", "7000000123"]
FIXED = ["7252530530", "7252211203", "7252000001", "7253361203", "7172000002", "7273000003", "7253412345"]
RUSSIA = ["9161234567", "4951234567", "9031112233", "8121234567"]
ABROAD = ["998901234567", "998711234567", "996555123456", "992927123456", "380671234567", "905321234567"]
ABROAD += ["4915112345678", "8613812345678", "821012345678", "12025550123", "447400123456", "971501234567"]
ABROAD += ["99365123456", "994501234567", "77252530531", "37060012345"]


def spellings_inside(number):
    area, first, second, third = number[:3], number[3:6], number[6:8], number[8:]
    yield f"8{number}"
    yield f"+7 {area} {first} {second} {third}"
    yield f"8 ({area}) {first}-{second}-{third}"
    yield f"тел.:\u00a07\u2011{area}\u2011{first}\u2011{second}\u2011{third}"
    yield number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))


def spellings_abroad(number):
    yield f"+{number}"
    yield f"00{number}"
    yield f"8~10 {number[:3]} {number[3:]}"
    yield f"+{number[:3]} ({number[3:5]}) {number[5:]} (мама)"
    yield f"810-{number[:4]}-{number[4:]}"


INSIDE = [(f"+7{number}", text) for number in MOBILE + FIXED + RUSSIA for text in spellings_inside(number)]
OUTSIDE = [(f"+{number}", text) for number in ABROAD for text in spellings_abroad(number)]


def test_there_are_two_hundred_spellings_of_forty_numbers():
    assert (len({number for number, _ in INSIDE + OUTSIDE}), len(INSIDE + OUTSIDE)) == (40, 200)


@pytest.mark.parametrize(("number", "text"), INSIDE + OUTSIDE)
def test_each_spelling_of_a_number_is_stored_alike(number, text):
    assert normalise_phone(text) == number


@pytest.mark.parametrize(
    ("text", "area", "number"),
    [
        ("53-05-30", "7252", "+77252530530"),
        ("21 12 03", "7252", "+77252211203"),
        ("6-12-03", "72533", "+77253361203"),
        ("6-12-03", "(72533)", "+77253361203"),
        ("6-12-03", "7252", None),
        ("53-05-30", "", None),
        ("8 701 123 45 67 доб. 12", "7252", "+77011234567"),
        ("+8 701 123 45 67", "7252", "+77011234567"),
        ("+7 (8) 701 123-45-67", "7252", "+77011234567"),
        ("+7 +7 701 123 45 67", "7252", None),
        ("+999123456789", "7252", None),
        ("+7 701 123 45 6", "7252", None),
        ("8 701 123 45 67, 8 702 123 45 67", "7252", None),
        ("", "7252", None),
        ("нет", "7252", None),
    ],
)
def test_a_local_number_is_completed_and_half_a_number_is_not(text, area, number):
    assert normalise_phone(text, area) == number


@pytest.mark.parametrize("text", ["150", "111", "1414", "116 16", "102", "03", "112"])
def test_a_short_number_stands_apart(text):
    assert is_short_number(text)
    assert (normalise_phone(text), normalise_phone(text, "72533")) == (None, None)
    assert phone_warning(text) == PhoneWarning.SHORT_NUMBER


def test_a_local_number_is_no_short_number():
    assert not is_short_number("6-12-03")
    assert not is_short_number("8 701 123 45 67")


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("", None),
        ("  ", None),
        ("8 701 123 45 67", None),
        ("53-05-30", None),
        ("+998 90 123 45 67", None),
        ("нет телефона", PhoneWarning.NO_NUMBER),
        ("2-12-03", PhoneWarning.TOO_SHORT),
        ("+7 701 123 45 6", PhoneWarning.TOO_SHORT),
        ("+7 701 123 45 678", PhoneWarning.TOO_LONG),
        ("8 701 123 45 67 8 702 123 45 67", PhoneWarning.TOO_LONG),
        ("+999 123", PhoneWarning.TOO_SHORT),
        ("+999 123 456 789", PhoneWarning.UNKNOWN_RANGE),
        ("8 799 999 99 99", PhoneWarning.UNKNOWN_RANGE),
    ],
)
def test_what_is_strange_about_a_number_is_said(text, warning):
    assert phone_warning(text) == warning


def test_a_number_of_an_unknown_range_is_kept_all_the_same():
    assert normalise_phone("8 799 999 99 99") == "+77999999999"


@settings(deadline=None)
@given(st.text() | st.text("0123456789+-~() доб", max_size=24))
def test_any_text_has_an_answer_and_what_is_stored_stays_as_it_is(text):
    number = normalise_phone(text)
    phone_warning(text)
    assert number is None or normalise_phone(number) == number
