"""Which window has seen what: nobody's text is hidden by whoever saved last."""

import uuid

from hotline.branches import Saved, unseen_in

ONE, OTHER, THIRD = (uuid.uuid4() for _window in range(3))


def saved(window, seq, filled_from=None):
    return Saved(uuid.uuid4(), window, seq, filled_from and filled_from.pk)


def unseen(drafts, window, known=None):
    return unseen_in(drafts, client_id=window, known_draft=known and known.pk)


def test_a_window_alone_has_seen_everything():
    drafts = [saved(ONE, 1), saved(ONE, 2)]
    assert unseen(drafts, ONE) is None
    assert unseen([], ONE) is None


def test_what_another_window_saved_is_unseen_until_it_is_known():
    mine, theirs = saved(ONE, 1), saved(OTHER, 1)
    assert unseen([mine, theirs], ONE) == theirs.pk
    assert unseen([mine, theirs], ONE, theirs) is None


def test_what_the_known_draft_was_made_from_is_seen_with_it():
    first = saved(ONE, 1)
    second = saved(OTHER, 1, first)
    assert unseen([first, second], THIRD, second) is None
    later = saved(ONE, 2)
    assert unseen([first, second, later], THIRD, second) == later.pk


def test_who_saves_last_hides_nobody():
    begun, aside, last = saved(ONE, 1), saved(OTHER, 1), saved(ONE, 2)
    assert unseen([begun, aside, last], THIRD, last) == aside.pk


def test_the_newest_of_several_is_shown_first():
    first, second, mine = saved(ONE, 1), saved(OTHER, 1), saved(THIRD, 1)
    assert unseen([first, second, mine], THIRD) == second.pk
    assert unseen([first, second, mine], THIRD, second) == first.pk
    compared = saved(THIRD, 2, second)
    assert unseen([first, second, mine, compared], THIRD, first) is None


def test_a_draft_of_which_nothing_is_known_hides_nothing():
    mine, theirs = saved(ONE, 1), saved(OTHER, 1)
    assert unseen([mine, theirs], ONE, saved(THIRD, 9)) == theirs.pk
