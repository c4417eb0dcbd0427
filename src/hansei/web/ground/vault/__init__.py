"""The key store: one data key for each scope, in a database of its own, and the list of what was erased."""
