"""The words of a case: one enum a vocabulary. Colours and queries live elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    import datetime as dt


class CaseStatus(models.TextChoices):
    """Where a case stands (decision 10)."""

    OPEN = "open", pgettext_lazy("case", "New")
    ACTIVE = "active", pgettext_lazy("case", "In progress")
    ON_HOLD = "on_hold", pgettext_lazy("case", "On hold")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


class ClosureReason(models.TextChoices):
    """Why a case is closed (GBVIMS closure form)."""

    NEEDS_MET = "needs_met", _("Goal reached")
    CLIENT_ASKED = "client_asked", _("Client declined further help")
    CONTACT_LOST = "contact_lost", _("Contact lost")
    MOVED_AWAY = "moved_away", _("Left the area")
    TRANSFERRED = "transferred", _("Transferred to another organisation")
    OPENED_BY_MISTAKE = "opened_by_mistake", _("Opened by mistake")
    OPENED_TWICE = "opened_twice", _("Opened twice, goes on in another case")


class ClosureOutcome(models.TextChoices):
    """How the client's situation stands when her case is closed."""

    SAFER = "safer", _("Safer than at the start")
    SAME = "same", _("No change")
    NOT_SAFE = "not_safe", _("Not safe")
    NOT_KNOWN = "not_known", _("Not known")


class RiskLevel(models.TextChoices):
    LOW = "low", _("Low risk")
    MEDIUM = "medium", _("Medium risk")
    HIGH = "high", _("High risk")


class KindOfViolence(models.TextChoices):
    PHYSICAL = "physical", _("Physical violence")
    PSYCHOLOGICAL = "psychological", _("Psychological violence")
    SEXUAL = "sexual", _("Sexual violence")
    ECONOMIC = "economic", _("Economic violence")
    THREATS = "threats", _("Threats")
    STALKING = "stalking", _("Stalking")
    CHILD_NEGLECT = "child_neglect", _("Neglect of a child")
    FORCED_MARRIAGE = "forced_marriage", _("Forced marriage")
    BRIDE_ABDUCTION = "bride_abduction", _("Bride abduction")
    TRAFFICKING = "trafficking", _("Human trafficking")
    ONLINE = "online", _("Online abuse")


class HouseholdRole(models.TextChoices):
    """What a person is in this one case (decision 1)."""

    CLIENT = "client", _("Client")
    CHILD = "child", _("Child")
    USED_VIOLENCE = "used_violence", _("Person who used violence")
    RELATIVE = "relative", _("Relative")
    OTHER = "other", _("Other person")


class SameVerdict(models.TextChoices):
    """Whether somebody of one case is somebody of another one (decision 1)."""

    SAME = "same", _("Same person")
    NOT_THE_SAME = "not_the_same", _("Not the same")
    UNSURE = "unsure", pgettext_lazy("verdict", "Unsure")


class HintVerdict(models.TextChoices):
    """Whether somebody who used violence is the worker or contact person whose name is like his or hers."""

    CONFLICT = "conflict", pgettext_lazy("hint", "It is the same person")
    NOT_THE_SAME = "not_the_same", pgettext_lazy("hint", "Not the same person")
    UNSURE = "unsure", pgettext_lazy("hint", "Unsure")


class EmergencyCategory(models.TextChoices):
    """Why a file cannot wait for whoever works on it."""

    DANGER_TO_HER = "danger_to_her", _("Her life or health is in danger")
    DANGER_TO_A_CHILD = "danger_to_a_child", _("A child is in danger")
    SHE_IS_HERE = "she_is_here", _("She is here or on the telephone, and her worker is away")
    AUTHORITY_ASKS = "authority_asks", _("Police, court or hospital need an answer at once")


class EmergencyVerdict(models.TextChoices):
    """What somebody else found who looked at an emergency access afterwards."""

    NEEDED = "needed", _("It was needed")
    NOT_NEEDED = "not_needed", _("It was not needed")


class Relationship(models.TextChoices):
    """What the person is to the client; the client herself has none."""

    HUSBAND = "husband", _("Husband")
    WIFE = "wife", _("Wife")
    FORMER_SPOUSE = "former_spouse", _("Former spouse")
    PARTNER = "partner", _("Partner living together")
    SON = "son", _("Son")
    DAUGHTER = "daughter", _("Daughter")
    FATHER = "father", _("Father")
    MOTHER = "mother", _("Mother")
    STEPFATHER = "stepfather", _("Stepfather")
    BROTHER = "brother", _("Brother")
    SISTER = "sister", _("Sister")
    MOTHER_IN_LAW = "mother_in_law", _("Mother-in-law (husband's mother)")
    OTHER_RELATIVE = "other_relative", _("Another relative")
    ACQUAINTANCE = "acquaintance", _("Acquaintance")
    STRANGER = "stranger", _("Stranger")


class Sex(models.TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class AgeBand(models.TextChoices):
    """Bands from which every cut of GBVIMS and of the ministry can be built (decision 6)."""

    B0_4 = "0-4", "0–4"
    B5_9 = "5-9", "5–9"
    B10_11 = "10-11", "10–11"
    B12_14 = "12-14", "12–14"
    B15_17 = "15-17", "15–17"
    B18_19 = "18-19", "18–19"
    B20_24 = "20-24", "20–24"
    B25_29 = "25-29", "25–29"
    B30_39 = "30-39", "30–39"
    B40_49 = "40-49", "40–49"
    B50_59 = "50-59", "50–59"
    B60 = "60+", _("60 and over")

    @classmethod
    def on(cls, day: dt.date, *, born_on: dt.date) -> AgeBand:
        """Return the band of somebody born on `born_on` as she was on `day`."""
        years = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
        return next(band for band in reversed(cls) if max(years, 0) >= int(re.split("[-+]", band.value)[0]))


MINORS = frozenset({AgeBand.B0_4, AgeBand.B5_9, AgeBand.B10_11, AgeBand.B12_14, AgeBand.B15_17})


class MayContact(models.TextChoices):
    """Whether we may contact her at all; unspecified is no."""

    NO = "no", _("Do not contact")
    YES = "yes", _("We may contact her")
    SHE_CALLS = "she_calls", _("She will contact us")


class ContactChannel(models.TextChoices):
    CALL = "call", _("Call")
    MESSAGE = "message", _("Message")
    IN_PERSON = "in_person", _("In person")


class VoicemailRule(models.TextChoices):
    NEVER = "never", _("Never")
    NEUTRAL = "neutral", _("Neutral message only")
    MAY_IDENTIFY = "may_identify", _("May say who we are")


class StillRight(models.TextChoices):
    """What she says, at each contact, of how she may be reached. Silence is "not asked"."""

    YES = "yes", pgettext_lazy("safe contact", "Yes, all of it")
    CHANGED = "changed", pgettext_lazy("safe contact", "No, something has changed")
    NOT_ASKED = "not_asked", pgettext_lazy("safe contact", "Not asked this time")


class SafetyDecision(models.TextChoices):
    """What a coordinator decides after a stop of all contact, when she has looked at the safety plan."""

    MAY_BEGIN_AGAIN = "may_begin_again", _("Contact may begin again, as she then says anew")
    STAYS_STOPPED = "stays_stopped", _("Contact stays stopped")


class Weekday(models.IntegerChoices):
    """ISO weekdays."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class AssignmentRole(models.TextChoices):
    PRIMARY = "primary", _("Primary worker")
    PSYCHOLOGIST = "psychologist", _("Psychologist")
    LAWYER = "lawyer", _("Lawyer")
    OTHER = "other", _("Other worker")


class HandOverReason(models.TextChoices):
    """Why somebody's open work waits for another worker."""

    LEFT = "left", _("The worker has left")
    CONFLICT = "conflict", _("The worker may not see this case")


class NotesPassingStatus(models.TextChoices):
    """Where the passing on of a former worker's notes stands: two coordinators decide it together."""

    ASKED = "asked", _("Waits for a second coordinator")
    PASSED = "passed", _("Passed on")
    DISMISSED = "dismissed", _("Not passed on")


class ConsentPurpose(models.TextChoices):
    """What she agrees to; one by one, never a blanket yes (GBVIMS, law 94-V art. 8)."""

    REFERRAL = "referral", _("To ask this partner for help")
    INFORMATION = "information", _("To exchange information about the case")
    COURT = "court", _("For court proceedings")


class ConsentGivenBy(models.TextChoices):
    """Who agrees. The person who used violence can never be the one."""

    CLIENT = "client", _("The client herself")
    REPRESENTATIVE = "representative", _("Legal representative")
    GUARDIANSHIP = "guardianship", _("Guardianship and trusteeship body")


class ConsentWay(models.TextChoices):
    PAPER = "paper", _("On paper")
    ELECTRONIC = "electronic", _("Electronically")
    ORAL = "oral", _("Orally, before a witness")


class DisclosedItem(models.TextChoices):
    """What may leave the centre. A shelter's address and session notes are never on the list."""

    NAME = "name", _("Name")
    AGE = "age", _("Age")
    CHILDREN = "children", _("Names and ages of children")
    CONTACT = "contact", _("Safe contact")
    DISTRICT = "district", _("District")
    SITUATION = "situation", _("What happened, in short")
    RISK = "risk", _("Risk level with reason")
    PERSON_WHO_USED_VIOLENCE = "used_violence", _("Name of the person who used violence")


class InterventionKind(models.TextChoices):
    """What the centre does."""

    SESSION = "session", _("Individual session")
    CHILD_CONSULTATION = "child_consultation", _("Consultation with a child")
    FAMILY_SESSION = "family_session", _("Session with the family")
    VIEWING = "viewing", _("DVD viewing")
    LEGAL_CONSULTATION = "legal_consultation", _("Legal consultation")
    HOME_VISIT = "home_visit", _("Home visit")
    ACCOMPANIMENT = "accompaniment", _("Accompaniment")


PSYCHOLOGICAL_KINDS = frozenset(
    {InterventionKind.SESSION, InterventionKind.CHILD_CONSULTATION, InterventionKind.FAMILY_SESSION}
)


class SessionTopic(models.TextChoices):
    COPING_WITH_STRESS = "coping_with_stress", _("Coping with stress")
    SAFETY = "safety", _("Safety")
    PARENTING = "parenting", _("Being a parent")
    CHILD_FEELINGS = "child_feelings", _("The child's feelings")
    DECISIONS = "decisions", _("Decisions")
    LEGAL = "legal", _("Legal questions")
    OTHER = "other", pgettext_lazy("topic", "Other")


class FollowUpKind(models.TextChoices):
    ONE_WEEK = "one_week", _("One-week check-in")
    ONE_MONTH = "one_month", _("One-month check-in")
    THREE_MONTHS = "three_months", _("Three-month check-in")
    REFERRAL_ANSWER = "referral_answer", _("Ask the partner for an answer")
    OTHER_SERVICE = "other_service", _("Find another service")
    SAFETY_REVIEW = "safety_review", _("Review the safety plan")
    WAIT_FOR_HER = "wait_for_her", _("Wait for her call")
    OTHER = "other", pgettext_lazy("follow-up", "Another agreed contact")


# Contacts that we begin: they need her permission. The other kinds never lead to a call to her.
KINDS_THAT_CONTACT_HER = frozenset(
    {FollowUpKind.ONE_WEEK, FollowUpKind.ONE_MONTH, FollowUpKind.THREE_MONTHS, FollowUpKind.OTHER}
)


class FollowUpStatus(models.TextChoices):
    """States of a follow-up; "due" and "late" are computed (decision 10)."""

    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    UNREACHABLE = "unreachable", _("Unreachable")
    STOPPED = "stopped", _("Contact stopped")
    CANCELLED = "cancelled", _("Cancelled")


class CheckInOutcome(models.TextChoices):
    """How her situation is (decision 10)."""

    IMPROVING = "improving", _("Improving")
    UNCHANGED = "unchanged", _("No change")
    WORSE = "worse", _("Worse")
    NEW_VIOLENCE = "new_violence", _("Violence repeated")
    MOVED = "moved", _("Moved away")


class AttemptOutcome(models.TextChoices):
    """How one attempt to reach her ended. The last three stop all contact at once."""

    REACHED = "reached", _("Reached, safe")
    NO_ANSWER = "no_answer", _("No answer")
    NUMBER_DOES_NOT_WORK = "number_does_not_work", _("Number does not work")
    ASKED_FOR_ANOTHER_TIME = "asked_for_another_time", _("Asked for another time")
    LEFT_AGREED_MESSAGE = "left_agreed_message", _("Left the agreed message")
    NOT_SAFE = "not_safe", _("Reached, not safe")
    SOMEONE_ELSE = "someone_else", _("Someone else answered")
    ASKED_NOT_TO_CALL = "asked_not_to_call", _("Asked us not to call")


STOPPING_OUTCOMES = frozenset(
    {AttemptOutcome.NOT_SAFE, AttemptOutcome.SOMEONE_ELSE, AttemptOutcome.ASKED_NOT_TO_CALL}
)


class TimelineKind(models.TextChoices):
    """The filters of the timeline."""

    CONTACT = "contact", _("Contacts")
    SESSION = "session", _("Sessions")
    REFERRAL = "referral", _("Referrals")
    CONSENT = "consent", _("Consents")
    CASE = "case", _("Case")
