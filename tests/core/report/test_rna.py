"""What the patient's RNA shows, as a report tells it in its formats."""

import json
from dataclasses import replace

import pytest

from core.domain.consequence import OutcomeKind
from core.domain.interpretation import Interpretation, TranscriptOutcomes
from core.domain.junction import Junction
from core.domain.rna import (
    ExonInclusion,
    JunctionReads,
    OutcomeEvidence,
    ReadsKind,
    RnaAtVariant,
    RnaEvidence,
    RnaSource,
    RnaVerdict,
    Share,
    Verdict,
)
from core.domain.sashimi import Arc, ArcRole, CoverageStep, Sashimi
from core.report.html import report_html
from core.report.json import report_dict
from core.report.rna import NOT_READ, RNA_NOTE, rna_pages, rna_remarks, rna_step
from core.report.tsv import report_tsv
from tests.core.real_genes import skipping
from tests.core.report import examples

TRANSCRIPT = examples.transcripts()[2]
SKIPPED = replace(
    skipping(TRANSCRIPT, 3), sentence="Exon 3 <139 bases> is left out. Frameshift: a stop follows."
)
PREDICTED = Interpretation((TranscriptOutcomes(TRANSCRIPT, (SKIPPED,)),))
SHARE = Share(0.41234567, 0.3, 0.52, 40, 60, 20)
SOURCE = RnaSource(
    "/secret/place/patient.bam", "ab" * 32, ReadsKind.BAM, "Whole Blood", "", True, "rna rules 7"
)


def junction(start, end, reads):
    return JunctionReads(Junction("chr16", start, end, "-"), reads)


OUTCOME = OutcomeEvidence(
    "exon skipping",
    SKIPPED.sentence,
    (junction(99, 200, 40),),
    (junction(99, 150, 1), junction(160, 200, 61)),
    3,
    replace(SHARE, mean=0.45),
    RnaVerdict(Verdict.SUPPORTS, SHARE, 40, "Supports: 40 of 100 fragments.", "rna rules 7"),
)
EXON = ExonInclusion(3, 149, 160, SHARE, None, 5, 0.98, "Exon 3 is included in 58 %.")
DRAWN = Sashimi(
    "chr16", 0, 300, "-", (CoverageStep(0, 300, 7.0),), (Arc(99, 200, 40, ArcRole.NEW),)
)
EVIDENCE = RnaEvidence(TRANSCRIPT.transcript_id, "TSC2", (OUTCOME,), (EXON,), DRAWN)
READ = RnaAtVariant(((SOURCE, EVIDENCE),), (SOURCE,))


def report(rna=READ, predicted=PREDICTED):
    detail = replace(examples.detail(), rna=rna, interpretation=predicted)
    return replace(examples.report(detail), rna_sources=rna.sources)


def test_a_page_names_file_sample_treatment_and_transcript():
    (page,) = rna_pages(READ)
    assert page.title == (
        f"TSC2 {TRANSCRIPT.transcript_id}: patient.bam (BAM), Whole Blood, cells treated against NMD"
    )


def test_an_outcome_is_told_with_its_reads_and_an_exon_with_its_inclusion():
    ((outcome, exon),) = (page.rows for page in rna_pages(READ))
    assert (outcome.topic, outcome.verdict) == ("Exon 3 <139 bases> is left out.", Verdict.SUPPORTS)
    assert outcome.notes == (
        (
            "Introns that only it has: 100-200 (40 reads); of unchanged splicing: 100-150 (1 read), "
            "161-200 (61 reads)."
        ),
        "3 fragments in the place fit neither.",
    )
    assert (exon.kind, exon.said) == ("PSI of exon 3", "Exon 3 is included in 58 %.")


def test_a_share_by_all_fragments_is_told_where_it_disagrees():
    uneven = replace(OUTCOME, modelled=replace(SHARE, mean=0.2, low=0.1, high=0.3))
    rna = RnaAtVariant(((SOURCE, replace(EVIDENCE, outcomes=(uneven,))),), (SOURCE,))
    ((outcome, _),) = (page.rows for page in rna_pages(rna))
    assert "By all fragments in the place: 20.0%" in outcome.notes[1]
    assert "coverage is uneven" in outcome.notes[1]


def test_an_aberration_without_rna_says_that_none_was_read():
    assert rna_remarks(RnaAtVariant(), PREDICTED) == (NOT_READ,)
    assert rna_remarks(RnaAtVariant(), Interpretation()) == ()
    stronger = replace(SKIPPED, kind=OutcomeKind.SITE_STRENGTHENED)
    harmless = Interpretation((TranscriptOutcomes(TRANSCRIPT, (stronger,)),))
    assert rna_remarks(RnaAtVariant(), harmless) == ()


def test_rna_read_elsewhere_is_not_taken_for_rna_read_here():
    (told,) = rna_remarks(RnaAtVariant((), (SOURCE,)), PREDICTED)
    assert "was read (patient.bam), but not at this variant" in told


def test_what_is_predicted_since_is_told_apart():
    assert rna_remarks(READ, PREDICTED) == ()
    later = replace(SKIPPED, sentence="Exon 4 is left out. More.")
    now = Interpretation((TranscriptOutcomes(TRANSCRIPT, (SKIPPED, later)),))
    (told,) = rna_remarks(READ, now)
    assert "not looked at in it" in told
    assert "Exon 4 is left out. Read the RNA again." in told


def test_html_tells_it_at_the_candidate_and_escapes_it():
    page = report_html(report())
    assert "<h3>RNA of the patient</h3>" in page
    assert "Exon 3 &lt;139 bases&gt; is left out." in page
    assert "Supports: 40 of 100 fragments." in page
    assert RNA_NOTE in page
    assert "/secret" not in page
    assert NOT_READ in report_html(report(RnaAtVariant()))
    assert "RNA of the patient</h3>" not in report_html(report(RnaAtVariant(), Interpretation()))


def test_json_holds_every_number_and_no_folder():
    told = report_dict(report())
    assert told["rna_files"] == [
        {
            "file_name": "patient.bam", "digest": "ab" * 32, "kind": "BAM", "tissue": "Whole Blood",
            "library": None, "is_nmd_inhibited": True, "rule_set": "rna rules 7",
        }
    ]  # fmt: skip
    (rna,) = told["candidates"][0]["rna"]
    (outcome,) = rna["outcomes"]
    assert outcome["share"] == {
        "mean": 0.4123, "low": 0.3, "high": 0.52, "n_one": 40, "n_other": 60, "n_both": 20,
    }  # fmt: skip
    assert outcome["own_introns"][0] == {
        "start": 99, "end": 200, "strand": "-", "reads": 40, "multi_reads": 0,
    }  # fmt: skip
    assert (rna["exons"][0]["reference_psi"], rna["exons"][0]["modelled_psi"]) == (0.98, None)
    assert rna["introns"] == [
        {"start": 99, "end": 200, "reads": 40, "role": "only in a predicted outcome"}
    ]
    assert "/secret" not in json.dumps(told)
    assert report_dict(report(RnaAtVariant()))["candidates"][0]["rna_remarks"] == [NOT_READ]


@pytest.mark.parametrize(("rna", "cell"), [(READ, "supports: 41.2%"), (RnaAtVariant(), "–")])
def test_tsv_tells_the_verdicts_in_a_column_of_their_own(rna, cell):
    lines = [one for one in report_tsv(report(rna)).decode().splitlines() if one[0] != "#"]
    column = lines[0].split("\t").index("rna")
    assert cell in lines[1].split("\t")[column]


def test_the_method_names_file_model_and_rules():
    told = rna_step((SOURCE,))
    for words in ("patient.bam (BAM), Whole Blood", "Katz 2010", "rna rules 7", "no evidence code"):
        assert words in told
    assert rna_step(()) == "No RNA of the patient was read."


def test_a_report_with_rna_is_another_report():
    assert report().report_id != report(RnaAtVariant()).report_id
