"""How an invented call is told."""

import datetime as dt
import uuid

from accounts.enums import Role
from crisis_center.demo.chance.events import InventedCall
from crisis_center.demo.clock import at
from crisis_center.demo.telling import Centre
from hotline.enums import Reply
from hotline.models import Call
from hotline.services.alerts import take_alert
from hotline.services.calls import log_call
from hotline.services.drafts import Window

BY_DAY = range(8, 20)
TO_TAKE_OVER = dt.timedelta(minutes=3)


def take_call(centre: Centre, invented: InventedCall) -> Call:
    """The operator on duty takes the call and writes it down; a coordinator takes over what is dangerous."""
    team = centre.staff.teams[invented.team]
    operator = centre.staff.one(Role.OPERATOR, team, turn=invented.started_at.hour not in BY_DAY)
    window = Window(call_id=uuid.uuid4(), opened_at=invented.started_at)
    with at(invented.ended_at):
        call = log_call(actor=operator, window=window, values=_told(centre, invented))
    if call.immediate_danger == Reply.YES:
        with at(invented.ended_at + TO_TAKE_OVER):
            take_alert(actor=centre.staff.one(Role.COORDINATOR, team), call=call)
    return call


def _told(centre: Centre, invented: InventedCall) -> dict[str, object]:
    told = {name: list(value) if isinstance(value, tuple) else value for name, value in invented.told.items()}
    if district := invented.told.get("district"):
        told["district"] = centre.district(str(district))
    return told | {"call_type": invented.call_type}
