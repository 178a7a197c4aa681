"""The README shows what `make pictures` makes, and nothing else."""

import re
import struct

import pytest

from crisis_center.stack.pictures import FOLDER, PICTURES
from crisis_center.stack.tree import ROOT


def test_every_picture_of_the_readme_is_one_of_the_table():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    assert sorted(shown) == sorted(str(picture.path.relative_to(ROOT)) for picture in PICTURES)
    assert set(FOLDER.iterdir()) == {picture.path for picture in PICTURES}


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_as_large_as_its_window_and_small_to_fetch(picture):
    data = picture.path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == picture.size
    assert len(data) < 250_000
