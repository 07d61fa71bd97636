"""What engines of regulatory sequence say to background variants (see README.md)."""
