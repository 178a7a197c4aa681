"""The least that Django costs: a view that does one thing, and the same with session, user and CSRF.

A Django project of its own, in a database of its own. Nothing of the product is in it.
"""
