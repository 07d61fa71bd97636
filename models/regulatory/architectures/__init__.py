"""Networks whose checkpoints a person can bring, each with the importer of its official file.

Every module has one network that reads as its paper draws it, `state` (arrays of the official file
to the names of that network) and `network` (the network out of such arrays).
"""
