"""Jobs: generators of Progress that a worker process runs."""
