"""Rule sets: every threshold and point of the program, each with its source."""
