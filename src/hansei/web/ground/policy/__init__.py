"""Who may do what, asked at every address."""
