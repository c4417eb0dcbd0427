"""The mirror: rate yourself, say what you expect, only then see, and name what you make of it."""
