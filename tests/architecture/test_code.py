"""Small rules of the code that a machine can hold."""

import ast
import inspect
import textwrap
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import is_psycopg3

from crisis_center.stack.messages import LANGUAGES, catalogue
from tests.architecture.house import APPS, ROOT, functions, parsed, place, python_files
from vault.fields import sealed_fields


def test_the_driver_is_psycopg2():
    """Were psycopg 3 installed, Django would take it without a word, and errors would change their class."""
    assert is_psycopg3 is False


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_every_language_has_its_catalogue(language):
    assert language in LANGUAGES
    assert catalogue(language).exists()


def shown_by(method: object) -> ast.AST:
    return ast.parse(textwrap.dedent(inspect.getsource(method)))


def leaks(tree: ast.AST, own: set[str], others: set[str]) -> set[str]:
    """Return the sealed fields that a method reads: its own by `self`, others by way of a relation."""
    parts = [part for part in ast.walk(tree) if isinstance(part, ast.Attribute)]
    from_self = {part.attr for part in parts if isinstance(part.value, ast.Name)}
    return from_self & own | ({part.attr for part in parts} - from_self) & others


def test_no_record_shows_a_sealed_field_as_its_name():
    """A model's __str__ ends up in logs, titles and error pages."""
    ours = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    sealed = {model: {field.name for field in sealed_fields(model)} for model in ours}
    everywhere = set().union(*sealed.values())
    found = {model: leaks(shown_by(model.__str__), sealed[model], everywhere) for model in ours}
    assert {str(model) for model, names in found.items() if names} == set()
    assert len(everywhere) > 5


@pytest.mark.parametrize(
    "planted", ["self.full_name", "self.person.full_name", "str(self.case.client.full_name)"]
)
def test_a_name_in_a_records_name_would_be_found(planted):
    assert leaks(ast.parse(planted), own={"full_name"}, others={"full_name"}) == {"full_name"}


def tasks() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in python_files(*APPS):
        for node in functions(parsed(path)):
            if any("shared_task" in ast.unparse(decorator) for decorator in node.decorator_list):
                yield place(path, node), node


def carries_only_ids(task: ast.FunctionDef) -> bool:
    arguments = [*task.args.posonlyargs, *task.args.args, *task.args.kwonlyargs]
    return all(argument.arg.endswith(("_id", "_ids")) for argument in arguments)


def test_a_task_carries_ids_and_lies_in_tasks():
    """A message in Redis is readable to whoever reads Redis (house 10)."""
    found = dict(tasks())
    assert [where for where, task in found.items() if not carries_only_ids(task)] == []
    assert {where.rpartition("/")[2].partition(":")[0] for where in found} == {"tasks.py"}


def test_a_task_that_carries_a_name_would_be_found():
    [task] = functions(ast.parse("@shared_task\ndef greet(worker_id, display_name): ..."))
    assert not carries_only_ids(task)


def test_every_scheduled_task_exists():
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    named = {f"{where.split('/')[0]}.tasks.{task.name}" for where, task in tasks()}
    assert scheduled - named == set()


def test_mail_texts_carry_nothing_but_counts():
    """Mail lies on servers and screens that are not ours: a count, never a name, a reference or a kind of service."""
    texts = list((ROOT / "templates").glob("*/emails/*.txt"))
    variables = {name for path in texts for name in variables_of(path.read_text(encoding="utf-8"))}
    assert variables <= {"count"}
    assert texts != []


def variables_of(text: str) -> set[str]:
    from django.template.base import Lexer, TokenType

    tokens = Lexer(text).tokenize()
    return {token.contents.split("|")[0] for token in tokens if token.token_type == TokenType.VAR}


def test_a_name_in_a_mail_would_be_found():
    assert variables_of("Dear {{ client.name|title }}") == {"client.name"}
