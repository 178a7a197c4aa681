from hotline.models.call import FRAME_OF_A_CALL, MOST_CHILDREN, Call, CallCase, CallQuerySet
from hotline.models.draft import CallDraft

__all__ = ["FRAME_OF_A_CALL", "MOST_CHILDREN", "Call", "CallCase", "CallDraft", "CallQuerySet"]
