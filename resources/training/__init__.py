"""Plans of training runs, as examples (docs/training.md)."""
