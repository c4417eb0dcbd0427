"""The record of who did what: append-only, identifiers only, a hash chain for each scope."""
