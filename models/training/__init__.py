"""Networks trained or tuned on a laboratory's own data. Research only."""
