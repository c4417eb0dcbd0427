"""The leader chooses a coach: who can be asked and why, first meetings, a ranking, a yes."""
