"""Whether a transcript reads like one that codes for a protein."""

from dataclasses import dataclass
from enum import StrEnum


class CodingClass(StrEnum):
    """What a probability says, by the cut-offs measured with the model."""

    CODING = "coding"
    NON_CODING = "non-coding"
    BETWEEN = "between"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class ReadingFrame:
    """An open reading frame, 0-based half-open in the transcript, its stop codon included.

    Attributes
    ----------
    protein
        One-letter code; "*" at its end where there is a stop codon.
    kozak
        0 to 2: a purine at -3 and a G at +4, one each.
    """

    start: int
    end: int
    protein: str
    kozak: int

    @property
    def has_stop(self) -> bool:
        """It ends with a stop codon, not with the transcript."""
        return self.protein.endswith("*")

    @property
    def n_amino_acids(self) -> int:
        """Length of the protein."""
        return len(self.protein.removesuffix("*"))


@dataclass(frozen=True, slots=True)
class CodingFeature:
    """Something measured, and what it added.

    Attributes
    ----------
    contribution
        Change of the log-odds (natural logarithm) by this value in place of the mean of the
        sequences the model was trained on. Contributions do not add up to the result where
        features act together.
    """

    name: str
    meaning: str
    value: float
    contribution: float


@dataclass(frozen=True, slots=True)
class CodingPotential:
    """What a model says of a transcript.

    Attributes
    ----------
    name
        As the user or file calls the sequence; empty for a pasted one.
    length
        Bases.
    probability
        0-1, calibrated for sequences of which half are coding; None where it was not assessed.
    verdict
        By the cut-offs of the model; never non-coding with a frame too long for chance.
    frame
        The longest open reading frame, on which it rests; None without any.
    by_chance
        How many frames as long as that are expected in random bases of this length and
        composition; None without a frame.
    other_frames
        Other open reading frames long enough to be told, longest first.
    features
        Strongest contribution first.
    model
        Name and digest of what gave the probability.
    sentence
        In plain words.
    why_unknown
        Why it was not assessed; empty where it was.
    """

    name: str
    length: int
    probability: float | None
    verdict: CodingClass
    frame: ReadingFrame | None
    by_chance: float | None
    other_frames: tuple[ReadingFrame, ...]
    features: tuple[CodingFeature, ...]
    model: str
    sentence: str
    why_unknown: str = ""
