"""Networks: sequence in, numbers out. Knows no patient, no variant file, no case database."""
