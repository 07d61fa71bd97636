"""Layouts of published tables: which column holds what."""
