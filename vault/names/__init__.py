"""How names of Kazakhstan are compared: in Cyrillic or Latin, Russian, Kazakh or Uzbek, well or badly typed.

Four answers, from sure to faint: `same_name`, `name_starts`, `similar_name`, `related_name`. Only the first
two are hits of a search; the others belong in blocks of their own and never merge or select anybody.
"""

from vault.names.folding import VERSION, name_keys
from vault.names.given import related_name
from vault.names.likeness import AskedName, Likeness
from vault.names.matching import name_starts, same_name
from vault.names.similar import similar_name

__all__ = [
    "VERSION",
    "AskedName",
    "Likeness",
    "name_keys",
    "name_starts",
    "related_name",
    "same_name",
    "similar_name",
]
