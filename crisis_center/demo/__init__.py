"""A small invented centre for `make run`: its people, its partners and what happened in the last weeks.

Nobody in it lives. Everything is done by the apps' own services, so its journal, its timelines and its
sealed fields are as true as those of a centre at work.
"""
