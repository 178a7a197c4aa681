"""The auditor reads words: every verb and every purpose that the code writes into the journal has its own.

The code is read, not run. A verb of the journal has a dot (`cases.opened`) and stands as `verb=` in a call or as
the default of a parameter; one that is put together (`f"cases.{verb}"`) has all it can become in `put_together`.
"""

import ast
from collections.abc import Iterator

from cases.workflow import FOLLOW_UP_MOVES
from crisis_center.journal import PURPOSES
from partners.services import NOUNS
from referrals.workflow import REFERRAL_MOVES
from tests.architecture.house import PACKAGES, ROOT, parsed, python_files

ENTRIES = ROOT / "templates" / "audit" / "entries"
READINGS = {"reading", "reading_case", "reading_call", "record_view"}


def targets(moves: dict[str, frozenset[str]]) -> set[str]:
    return {str(target) for row in moves.values() for target in row}


def put_together() -> dict[str, set[str]]:
    """Return each verb that has a hole, and what may stand in the hole."""
    closure, folding = (parsed(ROOT / "cases" / "services" / name) for name in ("closure.py", "folding.py"))
    return {
        "cases.{verb}": texts(closure, given(closure, "verb", to={"_change_status"}))
        | texts(folding, given(folding, "verb", to={"_tell"})),
        "cases.follow_up_{status}": targets(FOLLOW_UP_MOVES),
        "referrals.{target}": targets(REFERRAL_MOVES),
        "partners.{NOUNS[type(entry)]}_added": set(NOUNS.values()),
        "partners.{NOUNS[type(entry)]}_changed": set(NOUNS.values()),
    }


def called(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def given(module: ast.Module, keyword: str, *, to: set[str] | None = None) -> Iterator[ast.expr]:
    """Yield what calls give as `keyword`: all calls, or those of the functions `to`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and (to is None or called(node) in to):
            yield from (word.value for word in node.keywords if word.arg == keyword)


def given_first(module: ast.Module, *, to: str) -> Iterator[ast.expr]:
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call) and called(node) == to)
    yield from (call.args[0] for call in calls if call.args)


def by_default(module: ast.Module, parameter: str) -> Iterator[ast.expr]:
    for node in ast.walk(module):
        if isinstance(node, ast.arguments):
            named = zip(node.kwonlyargs, node.kw_defaults, strict=True)
            yield from (value for argument, value in named if argument.arg == parameter and value)


def held_by(module: ast.Module, name: str) -> Iterator[ast.expr]:
    """Yield what the module or its classes set `name` to."""
    for node in ast.walk(module):
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == [name]:
            yield node.value


def texts(module: ast.Module, values: Iterator[ast.expr]) -> set[str]:
    """Return the texts of expressions: itself, either side of an `if`, what a name holds, an f-string."""
    found: set[str] = set()
    for value in values:
        match value:
            case ast.Constant(value=str(text)):
                found.add(text)
            case ast.IfExp(body=one, orelse=other):
                found |= texts(module, iter([one, other]))
            case ast.Name(id=name):
                found |= texts(module, held_by(module, name))
            case ast.JoinedStr():
                found.add(ast.unparse(value)[2:-1])
    return found


def verbs_of(module: ast.Module) -> set[str]:
    """Return the verbs of the journal; those of the timeline have no dot before their hole."""
    found = texts(module, given(module, "verb")) | texts(module, by_default(module, "verb"))
    return {verb for verb in found if "." in verb.partition("{")[0]}


def purposes_of(module: ast.Module) -> set[str]:
    return (
        texts(module, given(module, "purpose", to=READINGS))
        | texts(module, given_first(module, to="reading"))
        | texts(module, held_by(module, "purpose"))
    )


def filled(verbs: set[str]) -> set[str]:
    """Return the verbs with every hole filled by each of its words."""
    holes = put_together()
    whole = {verb for verb in verbs if "{" not in verb}
    for verb in verbs - whole:
        before, after = verb[: verb.index("{")], verb[verb.rindex("}") + 1 :]
        whole |= {f"{before}{word}{after}" for word in holes[verb]}
    return whole


def modules() -> list[ast.Module]:
    return [parsed(path) for path in python_files(*PACKAGES)]


def verbs() -> set[str]:
    return set().union(*map(verbs_of, modules()))


def test_what_a_verb_can_become_is_known():
    assert {verb for verb in verbs() if "{" in verb} == put_together().keys(), (
        "give the new verb its words in `put_together`, or delete the one that is gone"
    )


def test_every_verb_of_the_journal_has_its_words_and_no_words_are_left_over():
    with_words = {path.stem for path in ENTRIES.glob("[!_]*.html")}
    written = filled(verbs())
    assert sorted(written - with_words) == [], (
        "write templates/audit/entries/<verb>.html: one {% translate %} sentence and the details, as its siblings"
    )
    assert sorted(with_words - written) == [], "delete the template: the code records no such verb"


def test_every_purpose_of_a_reading_has_its_words_and_no_words_are_left_over():
    assert set().union(*map(purposes_of, modules())) == PURPOSES.keys(), (
        "name the purpose in crisis_center.journal.PURPOSES, or delete the one that is gone"
    )


PLANTED = """
LOADED = "demo.loaded"

class Page:
    purpose = "by_class"

def begin(*, actor, verb="demo.by_default"): record(actor=actor, verb=verb)
def plain(): record(verb="demo.plain")
def named(): record(verb=LOADED)
def either(late): services.record(verb="demo.late" if late else "demo.early")
def joined(state): record(verb=f"demo.{state}")
def timeline(state): add_entry(verb="plain"); add_entry(verb=f"was_{state.name}")
def reads(self, own): self.reading("page" if own else "list"); reading_case(purpose="dial")
def seals(): sealing(purpose="privileged")
"""


def test_the_reader_finds_what_is_planted():
    module = ast.parse(PLANTED)
    named = {"by_default", "plain", "loaded", "late", "early", "{state}"}
    assert verbs_of(module) == {f"demo.{verb}" for verb in named}
    assert purposes_of(module) == {"by_class", "page", "list", "dial"}
