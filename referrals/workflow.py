"""The table of allowed moves of a referral, nothing else."""

from referrals.enums import ReferralStatus as S

REFERRAL_MOVES: dict[str, frozenset[str]] = {
    S.PREPARED: frozenset({S.SENT, S.WITHDRAWN}),
    S.SENT: frozenset({S.SEEN, S.ACCEPTED, S.DECLINED, S.NO_ANSWER, S.WITHDRAWN}),
    S.SEEN: frozenset({S.ACCEPTED, S.DECLINED, S.NO_ANSWER, S.WITHDRAWN}),
    S.NO_ANSWER: frozenset({S.SEEN, S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),  # a late answer still counts
    S.ACCEPTED: frozenset({S.SERVICE_STARTED, S.DECLINED, S.WITHDRAWN}),  # they may step back
    S.SERVICE_STARTED: frozenset({S.COMPLETED, S.WITHDRAWN}),
    S.DECLINED: frozenset(),
    S.COMPLETED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
