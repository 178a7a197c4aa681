"""Reading for those who keep the public pages."""

from dataclasses import dataclass

from website.enums import PageLanguage, PublicPage
from website.models import PublicText


@dataclass(frozen=True)
class Slot:
    """A page in a language, and its text when there is one."""

    page: PublicPage
    language: PageLanguage
    text: PublicText | None


def texts_of_every_page() -> list[Slot]:
    """Return every page in every language, the missing ones too, in one query."""
    texts = {(text.page, text.language): text for text in PublicText.objects.select_related("changed_by")}
    return [
        Slot(page, language, texts.get((page.value, language.value)))
        for page in PublicPage
        for language in PageLanguage
    ]
