"""The page of a sponsor: only what the leader signed onto it."""
