"""Hansei: coaching in leading lean."""

__version__ = "0.1.0"
