"""The trunk of `models.cone` on a GPU: many sequences and edits of them in one launch per layer.

`models.incremental` says what has to be computed; here the same is laid out for a device that
wants few and large pieces of work. Whatever one layer needs of all sequences, of all edits of any
shape and of all networks lies in one table, and one kernel goes over it.
"""
