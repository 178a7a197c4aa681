"""Whether two people are one, and what the intake page sends back about possible duplicates."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.enums import SameVerdict
from cases.finding import question_about_person
from cases.models.person import BETWEEN_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.finding import Question

SEEN = "duplicates_seen"
VERDICT = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-verdict")


class VerdictForm(forms.Form):
    """One decision about two people."""

    verdict = forms.ChoiceField(
        label=_("Is it the same person?"), choices=SameVerdict.choices, widget=forms.RadioSelect
    )


def verdict_form(person_id: uuid.UUID, verdict: str) -> VerdictForm:
    """Return the choice about one possible duplicate, among the fields of an intake; it may stay open."""
    form = VerdictForm(prefix=str(person_id), initial={"verdict": verdict}, use_required_attribute=False)
    form.fields["verdict"].required = False
    return form


def verdicts_in(data: Mapping[str, Any]) -> dict[uuid.UUID, str]:
    """Return the verdicts that were posted with an intake, by the id of the other person."""
    named = {name: found[1] for name in data if (found := VERDICT.fullmatch(name))}
    said = {uuid.UUID(person_id): data[name] for name, person_id in named.items()}
    return {person_id: verdict for person_id, verdict in said.items() if verdict in SameVerdict.values}


def question_of_intake(typed: Mapping[str, Any]) -> Question | None:
    """Return by what she whose intake was typed may be on record: her names, her numbers, her IIN."""
    names = [typed["name"], *BETWEEN_NAMES.split(typed["other_names"]), typed["code_name"], typed["ask_for"]]
    return question_about_person(names=names, phones=[typed["phone"], typed["number"]], iin=typed["iin"])
