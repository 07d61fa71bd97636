"""What is known beside an outcome, from the tables of this computer to window, report and JSON."""

import json
from pathlib import Path

import pytest

from core import tissue_psi
from core.contexts import ContextReader
from core.domain.assembly import Assembly
from core.domain.consequence import OutcomeKind, SpliceOutcome
from core.domain.context import DomainLoss, OutcomeContext
from core.domain.local_value import Registration
from core.domain.stated import Mechanism, RegionRole, Stated
from core.evidence import evidence_sheet
from core.evidence.changes import state
from core.interpret.evidence.rules import load_evidence_rules
from core.pipeline.local_sources import add_local_source
from core.pipeline.rank import rank_case
from core.report import outcomes
from core.report.data import freeze
from core.report.html import report_html
from core.report.json import report_json
from core.review import VariantDetail, detail
from core.sources.registry import registry_file
from core.store.case_store import CaseStore
from core.tissue_psi import NOT_PREPARED, inclusion_ranges_known, prepare_inclusion_ranges
from tests.core.coding_toy import coding_text, codon_pos, pieces, scored_case
from tests.core.pipeline.toy import PLUS, World, drive
from tests.core.sources.local_files import indexed, write_table
from tests.models.psi_table import write_psi_table

RULES = load_evidence_rules()
START, END = PLUS[1]
NEXT = PLUS[2][0]
BUILD = Assembly.ARTIFICIAL
LOF = Mechanism("ClinGen dosage: haploinsufficiency, sufficient evidence (3)")

SKIP = f"toy1 {PLUS[0][1] + 1} {NEXT} + 37 exon-2-skipped"
"""The junction over exon 2, 1-based inclusive, as a laboratory's table of events has it."""


def register(path: Path, layout: str, **told: str) -> None:
    drive(add_local_source(Registration(path, layout, assembly=BUILD.value, **told)))


def events(folder: Path, *rows: str) -> None:
    path = indexed(folder / "events.tsv.gz", *rows, columns=(1, 2, 3))
    register(path, "observed-events", title="Seen at home", version="2026")


def domain(folder: Path, *blocks: tuple[int, int], name: str = "Kinase") -> None:
    start, end = blocks[0][0], blocks[-1][1]
    sizes = ",".join(str(last - first) for first, last in blocks)
    starts = ",".join(str(first - start) for first, _ in blocks)
    row = f"toy1 {start} {end} {name} 0 + {start} {end} 0 {len(blocks)} {sizes} {starts}"
    register(write_table(folder / "domains.bed", row), "protein-domains", title="Own domains")


def skipping(folder: Path) -> Path:
    """A case with +5 of the donor of exon 2 (120 bases, 40 codons, in frame) changed."""
    world = World(folder, coding_text())
    world.add(END + 5)
    return scored_case(world)


def looked_at(case: Path) -> VariantDetail:
    with CaseStore.open(case) as store:
        return detail(store, 1)


def outcome_of(found: VariantDetail, kind: OutcomeKind) -> tuple[SpliceOutcome, OutcomeContext]:
    (outcome,) = [one for one in found.interpretation.outcomes if one.kind is kind]
    return outcome, found.interpretation.contexts.of(outcome)


def test_a_junction_of_the_table_stands_beside_the_outcome_that_has_it(tmp_path: Path):
    events(tmp_path, SKIP, f"toy1 {PLUS[0][1] + 1} {START} + 900 usual")
    found = looked_at(skipping(tmp_path))
    _, context = outcome_of(found, OutcomeKind.EXON_SKIPPING)
    (seen,) = context.seen
    assert (seen.samples, seen.event, seen.source) == (37, "exon-2-skipped", "Seen at home (2026)")
    assert (seen.start, seen.end) == (PLUS[0][1], NEXT)
    _, kept = outcome_of(found, OutcomeKind.INTRON_RETENTION)
    assert not kept.seen
    assert "no junction of its own" in kept.why_not_seen


def test_the_other_strand_and_a_neighbouring_junction_are_not_it(tmp_path: Path):
    events(tmp_path, SKIP.replace("+", "-"), SKIP.replace(str(NEXT), str(NEXT + 1)))
    _, context = outcome_of(looked_at(skipping(tmp_path)), OutcomeKind.EXON_SKIPPING)
    assert context.seen == ()
    assert "none of them stands in Seen at home (2026)" in context.why_not_seen
    assert "does not mean that there are none" in context.why_not_seen


def test_without_tables_everything_is_told_as_not_known(tmp_path: Path):
    found = looked_at(skipping(tmp_path))
    _, context = outcome_of(found, OutcomeKind.EXON_SKIPPING)
    assert context == OutcomeContext(
        why_no_inclusion="the genome build has no GTEx table",
        why_not_seen="not known: no table of observed junctions is registered",
        domains=None,
    )
    told = outcomes.no_domains(found.interpretation)
    assert told == "Protein domains: not known: no table of protein domains is registered."


def test_a_table_that_changed_is_told_and_stops_nothing(tmp_path: Path):
    events(tmp_path, SKIP)
    case = skipping(tmp_path)
    with (tmp_path / "events.tsv.gz").open("ab") as file:
        file.write(b"x")
    _, context = outcome_of(looked_at(case), OutcomeKind.EXON_SKIPPING)
    assert "not known from Seen at home" in context.why_not_seen
    assert "has changed since it was registered" in context.why_not_seen


def test_a_damaged_list_of_tables_is_told(tmp_path: Path):
    case = skipping(tmp_path)
    registry_file().parent.mkdir(parents=True, exist_ok=True)
    registry_file().write_text("{")
    _, context = outcome_of(looked_at(case), OutcomeKind.EXON_SKIPPING)
    assert "the list of tracks cannot be read" in context.why_not_seen


def test_domains_of_lost_amino_acids_are_told_in_window_report_and_json(tmp_path: Path):
    # Exon 2 is 120 bases in frame: codons 41 to 80. The domain has its last 60 bases and 30 more.
    domain(tmp_path, (END - 60, END), (NEXT, NEXT + 30))
    case = skipping(tmp_path)
    found = looked_at(case)
    outcome, context = outcome_of(found, OutcomeKind.EXON_SKIPPING)
    assert outcome.protein is not None
    assert outcome.protein.is_frame_kept
    assert context.domains == (DomainLoss("Kinase", "Own domains", 20, 30),)
    words = "Domains touched: Kinase (20 of 30 amino acids, 67%, lost or changed)."
    assert words in outcomes.beside(outcome, found.interpretation)
    with CaseStore.open(case) as store:
        data = freeze(store, generated_at="2026-01-01T00:00:00+00:00")
    assert words in report_html(data)
    (told,) = json.loads(report_json(data))["candidates"]
    skip = next(one for one in told["consequences"] if one["kind"] == "exon skipping")
    assert skip["domains"] == [
        {"name": "Kinase", "source": "Own domains", "n_lost": 20, "n_all": 30, "n_put_in": 0}
    ]
    assert skip["observed_junctions"] is None
    assert "no table of observed junctions" in skip["why_not_observed"]


def test_domains_of_a_truncation_are_told_beside_its_consequence(tmp_path: Path):
    start = pieces()[3][0]
    domain(tmp_path, (start, start + 90))
    world = World(tmp_path, coding_text({20: "AAG"}))
    world.add(codon_pos(20), "A", "T")
    found = looked_at(scored_case(world))
    contexts = found.interpretation.contexts
    (losses,) = contexts.coding.values()
    assert losses is not None
    assert (losses[0].n_lost, losses[0].n_all) == (30, 30)
    (coding,) = found.interpretation.coding
    told = tuple(outcomes.unspliced(coding, found.interpretation))
    assert "Domains touched: Kinase (30 of 30 amino acids, 100%, lost or changed)." in told


def truncated_late(folder: Path, stated: Stated):
    """A stop at codon 150, in the last exon, and a domain over its last seven amino acids."""
    end = pieces()[3][1]
    domain(folder, (end - 3 - 21, end))
    world = World(folder, coding_text({150: "AAG"}))
    world.add(codon_pos(150), "A", "T")
    with CaseStore.open(scored_case(world), write=True) as store:
        state(store, 1, stated, "A. Lee", "2026-01-01T00:00:00+00:00")
        sheet = evidence_sheet(store, 1, RULES)
    return next(one for one in sheet.codes if one.code == "PVS1")


def test_a_touched_domain_is_a_hint_for_the_region_and_decides_nothing(tmp_path: Path):
    pvs1 = truncated_late(tmp_path, Stated(mechanism=LOF))
    assert pvs1.strength == "moderate"
    assert "Domains touched: spliced as ever: Kinase (7 of 7 amino acids" in pvs1.reason
    assert "Whether the region is critical is a person's judgement." in pvs1.reason
    assert dict(pvs1.inputs)["domains touched"].startswith("spliced as ever: Kinase")


@pytest.mark.parametrize(("is_critical", "strength"), [(True, "strong"), (False, "moderate")])
def test_where_a_person_states_the_role_there_is_no_hint(
    tmp_path: Path, is_critical: bool, strength: str
):
    region = RegionRole("the laboratory", is_critical=is_critical)
    pvs1 = truncated_late(tmp_path, Stated(mechanism=LOF, region=region))
    assert pvs1.strength == strength
    assert "person's judgement" not in pvs1.reason


@pytest.fixture
def gtex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed table that knows exon 2, skipped, and exon 3 as no case predicts it."""
    path = write_psi_table(
        tmp_path / "psi.toy.csv.gz",
        {("chr1", START, END, "+"): {"Liver": 0.25, "Whole Blood": 0.5, "Lung": 0.0}},
    )
    monkeypatch.setattr(tissue_psi, "_table", lambda _: (path, ""))
    return path


def test_ranges_are_prepared_once_and_kept(gtex: Path):
    assert inclusion_ranges_known(BUILD).why_not == NOT_PREPARED
    assert [one.stage for one in prepare_inclusion_ranges(BUILD)] == [
        "reading the inclusion of exons in tissues"
    ]
    assert list(prepare_inclusion_ranges(BUILD)) == []
    known = inclusion_ranges_known(BUILD)
    assert known.why_not == ""
    found = known.of(("chr1", START, END, "+"), 2)
    assert found is not None
    assert (found.n_tissues, found.lowest, found.lowest_tissue) == (2, 0.25, "Liver")
    assert (found.highest, found.highest_tissue) == (0.5, "Whole Blood")


def test_another_table_is_prepared_anew(gtex: Path, tmp_path: Path):
    list(prepare_inclusion_ranges(BUILD))
    write_psi_table(gtex, {("chr1", 1, 2, "+"): {"Liver": 1.0}, ("chr1", 3, 9, "+"): {"Lung": 0.5}})
    assert inclusion_ranges_known(BUILD).why_not == NOT_PREPARED


def test_a_damaged_table_is_told_and_the_job_goes_on(gtex: Path):
    gtex.write_bytes(gtex.read_bytes()[:-12])
    notes = [one.note for one in prepare_inclusion_ranges(BUILD) if one.note]
    assert ["cannot be read" in one for one in notes] == [True]
    assert inclusion_ranges_known(BUILD).why_not == NOT_PREPARED


def test_inclusion_stands_beside_the_outcome_that_leaves_the_exon_out(
    gtex: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # The toy's contig is none of a table of human exons: it is laid on chromosome 1 here.
    real = tissue_psi.InclusionRanges.of
    monkeypatch.setattr(
        tissue_psi.InclusionRanges,
        "of",
        lambda self, exon, number=None: real(self, ("chr1", *exon[1:]), number),
    )
    case = skipping(tmp_path)
    drive(rank_case(case))
    found = looked_at(case)
    outcome, context = outcome_of(found, OutcomeKind.EXON_SKIPPING)
    (inclusion,) = context.inclusion
    assert (inclusion.exon_number, inclusion.n_tissues) == (2, 2)
    told = outcomes.beside(outcome, found.interpretation)[0]
    assert told.endswith("(GTEx, 2 tissues): included 0.25 (Liver) to 0.50 (Whole Blood).")
    _, kept = outcome_of(found, OutcomeKind.INTRON_RETENTION)
    assert kept.inclusion == ()


def test_the_build_and_the_choice_of_the_case_decide_which_tables_are_asked(tmp_path: Path):
    events(tmp_path, SKIP)
    assert ContextReader(BUILD)._junctions
    assert not ContextReader(Assembly.GRCH38)._junctions
    assert not ContextReader(BUILD, lambda _: False)._junctions
