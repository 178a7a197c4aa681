"""Two requests at once insert the same row: the unique row decides, and the slower one finds it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import IntegrityError, transaction

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Result = TypeVar("Result")


def again_when_outrun(service: Callable[Given, Result]) -> Callable[Given, Result]:
    """Run a service as one transaction, and once more when another request inserted its row just then."""

    @wraps(service)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            with transaction.atomic():
                return service(*args, **kwargs)
        except IntegrityError:
            with transaction.atomic():
                return service(*args, **kwargs)

    return run
