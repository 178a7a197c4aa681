"""A policy answers yes, or no with its reason."""

from accounts.answers import ALLOWED, Answer, refused


def test_an_allowed_answer_is_truthy_and_needs_no_reason():
    assert (bool(ALLOWED), ALLOWED.reason) == (True, "")


def test_a_refused_answer_is_falsy_and_carries_its_reason():
    answer = refused("Only the author may open this note.")
    assert answer == Answer(allowed=False, reason="Only the author may open this note.")
    assert not answer
