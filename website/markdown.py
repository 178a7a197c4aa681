"""From what the staff writes to what a public page may hold.

Two walls stand behind each other: the reader makes no HTML of what is typed as HTML and no link of an address
that runs something; the cleaner then drops every tag, attribute and address that is not in its short lists.
"""

from dataclasses import dataclass
from itertools import pairwise

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

READER = MarkdownIt("commonmark", {"html": False})
TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "h2": {"id"}}  # without "*" title and lang pass
ADDRESSES = {"https", "http", "tel"}


@dataclass(frozen=True)
class Part:
    """A part of the text, for the list of jumps on top of the page."""

    anchor: str
    words: str


@dataclass(frozen=True)
class Rendered:
    """A text as the page shows it."""

    html: SafeString
    parts: list[Part]


def rendered(body: str) -> Rendered:
    """Return the HTML of a Markdown text, cleaned, with its headings one level below the page's own."""
    tokens = READER.parse(body)
    parts = lower_headings(tokens)
    html = nh3.clean(
        READER.renderer.render(tokens, READER.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=ADDRESSES,
        link_rel="noreferrer",
    )
    return Rendered(mark_safe(html), parts)  # noqa: S308 the cleaner let it through


def lower_headings(tokens: list[Token]) -> list[Part]:
    """Make # and ## an h2, ### an h3, the rest an h4; return the h2 as parts, each with its anchor."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
    parts: list[Part] = []
    for opening, inside in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            parts.append(Part(f"part-{len(parts) + 1}", words_of(inside)))
            opening.attrSet("id", parts[-1].anchor)
    return parts


def words_of(inline: Token) -> str:
    """Return the words of a heading without its marks."""
    return "".join(child.content for child in inline.children or [])
