"""OpenSpliceAI and Pangolin with their published networks, against plain networks of PyTorch."""

from pathlib import Path

import numpy as np
import pysam
import pytest
import torch

from models import packs
from models.errors import LicenceRequiredError
from models.runtime import load_engine
from models.sequence import one_hot
from models.splice.pangolin import TISSUES
from models.splice.protocol import SpliceRequest, deltas, stranded
from tests.models.plain_networks import plain_openspliceai, plain_pangolin
from tests.models.toys import random_sequence
from tests.science import relatives

pytestmark = [pytest.mark.science]

DISTANCE = 20


WINDOWS = [
    ("random", "+"),
    pytest.param("NF2", "+", marks=pytest.mark.slow),
    pytest.param("BRCA1", "-", marks=pytest.mark.slow),
]


@pytest.fixture(scope="module")
def reference(shared) -> str:
    return str(shared / "data" / "reference" / "GRCh38.fa.gz")


@pytest.fixture(scope="module")
def windows(reference) -> dict[str, str]:
    """One window of random bases, and one around the second exon boundary of two genes."""
    length = 10_000 + 2 * DISTANCE + 1
    with pysam.FastaFile(reference) as fasta:
        real = {
            name: fasta.fetch(chrom, start, start + length).upper()
            for name, chrom, start in (
                ("NF2", "chr22", 29639213 - length // 2),
                ("BRCA1", "chr17", 43115780 - length // 2),
            )
        }
    assert not any("N" in text for text in real.values())
    return {"random": random_sequence(length), **real}


def plain_mean(read, files: list[Path], sequence: str) -> np.ndarray:
    """Mean over the files, each loaded as published and run as drawn."""
    x = torch.from_numpy(one_hot(sequence))[None]
    with torch.inference_mode():
        found = [
            read(torch.load(path, map_location="cpu", weights_only=True), x)[0] for path in files
        ]
    return torch.stack(found).mean(0).numpy()


@pytest.mark.parametrize(
    ("engine", "context"), [("openspliceai", 10_000), ("openspliceai-400nt", 400)]
)
@pytest.mark.parametrize(("name", "strand"), WINDOWS)
def test_openspliceai_equals_the_plain_networks(
    shared, windows, weights_packs, engine, context, name, strand
):
    assert weights_packs.is_dir()
    window = windows[name]
    far = len(window)
    request = SpliceRequest(window, window[far // 2], "N", strand, -far, far)
    ((_, profile),) = load_engine(engine, device="cpu").score([request], distance=DISTANCE)
    beyond = (10_000 - context) // 2
    files = sorted((shared / "weights" / "openspliceai-mane" / f"{context}nt").glob("*.pt"))
    assert len(files) == 5
    read = stranded(window[beyond : far - beyond], strand)
    expected = plain_mean(plain_openspliceai, files, read)[1:]
    turned = profile.ref[:, ::-1] if strand == "-" else profile.ref
    np.testing.assert_allclose(turned, expected, atol=1e-5)


@pytest.mark.parametrize(("name", "strand"), WINDOWS)
def test_pangolin_equals_the_plain_networks_in_every_tissue(
    shared, windows, weights_packs, name, strand
):
    assert weights_packs.is_dir()
    window = windows[name]
    request = SpliceRequest(window, window[len(window) // 2], "N", strand, 0, 0)
    profile = load_engine("pangolin", device="cpu").tissues(request, distance=DISTANCE)
    for number, task in enumerate((0, 2, 4, 6)):
        folder = shared / "weights" / "pangolin"
        files = [folder / f"final.{replicate}.{task}.3.v2" for replicate in (1, 2, 3)]
        expected = plain_mean(plain_pangolin, files, stranded(window, strand))[3 * number + 1]
        turned = profile.tissue_ref[number, :: -1 if strand == "-" else 1]
        np.testing.assert_allclose(turned, expected, atol=1e-5, err_msg=TISSUES[number])


def test_the_numbers_on_real_genes_stay_what_they_were(reference, weights_packs):
    """Values within 0.0005; places where the value is 0.02 or more."""
    assert weights_packs.is_dir()
    stored = Path(__file__).with_name("relatives.tsv").read_text("utf-8").splitlines()
    found = list(relatives.lines(reference))
    assert len(found) == len(stored) == 1 + len(relatives.ENGINES) * len(relatives.ALLELES)
    assert found[0] == stored[0]
    for line, expected in zip(found[1:], stored[1:], strict=True):
        assert line.split("\t")[:3] == expected.split("\t")[:3]
        for cell, wanted in zip(line.split("\t")[3:], expected.split("\t")[3:], strict=True):
            value, _, offset = cell.partition("@")
            wanted_value, _, wanted_offset = wanted.partition("@")
            assert float(value) == pytest.approx(float(wanted_value), abs=5e-4), (line, expected)
            assert offset == wanted_offset or float(value) < 0.02, (line, expected)


def test_pangolin_moves_the_acceptor_of_the_brca1_example_where_it_is_published(
    shared, weights_packs
):
    """17:41276135 T>C, GRCh37: gain at -1, loss at -3, as in the project's example output.

    The example's values (0.9 and -0.73) came from earlier network files of that project, which
    this pack does not hold.
    """
    assert weights_packs.is_dir()
    pos, half = 41276135, 5050
    with pysam.FastaFile(str(shared / "data" / "reference" / "GRCh37.fa.gz")) as fasta:
        window = fasta.fetch("chr17", pos - 1 - half, pos + half).upper()
    request = SpliceRequest(window, "T", "C", "-", 0, 0)
    engine = load_engine("pangolin", device="cpu")
    found = deltas(engine.tissues(request, distance=50))
    assert (found.acceptor_gain, found.acceptor_gain_offset) == (pytest.approx(0.865, abs=1e-3), -1)
    assert (found.acceptor_loss, found.acceptor_loss_offset) == (pytest.approx(0.829, abs=1e-3), -3)
    assert found.donor_loss < 0.02


@pytest.mark.parametrize("name", ["openspliceai", "pangolin"])
def test_the_packs_wait_for_the_licence_to_be_accepted(shared, tmp_path, monkeypatch, name):
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path))
    folder = shared / "weights" / {"openspliceai": "openspliceai-mane"}.get(name, name)
    with pytest.raises(LicenceRequiredError, match=r"GPL-3\.0"):
        list(packs.install(name, source=folder))


@pytest.mark.parametrize("name", ["openspliceai", "pangolin"])
def test_the_whole_licence_lies_beside_the_installed_networks(weights_packs, name):
    text = (weights_packs / "packs" / name / "LICENSE").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 29 June 2007" in text
