"""The product reading a database in which nothing is sealed: what encryption costs is the difference (G9).

Only the bench serves this, over data that it has made itself. Nothing of the product imports it.
"""

from unittest.mock import patch

from crisis_center.wsgi import application
from vault import context
from vault.fields import SealedField

__all__ = ["application"]

patch.object(SealedField, "opened", lambda self, _instance, stored: self.decoded(stored)).start()
patch.object(context, "_unwrapped", dict.fromkeys).start()  # no key is fetched, so no statement either
