"""The first texts of a demonstration: in three languages, once, and never over what somebody wrote."""

import pytest
from django.core.management import CommandError, call_command

from audit.models import JournalEntry
from reference.models import HelpLine
from tests.website.factories import PublicTextFactory
from website.markdown import rendered
from website.models import PublicText

pytestmark = pytest.mark.django_db


def test_a_demonstration_gets_its_texts_and_its_number_once(settings):
    settings.DEMO = True
    call_command("load_public_pages")
    call_command("load_public_pages")
    texts = {text.language: text for text in PublicText.objects.all()}
    assert sorted(texts) == ["en", "kk", "ru"]
    assert {len(rendered(text.body).parts) for text in texts.values()} == {4}
    assert texts["ru"].title == "Поездка на работу: как ехать безопасно"
    assert HelpLine.objects.get(code="centre").is_confirmed
    assert JournalEntry.objects.count() == 4


def test_what_somebody_wrote_stays(settings):
    settings.DEMO = True
    PublicTextFactory(language="ru", title="Своё")
    call_command("load_public_pages")
    assert PublicText.objects.get(language="ru").title == "Своё"


def test_a_centre_at_work_publishes_nothing_that_nobody_there_has_read(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="Only a demonstration"):
        call_command("load_public_pages")
    assert PublicText.objects.count() == 0
