"""People from a file: reading it, telling its columns, and planning what it would change. No writes."""

from hansei.core.roster.columns import Field, Table, restored, table
from hansei.core.roster.plan import Change, Entry, Fact, Known, Leaders, Leaving, Plan, carried_out, plan
from hansei.core.roster.reading import Unreadable, read
from hansei.core.roster.wanted import House, Problem, is_mail

__all__ = [
    "Change", "Entry", "Fact", "Field", "House", "Known", "Leaders", "Leaving", "Plan", "Problem", "Table",
    "Unreadable", "carried_out", "is_mail", "plan", "read", "restored", "table",
]  # fmt: skip
