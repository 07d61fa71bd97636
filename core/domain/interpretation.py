"""What becomes of transcripts and proteins, computed from the sequence and an engine's probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from core.domain.coding import CodingEffect
from core.domain.consequence import Nmd, ProteinChange, SpliceOutcome
from core.domain.context import Contexts
from core.domain.transcript import Transcript
from core.domain.utr import UtrEffect


class TranscriptOutcomes(NamedTuple):
    """What is predicted to become of the splicing of one transcript, aberrations first, by share."""

    transcript: Transcript
    outcomes: Sequence[SpliceOutcome]


class TranscriptCoding(NamedTuple):
    """What happens to one transcript where splicing stays as it is.

    `protein` and `nmd` are None where no codon is touched or the transcript cannot be read.
    """

    effect: CodingEffect
    protein: ProteinChange | None = None
    nmd: Nmd | None = None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What one variant does, transcript by transcript, the preferred transcript of a gene first.

    Attributes
    ----------
    splicing
        Transcripts that an engine has looked at; one without outcomes is spliced as ever, as far
        as is predicted.
    coding
        Of every transcript it lies in.
    utr
        Effects in untranslated regions and at the beginning of transcripts, gravest first in each.
    why_not
        A sentence on what could not be computed, "" where all was.
    contexts
        What is known beside it of other people and of the protein, where that was asked.
    """

    splicing: tuple[TranscriptOutcomes, ...] = ()
    coding: tuple[TranscriptCoding, ...] = ()
    utr: tuple[UtrEffect, ...] = ()
    why_not: str = ""
    contexts: Contexts = field(default_factory=Contexts)

    @property
    def outcomes(self) -> tuple[SpliceOutcome, ...]:
        """Every outcome in every transcript."""
        return tuple(outcome for _, outcomes in self.splicing for outcome in outcomes)

    def outcomes_in(self, symbol: str) -> tuple[SpliceOutcome, ...]:
        """Outcomes in the preferred transcript of a gene."""
        found = (one.outcomes for one in self.splicing if one.transcript.gene_symbol == symbol)
        return tuple(next(found, ()))

    def coding_in(self, symbol: str) -> TranscriptCoding | None:
        """Consequence in the preferred transcript of a gene, None where it lies in none of it."""
        return next((one for one in self.coding if one.effect.gene_symbol == symbol), None)

    def utr_in(self, symbol: str) -> tuple[UtrEffect, ...]:
        """Effects in the first transcript of a gene that has any."""
        mine = [one for one in self.utr if one.gene_symbol == symbol]
        return tuple(one for one in mine if one.transcript_id == mine[0].transcript_id)
