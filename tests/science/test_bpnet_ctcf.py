"""BPNet of CTCF answers to the motif of CTCF, and to no other.

The published check (a CTCF consensus put into random sequence raises the natural log of the counts
by 1.477, the next best motif, that of YY1, by 0.118, others by less than 0.05) does not say which
random sequences. Here: 64 sequences of 2,114 bases, each base as likely, numpy's default generator
with seed 0 (the first 24 for motifs that do nothing); each motif in the middle; both strands; the mean
over the sequences. What a motif does has a standard deviation of 0.2 between sequences for CTCF,
and of 0.06 to 0.14 for YY1, which makes half a CTCF site here and there: so the mean of CTCF is
known to 0.03, and that of YY1 depends on the sequences most.

The motifs are consensus sequences of matrices of JASPAR CORE: the likeliest base of each column.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from core.sources.reference import Reference
from models.regulatory.bpnet import LENGTH, N_POSITIONS, PROFILE_START
from models.regulatory.explain import METHODS
from models.regulatory.filters import engine_filters, filter_motifs
from models.regulatory.profiles import COUNTS, PROFILE
from models.regulatory.protocol import AlleleRequest
from models.runtime import load_regulatory_engine
from models.sequence import one_hot, reverse_complement

pytestmark = pytest.mark.science

N_SEQUENCES, N_OF_OTHERS = 64, 24
CTCF = "TGGCCACCAGGGGGCGCTA"  # MA0139.1
YY1 = "CAAGATGGCGGC"  # MA0095.2
OTHERS = (
    "TTCTAATCTAT",  # GATA1, MA0035.4
    "GGGGCGGGG",  # SP1, MA0079.5
    "TACCCACAATGCATTG",  # ZNF143, MA0088.2
    "GCGCCTGCGCA",  # NRF1, MA0506.1
    "CAAAGTCCA",  # HNF4A, MA0114.5
    "CCACGTGC",  # MYC, MA0147.4
    "ATGATGTCAT",  # JUN, MA0488.2
    "CACTTCCTGT",  # GABPA, MA0062.4
)


@pytest.fixture
def engine(regulatory_packs):
    return load_regulatory_engine("bpnet-ctcf", device="cpu", threads=1)


def inserted(motifs: Sequence[str], n: int) -> list[AlleleRequest]:
    """Each motif put into the middle of each of n random sequences, sequence by sequence."""
    generator = np.random.default_rng(0)
    asked = []
    for _ in range(n):
        sequence = "".join(generator.choice(list("ACGT"), LENGTH))
        for motif in motifs:
            start = LENGTH // 2 - len(motif) // 2
            end = start + len(motif)
            asked.append(
                AlleleRequest.of(sequence[:start], sequence[start:end], motif, sequence[end:])
            )
    return asked


def mean_rises(engine, motifs: Sequence[str], n: int) -> list[float]:
    """What each motif adds to the natural log of the counts."""
    found = dict(engine.score(inserted(motifs, n)))
    rises = np.array([found[number].delta[COUNTS] for number in range(len(found))])
    return [float(mean) for mean in rises.reshape(n, -1).mean(axis=0)]


def test_a_ctcf_site_raises_the_counts_as_published_and_yy1_is_next(engine):
    ctcf, yy1 = mean_rises(engine, [CTCF, YY1], N_SEQUENCES)
    others = mean_rises(engine, OTHERS, N_OF_OTHERS)
    assert ctcf == pytest.approx(1.477, abs=0.06)
    assert max(map(abs, others)) < 0.025
    assert max(others) < yy1 < 0.15


def test_a_ctcf_site_makes_a_profile_around_itself(engine):
    (asked,) = inserted([CTCF], 1)
    ref, alt = engine.profile(asked.ref_sequence), engine.profile(asked.alt_sequence)
    middle = LENGTH // 2 - PROFILE_START
    near = slice(middle - 75, middle + 75)
    assert alt.shape == (2, N_POSITIONS)
    assert alt[:, near].sum() / alt.sum() > 1.5 * ref[:, near].sum() / ref.sum()
    # Reads begin upstream of what is bound: on the plus strand left of it, on the minus right.
    plus, minus = (np.average(np.arange(N_POSITIONS)[near], weights=one[near]) for one in alt)
    assert plus < middle < minus
    ((_, found),) = engine.score([asked])
    assert found.delta[PROFILE] > 0.2


@pytest.mark.parametrize(
    ("method", "track"),
    [
        (method, track)
        for method in METHODS
        for track in (COUNTS, PROFILE)
        if (method, track) != ("integrated_gradients", PROFILE)  # takes a minute
    ],
)
def test_every_explanation_finds_the_site(engine, method, track):
    (made,) = inserted([CTCF], 1)
    middle, start = LENGTH // 2, LENGTH // 2 - len(CTCF) // 2
    asked = AlleleRequest.of(made.alt_sequence[:middle], "G", "A", made.alt_sequence[middle + 1 :])
    *_, last = engine.attribute(asked, track=track, method=method, flank=30)
    ref, _ = last.arrays
    highest = ref.offsets[np.argsort(-np.abs(ref.contribution))[:8]]
    inside = range(start - middle, start - middle + len(CTCF))
    assert sum(int(offset) in inside for offset in highest) >= 7


def likeness(frequencies: np.ndarray, motif: str) -> float:
    """Best correlation of a filter with a motif on either strand, over all places of it."""
    best = 0.0
    spread = np.pad(frequencies - 0.25, ((0, 0), (len(motif) // 2,) * 2))
    for strand in (motif, reverse_complement(motif)):
        wanted = one_hot(strand) - 0.25
        for place in range(spread.shape[1] - len(motif) + 1):
            part = spread[:, place : place + len(motif)]
            size = float(np.linalg.norm(part) * np.linalg.norm(wanted))
            best = max(best, float((part * wanted).sum()) / size if size else 0.0)
    return best


def test_a_filter_of_the_first_layer_looks_for_the_ctcf_motif_more_than_any_for_another(
    engine, shared
):
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        sequences = [
            reference.fetch("chr19", start, start + 2_000)
            for start in range(11_085_000, 11_133_000, 2_000)
        ]
    found = filter_motifs(*engine_filters(engine), sequences)
    likest = max(found.frequencies, key=lambda one: likeness(one, CTCF))
    assert likeness(likest, CTCF) > 0.7
    # Letters of the motif in another order are no motif: what chance finds among 64 filters.
    chance = np.random.default_rng(0)
    mixed = ["".join(chance.permutation(list(CTCF))) for _ in range(10)]
    assert max(likeness(one, motif) for one in found.frequencies for motif in mixed) < 0.65
