"""The table of allowed moves of a call, nothing else."""

from hotline.enums import CallStatus

CALL_MOVES: dict[str, frozenset[str]] = {
    CallStatus.RUNNING: frozenset({CallStatus.UNFINISHED, CallStatus.FINISHED}),
    CallStatus.UNFINISHED: frozenset({CallStatus.FINISHED}),
    CallStatus.FINISHED: frozenset(),  # nothing is taken back: what is learned later goes into the case
}
