"""What a steward sees: the bench and places taken, never who."""
