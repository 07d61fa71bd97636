"""Parts of the main window. Panels never call each other."""
