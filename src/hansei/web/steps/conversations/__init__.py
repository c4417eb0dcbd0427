"""Conversations under any method, notes of three kinds, what the leader found out."""
