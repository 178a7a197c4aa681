"""A case as most tests need it: in progress, with a client who may be called."""

import pytest

from cases.enums import HouseholdRole, MayContact
from cases.models import Case
from cases.services.intake import Intake, PersonDetails, SafeContactDetails, open_case


@pytest.fixture
def case(operator, psychologist) -> Case:
    return open_case(
        actor=operator,
        intake=Intake(
            team=operator.team,
            client=PersonDetails(role=HouseholdRole.CLIENT, name="Invented Client", code_name="Aigul"),
            household=[PersonDetails(role=HouseholdRole.CHILD, relationship="son", name="Invented Son")],
            safe_contact=SafeContactDetails(
                may_contact=MayContact.YES, channel="call", number="+7 700 000 00 14", ask_for="Aigul"
            ),
            primary_worker=psychologist,
        ),
    )
