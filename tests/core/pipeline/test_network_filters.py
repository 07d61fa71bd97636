"""A planted filter finds its motif and names it; what cannot be told is said."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core.cli import main
from core.domain.motif import Motif
from core.domain.network_filter import FilterReport
from core.errors import EngineUnavailableError, UsageError
from core.pipeline import network_filters
from core.pipeline.filter_spec import FilterSpec, has_network_per_track, may_have_filters
from core.pipeline.network_filters import show_filters
from models.packs import all_statuses
from models.regulatory.protocol import Track
from models.regulatory.window_engine import WindowEngine
from models.sequence import one_hot
from tests.core.pipeline.test_regulatory_scoring import ToyRegulatoryEngine
from tests.core.pipeline.toy import PLUS, World, drive, put, sequence
from tests.models.regulatory.toys import CPU, INFO

PLANTED, NEVER = "ATGACTCATC", "AAAAAAAAAA"


class PlantedEngine(WindowEngine):
    """Its first filter answers to ATGACTCATC and to what differs in one base, its second to nothing."""

    length = 40

    def __init__(self) -> None:
        conv = nn.Conv1d(4, 2, len(PLANTED))
        conv.weight.data = torch.from_numpy(np.stack([one_hot(PLANTED), -one_hot(NEVER)]))
        conv.bias.data = torch.tensor([-8.5, 0.0])
        network = nn.Sequential(conv, nn.ReLU(), nn.AdaptiveMaxPool1d(1), nn.Flatten())
        super().__init__(network, (Track("one"), Track("two")), INFO, CPU)


def motif(name: str, consensus: str) -> Motif:
    counts = 18 * one_hot(consensus).T + 0.5
    return Motif(f"MA_{name}", name, "", "", tuple(map(tuple, counts.tolist())))


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Motifs of a made-up collection: JASPAR is a pack, which tests of science have."""
    rng = np.random.default_rng(5)
    others = ["".join(rng.choice(list("ACGT"), 8)) for _ in range(60)]
    # As the planted bases and a G behind them read on the other strand.
    known = [
        *(motif(f"other{at}", one) for at, one in enumerate(others)),
        motif("AP1", "CGATGAGTCAT"),
    ]
    monkeypatch.setattr(network_filters, "_motifs", lambda: (known, "a made-up set", ()))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return planted_world(tmp_path)


def planted_world(folder: Path) -> World:
    """Genes with what the first filter looks for in a promoter, a few times."""
    text = sequence()
    for at in range(PLUS[0][0] - 400, PLUS[0][0], 80):
        text = put(text, at, PLANTED)
    return World(folder, text)


@pytest.fixture
def shown(world: World) -> Callable[[object], FilterReport]:
    world.spec()
    spec = FilterSpec("toy", world.reference, world.genes, n_stretches=600)
    return lambda engine: drive(show_filters(spec, engine))[1]


@pytest.mark.usefixtures("named")
def test_a_planted_filter_finds_its_motif_and_names_it(shown):
    report = shown(PlantedEngine())
    found, silent = report.filters
    assert (found.number, silent.number) == (1, 2)
    consensus = "".join("ACGT"[int(np.argmax(column))] for column in found.counts)
    assert consensus == PLANTED
    best = found.closest
    assert best is not None
    assert (best.motif.factor, best.strand, best.offset) == ("AP1", "-", 0)
    assert best.is_match
    assert best.p < 1e-4
    assert report.matched == (found,)
    assert "600 random stretches of 200 bases of promoters in toy.fa" in report.source


@pytest.mark.usefixtures("named")
def test_a_filter_that_nothing_activates_is_compared_with_nothing(shown):
    silent = shown(PlantedEngine()).filters[1]
    assert silent.n_windows == 0
    assert not silent.is_active
    assert silent.like == ()


def test_without_motifs_filters_are_shown_and_the_reason_is_told(shown):
    report = shown(PlantedEngine())
    assert report.compared_with == ""
    assert "the pack jaspar is not installed" in report.notes[0]
    assert report.filters[0].is_active
    assert report.filters[0].closest is None


def test_an_engine_without_a_network_over_bases_is_refused(shown):
    with pytest.raises(EngineUnavailableError, match="no network that begins with filters"):
        shown(ToyRegulatoryEngine())


def test_a_reference_without_a_known_promoter_is_refused(world: World, tmp_path: Path):
    unknown = tmp_path / "unknown.fa"
    unknown.write_text(">toy1\n" + "N" * 60_000 + "\n")
    with pytest.raises(UsageError, match="No promoter"):
        drive(show_filters(FilterSpec("toy", unknown, world.genes), PlantedEngine()))


def test_an_unknown_track_is_refused_with_those_there_are(world: World):
    spec = FilterSpec("toy", world.reference, world.genes, track="three")
    with pytest.raises(UsageError, match="no track 'three'") as problem:
        drive(show_filters(spec, PlantedEngine()))
    assert "one, two" in problem.value.remedy


def test_cards_tell_which_engines_may_have_filters():
    offered = {one.card.name for one in all_statuses() if may_have_filters(one)}
    assert {"mpra-dragonn", "bpnet-ctcf", "deepbind", "xpresso"} <= offered
    assert not offered & {"jaspar", "spliceai", "pangolin", "mmsplice"}


def test_deepbind_alone_has_a_network_for_each_track():
    assert [one.card.name for one in all_statuses() if has_network_per_track(one)] == ["deepbind"]


@pytest.mark.usefixtures("named")
def test_the_command_writes_the_file_its_ending_asks_for(
    world: World, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
):
    world.spec()
    monkeypatch.setattr(
        "core.cli.packs.run_job",
        lambda job, *, as_json: drive(show_filters(job.kwargs["spec"], PlantedEngine()))[1],
    )
    out = tmp_path / "filters.tsv"
    asked = ["packs", "filters", "toy", "--reference", str(world.reference)]
    asked += ["--genes", str(world.genes), "--stretches", "300", "-o"]
    assert main([*asked, str(out)]) == 0
    assert "2 filters, 1 activated, 1 like a motif; 300 random" in capsys.readouterr().out
    rows = [line.split("\t") for line in out.read_text().splitlines() if line[0] != "#"]
    assert rows[1][0] == "1"
    assert rows[1][3:6] == ["match", "AP1", "MA_AP1"]
    assert rows[-1][:2] == ["2", "0"]
    assert rows[-1][3] == "nothing in these sequences activates it"
    assert main([*asked, str(tmp_path / "filters.png")]) == 2
    assert "ends in .html, .svg, .tsv, .meme" in capsys.readouterr().err
