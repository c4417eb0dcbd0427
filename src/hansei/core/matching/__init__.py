"""Who may coach whom, and why: proposals, never assignments."""
