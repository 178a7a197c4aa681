"""The groups of figures, by the name that ONLY takes."""

from collections.abc import Callable, Iterator

from bench.figures import Figure
from bench.groups import (
    access,
    attack,
    autosave,
    case_page,
    encryption,
    faults,
    growth,
    lists,
    log_call,
    search,
    servers,
)
from bench.workshop import Workshop

Group = Callable[[Workshop], Iterator[Figure]]
GROUPS: dict[str, Group] = {
    "log_call": log_call.measure,
    "lists": lists.measure,
    "search": search.measure,
    "attack": attack.measure,
    "case_page": case_page.measure,
    "encryption": encryption.measure,
    "growth": growth.measure,
    "access": access.measure,
    "autosave": autosave.measure,
    "faults": faults.typing,
    "saves": faults.saves,
    "servers": servers.measure,
}
WITHOUT_CASES = {"faults", "saves"}  # these bring a centre of their own


def chosen(only: str) -> list[str]:
    """Return the groups to run: one, when it was named. Refuses a name that no group has."""
    if only and only not in GROUPS:
        raise SystemExit(f"ONLY names one of: {', '.join(GROUPS)}.")
    return [only] if only else list(GROUPS)
