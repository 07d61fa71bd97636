"""How the tables of a case came to be, one script per format; run by `core.store.migrate`."""
