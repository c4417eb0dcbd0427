"""Behaviours, experiences and beliefs on one time axis, with no causal claim."""
