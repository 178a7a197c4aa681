"""The components draw plain form fields that work without a script."""

import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.answers import refused
from crisis_center.styleguide import SampleForm


def answers(**data: str) -> str:
    form = SampleForm(data)
    return render_to_string("components/answers.html", {"field": form["is_near"], "alarm": "yes"})


def pressed(html: str) -> list[str]:
    return re.findall(r'value="(\w*)"[^>]*\bchecked', html)


def test_three_answers_stand_in_the_row_and_the_others_behind_the_dots():
    row, behind = answers().split("<details")
    values = [re.findall(r'value="(\w*)"', part) for part in (row, behind)]
    assert values == [["yes", "no", "unknown"], ["declined", "unsafe", ""]]


@pytest.mark.parametrize("answer", ["yes", "unsafe", ""])
def test_the_answer_that_was_given_is_pressed(answer):
    assert pressed(answers(is_near=answer)) == [answer]


def test_an_answer_behind_the_dots_is_also_written_out():
    said = re.findall(r'class="answers-other.*?</svg>(.*?)</p>', answers(is_near="declined"))
    assert said == ["Declined"]


def test_the_answer_that_means_danger_is_marked():
    assert re.findall(r'is-alarm" type="radio" name="is_near" value="(\w+)"', answers()) == ["yes"]


def test_a_mistake_stands_in_place_of_the_hint():
    form = SampleForm({"until": "soon"})
    page = Template("{% load crispy_forms_filters %}{{ form.until|as_crispy_field }}").render(
        Context({"form": form})
    )
    assert (form["until"].errors[0] in page, "A day of the next six months." in page) == (True, False)


def test_a_field_that_may_stay_empty_says_so_in_words():
    page = render_to_string("components/optional.html", {"field": SampleForm()["note"]})
    assert re.sub(r"<[^>]+>|\s", "", page) == "optional"


@pytest.mark.parametrize("name", ["until", "note"])
def test_nothing_is_marked_where_the_page_says_once_that_all_may_stay_empty(name):
    form = SampleForm()
    form.says_optional_once = True
    assert render_to_string("components/optional.html", {"field": form[name]}).strip() == ""


def test_the_summary_of_mistakes_leads_to_each_field():
    form = SampleForm({})
    page = render_to_string("components/form_errors.html", {"form": form})
    targets = re.findall(r'href="#(\w+)"', page)
    assert targets == ["id_kind", "id_until", "id_is_read"]


def test_a_refused_act_is_greyed_and_tells_the_reason():
    page = render_to_string(
        "components/refusal.html", {"id": "send", "label": "Send", "answer": refused("No consent.")}
    )
    assert re.findall(
        r'aria-disabled="true" aria-describedby="(\S+)"|id="(\S+)"|<span>(.*)</span>', page
    ) == [
        ("why-send", "", ""),
        ("", "why-send", ""),
        ("", "", "No consent."),
    ]


def test_pages_lead_on_by_an_opaque_key_and_keep_the_filters():
    request = RequestFactory().get("/cases/?status=open&after=old")
    page = render_to_string("components/pagination.html", {"older": "k2", "newer": "k1"}, request)
    assert re.findall(r'<a [^>]*href="(.*?)"', page) == [
        "?status=open&amp;before=k1",
        "?status=open&amp;after=k2",
    ]


def test_a_single_page_has_no_links_to_others():
    page = render_to_string("components/pagination.html", {"older": None, "newer": None})
    assert page.strip() == ""


def test_a_state_without_a_look_of_its_own_is_still_a_word():
    page = Template('{% status_badge "never_seen" "Never seen" %}').render(Context())
    assert page.strip() == '<span class="badge">Never seen</span>'


def test_a_state_brings_its_own_word():
    page = Template("{% status_badge state %}").render(Context({"state": SimpleNamespace(label="Accepted")}))
    assert page.strip() == '<span class="badge">Accepted</span>'


def test_initials_are_of_the_first_two_words():
    assert Template("{{ name|initials }}").render(Context({"name": "saule bekova omarovna"})) == "SB"


def test_the_words_of_a_choice_cannot_become_part_of_the_page():
    chosen = {"value": '"', "label": "<b>Invented</b>"}
    drawn = Template("{{ choice|as_option }}").render(Context({"choice": chosen}))
    assert drawn == '<option value="&quot;">&lt;b&gt;Invented&lt;/b&gt;</option>'
