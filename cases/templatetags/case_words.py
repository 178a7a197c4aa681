"""The words behind the codes of a timeline entry: `{{ entry.facts.level|word_of:"RiskLevel" }}`."""

from collections.abc import Mapping
from typing import Any

from django import template

from cases import enums

register = template.Library()


@register.filter
def word_of(code: object, vocabulary: str) -> str:
    """Return the label of `code` in an enum of `cases.enums`, or the code itself when it has retired."""
    choices: dict[Any, Any] = dict(getattr(enums, vocabulary).choices)
    return str(choices.get(code, code or ""))


@register.filter
def person_word(facts: Mapping[str, Any]) -> str:
    """Return what stands for a person: the relationship, else the role in the household."""
    return word_of(facts.get("relationship"), "Relationship") or word_of(facts.get("role"), "HouseholdRole")
