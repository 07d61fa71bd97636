"""What a probability of coding means: classes, frames, words. Pure; asks no model."""

import re

from core.domain.coding_potential import CodingClass, CodingFeature, CodingPotential, ReadingFrame
from core.domain.counting import counted
from core.errors import UsageError
from core.interpret.coding_rules import CodingRules
from core.interpret.codons import translate

MEANINGS = {
    "orf_length": "length of the longest open reading frame (log2 of 1 + codons)",
    "orf_coverage": "share of the transcript it takes up",
    "orf_has_stop": "it ends with a stop codon (1) or with the transcript (0)",
    "kozak": "purine at -3 and G at +4 of its start (0 to 2)",
    "hexamer": "words of six bases in it, coding against other sequence (mean log-odds)",
    "hexamer_lead": "the same, less the better of its two other frames",
    "codon_usage": "its codons, coding against other sequence (mean log-odds)",
    "fickett": "TESTCODE: how bases are spread over codon places",
    "gc": "G and C in the transcript",
    "gc3": "G and C at third places of its codons",
    "stops_in_frame": "stop codons among codons of the transcript in its frame",
    "stops_second": "the same, one base on",
    "stops_third": "the same, two bases on",
    "codons": "what the networks read in the codons themselves, in order",
    "mRNA": "length of the transcript (bases)",
    "ORF": "length of the longest open reading frame (bases)",
    "Fickett": "TESTCODE of it",
    "Hexamer": "words of six bases in it (mean log-odds)",
}
"""Features of the network, then terms of CPAT."""

_LETTERS = re.compile("[ABCDGHKMNRSTUVWY]+")
_TOLD_FEATURES = 3
_READS = {
    CodingClass.CODING: "Reads like a transcript that codes for a protein",
    CodingClass.NON_CODING: "Reads like a non-coding transcript",
    CodingClass.BETWEEN: "Can be called neither coding nor non-coding",
}
_CAUTION = {
    CodingClass.CODING: "Whether the protein is made is not known from sequence.",
    CodingClass.NON_CODING: "Short peptides are not excluded, and it says nothing of a function.",
    CodingClass.BETWEEN: "",
}


def cleaned(text: str) -> str:
    """Give the bases of a pasted or read sequence: upper case, U as T, ambiguous letters as N.

    Raises
    ------
    UsageError
        With anything but letters of nucleotides, blanks, digits and line ends.
    """
    bases = re.sub(r"[\s0-9]+", "", text).upper()
    if bases and not _LETTERS.fullmatch(bases):
        odd = next(letter for letter in bases if not _LETTERS.fullmatch(letter))
        raise UsageError(
            f"{odd!r} is no letter of a nucleotide sequence.", "Give DNA or RNA, 5' to 3'."
        )
    return re.sub("[^ACGTN]", "N", bases.replace("U", "T"))


def why_not_assessed(sequence: str, rules: CodingRules) -> str:
    """Say in a sentence why a transcript cannot be assessed; empty where it can."""
    least = int(rules.min_length.value)
    if len(sequence) < least:
        return (
            f"The sequence has {counted(len(sequence), 'base')}; below {least} nothing is said of "
            "coding potential."
        )
    unknown = sequence.count("N") / len(sequence)
    if unknown > rules.max_unknown.value:
        return (
            f"{unknown:.1%} of its bases are not known; above {rules.max_unknown.value:.0%} "
            "nothing is said of coding potential."
        )
    return ""


def verdict(probability: float, cutoffs: tuple[float, float], *, is_long: bool) -> CodingClass:
    """Give the class of a probability.

    Parameters
    ----------
    cutoffs
        Coding from, and non-coding below.
    is_long
        Its longest frame is too long for chance: it is not called non-coding then.
    """
    coding_from, non_coding_below = cutoffs
    if probability >= coding_from:
        return CodingClass.CODING
    is_low = probability < non_coding_below and not is_long
    return CodingClass.NON_CODING if is_low else CodingClass.BETWEEN


def expected_by_chance(sequence: str, n_codons: int) -> float:
    """Give how many frames of `n_codons` or more are expected in random bases like these.

    Every place may hold an ATG, and each of the next `n_codons - 1` codons no stop, where bases
    follow each other independently with the shares they have here (among A C G T).
    """
    counts = {base: sequence.count(base) for base in "ACGT"}
    total = sum(counts.values())
    if total < 3 * n_codons or not n_codons:
        return 0.0
    a, c, g, t = (counts[base] / total for base in "ACGT")
    del c
    stop = t * a * (a + 2 * g)
    return (total - 3 * n_codons + 1) * a * t * g * (1 - stop) ** (n_codons - 1)


def reading_frame(sequence: str, start: int, end: int, kozak: int) -> ReadingFrame:
    """Translate an open reading frame, 0-based half-open in the transcript."""
    return ReadingFrame(start, end, translate(sequence[start:end], starts_with_met=True), kozak)


def feature(name: str, value: float, contribution: float) -> CodingFeature:
    """Give a feature with its meaning."""
    return CodingFeature(name, MEANINGS.get(name, ""), value, contribution)


def sentence(found: CodingPotential) -> str:
    """Say in plain words what was found."""
    if found.probability is None:
        return f"Coding potential not assessed. {found.why_unknown}"
    parts = [
        f"{_READS[found.verdict]} (probability {found.probability:.2f}).",
        _frame_words(found),
        _chance_words(found),
        _feature_words(found.features),
        _CAUTION[found.verdict],
    ]
    return " ".join(part for part in parts if part)


def _frame_words(found: CodingPotential) -> str:
    frame = found.frame
    if frame is None:
        return "It has no ATG, so no open reading frame."
    ends = "ends with a stop codon" if frame.has_stop else "has no stop codon before its end"
    return (
        f"Its longest open reading frame, bases {frame.start + 1} to {frame.end} of {found.length}, "
        f"codes for {counted(frame.n_amino_acids, 'amino acid')} and {ends}."
    )


def _chance_words(found: CodingPotential) -> str:
    if found.by_chance is None:
        return ""
    n = "less than 0.001" if found.by_chance < 0.001 else f"{found.by_chance:.3g}"
    return f"Random bases of this length and composition hold {n} frames that long."


def _feature_words(features: tuple[CodingFeature, ...]) -> str:
    told = [f"{one.name} {one.contribution:+.1f}" for one in features[:_TOLD_FEATURES]]
    return f"Counts most (log-odds): {', '.join(told)}." if told else ""
