"""Language models of DNA, brought by the user: likelihood of an allele, and embeddings. Research only."""
