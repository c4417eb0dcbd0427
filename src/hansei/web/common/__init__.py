"""What the steps of the journey share."""
