"""The case file: one SQLite database per case, and every SQL statement on it.

`core.store.case_store.CaseStore` is the door; `core.store.records` holds what passes through it.
"""
