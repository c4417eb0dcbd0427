"""Take everything out, erase everything, and who looked."""
