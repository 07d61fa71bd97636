"""Networks and motifs that judge regulatory sequence, and the one protocol they share."""
