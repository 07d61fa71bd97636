"""Pure functions from facts to meaning: place, name, inheritance, gates, rank. No I/O but rule sets."""
