"""Forms show plain values, compare plain values, and leave what is damaged as it is."""

from datetime import date

import pytest
from django import forms

from tests.vault.notes.models import Note
from vault.context import opening
from vault.errors import NotOpened, SealedFieldMisuse
from vault.forms import SealedModelForm


class NoteForm(SealedModelForm):
    class Meta:
        model = Note
        fields = ("title", "body", "answers", "born_on", "kind")


class PlainForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ("title", "answers", "born_on")


class KindForm(SealedModelForm):
    class Meta:
        model = Note
        fields = ("kind",)


@pytest.fixture
def full(opened):
    return Note.objects.create(
        case_id=opened, title="Ирина", body="words", answers={"safe": True}, born_on=date(1990, 3, 22)
    )


SAME = {
    "title": "Ирина",
    "body": "words",
    "answers": '{"safe": true}',
    "born_on": "1990-03-22",
    "kind": "plain",
}


def damage(note, name):
    stored = getattr(note, f"{name}_sealed")
    setattr(note, f"{name}_sealed", stored[:-1] + bytes([stored[-1] ^ 1]))
    note.save()
    return getattr(note, f"{name}_sealed")


def test_a_form_shows_plain_values(full):
    form = NoteForm(instance=full)
    assert form["title"].value() == "Ирина"
    assert form["answers"].value() == '{"safe": true}'
    assert form["born_on"].value() == date(1990, 3, 22)
    assert 'value="Ирина"' in str(form["title"])


def test_the_same_words_are_no_change(full):
    assert NoteForm(SAME, instance=full).changed_data == []
    assert NoteForm({**SAME, "title": "Irina"}, instance=full).changed_data == ["title"]
    assert NoteForm({**SAME, "answers": "{}", "born_on": ""}, instance=full).changed_data == [
        "answers",
        "born_on",
    ]


def test_a_saved_form_seals_what_was_written(full):
    form = NoteForm({**SAME, "title": "Irina", "body": "", "born_on": "2001-01-02"}, instance=full)
    assert form.is_valid()
    form.save()
    stored = Note.objects.get()
    assert (stored.title, stored.body, stored.answers, stored.born_on) == (
        "Irina",
        "",
        {"safe": True},
        date(2001, 1, 2),
    )


def test_a_new_note_starts_empty_and_is_made(opened):
    assert [NoteForm()[name].value() for name in ("title", "born_on")] == ["", None]
    form = NoteForm(SAME, instance=Note(case_id=opened))
    form.save()
    assert Note.objects.get().title == "Ирина"


def test_a_value_offered_by_the_caller_goes_before(full):
    assert NoteForm(instance=full, initial={"title": "offered"})["title"].value() == "offered"


def test_a_short_text_is_one_line_and_a_long_one_an_area(opened):
    form = NoteForm()
    assert type(form.fields["title"].widget) is forms.TextInput
    assert form.fields["title"].max_length == 40
    assert type(form.fields["body"].widget) is forms.Textarea
    assert NoteForm({**SAME, "title": "x" * 41}, instance=Note(case_id=opened)).errors.keys() == {"title"}


@pytest.mark.parametrize("name", ["title", "body", "answers", "born_on"])
def test_a_damaged_value_is_shown_as_damaged_and_never_written_over(full, name):
    bytes_before = damage(full, name)
    form = NoteForm({**SAME, name: "typed over", "kind": "changed"}, instance=Note.objects.get())
    assert form.damaged == [name]
    assert "disabled" in str(form[name])
    assert 'placeholder="Record damaged"' in str(form[name])
    assert "typed over" not in str(form[name])
    assert str(form.fields[name].help_text).startswith("This record is damaged and cannot be read.")
    assert form.is_valid()
    assert name not in form.cleaned_data
    assert form.changed_data == ["kind"]
    form.save()
    stored = Note.objects.get()
    assert (stored.kind, getattr(stored, f"{name}_sealed")) == ("changed", bytes_before)


def test_a_form_outside_a_reading_context_is_a_mistake_of_the_code(note):
    with pytest.raises(NotOpened):
        NoteForm(instance=note)


def test_a_form_without_sealed_fields_needs_no_keys(note):
    assert KindForm({"kind": "x"}, instance=note).is_valid()


@pytest.mark.parametrize("name", ["title", "answers", "born_on"])
def test_a_plain_model_form_never_shows_ciphertext(full, name):
    with pytest.raises(SealedFieldMisuse, match="SealedModelForm"):
        str(PlainForm(instance=full)[name])


def test_what_was_typed_stays_when_the_form_is_refused(note, owner_id):
    with opening([owner_id]):
        form = NoteForm({**SAME, "title": "typed", "born_on": "yesterday"}, instance=note)
        assert form.errors.keys() == {"born_on"}
        assert 'value="typed"' in str(form["title"])
        assert 'value="yesterday"' in str(form["born_on"])
