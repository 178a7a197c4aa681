"""The IIN, the personal number of Kazakhstan: YYMMDD C NNNN K (field notes 4.6).

It is optional, and it is checked to catch slips of the pen: whatever is wrong is a warning, and is kept.
Sources for the check digit and the seventh digit: resolutions 565 of 11 June 2003 and 406 of 2007.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from vault.names.folding import HYPHENS

FIRST_PASS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_PASS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}
TWELVE = re.compile("[0-9]{12}")
HIDDEN = "•"
SHOWN = 4  # the serial number's end and the check digit: neither birth date nor sex


class IinSex(models.TextChoices):
    """The sex that was registered when the number was given."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class IinProblem(models.TextChoices):
    """What is wrong with a number; it may be kept all the same."""

    NOT_TWELVE_DIGITS = "not_twelve_digits", _("An IIN has twelve digits.")
    WRONG_CHECK_DIGIT = (
        "wrong_check_digit",
        _("The last digit does not fit the others: one of them is mistyped."),
    )
    NEVER_ISSUED = "never_issued", _("No IIN begins with these eleven digits: one of them is mistyped.")
    NO_SUCH_DATE = (
        "no_such_date",
        _("There is no such date of birth: one of the first seven digits is mistyped."),
    )
    UNUSUAL_SEVENTH_DIGIT = "unusual_seventh_digit", _("The seventh digit is unusual. Check the number.")


@dataclass(frozen=True, slots=True)
class IinAnswer:
    """What a number tells. A number that is only unusual is valid, and tells neither birth date nor sex."""

    is_valid: bool
    problem: IinProblem | None = None
    born_on: date | None = None
    sex: IinSex | None = None


def check_iin(text: str) -> IinAnswer:
    """Return whether a text is an IIN, and the birth date and sex it tells, or what is wrong with it.

    Takes what was typed; blanks and dashes are removed. A seventh digit of 0 or 7 to 9 is only warned about:
    sources differ on whether foreigners have it.
    """
    digits = bare_iin(text)
    if not TWELVE.fullmatch(digits):
        return IinAnswer(is_valid=False, problem=IinProblem.NOT_TWELVE_DIGITS)
    if problem := _check_digit_problem(digits):
        return IinAnswer(is_valid=False, problem=problem)
    if digits[6] not in CENTURIES:
        return _unusual(digits)
    born_on = _date(CENTURIES[digits[6]], digits)
    if born_on is None:
        return IinAnswer(is_valid=False, problem=IinProblem.NO_SUCH_DATE)
    return IinAnswer(is_valid=True, born_on=born_on, sex=IinSex.MALE if digits[6] in "135" else IinSex.FEMALE)


def masked_iin(text: str) -> str:
    """Return a number for lists: its last four digits, which reveal neither birth date nor sex.

    The check digit depends on the hidden ones, but so it does on the hidden eighth digit, which leaves them
    open. Of what is no IIN nothing is shown.
    """
    digits = bare_iin(text)
    if not digits:
        return ""
    return HIDDEN * (12 - SHOWN) + (digits[-SHOWN:] if TWELVE.fullmatch(digits) else HIDDEN * SHOWN)


def bare_iin(text: str) -> str:
    """Return an IIN as it is stored: without blanks and dashes, its digits as 0 to 9."""
    bare = "".join(HYPHENS.sub("", text).split())
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in bare)


def check_digit(eleven: str) -> int | None:
    """Return the last digit that belongs to the first eleven, or None: such a number is never issued.

    It notices any one wrong digit but the eleventh, which the first pass multiplies by eleven.
    """
    for weights in (FIRST_PASS, SECOND_PASS):
        rest = sum(weight * int(digit) for weight, digit in zip(weights, eleven, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def _check_digit_problem(digits: str) -> IinProblem | None:
    expected = check_digit(digits[:11])
    if expected is None:
        return IinProblem.NEVER_ISSUED
    return None if expected == int(digits[11]) else IinProblem.WRONG_CHECK_DIGIT


def _unusual(digits: str) -> IinAnswer:
    if not any(_date(century, digits) for century in (1800, 1900, 2000)):
        return IinAnswer(is_valid=False, problem=IinProblem.NO_SUCH_DATE)
    return IinAnswer(is_valid=True, problem=IinProblem.UNUSUAL_SEVENTH_DIGIT)


def _date(century: int, digits: str) -> date | None:
    try:
        return date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return None
