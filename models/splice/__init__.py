"""Splice engines: probability of acceptor and donor at every base, REF and ALT."""
