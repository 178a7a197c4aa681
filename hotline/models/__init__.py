from hotline.models.call import FRAME_OF_A_CALL, MOST_CHILDREN, Call, CallCase, CallQuerySet
from hotline.models.draft import CallDraft
from hotline.models.safety_check import SafetyCheck

__all__ = ["FRAME_OF_A_CALL", "MOST_CHILDREN", "Call", "CallCase", "CallDraft", "CallQuerySet", "SafetyCheck"]
