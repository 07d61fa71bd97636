"""Engines that read whole subjects: a network that can be counted by hand."""

from typing import ClassVar

import numpy as np
import pytest
import torch
from torch import nn

from models.errors import RequestError
from models.regulatory.protocol import AlleleRequest, Track
from models.regulatory.subject_engine import SubjectEngine


class Weigher(nn.Module):
    """A base weighs 1, 2, 3, 4 for A C G T, each place from the end on ten times the next."""

    def forward(self, x):
        places = 10.0 ** torch.arange(x.shape[2] - 1, -1, -1)
        return (x * torch.tensor([1.0, 2.0, 3.0, 4.0])[:, None] * places).sum(dim=(1, 2))


class ThreeBases(SubjectEngine):
    """Reads the last three bases."""

    pack: ClassVar[str] = "aparent2"
    tracks: ClassVar[tuple[Track, ...]] = (Track("weight"), Track("half"))
    length: ClassVar[int | None] = 3

    @classmethod
    def built(cls, layers):
        return Weigher()

    def values(self, x):
        found = self.network(x)
        return torch.stack((found, found / 2), dim=1)


class AnyLength(ThreeBases):
    length: ClassVar[int | None] = None


def engine(kind=ThreeBases):
    return kind(Weigher(), torch.device("cpu"), "0" * 64)


def test_the_last_bases_of_either_allele_are_read():
    asked = [AlleleRequest.of("CC", "A", "G", "T"), AlleleRequest.of("AC", "GT", "G", "TA")]
    (_, snv), (_, deletion) = engine().score(asked)
    assert list(snv.ref) == [214, 107]
    assert list(snv.alt) == [234, 117]
    assert list(snv.delta) == [20, 10]
    assert (deletion.ref[0], deletion.alt[0]) == (441, 341)


def test_any_length_is_read_whole_and_outputs_keep_the_order():
    sequences = ["ACGTA", "T", "CC", "GGG"]
    assert list(engine(AnyLength).outputs(sequences)[:, 0]) == [12341, 4, 22, 333]


def test_equal_subjects_are_evaluated_once(monkeypatch):
    asked, evaluated = engine(), []
    outputs = asked.outputs
    monkeypatch.setattr(asked, "outputs", lambda found: evaluated.extend(found) or outputs(found))
    request = AlleleRequest.of("CC", "A", "G", "T")
    assert len(list(asked.score([request, request]))) == 2
    assert evaluated == ["CAT", "CGT"]


@pytest.mark.parametrize(
    ("kind", "request_"),
    [
        (ThreeBases, AlleleRequest.of("C", "A", "G", "")),
        (ThreeBases, AlleleRequest.of("", "AAA", "A", "")),
        (AnyLength, AlleleRequest("A", "", 0, 1, 0)),
    ],
)
def test_alleles_with_too_few_bases_are_refused(kind, request_):
    with pytest.raises(RequestError, match="APARENT2 reads"):
        list(engine(kind).score([request_]))


def test_unknown_bases_count_what_the_engine_says(monkeypatch):
    assert engine().outputs(["ANA"])[0, 0] == 101
    monkeypatch.setattr(ThreeBases, "unknown", 0.25)
    assert engine().outputs(["ANA"])[0, 0] == 126


def test_mutagenesis_gives_every_other_base_at_its_place():
    request = AlleleRequest.of("CC", "A", "G", "T")
    *_, step = engine().attribute(request, track=0)
    ref, alt = step.arrays
    assert (ref.sequence, alt.sequence) == ("CAT", "CGT")
    assert list(ref.offsets) == list(alt.offsets) == [-1, 0, 1]
    assert (ref.p, alt.p) == (214, 234)
    assert ref.ism.tolist() == [[-100, 0, -3], [0, 10, -2], [100, 20, -1], [200, 30, 0]]
    assert ref.contribution.tolist() == pytest.approx([-200 / 3, -20, 2])


def test_offsets_of_an_insertion_repeat_and_those_of_a_deletion_leave_out():
    insertion = AlleleRequest.of("CC", "A", "AGG", "T")
    *_, step = engine(AnyLength).attribute(insertion, track=0)
    assert [list(one.offsets) for one in step.arrays] == [[-2, -1, 0, 1], [-2, -1, 0, 0, 0, 1]]
    deletion = AlleleRequest.of("CC", "AGG", "A", "T")
    *_, step = engine(AnyLength).attribute(deletion, track=0)
    assert [list(one.offsets) for one in step.arrays] == [[-2, -1, 0, 1, 2, 3], [-2, -1, 0, 3]]


@pytest.mark.parametrize("method", ["gradient_x_input", "integrated_gradients"])
def test_gradients_of_a_linear_network_are_the_weights(method):
    request = AlleleRequest.of("CC", "A", "G", "T")
    *_, step = engine().attribute(request, track=1, method=method)
    assert step.arrays[0].contribution == pytest.approx(np.array([100, 5, 2]), abs=1e-3)
    assert step.arrays[1].contribution == pytest.approx(np.array([100, 15, 2]), abs=1e-3)


def test_bases_far_from_the_change_are_not_shown():
    request = AlleleRequest.of("C" * 50, "A", "G", "T" * 50)
    *_, step = engine(AnyLength).attribute(request, track=0, flank=2)
    assert [one.sequence for one in step.arrays] == ["CCATT", "CCGTT"]
