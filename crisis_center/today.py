"""The worker's start page: asks each app's queries, includes each app's partial (decision 15)."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from accounts.access import ForRoles
from accounts.enums import PEOPLE_ROLES
from crisis_center.reminders import reminders


class Today(ForRoles, TemplateView):
    template_name = "today.html"
    roles = PEOPLE_ROLES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {"today": timezone.localdate(), "sections": [], "reminders": reminders()}
        return super().get_context_data(**page, **kwargs)
