"""One leader with one coach: naming, agreement, objectives, and what the leader opened."""
