"""Examples to learn from are cut where the files say, with negatives that match."""

import gzip
from pathlib import Path

import numpy as np
import pyBigWig
import pytest

from core.errors import InputFileError, UsageError
from core.pipeline.training_examples import build_examples
from core.pipeline.training_ground import Ground
from core.pipeline.training_spec import (
    EffectsData,
    IntervalsData,
    Peaks,
    SequencesData,
    Signal,
    SignalData,
    SitesData,
    read_plan,
)
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.sources.training_tables import read_regions
from models.sequence import base_codes, reverse_complement
from tests.core.pipeline.toy import LENGTH, MINUS, PLUS, UNKNOWN, World, other

WIDTH = 200


@pytest.fixture
def ground(world: World):
    world.spec()
    with Reference(world.reference) as reference:
        yield Ground(reference, WIDTH, load_genes(world.genes).transcripts)


def test_both_ends_of_inner_exons_are_sites_in_reading_direction(ground: Ground, world: World):
    built = build_examples(SitesData(kind="sites", window=100, background=0), ground)
    examples = built.examples
    assert built.heads == ("acceptor", "donor")
    assert examples.codes.shape[1] == WIDTH
    assert examples.targets.shape[1] == 100
    n_sites = 2 * (len(PLUS) + len(MINUS) - 2)
    assert int((examples.targets > 0).sum()) == n_sites
    assert int((examples.targets == 1).sum()) == n_sites // 2
    # The toy marks donors with GTAAGT behind the exon, acceptors with TTTCAG before it.
    for codes, targets in zip(examples.codes, examples.targets, strict=True):
        text = "".join("ACGTN"[code] for code in codes)
        for at in np.flatnonzero(targets == 2):
            assert text[50 + at + 1 : 50 + at + 7] == "GTAAGT"
        for at in np.flatnonzero(targets == 1):
            assert text[50 + at - 6 : 50 + at] == "TTTCAG"
    assert set(examples.groups) == {"PLUSGENE", "MINUSGENE"}


def test_windows_without_sites_are_drawn_as_many_as_asked_for(ground: Ground):
    none = build_examples(SitesData(kind="sites", window=100, background=0), ground).examples
    some = build_examples(SitesData(kind="sites", window=100, background=2), ground).examples
    n_empty = int((some.targets == 0).all(1).sum())
    assert len(some) == len(none) + n_empty
    assert 0.6 * 2 * len(none) < n_empty < 1.4 * 2 * len(none)


def test_sites_need_gene_models(ground: Ground):
    bare = Ground(ground.reference, WIDTH)
    with pytest.raises(UsageError, match="gene models"):
        build_examples(SitesData(kind="sites"), bare)


def bed(folder: Path, lines: str, name: str = "peaks.bed") -> Path:
    path = folder / name
    path.write_text(lines)
    return path


def test_regions_are_one_and_matched_negatives_zero(ground: Ground, world: World, tmp_path: Path):
    first = bed(tmp_path, "track name=x\ntoy1\t1000\t1200\ntoy1\t5000\t5200\n", "a.bed")
    second = bed(tmp_path, "toy1\t5050\t5300\n", "b.bed")
    peaks = (Peaks(head="A", bed=first), Peaks(head="B", bed=second))
    built = build_examples(IntervalsData(kind="intervals", peaks=peaks, negatives=2), ground)
    examples = built.examples
    assert built.heads == ("A", "B")
    positives = examples.targets.any(1)
    # 1,100 lies in A alone, 5,100 in both files, 5,175 (the middle of B) in both.
    assert examples.targets[positives].tolist() == [[1, 0], [1, 1], [1, 1]]
    assert int((~positives).sum()) == 6
    text = world.text[1000:1200]
    assert (examples.codes[np.flatnonzero(positives)[0]] == base_codes(text)).all()

    def gc(codes: np.ndarray) -> float:
        return float(np.isin(codes, (1, 2)).mean())

    at = np.flatnonzero(positives)
    for number, row in enumerate(at):
        end = at[number + 1] if number + 1 < len(at) else len(examples)
        for negative in range(row + 1, end):
            assert abs(gc(examples.codes[negative]) - gc(examples.codes[row])) <= 0.04


def test_regions_beyond_the_known_reference_are_left_out_and_counted(ground, tmp_path: Path):
    place = bed(tmp_path, f"toy1\t{UNKNOWN[0]}\t{UNKNOWN[1]}\ntoy1\t0\t10\ntoy1\t3000\t3100\n")
    data = IntervalsData(kind="intervals", peaks=(Peaks(head="A", bed=place),))
    built = build_examples(data, ground)
    assert built.left_out["regions beyond the known reference"] == 2
    assert int(built.examples.targets.sum()) == 1


def test_no_example_left_is_told(ground: Ground, tmp_path: Path):
    place = bed(tmp_path, "chr9\t10\t20\n")
    with pytest.raises(UsageError, match="1 regions beyond"):
        build_examples(IntervalsData(kind="intervals", peaks=(Peaks(head="A", bed=place),)), ground)


def test_coverage_is_the_mean_of_the_middle_from_either_kind_of_file(ground, tmp_path: Path):
    regions = bed(tmp_path, "toy1\t2000\t2100\ntoy1\t9000\t9100\n")
    graph = bed(tmp_path, "toy1\t2040\t2050\t8\ntoy1\t2050\t2090\t2\n", "x.bedGraph")
    big = tmp_path / "x.bw"
    with pyBigWig.open(str(big), "w") as file:
        file.addHeader([("toy1", LENGTH)])
        file.addEntries(["toy1"], [2040], ends=[2050], values=[8.0])
        file.addEntries(["toy1"], [2050], ends=[2090], values=[2.0])
    data = SignalData(
        kind="signal",
        regions=regions,
        signals=(Signal(head="g", file=graph), Signal(head="b", file=big)),
        middle=40,
        is_log=False,
    )
    built = build_examples(data, ground)
    # 2,030 to 2,070: ten bases of 8, twenty of 2, ten of nothing.
    assert built.examples.targets.tolist() == [[3.0, 3.0], [0.0, 0.0]]
    logged = build_examples(data.model_copy(update={"is_log": True}), ground).examples
    assert logged.targets[0, 0] == pytest.approx(np.log(4))


def test_sequences_are_cut_around_their_middle_and_keep_their_group(ground, tmp_path: Path):
    table = tmp_path / "s.tsv.gz"
    long, short = "A" * 150 + "C" * 100, "GGG"
    text = f"sequence\tgroup\tone\ttwo\n{long}\telement1\t1.5\t\n{short}\telement2\t-2\t0\n"
    table.write_bytes(gzip.compress(text.encode()))
    data = SequencesData(kind="sequences", table=table, heads=("one", "two"))
    examples = build_examples(data, ground).examples
    first = "".join("ACGTN"[code] for code in examples.codes[0])
    assert first == long[25:225]
    assert "".join("ACGTN"[code] for code in examples.codes[1]).strip("N") == "GGG"
    assert examples.targets[0, 0] == 1.5
    assert np.isnan(examples.targets[0, 1])
    assert examples.groups.tolist() == ["element1", "element2"]


def test_effects_are_pairs_of_windows_around_the_change(ground: Ground, world: World, tmp_path):
    pos = 4_000
    ref = world.base(pos)
    lines = [
        "build\tchrom\tpos\tref\talt\tdataset\tvalue\textra",
        f"grch38\ttoy1\t{pos}\t{ref}\t{other(ref)}\tE1\t-0.5\tp=0.1;barcodes=12",
        f"grch38\ttoy1\t{pos}\t{ref}\t{other(ref)}\tE1\t-0.4\tp=0.1;barcodes=2",
        f"grch37\ttoy1\t{pos}\t{ref}\t{other(ref)}\tE1\t-0.4\tbarcodes=20",
        f"grch38\ttoy1\t{pos}\t{other(ref)}\t{ref}\tE1\t-0.4\tbarcodes=20",
    ]
    table = tmp_path / "e.tsv"
    table.write_text("\n".join(lines) + "\n")
    data = EffectsData(
        kind="effects", table=table, datasets=("E1",), least={"barcodes": 10}, head="h"
    )
    built = build_examples(data, ground)
    examples = built.examples
    assert len(examples) == 1
    assert examples.alternative is not None
    changed = np.flatnonzero(examples.codes[0] != examples.alternative[0])
    assert changed.tolist() == [WIDTH // 2]
    assert examples.targets.tolist() == [[-0.5]]
    assert examples.groups.tolist() == ["E1"]
    assert built.left_out == {
        "alleles measured too seldom": 1,
        "alleles of another build or dataset": 1,
        "alleles that differ from the reference": 1,
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [("toy1\t5\n", "line 1 is no region"), ("toy1\t9\t3\n", "ends before it starts")],
)
def test_a_line_that_is_no_region_is_named(tmp_path: Path, text: str, words: str):
    with pytest.raises(InputFileError, match=words):
        list(read_regions(bed(tmp_path, text)))


def plan_text(**more: str) -> str:
    entries = {"name": '"lab-net"', "title": '"Lab"', "architecture": '"basset"'} | more
    head = "\n".join(f"{key} = {value}" for key, value in entries.items())
    return (
        f'{head}\n[data]\nkind = "intervals"\npeaks = [{{head = "A", bed = "a.bed"}}]\n'
        '[split]\nvalidation = ["chr1"]\ntest = ["chr8"]\n'
    )


def test_a_plan_is_read_with_paths_as_seen_from_its_folder(tmp_path: Path):
    path = tmp_path / "plan.toml"
    path.write_text(plan_text())
    plan = read_plan(path)
    assert isinstance(plan.data, IntervalsData)
    assert plan.data.peaks[0].bed == tmp_path / "a.bed"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"start": '"mpra-dragonn"'}, "either an architecture or a pack"),
        ({"name": '"Lab Net"'}, "name"),
        ({"surprise": "1"}, "surprise"),
    ],
)
def test_a_wrong_entry_of_a_plan_is_named(tmp_path: Path, more: dict[str, str], words: str):
    path = tmp_path / "plan.toml"
    path.write_text(plan_text(**more))
    with pytest.raises(InputFileError, match=words):
        read_plan(path)


def test_the_other_strand_of_a_minus_gene_is_learned(ground: Ground, world: World):
    examples = build_examples(SitesData(kind="sites", window=100, background=0), ground).examples
    at = next(n for n, group in enumerate(examples.groups) if group == "MINUSGENE")
    text = "".join("ACGTN"[code] for code in examples.codes[at])
    assert text in reverse_complement(world.text)
