"""docker-compose.yml as compose reads it with the values of .env.example."""

import re
import shlex
from pathlib import Path
from typing import Any

import yaml

from crisis_center.stack.tree import ROOT

HOLE = re.compile(r"\$(?:(\$)|\{(\w+)(?::([-?])([^}]*))?\})")
OURS = {"web", "worker", "beat", "migrate"}


def example() -> dict[str, str]:
    """Return the variables of .env.example."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def filled(value: Any, environment: dict[str, str]) -> Any:
    """Return a value with its `${...}` filled in; a variable that is asked for must be there."""
    if isinstance(value, dict):
        return {name: filled(part, environment) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, environment) for part in value]

    def fill(hole: re.Match[str]) -> str:
        dollar, name, kind, text = hole.groups()
        if dollar:
            return "$"
        found = environment.get(name, "")
        if not found and kind != "-":
            raise KeyError(f"{name}: {text}")
        return found or text

    return HOLE.sub(fill, value) if isinstance(value, str) else value


def raw() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def services() -> dict[str, dict[str, Any]]:
    return filled(raw()["services"], example())


def environment_of(name: str, secrets: Path) -> dict[str, str]:
    """Return the environment of a service of ours as it is outside of the container."""
    inside = services()[name]["environment"]
    return {
        variable: value.replace("/run/secrets", str(secrets)).replace("/run/keys", str(secrets / "keys"))
        for variable, value in inside.items()
    }


def words(command: str | list[str]) -> list[str]:
    """Return the words of a command, however it is written."""
    return shlex.split(command) if isinstance(command, str) else [str(word) for word in command]


def single_commands(command: list[str]) -> list[list[str]]:
    """Return the commands that a list runs, those of a shell in it one by one."""
    if command[:2] in (["sh", "-c"], ["CMD-SHELL"]) or command[:1] == ["CMD-SHELL"]:
        return [shlex.split(part) for part in command[-1].split("&&")]
    return [command[1:] if command[0] == "CMD" else command]
