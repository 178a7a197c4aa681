"""What is kept of a secret that somebody else holds: a link, a cookie."""

import hashlib


def hash_of(token: str) -> str:
    """Return what is kept of a one-time token. It has 256 random bits, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
