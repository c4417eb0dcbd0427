"""Who looks in from outside, and the way out."""
