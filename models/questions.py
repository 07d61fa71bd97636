"""What the self-tests ask: alleles on the artificial contig of the demo."""

from models.registry import FIVE_PRIME_UTR, POLY_A, PROMOTER

_PLUS, _MINUS, _DEEP = ("+", 10_601, 16_154), ("-", 23_001, 27_500), ("+", 36_001, 43_117)
# name, pos, number of REF bases, ALT ("<" is REF's first base), (strand, gene body), distance
QUESTIONS = (
    ("donor lost by a substitution", 12_821, 1, "A", _PLUS, 50),
    ("weak donor lost on the minus strand", 25_341, 1, "T", _MINUS, 50),
    ("pseudoexon within 500 bases", 38_443, 1, "T", _DEEP, 500),
    ("acceptor lost by a deletion", 13_717, 4, "<", _PLUS, 50),
    ("donor shifted by an insertion on the minus strand", 26_309, 1, "<CA", _MINUS, 50),
    ("nothing changes deep in an intron", 14_200, 1, "C", _PLUS, 50),
)

# name, pos, number of REF bases, ALT ("<" is REF's first base), strand, first and last base of the exon
EXON_QUESTIONS = (
    ("donor lost by a substitution", 12_821, 1, "A", "+", 12_701, 12_820),
    ("weak donor lost on the minus strand", 25_341, 1, "T", "-", 25_341, 25_460),
    ("acceptor lost by a deletion", 13_717, 4, "<", "+", 13_721, 13_834),
    ("three bases more in an exon", 13_760, 1, "<GAA", "+", 13_721, 13_834),
    ("a base of the intron on the minus strand", 25_480, 1, "C", "-", 25_341, 25_460),
)

# name, pos, number of REF bases, ALT ("<" is REF's first base)
TRACK_QUESTIONS = (
    ("a substitution", 10_150, 1, "T"),
    ("a deletion", 22_480, 5, "<"),
    ("an insertion", 36_400, 1, "<GGCGGG"),
)
# the same, and strand, first and last base of the subject; one base more for each that is deleted
SUBJECT_QUESTIONS = {
    FIVE_PRIME_UTR: (
        ("an upstream start codon lost", 10_626, 1, "C", "+", 10_601, 10_660),
        ("one gained on the minus strand", 27_455, 1, "T", "-", 27_441, 27_500),
        ("two bases more before the start codon", 10_650, 1, "<GC", "+", 10_601, 10_660),
    ),
    POLY_A: (
        ("the signal AATAAA lost", 16_117, 1, "G", "+", 16_045, 16_249),
        ("a base behind a signal on the minus strand", 23_010, 1, "T", "-", 22_906, 23_110),
        ("three bases less before the signal", 16_080, 4, "<", "+", 16_042, 16_249),
    ),
    PROMOTER: (
        ("a base before the start of transcription", 35_965, 1, "A", "+", 29_001, 39_500),
        ("a base behind one on the minus strand", 27_400, 1, "C", "-", 24_001, 34_500),
        ("four bases less before the start", 35_900, 5, "<", "+", 28_997, 39_500),
    ),
}
