"""What may be seen by somebody besides its owner: items the owner opened, and figures past the gate."""
