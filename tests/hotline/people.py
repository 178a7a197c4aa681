"""The invented people of whom a call tells."""

from django.urls import reverse

BY_A_NEIGHBOUR = {"call_type": "about_other", "caller_role": "neighbour"}
MOTHER = {
    "person_1_name": "Касымова Айгүл",
    "person_1_role": "client",
    "person_1_relation": "neighbour",
    "person_1_age_band": "30-39",
    "person_1_sex": "female",
    "person_1_needs_help_now": "yes",
    "person_1_knows_of_call": "no",
    "person_1_may_tell_caller": "no",
    "person_1_note": "Second floor",
}
SON = {"person_2_role": "child", "person_2_age_band": "5-9", "person_2_sex": "male", "person_2_name": "Тимур"}
BABY = {"person_4_age_band": "0-4"}
PEOPLE = [
    {"place": 1, "name": "Касымова Айгүл", "role": "client", "age_band": "30-39", "sex": "female"},
    {
        "place": 2,
        "name": "Тимур",
        "role": "child",
        "relation": "neighbour",
        "age_band": "5-9",
        "note": "school",
    },
]


def path(call, name="open_case"):
    return reverse(f"hotline:{name}", args=[call.reference])
