"""The table of allowed moves of a case and of a follow-up, nothing else."""

from cases.enums import CaseStatus, FollowUpStatus

CASE_MOVES: dict[str, frozenset[str]] = {
    CaseStatus.OPEN: frozenset({CaseStatus.ACTIVE, CaseStatus.CLOSED}),  # closed at once: opened by mistake
    CaseStatus.ACTIVE: frozenset({CaseStatus.ON_HOLD, CaseStatus.CLOSED}),
    CaseStatus.ON_HOLD: frozenset({CaseStatus.ACTIVE, CaseStatus.CLOSED}),
    CaseStatus.CLOSED: frozenset({CaseStatus.ACTIVE}),  # reopening (decision 10)
}

FOLLOW_UP_MOVES: dict[str, frozenset[str]] = {
    FollowUpStatus.PLANNED: frozenset(
        {
            FollowUpStatus.DONE,
            FollowUpStatus.UNREACHABLE,
            FollowUpStatus.STOPPED,
            FollowUpStatus.CANCELLED,
        }
    ),
    FollowUpStatus.UNREACHABLE: frozenset({FollowUpStatus.DONE}),  # she calls by herself after all
    FollowUpStatus.DONE: frozenset(),
    FollowUpStatus.STOPPED: frozenset(),
    FollowUpStatus.CANCELLED: frozenset(),
}


def may_become(moves: dict[str, frozenset[str]], current: str, target: str) -> bool:
    """Return whether a record in `current` may move to `target` by the table `moves`."""
    return target in moves[current]
