"""A worker has left: what upper apps must do about it, they do in the same transaction (house 3)."""

from django.dispatch import Signal

worker_left = Signal()
"""Sent with `actor` (who ended the access) and `worker`, when her access has ended."""
