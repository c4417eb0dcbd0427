"""What people believe, by part of the organization, through the gate."""
