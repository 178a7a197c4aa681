"""Every verb of the staff names its actor and leaves a line in the journal (house 1.5 and 1.6).

The services are read, not run: a new one is examined on the day it is written. A service complies by taking
keywords only, `actor` among them without a default, and by calling `record`, `record_view` or
`record_refusal`, itself or through a function of the same app that does.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "partners", "cases", "referrals", "hotline", "reporting", "website")
JOURNAL = {("audit.services", name) for name in ("record", "record_view", "record_refusal")}

READS = "It returns what is there and changes nothing; the verbs beside it ask it."
DAYS = "It reckons days; no row is touched."
# Public functions of services that are no verb of the staff, each with its reason.
WITHOUT_ACTOR = {
    "cases.services.closure.obstacles_to_closing": READS,
    "cases.services.closure.register_closing_check": "It is called once, when the upper apps are loaded.",
    "cases.services.folding.obstacles_to_folding": READS,
    "cases.services.follow_ups.calendar_months_later": DAYS,
    "cases.services.follow_ups.can_fall_on": DAYS,
    "cases.services.follow_ups.first_safe_working_day": DAYS,
    "cases.services.follow_ups.proposed_day": DAYS,
    "cases.services.hand_over.described": READS,
    "cases.services.hand_over.open_cases_of": READS,
    "cases.services.hand_over.register_cases_of": "It is called once, when the upper apps are loaded.",
    "cases.services.hand_over.register_other_work": "It is called once, when the upper apps are loaded.",
    "cases.services.intake.person_values": "It turns typed details into the values of a row, before any is written.",
    "cases.services.intake.values_of": "It turns typed details into the values of a row, before any is written.",
    "cases.services.moves.move": "It is the conditional update inside the named verbs, each of which records.",
    "cases.services.reminders.due_reminders": READS,
    "cases.services.reminders.is_time_to_remind": READS,
    "cases.services.reminders.leads_or_responsible": READS,
    "cases.services.reminders.note_reminder_run": "It keeps the time of the machine's own round, nobody's act.",
    "cases.services.reminders.responsible_or_leads": READS,
    "cases.services.search_limits.searches_to_look_at": READS,
    "referrals.services.permission_to_send": READS,
    "reporting.services.keeping.keep_settled_days": "It adds up what others did and journaled, by the clock.",
}
# Verbs that leave no line of their own, each with its reason.
WITHOUT_LINE = {
    "cases.services.timeline.add_entry": "It writes the history line of a verb that records for itself.",
}

Name = tuple[str, str]  # module, function


@dataclass
class Module:
    """The functions of one file, and what the names in it stand for."""

    name: str
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    imported: dict[str, Name] = field(default_factory=dict)

    @classmethod
    def read(cls, name: str, source: str) -> "Module":
        module = cls(name)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module:
                module.imported |= {
                    alias.asname or alias.name: (node.module, alias.name) for alias in node.names
                }
        module.functions = {
            node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
        }
        return module

    def called_by(self, function: str) -> Iterator[Name]:
        """Yield what `function` calls: by a name of this file, an imported name, or module.name."""
        for node in ast.walk(self.functions[function]):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name):
                yield self.imported.get(node.func.id, (self.name, node.func.id))
            elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
                package, name = self.imported.get(node.func.value.id, ("", ""))
                yield f"{package}.{name}", node.func.attr


def modules_of(app: str) -> dict[str, Module]:
    """Read the services of an app, and beside them what they may journal through: its `reading`."""
    paths = [
        *(ROOT / app).glob("services.py"),
        *(ROOT / app).glob("services/*.py"),
        ROOT / app / "reading.py",
    ]
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths if path.exists()}
    return {name: Module.read(name, path.read_text(encoding="utf-8")) for path, name in names.items()}


def public_services(modules: dict[str, Module]) -> Iterator[Name]:
    for module in modules.values():
        if ".services" in module.name:
            yield from ((module.name, name) for name in module.functions if not name.startswith("_"))


def names_its_actor(function: ast.FunctionDef) -> bool:
    arguments = function.args
    has_positional = bool(arguments.posonlyargs or arguments.args or arguments.vararg)
    defaults = dict(
        zip((argument.arg for argument in arguments.kwonlyargs), arguments.kw_defaults, strict=True)
    )
    return not has_positional and "actor" in defaults and defaults["actor"] is None


def leaves_a_line(service: Name, modules: dict[str, Module]) -> bool:
    """Follow the calls of `service` through its own app until one of them is the journal's."""
    waiting, seen = [service], set()
    while waiting:
        name = waiting.pop()
        if name in JOURNAL:
            return True
        module = modules.get(name[0])
        if name in seen or module is None or name[1] not in module.functions:
            continue
        seen.add(name)
        waiting.extend(module.called_by(name[1]))
    return False


def dotted(names: Iterator[Name] | list[Name]) -> set[str]:
    return {".".join(name) for name in names}


def without_actor(modules: dict[str, Module]) -> set[str]:
    services = public_services(modules)
    return dotted([name for name in services if not names_its_actor(modules[name[0]].functions[name[1]])])


def without_line(modules: dict[str, Module]) -> set[str]:
    return dotted([name for name in public_services(modules) if not leaves_a_line(name, modules)])


def of(app: str, allowed: dict[str, str]) -> set[str]:
    return {name for name in allowed if name.startswith(f"{app}.")}


@pytest.mark.parametrize("app", APPS)
def test_every_service_is_called_by_keywords_and_names_its_actor(app):
    found = without_actor(modules_of(app))
    assert found == of(app, WITHOUT_ACTOR), (
        "write `*, actor: User` first, or delete an entry that is no longer true"
    )


@pytest.mark.parametrize("app", APPS)
def test_every_service_leaves_a_line_in_the_journal(app):
    modules = modules_of(app)
    silent = without_line(modules) - without_actor(modules)
    assert silent == of(app, WITHOUT_LINE), (
        "call audit.services.record, or delete an entry that is no longer true"
    )


def test_every_exception_has_its_reason():
    reasons = [*WITHOUT_ACTOR.values(), *WITHOUT_LINE.values()]
    assert [reason for reason in reasons if len(reason) < 20] == []


PLANTED = """
from audit.services import record as write
from demo.services import other
from demo.services.other import through_another_file
from elsewhere.services import record

def honest(*, actor, case): write(actor=actor)
def through_a_helper(*, actor): _helper(actor)
def through_a_file(*, actor): through_another_file(actor=actor)
def through_a_module(*, actor): other.through_another_file(actor=actor)
def in_a_circle(*, actor): in_a_circle(actor=actor)
def silent(*, actor): print(actor)
def asks_a_namesake(*, actor): record(actor=actor)
def asks_another_app(*, actor): elsewhere.record(actor=actor)
def positional(actor): write(actor=actor)
def with_default(*, actor=None): write(actor=actor)
def nobody(*, case): write(actor=case)
def any_number(*cases, actor): write(actor=actor)
def _helper(actor): write(actor=actor)
"""
OTHER = (
    "from audit.services import record_view\ndef through_another_file(*, actor): record_view(actor=actor)\n"
)


def test_the_reader_of_the_services_finds_what_is_planted():
    modules = {
        name: Module.read(name, source)
        for name, source in (("demo.services.planted", PLANTED), ("demo.services.other", OTHER))
    }
    here = "demo.services.planted."
    assert without_actor(modules) == {
        here + name for name in ("positional", "with_default", "nobody", "any_number")
    }
    assert without_line(modules) == {
        here + name for name in ("in_a_circle", "silent", "asks_a_namesake", "asks_another_app")
    }


def test_the_services_of_the_cases_are_really_read():
    services = dotted(public_services(modules_of("cases")))
    assert {"cases.services.intake.open_case", "cases.services.closure.close_case"} <= services
