"""The words of a call. Codes are counted and stored plain; whatever is hers is sealed (decision 7)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CallStatus(models.TextChoices):
    RUNNING = "running", pgettext_lazy("call", "Running")
    UNFINISHED = "unfinished", pgettext_lazy("call", "Unfinished")
    FINISHED = "finished", pgettext_lazy("call", "Finished")


class CallType(models.TextChoices):
    """What kind of call it is: the only required answer."""

    ABOUT_SELF = "about_self", pgettext_lazy("call", "About herself")
    ABOUT_OTHER = "about_other", pgettext_lazy("call", "About another person")
    CHILD = "child", pgettext_lazy("call", "A child")
    PROFESSIONAL = "professional", pgettext_lazy("call", "A professional")
    USED_VIOLENCE = "used_violence", pgettext_lazy("call", "Used violence")
    REPEAT = "repeat", pgettext_lazy("call", "Repeat call")
    SILENT = "silent", pgettext_lazy("call", "Silent")
    HANG_UP = "hang_up", pgettext_lazy("call", "Hung up")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("call", "Wrong number")
    PRANK = "prank", pgettext_lazy("call", "Prank")
    TEST = "test", pgettext_lazy("call", "Test")
    INFO_ONLY = "info_only", pgettext_lazy("call", "Information only")


# Nothing more is asked: one press closes the call (hotline practice 6).
CLOSED_AT_ONCE = frozenset(
    {
        CallType.SILENT,
        CallType.HANG_UP,
        CallType.WRONG_NUMBER,
        CallType.PRANK,
        CallType.TEST,
        CallType.INFO_ONLY,
    }
)


# Somebody calls about somebody else: about whom is asked without being looked for.
ABOUT_ANOTHER = frozenset({CallType.ABOUT_OTHER, CallType.PROFESSIONAL})


class CallChannel(models.TextChoices):
    PHONE = "phone", pgettext_lazy("channel", "Telephone")
    MESSENGER = "messenger", _("Messenger")
    IN_PERSON = "in_person", _("In person")


class CallDirection(models.TextChoices):
    INCOMING = "incoming", _("Incoming")
    OUTGOING = "outgoing", _("Outgoing")
    RETURNED = "returned", _("Return of a missed call")


class Reply(models.TextChoices):
    """Five different answers; empty is a sixth: not asked. Nobody is pushed to fill a box."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Unknown")
    DECLINED = "declined", _("Declined to answer")
    UNSAFE_TO_ASK = "unsafe_to_ask", _("Unsafe to ask")


class IfCutOff(models.TextChoices):
    DO_NOT_CALL_BACK = "do_not_call_back", _("Do not call back")
    CALL_BACK_ONCE = "call_back_once", _("Call back once")
    SHE_CALLS = "she_calls", _("She calls again herself")


class EmergencyNumber(models.TextChoices):
    POLICE = "102", _("Police")
    AMBULANCE = "103", _("Ambulance")
    RESCUE = "112", _("Rescue service")


class CallerRole(models.TextChoices):
    """Who is on the line, seen from the person who needs help."""

    HERSELF = "herself", pgettext_lazy("caller", "The person herself")
    RELATIVE = "relative", pgettext_lazy("caller", "A relative")
    NEIGHBOUR = "neighbour", pgettext_lazy("caller", "A neighbour or friend")
    PROFESSIONAL = "professional", pgettext_lazy("caller", "A professional")
    USED_VIOLENCE = "used_violence", pgettext_lazy("caller", "The person who used violence")
    OTHER = "other", pgettext_lazy("caller", "Somebody else")


class RelationToCaller(models.TextChoices):
    """What a person who needs help is to the one on the line."""

    CHILD = "child", pgettext_lazy("of the caller", "Her or his child")
    RELATIVE = "relative", pgettext_lazy("of the caller", "A relative")
    NEIGHBOUR = "neighbour", pgettext_lazy("of the caller", "A neighbour or friend")
    IN_CARE = "in_care", pgettext_lazy("of the caller", "A pupil, patient or ward")
    OTHER = "other", pgettext_lazy("of the caller", "Somebody else")


class SpokenLanguage(models.TextChoices):
    """The language of the conversation: a fact about the call, not the language of the page."""

    KAZAKH = "kk", _("Kazakh")
    RUSSIAN = "ru", _("Russian")
    UZBEK = "uz", _("Uzbek")
    ENGLISH = "en", _("English")
    OTHER = "other", pgettext_lazy("language", "Another")


class Need(models.TextChoices):
    """What she asks for."""

    SHELTER = "shelter", _("Shelter")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    LAWYER = "lawyer", _("Lawyer")
    MEDICAL_HELP = "medical_help", _("Medical help")
    DOCUMENTS = "documents", pgettext_lazy("need", "Documents")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    FOOD_AND_MONEY = "food_and_money", _("Food, clothes, money")


class Given(models.TextChoices):
    """What she was given during the call."""

    INFORMATION = "information", pgettext_lazy("given", "Information")
    SAFETY_PLAN = "safety_plan", pgettext_lazy("given", "Safety plan")
    REFERRAL = "referral", pgettext_lazy("given", "Referral")
    HELP_CALLED = "help_called", pgettext_lazy("given", "Help was called")


class CallOutcome(models.TextChoices):
    OPEN_CASE = "open_case", pgettext_lazy("call", "Open a case")
    ADD_TO_CASE = "add_to_case", pgettext_lazy("call", "Add to a case")
    STAY_ANONYMOUS = "stay_anonymous", pgettext_lazy("call", "Leave anonymous")


class Urgency(models.TextChoices):
    NOW = "now", pgettext_lazy("urgency", "Now")
    TODAY = "today", pgettext_lazy("urgency", "Today")
    THIS_WEEK = "this_week", pgettext_lazy("urgency", "This week")
    CAN_WAIT = "can_wait", pgettext_lazy("urgency", "Can wait")


class Verdict(models.TextChoices):
    """What the worker says of somebody who may have called before. It is never said for her."""

    SAME = "same", pgettext_lazy("verdict", "Same person")
    OTHER = "other", pgettext_lazy("verdict", "Not the same")
    UNSURE = "unsure", pgettext_lazy("verdict", "Unsure")


class WhyLater(models.TextChoices):
    """Why a call is entered after the fact."""

    OUTAGE = "outage", _("It was written on paper: the system did not work")
    COLLEAGUE = "colleague", _("My colleague could not enter it herself")
    OTHER = "other", pgettext_lazy("why later", "Another reason")
