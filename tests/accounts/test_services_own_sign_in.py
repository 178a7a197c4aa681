"""What workers do with their own sign-in."""

import pytest

from accounts.models import User
from accounts.refusals import Refusal
from accounts.services.own_sign_in import change_language, change_password
from audit.models import JournalEntry

pytestmark = pytest.mark.django_db


def verbs():
    return list(JournalEntry.objects.order_by("id").values_list("verb", flat=True))


def test_a_worker_changes_her_password(lawyer):
    change_password(actor=lawyer, password="a lamp, a river, a song")
    assert User.objects.get(pk=lawyer.pk).check_password("a lamp, a river, a song")
    with pytest.raises(Refusal, match="too short"):
        change_password(actor=lawyer, password="short")
    assert verbs() == ["accounts.password_changed"]


def test_a_worker_changes_her_language_and_asking_twice_is_one_line(lawyer):
    change_language(actor=lawyer, language="kk")
    change_language(actor=lawyer, language="kk")
    assert (User.objects.get(pk=lawyer.pk).language, verbs()) == ("kk", ["accounts.language_changed"])
    with pytest.raises(Refusal, match="Choose one of the languages of this site"):
        change_language(actor=lawyer, language="de")
