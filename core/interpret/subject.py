"""A sequence of a transcript that a network is asked about, or why it is not."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript
from core.interpret.anchored_stretch import has_too_many_unknown
from core.interpret.mrna_pair import MrnaPair
from models.regulatory.protocol import AlleleRequest


@dataclass(frozen=True, slots=True)
class Subject:
    """What an engine of one kind reads of one transcript.

    Attributes
    ----------
    kind
        Of the engine, as in `models.registry`.
    request
        Both alleles in the direction of the transcript.
    phrase
        What it is, for a list: `5' UTR of LDLR`.
    places
        Shape (bases of REF,), 0-based place on the genome of each; None where REF is read off the
        plus strand as it is.
    """

    kind: str
    transcript_id: str
    gene_symbol: str
    strand: str
    request: AlleleRequest
    phrase: str
    places: NDArray[np.int64] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class NoSubject:
    """Why an engine of one kind is not asked about a transcript that is concerned.

    `detail` is a sentence that says more than the reason, or empty.
    """

    kind: str
    transcript_id: str
    gene_symbol: str
    strand: str
    reason: NotScoredReason
    detail: str = ""


def subject(
    kind: str,
    transcript: Transcript,
    request: AlleleRequest,
    phrase: str,
    length: int | None,
    pair: MrnaPair,
) -> Subject | NoSubject:
    """Give a subject of which the engine reads the last `length` bases, None for all.

    None where too many of them are unknown: that is a reason. `pair` is what the request was cut
    out of.
    """
    if has_too_many_unknown(request, length):
        return no_subject(kind, transcript, NotScoredReason.REFERENCE_UNKNOWN)
    names = transcript.transcript_id, transcript.gene_symbol, transcript.strand
    places = pair.ref.origins[pair.first - request.start :][: len(request.ref_sequence)]
    return Subject(kind, *names, request, phrase, places)


def no_subject(
    kind: str, transcript: Transcript, reason: NotScoredReason, detail: str = ""
) -> NoSubject:
    """Give the reason why a transcript has no subject."""
    names = transcript.transcript_id, transcript.gene_symbol, transcript.strand
    return NoSubject(kind, *names, reason, detail)
