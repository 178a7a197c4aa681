"""What the page of a call sends, taken from the page itself."""

import re

from django.test import Client
from django.urls import reverse

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
OURS = {"draft_pass", "client_id", "known_draft", "base", "seq"}


def hidden_of(page: str) -> dict[str, str]:
    return {name: value for name, value in HIDDEN.findall(page) if name in OURS}


def opened_page(client: Client, path: str = "") -> dict[str, str]:
    """Open the page of a new call (or of `path`) and return its hidden fields."""
    return hidden_of(client.get(path or reverse("hotline:new")).content.decode())
