"""Phone numbers as people write them, and the one form in which they are stored and found: E.164.

The forms are those of the field notes, 4.5. New ranges appear every year: a strange number earns a warning
and is kept all the same.
"""

import re
import unicodedata

import phonenumbers
from django.db import models
from django.utils.translation import gettext_lazy as _

AREA = "7252"  # Shymkent
NATIONAL = 10
EXTENSION = re.compile(r"(?:доб|вн|ext|ішкі|ichki|#|;).*", re.IGNORECASE | re.DOTALL)
EXIT_CODE = re.compile(r"(?:8~?10|00)(?=\d{9})")
# 8 is the trunk prefix; after a plus it is a slip of habit, as is +7 8.
TRUNK = re.compile(rf"(?:8|7|78)(\d{{{NATIONAL}}})")
# 116 16 is as long as a local number of a district, but none of those begins with 116.
SHORT = re.compile(r"\d{2,4}|116\d\d")
FEWEST, MOST = 7, 15
TOO_SHORT = {phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY}


class PhoneWarning(models.TextChoices):
    """What is strange about a number. It may be kept: the person who typed it may know better."""

    SHORT_NUMBER = "short_number", _("This is a short number: it is kept as typed.")
    NO_NUMBER = "no_number", _("There is no phone number in this.")
    TOO_SHORT = "too_short", _("This number has too few digits.")
    TOO_LONG = "too_long", _("This number has too many digits.")
    UNKNOWN_RANGE = "unknown_range", _("No such range of numbers is known. Check the number.")


def normalise_phone(text: str, default_area: str = AREA) -> str | None:
    """Return a phone number as E.164, or None when nobody could be called by it from abroad.

    Takes what a person typed, with trunk 8, exit code 8~10 or 00, any digits, signs and words around. A local
    number is completed by the area code, so a form should show what was made of it. None for short numbers
    (102, 116 16), for too few or too many digits, and for an unknown country.
    """
    number = None if is_short_number(text) else _parsed(_international(_dialled(text), _digits(default_area)))
    if number is None or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_short_number(text: str) -> bool:
    """Answer whether a text is a short number (150, 1414, 116 16, 102), which is kept as typed."""
    return bool(SHORT.fullmatch(_dialled(text)))


def phone_warning(text: str, default_area: str = AREA) -> PhoneWarning | None:
    """Return what is strange about a number, or None. An empty text is no number and nothing strange."""
    dialled = _dialled(text)
    if not text.strip():
        return None
    if not _digits(dialled):
        return PhoneWarning.NO_NUMBER
    if is_short_number(text):
        return PhoneWarning.SHORT_NUMBER
    return _strange(_international(dialled, _digits(default_area)))


def _strange(international: str) -> PhoneWarning | None:
    number = _parsed(international)
    if number is None or phonenumbers.is_possible_number(number):
        known = number is not None and phonenumbers.is_valid_number(number)
        return None if known else _wrong_length(international) or PhoneWarning.UNKNOWN_RANGE
    reason = phonenumbers.is_possible_number_with_reason(number)
    # Eleven digits after +7 are "invalid length", for some Russian numbers have fourteen: one digit too many.
    return PhoneWarning.TOO_SHORT if reason in TOO_SHORT else PhoneWarning.TOO_LONG


def _wrong_length(international: str) -> PhoneWarning | None:
    if len(_digits(international)) < FEWEST:
        return PhoneWarning.TOO_SHORT
    return PhoneWarning.TOO_LONG if len(_digits(international)) > MOST else None


def _dialled(text: str) -> str:
    """Return the digits of a text, after a plus or with the tilde of 8~10 if they stand so."""
    composed = EXTENSION.sub("", unicodedata.normalize("NFKC", text))
    digits = "".join(_digit(sign) for sign in composed)
    return re.sub(r"(?<=.)\+", "", digits)


def _digit(sign: str) -> str:
    return sign if sign in "+~" else str(unicodedata.digit(sign, ""))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _international(dialled: str, area: str) -> str:
    """Return the digits as dialled from abroad, after a plus where that is possible."""
    digits = _digits(dialled)
    if trunk := TRUNK.fullmatch(digits):
        # +82 is Korea and +84 Vietnam, but no country begins with 87.
        is_foreign = dialled.startswith("+8") and not digits.startswith("87")
        return f"+{digits}" if is_foreign else f"+7{trunk[1]}"
    if dialled.startswith("+"):
        return dialled
    if without_exit := EXIT_CODE.match(dialled):
        return f"+{_digits(dialled[without_exit.end() :])}"
    if len(area) + len(digits) == NATIONAL:
        return f"+7{area}{digits}"
    return f"+7{digits}" if len(digits) <= NATIONAL else f"+{digits}"


def _parsed(international: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(international)
    except phonenumbers.NumberParseException:
        return None
