"""Coding potential trained quickly on the shared material, beside simpler scores on the same rows."""

import json
from pathlib import Path

import pytest

from core.domain.coding_potential import CodingClass
from core.domain.transcript import Mane
from core.errors import ProblemError
from core.interpret.mrna import reverse_complement
from core.packs import exon_table
from core.pipeline.coding_potential import coding_potential, load_coding_model, transcript_bases
from core.pipeline.coding_training import train_coding_model
from core.sources.genes import load_genes
from core.sources.reference import Reference
from tests.conftest import _absent
from tests.core.coding_genome import quick_rules

pytestmark = pytest.mark.science

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coding_potential.md"


@pytest.fixture(scope="module")
def trained(shared, tmp_path_factory):
    try:
        exons = exon_table("mmsplice", "GRCh38")
    except ProblemError:
        _absent("The mmsplice pack with its table of exons is not installed.")
    folder = tmp_path_factory.mktemp("coding")
    data = shared / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTRONAUT_DATA", str(folder))
        job = train_coding_model(
            data / "reference" / "GRCh38.fa.gz",
            data / "genes" / "MANE.GRCh38.gff3.gz",
            exons,
            quick_rules(
                networks=1,
                rounds=8,
                resamples=40,
                pieces_per_transcript=2,
                negatives_per_transcript=2,
            ),
        )
        while True:
            try:
                next(job)
            except StopIteration as ended:
                return folder, ended.value


def test_on_unseen_chromosomes_it_is_better_than_one_feature_alone(trained):
    figures = trained[1].figures
    assert figures.genes["test"] > 150
    for simpler in ("longest frame only", "hexamers only"):
        assert figures.lead[simpler].low > 0, simpler
    best = next(one for one in figures.areas if one.score == "network")
    assert best.roc.low > 0.93
    assert figures.calibration_error < 0.08


def test_known_transcripts_get_their_class(trained, shared, monkeypatch):
    monkeypatch.setenv("INTRONAUT_DATA", str(trained[0]))
    model = load_coding_model()
    genes = load_genes(shared / "data" / "genes" / "MANE.GRCh38.gff3.gz").transcripts
    # MSH2 (chr2) and PAX6 (chr11) are on test chromosomes.
    select = {one.gene_symbol: one for one in genes if one.mane is Mane.SELECT}
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        found = {
            name: coding_potential(transcript_bases(select[name], reference), model, name=name)
            for name in ("MSH2", "PAX6")
        }
        left, right = select["PAX6"].exons[:2]
        intron = reverse_complement(reference.fetch("chr11", left[1], right[0]))
    assert found["MSH2"].verdict is CodingClass.CODING
    assert found["MSH2"].frame.n_amino_acids == 934
    assert found["PAX6"].verdict is not CodingClass.NON_CODING
    assert found["PAX6"].frame.n_amino_acids == 436
    assert found["PAX6"].frame.protein.startswith("MQNSHSGVNQLGGVFVNGRPLPDSTRQKIVELAHSGARPCDISRILQ")
    assert coding_potential(intron, model).verdict is not CodingClass.CODING


def test_the_page_tells_where_a_simpler_score_is_as_good():
    text = PAGE.read_text("utf-8")
    assert "all features, logistic" in text
    assert "Tested on chr2, chr11, chr16" in text
    assert (PAGE.parent / "coding_potential.svg").is_file()
    figures = [line for line in text.splitlines() if line.startswith("| all | all |")]
    assert len(figures) == 4


def test_the_page_names_the_transcripts_it_is_wrong_about():
    text = PAGE.read_text("utf-8")
    wrong = text[text.index("## Known wrong answers") : text.index("## Measured")]
    assert "CD59 (128 codons in 7,563 bases" in wrong
    assert "of the 62 non-coding transcripts are called coding" in wrong


def test_figures_are_kept_beside_the_weights(trained):
    stored = json.loads((trained[0] / "coding" / "network" / "figures.json").read_text())
    assert stored["genes"] == trained[1].figures.genes
