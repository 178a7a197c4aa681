"""Two requests at once: the unique row decides, and what is not there the second time is a colleague's call."""

import pytest
from django.db import IntegrityError

from cases.refusals import Refusal
from hotline.outrun import KEY_OF_A_CALL, again_when_outrun


def failing(*errors):
    """Return a service that fails with each error in turn and then answers."""
    waiting = list(errors)

    def service():
        if waiting:
            raise waiting.pop(0)
        return "saved"

    return again_when_outrun(service)


@pytest.mark.django_db
class TestWhenAnotherRequestWasFaster:
    def test_the_second_attempt_finds_its_row(self):
        assert failing(IntegrityError(KEY_OF_A_CALL))() == "saved"

    def test_a_call_that_stays_out_of_sight_is_a_colleagues(self):
        with pytest.raises(Refusal, match="Only the worker who took this call"):
            failing(IntegrityError(KEY_OF_A_CALL), IntegrityError(KEY_OF_A_CALL))()

    def test_whatever_else_the_database_refuses_is_no_colleagues_call(self):
        with pytest.raises(IntegrityError, match="another_rule"):
            failing(IntegrityError("another_rule"), IntegrityError("another_rule"))()
