"""What every report says about the limits of the method."""

LIMITS = (
    (
        "Predictions come from a network trained on reference transcripts. They are not RNA evidence; "
        "a predicted change of splicing has to be shown in RNA of a suitable tissue."
    ),
    "The ranked score knows no tissue: a site used in one tissue only may be predicted wrongly.",
    (
        "Only single-nucleotide variants and small insertions and deletions are scored. Deletions, "
        "duplications and other long changes of the file are listed, repeats are judged at known "
        "disease loci only, and mitochondrial variants are loaded but not scored."
    ),
    "A variant that was not scored, or is not in this report, is not thereby harmless.",
    (
        "A variant file says nothing about places it does not list; regions without reads cannot be "
        "told from regions that equal the reference."
    ),
    (
        "Each variant is scored alone on the reference sequence. The first candidates are scored a "
        "second time together with neighbours that the calls, or the parents, place on the same "
        "chromosome copy; that score stands beside the first and moves no rank. Neighbours of unknown "
        "phase are not combined."
    ),
    (
        "Delta thresholds were published for coding genes and their neighbourhood; deep in introns they "
        "are not validated."
    ),
    "Rank and inheritance labels order the list. They are no classification of pathogenicity.",
)
"""Limits of the method, printed in every report."""
