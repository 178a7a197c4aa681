"""Write to the journal. Other apps call `record`, `record_view` and `record_refusal`, nothing else."""

import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models

from audit.context import RequestContext, current_request, current_request_id
from audit.enums import EntryKind
from audit.models import CODE_OR_EMPTY, NAME, VERB, JournalEntry

# In SQL: every request writes a line, a search fifty, and as rows of the model they take twice the time.
COLUMNS = (
    "actor_id", "kind", "verb", "subject_kind", "subject_id", "case_id", "purpose", "request_id", "result",
    "fields",
)  # fmt: skip
INSERT = f'INSERT INTO "audit_journalentry" ({", ".join(COLUMNS)}) VALUES '  # noqa: S608 names of columns
ONE_LINE = f"({'%s, ' * (len(COLUMNS) - 1)}%s::varchar[])"


@dataclass(frozen=True)
class Subject:
    """What a line is about when no single row is: a list, a search, the journal itself."""

    kind: str
    id: uuid.UUID | None = None


def record(
    *,
    actor: AbstractBaseUser,
    verb: str,
    subject: models.Model | Subject,
    case_id: uuid.UUID | None = None,
    fields: Iterable[str] = (),
    result: str = "done",
) -> None:
    """Write one change line into the current transaction: it stands or falls with the change.

    Refuses (ValueError) anything that is not an id, a verb, a field name or a code, so that no value
    of a client's file can reach the journal (security L1, mistake 5).
    """
    _insert([_line(EntryKind.CHANGE, actor, verb, subject, case_id=case_id, fields=fields, result=result)])


def record_view(
    *,
    actor: AbstractBaseUser,
    verb: str,
    subject: models.Model | Subject,
    case_id: uuid.UUID | None = None,
    purpose: str = "",
    fields: Iterable[str] = (),
) -> None:
    """Write one reading line: one per request, verb and subject, kept even when the request is rolled back.

    Inside a request the line is collected and inserted before the response goes out; elsewhere at once
    (decision 20). Refuses the same as `record`.
    """
    _collect(_line(EntryKind.VIEW, actor, verb, subject, case_id=case_id, fields=fields, purpose=purpose))


def record_refusal(
    *,
    actor: AbstractBaseUser,
    verb: str,
    subject: models.Model | Subject,
    case_id: uuid.UUID | None = None,
    purpose: str = "",
    result: str = "refused",
) -> None:
    """Write that an attempt was refused; kept like a reading, since the attempt itself is rolled back.

    `result` is the code of the reason. Refuses the same as `record`.
    """
    _collect(_line(EntryKind.REFUSAL, actor, verb, subject, case_id=case_id, purpose=purpose, result=result))


def insert_collected(context: RequestContext) -> None:
    """Insert the lines that the request collected, in one statement; nothing to insert is no statement."""
    lines = [*context.collected.values()]
    if lines:
        _insert(lines)


def _insert(lines: Sequence[JournalEntry]) -> None:
    values = [getattr(line, name) for line in lines for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(INSERT + ", ".join([ONE_LINE] * len(lines)), values)


def _collect(line: JournalEntry) -> None:
    context = current_request()
    if context is None:
        _insert([line])
        return
    key = (line.actor_id, line.kind, line.verb, line.subject_kind, line.subject_id)
    known = context.collected.setdefault(key, line)
    known.fields = sorted({*known.fields, *line.fields})


def _line(
    kind: EntryKind,
    actor: AbstractBaseUser,
    verb: str,
    subject: models.Model | Subject,
    *,
    case_id: uuid.UUID | None,
    fields: Iterable[str] = (),
    purpose: str = "",
    result: str = "done",
) -> JournalEntry:
    about = subject if isinstance(subject, Subject) else _subject_of(subject)
    return JournalEntry(
        kind=kind,
        actor_id=_identifier(actor.pk),
        verb=_matching(VERB, verb),
        subject_kind=_matching(NAME, about.kind),
        subject_id=about.id and _identifier(about.id),
        case_id=case_id and _identifier(case_id),
        fields=sorted({_matching(NAME, name) for name in fields}),
        purpose=_matching(CODE_OR_EMPTY, purpose),
        result=_matching(CODE_OR_EMPTY, result),
        request_id=current_request_id(),
    )


def _subject_of(row: models.Model) -> Subject:
    return Subject(row._meta.label_lower, row.pk)


def _identifier(value: object) -> uuid.UUID:
    if not isinstance(value, uuid.UUID):
        raise ValueError("The journal names people and records by uuid only.")  # noqa: TRY004 one kind of refusal
    return value


def _matching(pattern: str, value: str) -> str:
    if not re.fullmatch(pattern, value):
        raise ValueError(f"The journal takes names and codes like {pattern}, never a value.")
    return value
