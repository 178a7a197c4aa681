"""Presentation only: icons, badges, answers to press, days in words. Built in: no page needs `{% load %}`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext

from crisis_center import days
from crisis_center.looks import Look, look_of

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: str = "") -> SafeString:
    """Draw an icon of the sprite, hidden from screen readers: a word always stands with it."""
    return format_html(
        '<svg class="ic{}" aria-hidden="true"><use href="{}#tabler-{}"/></svg>',
        f" ic-{size}" if size else "",
        static("build/icons.svg"),
        name,
    )


@register.simple_tag
def other_languages() -> list[tuple[str, str]]:
    """Return code and own name of each language of the centre in which this page is not."""
    return [one for one in settings.LANGUAGES_IN_THEIR_OWN_WORDS if one[0] != get_language()]


@lru_cache(maxsize=1024, typed=True)  # a safe text and an unsafe one that look alike are drawn apart
def drawn(look: Look, label: str) -> SafeString:
    """Draw a badge. Not a template of its own: a list has a hundred and fifty of them, with few words."""
    tone = f" badge-{look.tone}" if look.tone else ""
    mark = icon(look.icon) if look.icon else ""
    return format_html('<span class="badge{}">{}{}</span>', tone, mark, label)


@register.simple_tag
def status_badge(value: object, label: object = "") -> SafeString:
    """Show a state: its word, with the tone and icon of `looks.py`. An enum member brings its own label."""
    return drawn(look_of(value), str(label or getattr(value, "label", value)))


@register.simple_tag
def due_badge(day: date) -> SafeString:
    """Show how far a due day is: "2 days late", "today", "in 3 days"."""
    today = days.today()
    state = "late" if day < today else "due" if day == today else ""
    return drawn(look_of(state), capfirst(days.due_in_words(day)))


@register.simple_tag
def badge(label: object, tone: str = "", icon: str = "") -> SafeString:
    """Show any other short fact as a badge."""
    return drawn(Look(tone, icon), str(label))


@register.simple_tag
@cache
def entry_mark(name: str, tone: str = "") -> SafeString:
    """Draw the round mark of a line of the timeline; `tone` is "", "good" or "pine"."""
    return format_html(
        '<span class="entry-mark{}">{}</span>', f" entry-mark-{tone}" if tone else "", icon(name)
    )


@register.simple_tag
def entry_time(moment: datetime) -> SafeString:
    """Draw when a line of the timeline took place: its day, and the time of today or the year of before."""
    return format_html(
        '<time datetime="{}"><b>{}</b>{}</time>',
        moment.isoformat(),
        days.day_and_month(moment),
        days.clock_or_year(moment),
    )


@register.filter
def offered(field: BoundField) -> list[BoundWidget]:
    """Return the choices of a radio or checkbox field that say something, without the empty one."""
    return [choice for choice in field.subwidgets if choice.data["value"] not in ("", None)]


@register.filter
def not_asked(field: BoundField) -> BoundWidget | None:
    """Return the empty choice of a radio field, by which a pressed answer is taken back, or None."""
    return next((choice for choice in field.subwidgets if choice.data["value"] in ("", None)), None)


@register.filter
def chosen(choices: Iterable[BoundWidget]) -> BoundWidget | None:
    """Return the choice that is pressed, or None."""
    return next((choice for choice in choices if choice.data["selected"]), None)


@register.filter
def as_option(option: Mapping[str, Any]) -> SafeString:
    """Draw a choice of a drop-down list that has nothing but its value: a page has sixty of them."""
    return format_html('<option value="{}">{}</option>', str(option["value"]), option["label"])


@register.filter
def of(mapping: Mapping[Any, Any] | None, key: object) -> Any:
    """Look a key up, e.g. `{{ icons|of:value }}`; empty when there is none."""
    return (mapping or {}).get(key, "")


@register.filter
def said_as(code: str, vocabulary: str) -> str:
    """Return the words of a stored code, as in `{{ kind|said_as:"cases.FollowUpKind" }}`; "" for no code."""
    return str(words_of(vocabulary).get(code, code or ""))


@cache
def words_of(vocabulary: str) -> dict[str, Any]:
    """Return the words of an enum by their codes; the words are lazy, so they keep for every language."""
    app, _dot, name = vocabulary.partition(".")
    return dict(getattr(import_module(f"{app}.enums"), name).choices)


@register.filter
def as_day(iso: str) -> date | None:
    """Return the day behind an ISO string, as the timeline's facts keep it."""
    return date.fromisoformat(iso) if iso else None


@register.filter
def quoted(words: object) -> str:
    """Set words in the quotation marks of the reader's language; words that bring their own keep them."""
    text = str(words)
    return text if text[:1] in "«“„" else gettext("“%(words)s”") % {"words": text}


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first two words of a name, for the round mark beside it."""
    return "".join(word[0] for word in str(name).split()[:2]).upper()


def _day_filter(name: str) -> None:
    words = getattr(days, name)

    def show(value: Any) -> str:
        return "" if value in (None, "") else words(value)

    register.filter(name, show)


for _name in days.FILTERS:
    _day_filter(_name)
