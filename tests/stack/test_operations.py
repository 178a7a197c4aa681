"""The operator's manual names only what exists: commands, options, services, scripts."""

import re
import shlex

import pytest
from django.core.management import get_commands, load_command_class

from crisis_center.stack.tree import ROOT
from tests.stack.compose import services

MANUAL = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
RUNS_IN = {"exec", "run", "restart", "logs", "up"}
FLAG_WITH_VALUE = {"--project-directory"}


def commands() -> list[str]:
    """Return each command of the fenced parts, continued lines joined."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", MANUAL, flags=re.MULTILINE | re.DOTALL)
    lines = re.sub(r"\\\n\s*", "", "".join(blocks)).splitlines()
    return [part.strip() for line in lines for part in re.split(r"[|;>]", line) if part.strip()]


def management_commands() -> list[list[str]]:
    inline = re.findall(r"`manage\.py ([^`]+)`", MANUAL)
    fenced = [command.partition("manage.py ")[2] for command in commands() if "manage.py" in command]
    return [shlex.split(command) for command in [*inline, *fenced]]


def compose_commands() -> list[list[str]]:
    inline = re.findall(r"`(docker compose [^`]+)`", MANUAL)
    return [
        shlex.split(command.partition("docker compose ")[2])
        for command in [*inline, *commands()]
        if "docker compose " in command
    ]


def test_the_manual_names_commands_at_all():
    assert len(management_commands()) >= 8
    assert len(compose_commands()) >= 15


@pytest.mark.parametrize("words", management_commands(), ids=" ".join)
def test_a_management_command_exists_with_its_options(words):
    name, *options = words
    app = get_commands()[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    command.create_parser("manage.py", name).parse_args(options)


@pytest.mark.parametrize("words", compose_commands(), ids=" ".join)
def test_compose_is_asked_for_services_that_exist(words):
    named = []
    skip = False
    for word in words:
        if not (skip or word.startswith("-")):
            named.append(word)
        skip = word in FLAG_WITH_VALUE
    verb, *rest = named
    assert verb in {*RUNS_IN, "build", "ps", "stop"}
    wanted = rest[:1] if verb in {"exec", "run"} else rest
    assert set(wanted) <= set(services())
    if verb in {"exec", "run"}:
        assert wanted


def test_every_script_and_target_of_the_manual_exists():
    scripts = set(re.findall(r"deploy/[\w.]+", MANUAL))
    assert {path for path in scripts if not (ROOT / path).is_file()} == set()
    targets = {command.split()[1] for command in commands() if command.startswith("make ")}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {target for target in targets if f"\n{target}:" not in makefile} == set()


def test_every_link_of_the_manual_leads_somewhere():
    links = re.findall(r"\]\(([^)#:]+)\)", MANUAL)
    assert links
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
