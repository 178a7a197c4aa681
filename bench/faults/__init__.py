"""A call is typed while what it stands on is killed: what of it comes back (issue of the live call)."""
