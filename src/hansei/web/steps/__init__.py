"""The journey, one app a step."""
