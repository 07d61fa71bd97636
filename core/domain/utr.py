"""What a variant does in the untranslated regions of a transcript and at its beginning."""

from dataclasses import dataclass
from enum import StrEnum


class UtrKind(StrEnum):
    """What happens, on the sequence alone."""

    UPSTREAM_START_GAINED = "upstream start codon gained"
    UPSTREAM_START_LOST = "upstream start codon lost"
    UPSTREAM_STOP_LOST = "stop of an upstream reading frame lost"
    UPSTREAM_STOP_GAINED = "stop of an upstream reading frame gained"
    UPSTREAM_FRAMESHIFT = "frameshift in an upstream reading frame"
    KOZAK_WEAKENED = "Kozak context of the main start weakened"
    KOZAK_STRENGTHENED = "Kozak context of the main start strengthened"
    UPSTREAM_KOZAK_CHANGED = "Kozak context of an upstream start changed"
    POLYA_LOST = "polyadenylation signal lost"
    POLYA_GAINED = "polyadenylation signal gained"
    POLYA_CHANGED = "polyadenylation signal changed"
    SPLICE_SITE_TOUCHED = "splice site in the 5' UTR touched or near"
    NEAR_TSS = "near the transcription start"
    NOT_ASSESSED = "effect in the UTR not assessed"


class Strength(StrEnum):
    """Class of a Kozak context or of a polyadenylation signal."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    UNKNOWN = "unknown"


class Concern(StrEnum):
    """How much an effect asks for attention, by the rule set; no evidence code follows from it."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    UNGRADED = "not graded"


class Expectation(StrEnum):
    """What becomes of the main protein, as expected from the sequence and never measured."""

    LESS = "less protein"
    MORE = "more protein"
    LONGER = "protein with a longer beginning"
    UNKNOWN = "not known"


class OrfKind(StrEnum):
    """Where an upstream reading frame ends."""

    UPSTREAM = "ends before the coding sequence"
    OVERLAPPING = "overlaps the coding sequence out of frame"
    EXTENSION = "runs into the coding sequence in frame"


@dataclass(frozen=True, slots=True)
class KozakContext:
    """Bases around a start codon.

    Attributes
    ----------
    bases
        From -6 to +4, the A of the start codon being +1 (there is no 0); "-" where the transcript
        does not reach.
    strength
        `UNKNOWN` where the base at -3 or +4 is not there or not known.
    matching
        Places, in that numbering, at which the base is that of the consensus; the start codon
        itself is not among them.
    """

    bases: str
    strength: Strength
    matching: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UpstreamOrf:
    """A reading frame that begins with an ATG before the coding sequence.

    Attributes
    ----------
    kind
        One whose stop codon has a base of the coding sequence counts as overlapping.
    index
        0-based place of the A of its ATG in the spliced transcript of its allele.
    pos
        1-based genome place of that A; None where the variant put it in.
    kozak
        Context of its start.
    to_cds
        Bases from that A to the first base of the coding sequence: the A is c.-`to_cds`.
    stop_index, stop_pos
        The same for the first base of its stop codon; None where none is met, or unknown bases
        come first. A stop that lies in the coding sequence is given too.
    """

    kind: OrfKind
    index: int
    pos: int | None
    kozak: KozakContext
    to_cds: int
    stop_index: int | None
    stop_pos: int | None

    @property
    def frame(self) -> int:
        """Frame relative to the coding sequence: 0 is in frame."""
        return self.to_cds % 3

    @property
    def length(self) -> int | None:
        """Bases from its start up to and with its stop codon, None without a known stop."""
        return None if self.stop_index is None else self.stop_index + 3 - self.index

    @property
    def stop_to_cds(self) -> int | None:
        """Bases between its stop codon and the coding sequence, negative where it ends in there."""
        return None if self.length is None else self.to_cds - self.length


@dataclass(frozen=True, slots=True)
class UtrEffect:
    """One effect of a variant in one transcript.

    Attributes
    ----------
    orf_before, orf_after
        The upstream reading frame on either allele, None where the allele does not have it or the
        effect is of another kind.
    kozak_before, kozak_after
        Context of the main start, for effects on it.
    signal_before, signal_after
        Hexamers (DNA letters) of an effect on polyadenylation, "" where there is none.
    strength
        Class of what decides: the context of the upstream start (after the change, before it where
        the start is lost) or of the main start after it, or of the stronger hexamer; None for
        other effects.
    concern, expected
        By the rule set named in `rule_set`.
    distance_to_tss
        As `tss_distance` gives it; None where the beginning of the transcript is not known.
    sentence
        In plain words.
    why_unknown
        A sentence on what could not be looked at or is not known for certain, "" if nothing.
    """

    transcript_id: str
    gene_symbol: str
    kind: UtrKind
    concern: Concern
    expected: Expectation
    sentence: str
    rule_set: str
    distance_to_tss: int | None
    orf_before: UpstreamOrf | None = None
    orf_after: UpstreamOrf | None = None
    kozak_before: KozakContext | None = None
    kozak_after: KozakContext | None = None
    signal_before: str = ""
    signal_after: str = ""
    strength: Strength | None = None
    why_unknown: str = ""

    @property
    def is_expected_to_lower_translation(self) -> bool:
        """Less of the main protein is expected; False also where nothing is known."""
        return self.expected is Expectation.LESS
