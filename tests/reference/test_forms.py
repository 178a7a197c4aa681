"""What a form offers of the lists, and what it takes."""

import datetime as dt
import uuid

import pytest
from django import forms
from django.utils import timezone
from django.utils.translation import override

from reference.forms import DistrictField
from reference.models import District
from tests.reference.factories import DistrictFactory

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)


class Where(forms.Form):
    district = DistrictField(required=False, empty_label="Anywhere")


def test_the_districts_that_hold_today_are_offered_in_the_order_of_the_alphabet():
    today = timezone.localdate()
    last, first = DistrictFactory(name_en="Ядрин"), DistrictFactory(name_en="Әулие", valid_until=today)
    ended = DistrictFactory(name_en="Бывший", valid_until=today - ONE_DAY)
    with override("en"):
        nothing, *offered = Where().fields["district"].choices
    assert nothing == ("", "Anywhere")
    mine = [choice for choice in offered if choice[0] in {last.pk, first.pk, ended.pk}]
    assert mine == [(first.pk, "Әулие"), (last.pk, "Ядрин")]


def test_a_renamed_district_is_offered_under_its_new_name_at_once():
    district = DistrictFactory(name_en="Old")
    with override("en"):
        assert (district.pk, "Old") in list(Where().fields["district"].choices)
        District.objects.filter(pk=district.pk).update(name_en="New")
        assert (district.pk, "New") in list(Where().fields["district"].choices)


def test_a_district_that_holds_today_is_taken():
    district = DistrictFactory(valid_from=timezone.localdate())
    form = Where({"district": str(district.pk)})
    assert form.is_valid()
    assert form.cleaned_data == {"district": district}


def test_no_district_is_an_answer():
    form = Where({"district": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"district": None}


def test_a_district_of_yesterday_or_nobodys_is_refused():
    ended = DistrictFactory(valid_until=timezone.localdate() - ONE_DAY)
    for typed in (str(ended.pk), str(uuid.uuid4()), "no id"):
        assert Where({"district": typed}).has_error("district", "invalid_choice")
