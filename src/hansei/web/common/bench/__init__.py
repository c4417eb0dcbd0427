"""The bench: who coaches, by their own yes."""
