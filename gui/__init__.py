"""The window. Shows what core decided; knows core only."""
