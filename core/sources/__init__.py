"""The doors to files: variants, reference, gene models, pedigree, phenotype terms."""
