"""Driving a server from a second process, and what it cost."""
