"""The sprite holds what the pages name, and nothing that Tabler does not have."""

from pathlib import Path

import pytest

from crisis_center.stack import icons


def _named_in(tmp_path: Path, **files: str) -> dict[str, Path]:
    for name, text in files.items():
        path = tmp_path / "app" / name.replace("_dot_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return icons.named_icons(tmp_path)


def test_every_icon_that_the_product_names_is_in_the_sprite():
    names = icons.named_icons()
    sprite = icons.sprite_of(names)
    assert {name for name in names if f'id="tabler-{name}"' in sprite} == set(names) != set()


def test_icons_are_found_in_tags_in_includes_and_in_tables(tmp_path):
    names = _named_in(
        tmp_path,
        page_dot_html="""{% icon "phone" %}{% entry_mark "eye" "good" %}{% include "x.html" with icon="send" %}{% icon line.icon %}""",
        looks_dot_py="""KIND_ICONS = {Kind.SESSION: "users"}\nother = {"lock": "key"}\nLook(icon="sun")\n""",
    )
    assert set(names) == {"phone", "eye", "send", "users", "sun"}


def test_an_icon_that_tabler_does_not_have_is_refused_with_its_file(tmp_path):
    names = _named_in(tmp_path, page_dot_html='{% icon "phone-of-dreams" %}')
    with pytest.raises(
        icons.UnknownIconError, match=r"page\.html: there is no Tabler icon 'phone-of-dreams'"
    ):
        icons.sprite_of(names)


def test_the_same_pages_give_the_same_sprite(tmp_path):
    names = _named_in(tmp_path, a_dot_html='{% icon "sun" %}{% icon "phone" %}')
    backwards = dict(reversed(names.items()))
    assert icons.sprite_of(names) == icons.sprite_of(backwards)
