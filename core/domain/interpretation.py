"""What becomes of transcripts and proteins, computed from the sequence and an engine's probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.domain.consequence import SpliceOutcome
from core.domain.transcript import Transcript


class TranscriptOutcomes(NamedTuple):
    """What is predicted to become of the splicing of one transcript, aberrations first, by share."""

    transcript: Transcript
    outcomes: Sequence[SpliceOutcome]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What one variant does, transcript by transcript, the preferred transcript of a gene first.

    Attributes
    ----------
    splicing
        Transcripts that an engine has looked at; one without outcomes is spliced as ever, as far
        as is predicted.
    why_not
        A sentence on what could not be computed, "" where all was.
    """

    splicing: tuple[TranscriptOutcomes, ...] = ()
    why_not: str = ""

    @property
    def outcomes(self) -> tuple[SpliceOutcome, ...]:
        """Every outcome in every transcript."""
        return tuple(outcome for _, outcomes in self.splicing for outcome in outcomes)

    def in_gene(self, symbol: str) -> tuple[SpliceOutcome, ...]:
        """Outcomes in the preferred transcript of a gene."""
        found = (one.outcomes for one in self.splicing if one.transcript.gene_symbol == symbol)
        return tuple(next(found, ()))
