"""Whether a command that a file names can be run: the program, its module, its options."""

import importlib
import importlib.util

import click
from celery.bin.beat import beat
from celery.bin.control import inspect
from celery.bin.worker import worker
from django.core.management import get_commands
from gunicorn.config import Config

CELERY = {"worker": worker, "beat": beat, "inspect": inspect}


def must_run(command: list[str]) -> None:
    """Fail with the reason when this command of ours could not be started."""
    program, *rest = command
    {"python": _python, "celery": _celery, "gunicorn": _gunicorn}[program](*rest)


def _python(*words: str) -> None:
    if words[0] == "-m":
        assert importlib.util.find_spec(words[1]), f"There is no module {words[1]}."
    elif words[0] == "-c":
        compile(words[1], "command", "exec")
    else:
        assert words[0] == "manage.py", words
        assert words[1] in get_commands(), f"There is no command {words[1]}."


def _celery(*words: str) -> None:
    flag, app, name, *options = words
    assert flag == "-A"
    assert importlib.import_module(app).app.main == "crisis_center"
    command = CELERY[name]
    command.make_parser(click.Context(command)).parse_args(
        options
    )  # raises at an option that it does not know


def _gunicorn(application: str, *options: str) -> None:
    assert callable(importlib.import_module(application).application)
    Config().parser().parse_args(list(options))
