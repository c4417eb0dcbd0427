"""Side-by-side measurements of Hansei, each a ratio with a named denominator or a size with a limit."""
