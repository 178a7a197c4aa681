"""The worker's start page: asks each app's queries, includes each app's partial (decision 15)."""

from django.views.generic import TemplateView


class Today(TemplateView):
    template_name = "today.html"
