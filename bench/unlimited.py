"""The product without the limit of searches: thirty a minute would say nothing of how quick they are (G4).

Each search still journals itself and reads the worker's last three hundred lines, as on the worst day that a
worker may have; only the refusal and its mail are left out. Only the bench serves this.
"""

from unittest.mock import patch

from crisis_center.wsgi import application

__all__ = ["application"]

for _name in ("_refuse", "_tell_who_leads"):
    # By its name: the module is imported only now that Django is set up.
    patch(f"cases.services.search_limits.{_name}", lambda *_args, **_options: None).start()
