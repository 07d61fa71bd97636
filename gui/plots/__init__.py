"""Plots on one genomic axis. Inside, x is the offset from the variant's `pos`; labels are absolute."""
