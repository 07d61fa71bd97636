"""Networks of regulatory sequence, one file each, and how their official checkpoints are read."""
