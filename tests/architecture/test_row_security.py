"""Who looks beyond one worker's cases: every place is listed here with its reason, and no other may (decision 39)."""

import ast
from collections.abc import Iterator

import pytest

from cases.row_security import Why
from tests.architecture.house import PACKAGES, ROOT, functions, parsed, python_files

SCOPES = {"seeing_every_case", "command_seeing_every_case"}
LISTED = {
    "cases/at_a_glance.py glances": "CALL",
    "cases/belongings.py numbers_that_move": "FOLDING",
    "cases/conflicts.py hints_to_decide": "CONFLICT",
    "cases/emergencies.py emergencies_to_review": "EMERGENCY",
    "cases/handing_over.py notes_left_behind": "HAND_OVER",
    "cases/queries.py case_id_of": "JOURNAL",
    "cases/queries.py fold_of": "SHELL",
    "cases/services/conflict_hints.py decide_hint": "CONFLICT",
    "cases/services/conflicts.py bar_worker": "CONFLICT",
    "cases/services/emergencies.py open_emergency": "EMERGENCY",
    "cases/services/emergencies.py review_emergency": "EMERGENCY",
    "cases/services/finding.py find_people": "SEARCH",
    "cases/services/folding.py fold_case": "FOLDING",
    "cases/services/folding.py undo_fold": "FOLDING",
    "cases/services/hand_over.py hand_over_open_work": "HAND_OVER",
    "cases/services/intake.py open_case": "INTAKE",
    "cases/services/notes.py pass_notes_on": "HAND_OVER",
    "cases/services/perpetrators.py _named_elsewhere": "SEARCH",
    "cases/services/reminders.py due_reminders": "REMINDERS",
    "cases/services/reminders.py remind": "REMINDERS",
    "cases/services/same_person.py decide_about_hints": "SAME_PERSON",
    "cases/views/case_file.py shell": "SHELL",
    "cases/views/case_list.py reach": "LIST",
    "cases/views/conflicts.py hint": "CONFLICT",
    "cases/views/duplicates.py _is_opened": "INTAKE",
    "cases/views/emergencies.py access": "EMERGENCY",
    "cases/work_of_a_day.py cases_in_numbers": "COUNTING",
    "crisis_center/demo/centre.py is_in_use": "DEMONSTRATION",
    "crisis_center/demo/centre.py load": "DEMONSTRATION",
    "crisis_center/journal.py in_words": "JOURNAL",
    "crisis_center/management/commands/rebuild_index.py handle": "TOKENS",
    "hotline/queries.py call_id_of": "JOURNAL",
    "hotline/queries.py has_given_away": "AFTER_THE_FACT",
    "hotline/services/after_the_fact.py give_to_who_answered": "AFTER_THE_FACT",
    "hotline/services/call_back.py _is_stopped": "STOPPED",
    "hotline/services/cases.py _let_the_lead_look": "SAFETY",
    "hotline/services/cases.py open_case_from_call": "INTAKE",
    "hotline/services/shift_notes.py erase_old_notes": "OLD_NOTES",
    "hotline/shift_board.py calls_running_now": "SHIFT",
    "hotline/services/finding.py find_calls": "SEARCH",
    "referrals/queries.py referral_ids_of": "JOURNAL",
    "reporting/queries.py report": "COUNTING",
    "reporting/services/keeping.py keep_settled_days": "COUNTING",
}
OWN = "cases/row_security.py"
PRODUCT = [package for package in PACKAGES if package != "bench"]


def uses(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the function and the reason of every use, as a decorator or round a block."""
    for function in functions(tree):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in SCOPES:
                yield function.name, ast.unparse(call.args[0]).removeprefix("Why.")


def test_whoever_looks_beyond_one_workers_cases_is_listed_with_the_reason():
    files = {path.relative_to(ROOT).as_posix(): path for path in python_files(*PRODUCT)}
    found = {
        f"{name} {function}": why
        for name, path in files.items()
        if name != OWN
        for function, why in uses(parsed(path))
    }
    assert found == LISTED


def test_every_reason_is_somebodys():
    assert {*LISTED.values()} == {why.name for why in Why}


def test_nobody_becomes_the_service_by_another_way():
    texts = {path: path.read_text(encoding="utf-8") for path in python_files(*PRODUCT)}
    named = {
        path.name for path, text in texts.items() if "centre_service" in text or "set_config('role'" in text
    }
    assert named == {"row_security.py", "embedded.py"}


@pytest.mark.parametrize(
    "planted",
    [
        "@seeing_every_case(Why.SEARCH)\ndef peep(): ...",
        "def peep():\n    with one(), seeing_every_case(Why.SEARCH):\n        pass",
    ],
)
def test_a_new_place_would_be_found(planted):
    assert list(uses(ast.parse(planted))) == [("peep", "SEARCH")]
