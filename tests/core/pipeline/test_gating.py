"""Gates over a whole case: counts that add up, presets applied later, variants that are rescued."""

import random
from pathlib import Path

import numpy as np
import pytest

from core.domain.candidate import InheritanceFit, Lane
from core.domain.local_value import Registration
from core.domain.trace import Outcome
from core.domain.transcript import Region
from core.errors import UsageError
from core.gate_presets import (
    known_presets,
    preset_named,
    remove_preset,
    rules_of,
    save_preset,
)
from core.interpret.gate_rules import Doubt, changed, load_gate_rules
from core.interpret.gates import GATES
from core.interpret.loci import load_loci
from core.pipeline.gating import GateBench, apply_gates
from core.pipeline.intake import read_case
from core.pipeline.local_sources import add_local_source
from core.pipeline.score import score_case
from core.rescue import own_catalogue
from core.store.case_store import CaseStore
from core.trace import trace_text
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other
from tests.core.sources.known_files import known_vcf

LOSS, DEEP, FAR = PLUS[1][1] + 1, 22_000, 50_064
LOCUS = (50_001, 50_141)


def plant_locus(*places: tuple[int, int]) -> None:
    """The laboratory's catalogue: a small RNA gene on the toy contig, outside all gene models."""
    entries = "".join(
        f'[[loci]]\nname = "RNU4-2"\nwhat = "toy U4"\nsource = "made up"\n'
        f'artificial = {{ chrom = "toy1", first = {first}, last = {last} }}\n'
        for first, last in places or (LOCUS,)
    )
    own_catalogue().parent.mkdir(parents=True)
    own_catalogue().write_text(
        f'name = "own"\nversion = "1"\ndate = "2026-11-26"\n{entries}', encoding="utf-8"
    )


def rules(**changes: object):
    return changed(load_gate_rules(), "a test", changes)


def test_an_insertion_in_a_small_rna_gene_comes_up_though_no_network_scores_it(world: World):
    plant_locus()
    loss = world.add(LOSS)
    base = world.base(FAR)
    planted = world.add(FAR, base, base + "T", info="gnomAD_AF=0.3")
    parent = world.add(LOCUS[0], calls=("0/0", "0/1", "0/0"), info="gnomAD_AF=0.3")
    outside = world.add(LOCUS[1] + 1, info="gnomAD_AF=0.3")
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        told = trace_text(store, planted)
        rows = store.candidate_rows()
        assert [
            trace_text(store, one).conclusion.count("not in the list")
            for one in (loss, parent, outside)
        ] == [0, 1, 1]
        assert [row.lane for row in rows] == [Lane.NEEDS_EYES, Lane.SPLICE]
        assert rows[0].sentence.startswith("It lies in RNU4-2, a known disease locus (toy U4).")
        assert store.ledger().discrepancies() == ()
    by_name = {step.name: step for step in told.steps}
    assert by_name["gate: population frequency"].outcome is Outcome.FAILED
    assert by_name["score"].outcome is Outcome.FAILED
    assert by_name["never left out"].value.startswith("It lies in RNU4-2")
    assert by_name["in the list"].value == "rank 1, lane needs eyes"


def test_what_is_rescued_is_listed_in_a_genome_too_and_is_scored_first(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.listing.LISTED_WHOLE", 0)
    world.add(LOSS)
    for step in range(3):
        world.add(DEEP + step)
    inside, far = world.add(DEEP + 500), world.add(FAR)
    plant_locus(LOCUS, (DEEP + 490, DEEP + 510))
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=(engine := ToyEngine())))
    assert engine.asked[0][0] == inside.rsplit("-", 1)[1]
    with CaseStore.open(spec.case) as store:
        names = {one.variant_id: one.variant.spelled for one in store.variants()}
        listed = [(names[row.variant_id], row.lane) for row in store.candidate_rows()]
    assert {spelled for spelled, lane in listed if lane is Lane.NEEDS_EYES} == {inside, far}


def test_a_deletion_that_reaches_into_a_locus_is_rescued_too(world: World):
    plant_locus()
    start = LOCUS[0] - 20
    world.add(start, world.text[start - 1 : start + 29], world.base(start), info="gnomAD_AF=0.3")
    world.add(
        start - 100,
        world.text[start - 101 : start - 71],
        world.base(start - 100),
        info="gnomAD_AF=0.3",
    )
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        assert sorted(one.gate for one in store.variants()) == ["", "population_frequency"]


def test_loci_of_the_program_have_both_builds_and_a_source():
    loci = load_loci().loci
    assert {"RNU4-2", "RNU2-2", "RNU4ATAC", "RMRP", "TERC", "RBM8A 5' UTR"} <= {
        one.name for one in loci
    }
    for one in loci:
        assert one.GRCh37
        assert one.GRCh38
        assert one.GRCh37.chrom == one.GRCh38.chrom
        lengths = {place.last - place.first for place in (one.GRCh37, one.GRCh38)}
        assert len(lengths) == 1
        assert min(lengths) >= 0


def many(world: World, n: int = 60) -> list[str]:
    """Variants of all kinds: near and far, common and unknown, of the child and of parents."""
    rng = random.Random(5)
    spelled = []
    for pos in sorted(rng.sample(range(19_000, 34_000), n)):
        if world.base(pos) == "N":
            continue
        info = rng.choice((".", "gnomAD_AF=0.00001", "gnomAD_AF=0.005", "gnomAD_AF=0.3"))
        calls = rng.choice(
            (
                ("0/1", "0/0", "0/0"),
                ("0/1", "0/1", "0/0"),
                ("1/1", "0/1", "0/1"),
                ("0/0", "0/1", "0/1"),
                ("./.", "0/1", "0/0"),
            )
        )
        spelled.append(world.add(pos, info=info, calls=calls))
    return spelled


CHOICES = [
    {},
    {"max_frequency": 0.0001},
    {"regions": (Region.DEEP_INTRON, Region.INTRON)},
    {"modes": (InheritanceFit.DE_NOVO,)},
    {"modes": (InheritanceFit.COMPOUND_HET, InheritanceFit.RECESSIVE)},
    {"expression": "distance < 300 or copies == 2"},
    {"drop": (Doubt.QUALITY, Doubt.DEPTH), "expression": "frequency < 0.1", "max_frequency": 1.0},
    {"in_panels": True},
]


@pytest.mark.parametrize("choice", CHOICES)
def test_counts_and_ledger_agree_whatever_is_chosen_and_trace_tells_what_is_stored(
    world: World, choice: dict[str, object]
):
    spelled = many(world)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    preset = save_preset("mine", rules(**choice))
    with CaseStore.open(spec.case) as store:
        counts = GateBench(store).counts(preset.rules)
        engines_before = store.ledger().engines["toy"]
    drive(apply_gates(spec.case, preset))
    with CaseStore.open(spec.case) as store:
        ledger = store.ledger()
        assert ledger.discrepancies() == ()
        engine = ledger.engines["toy"]
        firsts = {one.gate: one.n_first for one in counts.gates if one.n_first}
        assert engine.filtered == firsts
        assert counts.n_passed == len(store.columns()) - sum(firsts.values())
        assert engine.pending >= max(0, counts.n_new - 0) - engines_before.scored
        assert rules_of(store.info()) == preset.rules
        assert (store.info().preset, store.info().preset_version) == ("mine", "version 1")
        ranks = {row.variant_id: row.rank for row in store.candidate_rows()}
        by_name = {one.variant.spelled: one for one in store.variants()}
        for text in spelled:
            told, stored = trace_text(store, text), by_name[text]
            gates = [one for one in told.steps if one.name.startswith("gate: ")]
            assert len(gates) == len(GATES)
            failing = [
                gate
                for gate, one in zip(GATES, gates, strict=True)
                if one.outcome is Outcome.FAILED
            ]
            assert next(iter(failing), "") == stored.gate
            steps = {one.name: one for one in told.steps}
            rank = ranks.get(stored.variant_id)
            listed = steps["in the list"]
            assert listed.outcome is (Outcome.FAILED if rank is None else Outcome.PASSED)
            assert rank is None or listed.value.startswith(f"rank {rank},")
            is_scored = bool(store.scores([stored.variant_id]).get(stored.variant_id))
            assert (steps["score"].outcome is Outcome.PASSED) == is_scored


def test_what_newly_passes_is_pending_and_scores_that_are_there_stay(world: World):
    kept = world.add(LOSS, info="gnomAD_AF=0.0001")
    world.add(DEEP, info="gnomAD_AF=0.005")
    world.add(DEEP + 10, info="gnomAD_AF=0.2")
    drive(read_case(spec := world.spec(preset="very-rare")))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        assert store.ledger().engines["toy"].filtered == {"population_frequency": 2}
    drive(apply_gates(spec.case, preset_named("all")))
    with CaseStore.open(spec.case) as store:
        engine = store.ledger().engines["toy"]
        assert (engine.filtered, engine.scored, engine.pending) == ({}, 1, 2)
    drive(score_case(spec.case, engine=(engine := ToyEngine())))
    assert {alt for alt, _ in engine.asked} == {
        other(world.base(DEEP)),
        other(world.base(DEEP + 10)),
    }
    drive(apply_gates(spec.case, preset_named("very-rare")))
    with CaseStore.open(spec.case) as store:
        ledger = store.ledger()
        assert ledger.discrepancies() == ()
        assert (ledger.engines["toy"].scored, ledger.engines["toy"].pending) == (1, 0)
        assert [row.variant_id for row in store.candidate_rows()] == [
            store.find(_variant(store, kept)).variant_id
        ]


def _variant(store: CaseStore, text: str):
    return next(one.variant for one in store.variants() if one.variant.spelled == text)


def test_a_rare_allele_that_healthy_people_carry_twice_is_left_out_where_the_preset_says_so(
    world: World,
):
    twice, once = world.add(DEEP), world.add(DEEP + 10)
    records = [
        f"toy1 {pos} . {world.base(pos)} {other(world.base(pos))} . PASS AF=0.004;nhomalt={n}"
        for pos, n in ((DEEP, 6), (DEEP + 10, 5))
    ]
    known = known_vcf(world.folder / "gnomad.vcf.gz", records)
    drive(add_local_source(Registration(known, assembly="artificial")))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        assert [one.gate for one in store.variants()] == ["people_with_two_copies", ""]
        step = {one.name: one for one in trace_text(store, twice).steps}
        told = step["gate: people with two copies"]
        assert told.outcome is Outcome.FAILED
        assert told.value == "two copies: 6, limit 5; it on their one X: unknown, limit 5"
        assert "healthy people have two copies" in trace_text(store, twice).conclusion
        assert "waiting to be scored" in trace_text(store, once).conclusion
        assert store.ledger().discrepancies() == ()
    drive(apply_gates(spec.case, preset_named("rare")))
    with CaseStore.open(spec.case) as store:
        assert [one.gate for one in store.variants()] == ["", ""]


def test_a_gate_is_judged_again_only_when_its_own_rules_change(world: World):
    many(world)
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        bench = GateBench(store)
        whole = bench.counts(rules())
        assert bench.counts(rules(max_frequency=0.0001)) != whole
        assert bench.counts(rules()) == whole
        fresh = GateBench(store)
        for choice in CHOICES * 2:
            assert bench.counts(rules(**choice)) == fresh.counts(rules(**choice))
        assert np.array_equal(bench.codes(rules()) == 0, store.columns().gate == 0)


def test_presets_of_the_program_are_locked_and_ones_own_keep_their_versions(tmp_path: Path):
    assert next(one.name for one in known_presets() if one.is_locked) == "clinical"
    with pytest.raises(UsageError, match="locked"):
        save_preset("clinical", rules())
    with pytest.raises(UsageError, match="locked"):
        remove_preset("rare")
    with pytest.raises(UsageError, match="cannot be the name"):
        save_preset("../elsewhere", rules())
    assert save_preset("ours", rules(max_frequency=0.5)).version == "version 1"
    assert save_preset("ours", rules(max_frequency=0.4)).version == "version 2"
    limit = preset_named("ours").rules.max_population_frequency
    assert (limit.value, limit.source) == (0.4, "Set by a person in a test.")
    remove_preset("ours")
    with pytest.raises(UsageError, match="There is no preset ours"):
        preset_named("ours")


def test_a_case_keeps_its_rules_when_the_preset_is_changed_later(world: World):
    world.add(DEEP, info="gnomAD_AF=0.005")
    save_preset("ours", rules(max_frequency=0.5))
    drive(read_case(spec := world.spec(preset="ours")))
    save_preset("ours", rules(max_frequency=0.1))
    with CaseStore.open(spec.case) as store:
        assert rules_of(store.info()).max_population_frequency.value == 0.5
        assert store.info().preset_version == "version 1"


def test_nothing_is_left_out_for_a_gate_that_does_not_hold_in_the_case(world: World):
    world.add(DEEP, calls=("0/0", "0/1", "0/0"))
    drive(read_case(spec := world.spec(ped=None)))
    drive(apply_gates(spec.case, preset_named("very-rare")))
    with CaseStore.open(spec.case) as store:
        assert store.info().gates_off == ("not_carried_by_proband",)
        assert [one.gate for one in store.variants()] == [""]


READS = "GT:DP:GQ:AD"


def add_reads(world: World, pos: int, cell: str) -> str:
    spelled = world.add(pos)
    line = world.records[-1].replace("GT:DP:GQ", READS).split("\t")
    line[9:] = [cell, *(f"{one}:30,0" for one in line[10:])]
    world.records[-1] = "\t".join(line)
    return spelled


@pytest.mark.parametrize(
    ("cell", "is_doubtful"),
    [
        ("0/1:30:99:15,15", False),
        ("0/1:30:99:29,1", True),
        ("0/1:30:99:30,0", True),
        ("./1:30:99:29,1", False),
        ("1/1:30:99:29,1", False),
        ("0/1:30:99:0,0", False),
    ],
)
def test_the_trace_judges_shares_of_reads_as_the_gates_do(
    world: World, cell: str, is_doubtful: bool
):
    spelled = add_reads(world, 21_510, cell)
    drive(read_case(spec := world.spec(preset="strict")))
    with CaseStore.open(spec.case) as store:
        (stored,) = store.variants()
        told = {step.name: step for step in trace_text(store, spelled).steps}
    assert stored.gate == ("call_quality" if is_doubtful else "")
    quality = told["gate: quality of the call"]
    assert (quality.outcome is Outcome.FAILED) is is_doubtful


def test_where_modes_are_chosen_one_copy_may_not_be_common(world: World):
    rare = world.add(21_510, info="gnomAD_AF=0.00005")
    common = world.add(21_520, info="gnomAD_AF=0.0005")
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        bench = GateBench(store)
        one_copy = rules(modes=("de novo", "possibly de novo"))
        assert bench.codes(one_copy).tolist() == [0, GATES.index("inheritance") + 1]
        two_hits = rules(modes=(*one_copy.modes, "compound heterozygous, phase unknown"))
        assert bench.codes(two_hits).tolist() == [0, 0], "each is a partner of the other"
    preset = save_preset("one-copy", one_copy)
    drive(apply_gates(spec.case, preset))
    with CaseStore.open(spec.case) as store:
        told = {step.name: step for step in trace_text(store, common).steps}
        assert trace_text(store, rare).conclusion.count("not in the list") == 0
    assert told["gate: inheritance"].outcome is Outcome.FAILED
    assert "too common for one copy to cause it: above 0.01 %" in told["gate: inheritance"].value


def test_what_is_rescued_is_a_partner_for_the_gate_of_modes(world: World):
    plant_locus((21_505, 21_515))
    world.add(21_510, calls=("0/1", "0/1", "0/0"), info="gnomAD_AF=0.03")
    world.add(21_520, calls=("0/1", "0/0", "0/1"))
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        codes = GateBench(store).codes(rules(modes=("compound heterozygous",)))
    assert codes.tolist() == [0, 0]
