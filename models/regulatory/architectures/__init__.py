"""Networks of regulatory sequence, each in a file of its own as its paper draws it.

Those whose checkpoints a person can bring have `state` (arrays of the official file to the names of
the network) and `network` (the network out of such arrays).
"""
