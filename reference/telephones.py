"""Numbers as people write them, and as telephones take them."""

import re


def dialled(written: str) -> str:
    """Return the first number in what was written, without its blanks and brackets; "" when there is none."""
    first = re.search(r"\+?[0-9][0-9 ()-]*", written)
    return re.sub(r"[ ()-]", "", first[0]) if first else ""
