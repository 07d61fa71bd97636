"""Icons of the window, drawn for this program; `currentColor` follows the theme."""
