"""Presentation only: icons, badges, references, dates in words."""

from django import template

register = template.Library()
