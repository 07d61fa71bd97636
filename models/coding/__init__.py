"""Whether a transcript reads like one that codes for a protein: features, networks, kept models.

Only `network` and what trains or loads it bring torch.
"""
