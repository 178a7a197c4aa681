from cases.models.case import (
    Assignment,
    Case,
    CaseQuerySet,
    RiskAssessment,
    StatusChange,
    TimelineEntry,
)
from cases.models.conflict import BranchConflict, ConflictOfInterest
from cases.models.consent import Consent
from cases.models.emergency import EmergencyAccess
from cases.models.fold import DAYS_TO_UNDO, CaseFold
from cases.models.follow_up import ContactAttempt, FollowUp, Reminder, ReminderClock
from cases.models.hand_over import HandOver, NotesPassing
from cases.models.hint import ConflictHint
from cases.models.intervention import GroupSession, Intervention, NoteGrant, SessionNote, Viewing
from cases.models.person import Person, SafeContact, SafetyReview
from cases.models.references import REFERENCE_LENGTH, insert_with_reference, new_reference
from cases.models.same_person import SamePerson, ordered

__all__ = [
    "DAYS_TO_UNDO",
    "REFERENCE_LENGTH",
    "Assignment",
    "BranchConflict",
    "Case",
    "CaseFold",
    "CaseQuerySet",
    "ConflictHint",
    "ConflictOfInterest",
    "Consent",
    "ContactAttempt",
    "EmergencyAccess",
    "FollowUp",
    "GroupSession",
    "HandOver",
    "Intervention",
    "NoteGrant",
    "NotesPassing",
    "Person",
    "Reminder",
    "ReminderClock",
    "RiskAssessment",
    "SafeContact",
    "SafetyReview",
    "SamePerson",
    "SessionNote",
    "StatusChange",
    "TimelineEntry",
    "Viewing",
    "insert_with_reference",
    "new_reference",
    "ordered",
]
