"""What the staff writes becomes what the public may hold, whatever was typed."""

import pytest

from website.markdown import Part, rendered


def html(body: str) -> str:
    return str(rendered(body).html).strip()


def test_a_text_becomes_parts_lists_boxes_and_links():
    body = "Lead.\n\n## Before\n\n- one\n- two\n\n1. step\n\n> **Doubt?** Call.\n\n[Official](https://www.gov.kz/)"
    assert html(body) == (
        '<p>Lead.</p>\n<h2 id="part-1">Before</h2>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n<ol>\n<li>step</li>\n</ol>\n'
        "<blockquote>\n<p><strong>Doubt?</strong> Call.</p>\n</blockquote>\n"
        '<p><a href="https://www.gov.kz/" rel="noreferrer">Official</a></p>'
    )


def test_headings_stand_below_the_heading_of_the_page():
    assert html("# One\n## Two\n### Three\n##### Five") == (
        '<h2 id="part-1">One</h2>\n<h2 id="part-2">Two</h2>\n<h3>Three</h3>\n<h4>Five</h4>'
    )


def test_the_parts_are_known_by_their_plain_words():
    assert rendered("## To **go**\n\n### Not a part\n\n## What to do").parts == [
        Part("part-1", "To go"),
        Part("part-2", "What to do"),
    ]


def test_a_number_can_be_dialled_from_the_text():
    assert html("[102](tel:102)") == '<p><a href="tel:102" rel="noreferrer">102</a></p>'


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://elsewhere.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    '[x](https://ok.example "onmouseover=alert(1)")',
    '[x](https://ok.example" onmouseover="alert(1))',
    "<iframe src=https://elsewhere.example></iframe>",
    "<style>body{display:none}</style>",
    '<a href="https://ok.example" style="position:fixed" onclick="x()">x</a>',
    "<svg/onload=alert(1)>",
    "<form action=https://elsewhere.example><input name=q></form>",
    "## <b onmouseover=alert(1)>x</b>",
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    "[x]: javascript:alert(1)\n\n[x]",
    "<!-- --><script>alert(1)</script>",
    "[x](mailto:somebody@elsewhere.example)",
]


@pytest.mark.parametrize("body", HOSTILE)
def test_nothing_hostile_gets_through(body):
    """Read the answer as a browser would: only lawful tags, attributes and addresses are elements of the page."""
    from html.parser import HTMLParser

    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    Reader().feed(html(body))
    lawful = {"p", "h2", "a", "strong", "em"}
    assert {tag for tag, _ in found} <= lawful
    assert {name for _, attributes in found for name in attributes} <= {"href", "rel", "id"}
    addresses = [attributes["href"] for tag, attributes in found if tag == "a" and "href" in attributes]
    assert [address for address in addresses if not address.startswith("https://ok.example")] == []
