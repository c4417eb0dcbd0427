"""How a conversation was heard: a private report for the coach."""
