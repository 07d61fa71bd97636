"""From raw splice site probabilities to the transcripts that are predicted to come about."""
