"""Frozen values of the field. No value opens a file or looks anything up."""
