"""Asking people around so that nothing stored joins an invitation to an answer."""
