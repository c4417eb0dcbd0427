"""Pure judgement: no Django, no database, no network. Everything above stands on this floor."""
