"""Framepool, APARENT2 and Xpresso against published values and against the original framework.

Packs are installed from the shared weights. Sequences that neither the shared data nor this tree
holds are cited where they stand.
"""

import csv
import random
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from core.domain.assembly import Assembly
from core.domain.transcript import Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.mrna import reverse_complement
from core.interpret.regulatory_subjects import regulatory_subjects
from core.sources.reference import Reference
from models import registry
from models.known_answers import examine_tracks
from models.regulatory.aparent2 import Aparent2Engine
from models.regulatory.framepool import FramepoolEngine
from models.regulatory.protocol import AlleleRequest
from models.regulatory.xpresso import XpressoEngine
from models.runtime import load_regulatory_engine
from tests.core.real_genes import mane_transcript

pytestmark = pytest.mark.science

HERE = Path(__file__).parent

HBB_UTR = "ACATTTGCTTCTGACACAACTGTGTTCACTAGCAACCTCAAACAGACACC"
"""5' UTR of HBB: the 50 bases before the start codon of NM_000518.5 (NCBI), which lie in one exon,
as in ENST00000335295."""

PRKAR1A = {
    "ENST00000392711": ((66508542, 66508720), (66511534, 66511540)),
    "ENST00000589228": ((66508567, 66508689), (66511534, 66511540)),
    "ENST00000536854": ((66508590, 66508689), (66511127, 66511260), (66511534, 66511540)),
}
"""Exons of the 5' UTRs on GRCh37, 0-based half-open: GENCODE 19 in Karollus/5UTR @ 5529ece,
kipoi/TestFiles/gencodev19_5utr_sorted.bed."""

PUBLISHED_LOADS = {
    "ENST00000392711": (-1.025860, 0.015113, -1.124092),
    "ENST00000589228": (-1.129289, -0.975691, 0.034666),
    "ENST00000536854": (-0.142159, -0.277853, -0.063634),
}
"""chr17:66508599 G>A on GRCh37, log2 fold changes as it is and shifted by one and two: kipoi/models
@ 156e1c7, Framepool/GettingStartedFramepool.ipynb."""

PUBLISHED_LEVELS = (
    ("chr17", 43121863, 43132363, 0.45983952),
    ("chr11", 31807620, 31818120, -0.3552314),
)
"""Minus-strand stretches of GRCh38, 0-based half-open, and their levels: rows 305 (BRCA1) and 178
(PAX6) of kipoi/models @ 08afc41, Xpresso/predictions.tsv, made with the network `human_median`."""


@pytest.fixture
def framepool(weights_packs) -> FramepoolEngine:
    return FramepoolEngine.load(device="cpu", threads=1)


@pytest.fixture
def aparent2(weights_packs) -> Aparent2Engine:
    return Aparent2Engine.load(device="cpu", threads=1)


@pytest.fixture
def xpresso(weights_packs) -> XpressoEngine:
    return XpressoEngine.load(device="cpu", threads=1)


@pytest.fixture
def grch37(shared):
    with Reference(shared / "data/reference/GRCh37.fa.gz") as opened:
        yield opened


@pytest.fixture
def grch38(shared):
    with Reference(shared / "data/reference/GRCh38.fa.gz") as opened:
        yield opened


def table(name):
    lines = [line for line in (HERE / name).read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


CUTS = {row["gene"]: row for row in table("aparent2.published.tsv")}


def published_cuts(row):
    return [float(row["proximal"]), float(row["all"])]


def twins(network):
    rows = [row for row in table("utr_networks.keras.tsv") if row["network"] == network]
    assert rows
    return rows


def twin_sequence(row):
    """As `asked_sequence` in keras_twins.py, which made the numbers."""
    chance = random.Random(int(row["seed"]))
    bases = "".join("ACGT"[int(4 * chance.random())] for _ in range(int(row["bases"])))
    first, last = int(row["unknown_first"]), int(row["unknown_last"])
    return bases[:first] + "N" * (last - first) + bases[last:]


def twin_outputs(row):
    return [float(one) for one in row["outputs"].split(",")]


def scored(engine, request):
    ((_, effects),) = engine.score([request])
    return effects


def substituted(sequence, place, ref, alt):
    assert sequence[place] == ref
    return AlleleRequest.of(sequence[:place], ref, alt, sequence[place + 1 :])


def test_framepool_hbb_variant_has_its_published_fold_changes(framepool):
    """HBB c.-29G>A, GRCh37 11:5248280 C>T (GettingStartedFramepool.ipynb, as above)."""
    effects = scored(framepool, substituted(HBB_UTR, len(HBB_UTR) - 29, "G", "A"))
    assert effects.delta == pytest.approx([-0.828528, 0.006580, -0.919977], abs=1e-4)


@pytest.mark.parametrize("name", PRKAR1A)
def test_framepool_reads_spliced_5_utrs_built_from_gene_models(framepool, grch37, name):
    utr = PRKAR1A[name]
    coding = utr[-1][1]
    transcript = Transcript(
        transcript_id=name,
        gene_symbol="PRKAR1A",
        gene_id="PRKAR1A",
        chrom="chr17",
        strand="+",
        start=utr[0][0],
        end=coding + 177,
        exons=(*utr[:-1], (utr[-1][0], coding + 177)),
        cds_start=coding,
        cds_end=coding + 177,
        biotype="protein_coding",
        traits=frozenset({TranscriptTrait.END_UNKNOWN}),
    )
    variant = Variant(Assembly.GRCH37, "chr17", 66508599, "G", "A")
    fetch = partial(grch37.fetch, "chr17")
    (subject,) = regulatory_subjects(registry.FIVE_PRIME_UTR, variant, [transcript], fetch)
    assert subject.phrase == "5' UTR of PRKAR1A"
    effects = scored(framepool, subject.request)
    assert effects.delta == pytest.approx(PUBLISHED_LOADS[name], abs=1e-4)


@pytest.mark.parametrize("gene", CUTS)
def test_aparent2_variants_have_their_published_log_odds(aparent2, gene):
    row = CUTS[gene]
    request = substituted(row["sequence"], int(row["place"]), row["ref"], row["alt"])
    assert scored(aparent2, request).delta == pytest.approx(published_cuts(row), abs=1e-4)


def test_aparent2_reads_the_signal_of_tp53_built_from_gene_models(aparent2, grch38, shared):
    transcript = mane_transcript(shared, "TP53", "chr17", 7_659_778, 7_705_502)
    row = CUTS["TP53"]
    fetch = partial(grch38.fetch, "chr17")
    start = 7_660_000 + fetch(7_660_000, 7_670_000).index(reverse_complement(row["sequence"]))
    pos = start + len(row["sequence"]) - int(row["place"])
    ref, alt = reverse_complement(row["ref"]), reverse_complement(row["alt"])
    variant = Variant(Assembly.GRCH38, "chr17", pos, ref, alt)
    (subject,) = regulatory_subjects(registry.POLY_A, variant, [transcript], fetch)
    assert subject.phrase == "poly-A signal AATAAA of TP53, 12 bases before the end"
    assert subject.request.ref_sequence == row["sequence"]
    assert scored(aparent2, subject.request).delta == pytest.approx(published_cuts(row), abs=1e-4)


def test_xpresso_promoters_have_their_published_levels(xpresso, grch38):
    stretches = [reverse_complement(grch38.fetch(*where).upper()) for *where, _ in PUBLISHED_LEVELS]
    levels = [level for *_, level in PUBLISHED_LEVELS]
    assert xpresso.outputs(stretches)[:, 0] == pytest.approx(levels, abs=1e-5)


def test_framepool_says_what_its_keras_twin_says(framepool):
    for row in twins("framepool"):
        (found,) = framepool.outputs([twin_sequence(row)])
        assert found == pytest.approx(twin_outputs(row), abs=1e-5), row


def test_aparent2_says_what_its_keras_twin_says(aparent2):
    rows = twins("aparent2")
    found = aparent2.outputs([twin_sequence(row) for row in rows])
    for row, values in zip(rows, found, strict=True):
        assert values == pytest.approx(twin_outputs(row), abs=1e-5), row


def test_xpresso_says_what_its_keras_twin_says(xpresso):
    for row in twins("xpresso"):
        told = [float(one) for one in row["features"].split(",") if one]
        features = torch.tensor([told]) if told else None
        found = xpresso.network(xpresso.tensor([twin_sequence(row)]), features)
        assert float(found[0]) == pytest.approx(twin_outputs(row)[0], abs=1e-5), row


@pytest.mark.parametrize("name", ["framepool", "aparent2", "xpresso"])
def test_engines_load_by_name_and_give_their_known_answers(weights_packs, name):
    engine = load_regulatory_engine(name, device="cpu", threads=1)
    result = examine_tracks(engine)
    assert (result.passed, result.n_answers) == (True, 3), result.deviations


def test_the_upstream_start_of_hbb_is_what_lowers_its_load(framepool):
    """c.-29G>A makes ACTGTG into ACTATG: mutagenesis finds the three bases of the new start."""
    request = substituted(HBB_UTR, len(HBB_UTR) - 29, "G", "A")
    *_, step = framepool.attribute(request, track=0)
    ref, alt = step.arrays
    start = alt.sequence.index("ATG")
    lowest = sorted(np.argsort(alt.contribution)[:3])
    assert lowest == [start, start + 1, start + 2]
    assert abs(ref.contribution).max() < abs(alt.contribution).max()


@pytest.mark.parametrize(("name", "track"), [("framepool", 0), ("aparent2", 0), ("xpresso", 0)])
def test_integrated_gradients_add_up(weights_packs, request, name, track):
    engine = request.getfixturevalue(name)
    row = twins(name)[0]
    sequence = twin_sequence(row)
    middle = len(sequence) // 2
    alt = "G" if sequence[middle] != "G" else "T"
    asked = substituted(sequence, middle, sequence[middle], alt)
    *_, step = engine.attribute(asked, track=track, method="integrated_gradients", flank=10**5)
    for allele, window in zip(step.arrays, engine.read(asked), strict=True):
        x = engine.tensor([window])
        blank = float(engine.target(window, track)(torch.full_like(x, engine.unknown))[0])
        assert allele.p == pytest.approx(float(engine.outputs([window])[0, track]), abs=1e-5)
        assert allele.contribution.sum() == pytest.approx(allele.p - blank, abs=0.05)
