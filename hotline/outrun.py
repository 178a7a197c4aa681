"""Two requests at once insert the same row: the unique row decides, and the slower one finds it."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY_OF_A_CALL = "vault_datakey_one_per_owner_and_purpose"
Given = ParamSpec("Given")
Result = TypeVar("Result")


@contextmanager
def _refusing_a_colleagues_call() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if KEY_OF_A_CALL not in str(error):
            raise
        raise Refusal(_("Only the worker who took this call writes it down.")) from error


def again_when_outrun(service: Callable[Given, Result]) -> Callable[Given, Result]:
    """Run a service as one transaction, and once more when another request inserted its row just then.

    When it is not to be found the second time, it is a colleague's call: row-level security hides it, and the
    service is refused (decision 39).
    """

    @wraps(service)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            with transaction.atomic():
                return service(*args, **kwargs)
        except IntegrityError:
            with _refusing_a_colleagues_call(), transaction.atomic():
                return service(*args, **kwargs)

    return run
