"""The published INFO layout of splice scores, and which records the published tool leaves out.

Layout `ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL` of SpliceAI 1.3.1
(Jaganathan et al. 2019): deltas with two decimals, positions relative to the record's own POS.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.score import NotScoredReason
from core.pipeline.bodies import GeneBody
from core.sources.reference import Reference
from models.splice.protocol import (
    CONTEXT_LENGTH,
    SpliceDeltas,
    SpliceProfile,
    SpliceRequest,
    deltas,
    masked_deltas,
)

FORMAT = "ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL"
_NOTHING = "|".join("." * 8)


@dataclass(frozen=True, slots=True)
class Place:
    """A record's position and REF, as spelled in its file."""

    chrom: str
    pos: int
    ref: str


def refusal(place: Place, reference: Reference, distance: int) -> NotScoredReason | None:
    """Why the published tool would leave a record out, None where it scores it.

    `distance` counts bases on either side. Genes are not looked at here.
    """
    if place.chrom == "chrM":
        return NotScoredReason.MITOCHONDRIAL
    if reference.length(place.chrom) is None:
        return NotScoredReason.CONTIG_MISSING
    here = reference.fetch(place.chrom, place.pos - 1, place.pos - 1 + len(place.ref))
    if "N" in here or "N" in place.ref:
        return NotScoredReason.REFERENCE_UNKNOWN
    if here != place.ref:
        return NotScoredReason.REFERENCE_MISMATCH
    if len(place.ref) > 2 * distance:
        return NotScoredReason.REF_TOO_LONG
    if reference.window(place.chrom, place.pos, CONTEXT_LENGTH // 2 + distance) is None:
        return NotScoredReason.NEAR_CONTIG_END
    return None


def request_for(
    place: Place, alt: str, body: GeneBody, reference: Reference, distance: int
) -> SpliceRequest:
    """Give the engine's request for one allele in one gene.

    Raises
    ------
    ValueError
        If the window leaves the contig; `refusal` tells so beforehand.
    """
    window = reference.window(place.chrom, place.pos, CONTEXT_LENGTH // 2 + distance)
    if window is None:
        raise ValueError(f"{place.chrom}:{place.pos} is too close to the end of its contig")
    return SpliceRequest(
        window=window,
        ref=place.ref,
        alt=alt,
        strand=body.transcript.strand,
        body_start_offset=body.transcript.start + 1 - place.pos,
        body_end_offset=body.transcript.end - place.pos,
        place=(place.chrom, place.pos),
    )


def score_text(
    alt: str, symbol: str, profile: SpliceProfile, *, boundary_offsets: Iterable[int] | None
) -> str:
    """Give one allele in one gene in the published layout; masked where offsets are given."""
    if boundary_offsets is None:
        found = deltas(profile)
    else:
        found = masked_deltas(profile, boundary_offsets)
    return "|".join((alt, symbol, *_decimals(found), *_offsets(found)))


def blank_text(alt: str, symbol: str) -> str:
    """What the published tool writes where REF and ALT are both longer than one base."""
    return "|".join((alt, symbol, _NOTHING))


def boundary_offsets(body: GeneBody, pos: int) -> tuple[int, ...]:
    """Offsets of the gene's exon boundaries from a 1-based position."""
    return tuple(boundary - pos for boundary in body.boundaries)


def _decimals(found: SpliceDeltas) -> Sequence[str]:
    values = (found.acceptor_gain, found.acceptor_loss, found.donor_gain, found.donor_loss)
    return [f"{max(0.0, value):.2f}" for value in values]


def _offsets(found: SpliceDeltas) -> Sequence[str]:
    return [
        str(offset)
        for offset in (
            found.acceptor_gain_offset,
            found.acceptor_loss_offset,
            found.donor_gain_offset,
            found.donor_loss_offset,
        )
    ]
