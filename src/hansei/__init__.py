"""Hansei: coaching in leading lean."""

__version__ = "0.3.0"
