"""How the learned coder is made. Needs torch, which running Hansei does not."""
