from hotline.models.call import FRAME_OF_A_CALL, MOST_CHILDREN, Call, CallCase, CallQuerySet, in_words
from hotline.models.debrief import Debrief
from hotline.models.draft import CallDraft
from hotline.models.people import MOST_PEOPLE, CallPerson
from hotline.models.safety_check import SafetyCheck
from hotline.models.shift_note import ShiftNote, ShiftNoteReading
from hotline.models.times import LONGEST_REASON, CallTimeCorrection, LateEntry

__all__ = [
    "FRAME_OF_A_CALL",
    "LONGEST_REASON",
    "MOST_CHILDREN",
    "MOST_PEOPLE",
    "Call",
    "CallCase",
    "CallDraft",
    "CallPerson",
    "CallQuerySet",
    "CallTimeCorrection",
    "Debrief",
    "LateEntry",
    "SafetyCheck",
    "ShiftNote",
    "ShiftNoteReading",
    "in_words",
]
