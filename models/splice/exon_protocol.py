"""The published protocol of MMSplice, without any network.

How the two alleles of an exon are written, which bases each module reads, and how ten module
scores become a change of exon inclusion (Cheng et al. 2019, release 2.4.0). The exon keeps its
borders: bases inserted or deleted in an intron shift the intron, those in the exon change its
length.

    genome:   ......intron......|=====exon=====|......intron......
    left:     [100 bases, cut at the far end   ]
    exon:                        as long as the edit makes it
    right:                                      [100 bases, cut at the far end]
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.errors import RequestError
from models.sequence import reverse_complement

OVERHANG = 100
"""Bases of each neighbouring intron that are read."""

TISSUE_OVERHANG = 300
"""Bases of each neighbouring intron that the tissue networks read."""

MODULES = ("acceptor_intron", "acceptor", "exon", "donor", "donor_intron")

_TISSUE_EXON = 100
_SITE_CUT = 6
_ACCEPTOR_INTRON, _ACCEPTOR_EXON = 50, 3
_DONOR_EXON, _DONOR_INTRON = 5, 13
_CLIP = 1e-5
_CLOSE = 1e-8

_PSI_WEIGHTS = np.array(
    [
        0.49685773,
        0.72322957,
        1.54760024,
        0.75011527,
        2.26187717,
        -0.69419094,
        2.40138709,
        0.88148553,
    ]
)
_PSI_INTERCEPT = 0.0006480262366686865
_EFFICIENCY_WEIGHTS = np.array([0.4306642, 3.83603188, 1.04443485, -2.25699023])
_EFFICIENCY_INTERCEPT = -0.12248809929900793
_PATHOGENICITY_WEIGHTS = np.array(
    [
        *(1.02831554, 3.31378717, -0.43812655, 2.15091432, 0.16565594),
        *(-1.08152271, -3.50915318, 0.32264241, -2.69134854, -0.09424334),
        *(0.23300564, -1.16765913, -0.8762778),
    ]
)
_PATHOGENICITY_INTERCEPT = 0.912602


@dataclass(frozen=True, slots=True)
class ExonRequest:
    """One allele at one exon.

    Attributes
    ----------
    window
        Plus-strand reference around the exon, upper case, N where unknown. It reaches
        `TISSUE_OVERHANG` bases and the length of REF beyond the exon wherever an intron is.
    exon_start, exon_end
        The exon in the window, 0-based half-open.
    variant_start
        First base of REF in the window, 0-based.
    ref, alt
        Plus-strand alleles as spelled in the record, at least one base each. An insertion
        belongs to the part that holds the base before it.
    strand
        `+` or `-`, of the transcript.
    left_intron, right_intron
        An intron lies before (behind) the exon in genome direction: false at the ends of the
        transcript.
    """

    window: str
    exon_start: int
    exon_end: int
    variant_start: int
    ref: str
    alt: str
    strand: str
    left_intron: bool = True
    right_intron: bool = True


@dataclass(frozen=True, slots=True)
class ExonSequence:
    """One allele of an exon, 5' to 3' of the transcript; an intron that is not there is empty."""

    acceptor_intron: str
    exon: str
    donor_intron: str


@dataclass(frozen=True, eq=False, slots=True)
class ExonEffect:
    """What the engine says about one allele at one exon.

    Attributes
    ----------
    ref_modules, alt_modules
        Shape (5,), in the order of `MODULES`; the two sites as logits.
    delta_logit_psi
        Change of the logit of exon inclusion; negative where the exon is skipped more.
    pathogenicity
        0-1, of the published logistic model.
    efficiency
        Change of the logit of splicing efficiency.
    tissue_ref, tissue_alt
        Shape (56,), by tissue: how far the logit of inclusion lies from the mean of all tissues.
    """

    ref_modules: NDArray[np.float64]
    alt_modules: NDArray[np.float64]
    delta_logit_psi: float
    pathogenicity: float
    efficiency: float
    tissue_ref: NDArray[np.float32]
    tissue_alt: NDArray[np.float32]

    @property
    def tissue_delta(self) -> NDArray[np.float64]:
        """Change of the logit of inclusion in each tissue, shape (56,)."""
        return self.delta_logit_psi + (self.tissue_alt.astype(np.float64) - self.tissue_ref)


def check_exon_request(request: ExonRequest) -> None:
    """Raise `RequestError` where a request does not keep to the protocol."""
    reach = TISSUE_OVERHANG + len(request.ref)
    end = request.variant_start + len(request.ref)
    here = request.window[max(request.variant_start, 0) : end]
    faults = (
        (not request.ref or not request.alt, "an allele is empty"),
        (request.strand not in {"+", "-"}, f"the strand is {request.strand!r}"),
        (not 0 <= request.exon_start < request.exon_end <= len(request.window), "no exon"),
        (request.left_intron and request.exon_start < reach, "the window is too short before"),
        (
            request.right_intron and len(request.window) - request.exon_end < reach,
            "the window is too short behind the exon",
        ),
        (request.variant_start < 0 or here != request.ref, "REF is not in the window"),
    )
    for is_fault, fault in faults:
        if is_fault:
            raise RequestError(f"An exon request is malformed: {fault}.", "This is a bug.")


def exon_sequences(request: ExonRequest, overhang: int) -> tuple[ExonSequence, ExonSequence]:
    """REF and ALT of the exon with up to `overhang` bases of each intron."""
    plain = (
        request.window[: request.exon_start],
        request.window[request.exon_start : request.exon_end],
        request.window[request.exon_end :],
    )
    return _oriented(plain, request, overhang), _oriented(_edited(request), request, overhang)


def module_sequences(allele: ExonSequence) -> tuple[str, str, str, str, str]:
    """What each of the five modules reads, in the order of `MODULES`.

    The intron modules read the intron without the six bases next to the exon. Where there is no
    intron, N stand for it.
    """
    before, behind = allele.acceptor_intron, allele.donor_intron
    if len(before) <= _ACCEPTOR_INTRON:
        before = before.rjust(_ACCEPTOR_INTRON + 1, "N")
    if len(behind) <= _DONOR_INTRON:
        behind = behind.ljust(_DONOR_INTRON + 1, "N")
    whole = before + allele.exon + behind
    first, last = len(before), len(before) + len(allele.exon)
    return (
        before[:-_SITE_CUT],
        whole[first - _ACCEPTOR_INTRON : first + _ACCEPTOR_EXON],
        allele.exon or "N",
        whole[last - _DONOR_EXON : last + _DONOR_INTRON],
        behind[_SITE_CUT:],
    )


def tissue_sequences(allele: ExonSequence) -> tuple[str, str]:
    """The first and the last 400 bases of the exon with 300 bases (or N) on both sides."""
    whole = (
        allele.acceptor_intron.rjust(TISSUE_OVERHANG, "N")
        + allele.exon
        + allele.donor_intron.ljust(TISSUE_OVERHANG, "N")
    )
    length = TISSUE_OVERHANG + _TISSUE_EXON
    return whole[:length], whole[-length:]


def logit(probability: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logit, of probabilities kept 0.00001 away from 0 and 1."""
    kept = np.clip(probability, np.float32(_CLIP), np.float32(1 - _CLIP))
    return np.asarray(np.log(kept) - np.log(1 - kept), dtype=np.float32)


def delta_logit_psi(ref: NDArray[np.float64], alt: NDArray[np.float64]) -> float:
    """Change of the logit of inclusion out of the five module scores of each allele."""
    change = alt - ref
    exon, donor, acceptor = _overlaps(change)
    features = [*change, change[2] * exon, change[4] * donor, change[0] * acceptor]
    return float(np.dot(features, _PSI_WEIGHTS) + _PSI_INTERCEPT)


def efficiency(ref: NDArray[np.float64], alt: NDArray[np.float64]) -> float:
    """Change of the logit of splicing efficiency; the intron modules are not looked at."""
    change = alt - ref
    features = [*change[1:4], change[2] * _overlaps(change)[0]]
    return float(np.dot(features, _EFFICIENCY_WEIGHTS) + _EFFICIENCY_INTERCEPT)


def pathogenicity(ref: NDArray[np.float64], alt: NDArray[np.float64]) -> float:
    """Probability of the published logistic model, 0-1."""
    features = [*ref, *alt, *_overlaps(alt - ref)]
    raised = np.dot(features, _PATHOGENICITY_WEIGHTS) + _PATHOGENICITY_INTERCEPT
    return float(1 / (1 + np.exp(-raised)))


def delta_psi(
    delta_logit: NDArray[np.float64], reference_psi: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Change of inclusion (-1 to 1) from its logit's change; NaN where the reference is unknown."""
    known = np.clip(reference_psi.astype(np.float64), 0.001, 0.999)
    return 1 / (1 + np.exp(-(delta_logit + np.log(known / (1 - known))))) - known


def _overlaps(change: NDArray[np.float64]) -> tuple[bool, bool, bool]:
    """Whether a change is seen by exon and a site, donor and its intron, acceptor and its."""
    moved = np.abs(change) > _CLOSE
    return (
        bool(moved[2] and (moved[1] or moved[3])),
        bool(moved[3] and moved[4]),
        bool(moved[0] and moved[1]),
    )


def _edited(request: ExonRequest) -> tuple[str, str, str]:
    """ALT of the window in three parts: before, in and behind the exon.

    An allele that reaches over a border is cut there: base by base as far as both alleles go,
    and of what one has more the part behind the border.
    """
    borders = (0, request.exon_start, request.exon_end, len(request.window))
    start, end = request.variant_start, request.variant_start + len(request.ref)
    parts = []
    for first, last in pairwise(borders):
        part = request.window[first:last]
        if first <= start < last or start < first < end:
            # Where REF starts before this part, its earlier bases stand in the part before.
            skipped = max(first - start, 0)
            taken = last - start if start < last < end else len(request.alt)
            inner = request.alt[skipped:taken]
            part = part[: max(start - first, 0)] + inner + part[max(end - first, 0) :]
        parts.append(part)
    return parts[0], parts[1], parts[2]


def _oriented(parts: tuple[str, str, str], request: ExonRequest, overhang: int) -> ExonSequence:
    left = parts[0][-overhang:] if request.left_intron else ""
    right = parts[2][:overhang] if request.right_intron else ""
    if request.strand == "+":
        return ExonSequence(left, parts[1], right)
    return ExonSequence(
        reverse_complement(right), reverse_complement(parts[1]), reverse_complement(left)
    )
