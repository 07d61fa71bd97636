"""Per-base explanation of one predicted splice site, or of one track of regulatory sequence."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import SpliceEffect


class AttributionMethod(StrEnum):
    """How the contributions were computed."""

    ISM = "ism"
    INTEGRATED_GRADIENTS = "integrated_gradients"
    GRADIENT_X_INPUT = "gradient_x_input"
    SALIENCY = "saliency"
    ATTENTION_ROLLOUT = "attention_rollout"

    @property
    def words(self) -> str:
        """What the method is called in print."""
        return _WORDS[self]

    @property
    def has_sign(self) -> bool:
        """Whether its numbers tell in which direction a base moves what is explained."""
        return self not in (AttributionMethod.SALIENCY, AttributionMethod.ATTENTION_ROLLOUT)


_WORDS = {
    AttributionMethod.ISM: "in-silico mutagenesis",
    AttributionMethod.INTEGRATED_GRADIENTS: "integrated gradients from N",
    AttributionMethod.GRADIENT_X_INPUT: "gradient × input",
    AttributionMethod.SALIENCY: "saliency (steepest gradient)",
    AttributionMethod.ATTENTION_ROLLOUT: "attention rollout",
}


@dataclass(frozen=True, eq=False, slots=True)
class AlleleAttribution:
    """Contribution of each base of one allele to one number: a site's probability, or a track.

    Attributes
    ----------
    allele
        "ref" or "alt".
    sequence
        Plus-strand bases, length L.
    offsets
        (L,) int32: genome offset from `pos` of each base; inserted bases repeat the offset of
        the base before them, deleted bases are absent.
    contribution
        (L,) float32; positive where the base supports the site, or raises the track.
    mutants
        (4, L) float32 in A C G T order: change of the number when the base is replaced
        (0 at the base itself); None for the other methods.
    probability
        The number in this allele: the site's probability, or what the track says.
    residual
        How far the contributions of every base the engine reads, shown here or not, are from
        adding up to `probability` minus the probability in a sequence of N. None where the method
        promises no such sum.
    done
        (L,) bool: bases that are final. In the others `contribution` is 0 (in-silico mutagenesis)
        or an estimate. None for all, as in everything stored.
    """

    allele: str
    sequence: str
    offsets: NDArray[np.int32]
    contribution: NDArray[np.float32]
    mutants: NDArray[np.float32] | None
    probability: float
    residual: float | None = None
    done: NDArray[np.bool_] | None = None

    @property
    def n_done(self) -> int:
        """Bases that are final."""
        return len(self.sequence) if self.done is None else int(self.done.sum())


@dataclass(frozen=True, eq=False, slots=True)
class Attribution:
    """REF and ALT explained: one effect of one variant in one transcript, or one track of an engine.

    Attributes
    ----------
    transcript_id, strand
        Whose sequence was read; empty where the place alone counts, which is then read on both
        strands.
    effect
        The splice effect that is explained, None where it is a track.
    site_offset
        The affected site relative to `pos`, genome direction; 0 for a track.
    digest
        Of the weights that were asked.
    subject
        What was read for a track, in words for a list; empty for the sequence around the variant.
    track
        The track of an engine of regulatory sequence that is explained, None for a splice effect.
    """

    engine_id: str
    transcript_id: str
    strand: str
    effect: SpliceEffect | None
    site_offset: int
    method: AttributionMethod
    ref: AlleleAttribution
    alt: AlleleAttribution
    digest: str = ""
    subject: str = ""
    track: RegulatoryTrack | None = None

    @property
    def words(self) -> str:
        """What is explained: the effect, or the track with its name."""
        if self.track is not None:
            return f"{self.track.words} ({self.track.name})"
        return self.effect.value if self.effect is not None else ""

    @property
    def is_final(self) -> bool:
        """Every base of both alleles is final."""
        return self.n_done == self.n_bases

    @property
    def n_done(self) -> int:
        """Bases that are final, REF and ALT."""
        return self.ref.n_done + self.alt.n_done

    @property
    def n_bases(self) -> int:
        """Bases explained, REF and ALT."""
        return len(self.ref.sequence) + len(self.alt.sequence)

    @property
    def residual(self) -> float | None:
        """The larger residual of both alleles; None where the method promises no sum."""
        known = [a.residual for a in (self.ref, self.alt) if a.residual is not None]
        return max(known, default=None)

    @property
    def completeness(self) -> str:
        """In words, how far the contributions are from adding up; empty where they need not."""
        residual = self.residual
        return "" if residual is None else f"completeness {residual:.3f}"


@dataclass(frozen=True, slots=True)
class AskedTrack:
    """A track of an engine of regulatory sequence that a person wants explained.

    Attributes
    ----------
    track
        Its name, empty for the one that changes most relative to what is usual.
    transcript_id, subject
        Which of several stretches of sequence; None for the one whose track changes most.
    """

    engine_id: str
    track: str = ""
    transcript_id: str | None = None
    subject: str | None = None

    def is_explained_by(self, known: Attribution) -> bool:
        """Tell whether an explanation is of this very track in this very stretch."""
        return known.track is not None and self == AskedTrack(
            known.engine_id, known.track.name, known.transcript_id, known.subject
        )
