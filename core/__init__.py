"""Cases: read, store, decide, explain, report. Knows networks only through models.registry and models.runtime."""
