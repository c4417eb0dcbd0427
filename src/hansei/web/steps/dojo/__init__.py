"""The practice room: a coach tries out what to say. Nothing of it is kept."""
