"""The network of coding potential, from a genome to a sentence, on an artificial genome."""

from functools import partial

import numpy as np
import pytest

from core.domain.coding_potential import CodingClass
from core.errors import InputFileError, PackError, UsageError, WeightsMismatchError
from core.interpret.coding_rules import coding_rules
from core.pipeline.coding_potential import (
    assess_sequences,
    coding_potential,
    load_coding_model,
    transcript_bases,
)
from core.pipeline.coding_sequences import SequenceCutter, Spans, exon_spans
from core.pipeline.coding_training import train_coding_model
from core.sources.genes import load_genes
from core.sources.reference import Reference
from models.coding.kept import NETWORK, has_kept, kept_folder
from tests.core.coding_genome import (
    coding_sequence,
    quick_rules,
    random_bases,
    write_genome,
)


def _value(job):
    while True:
        try:
            next(job)
        except StopIteration as ended:
            return ended.value


@pytest.fixture(scope="module")
def genome(tmp_path_factory):
    return write_genome(tmp_path_factory.mktemp("genome"))


@pytest.fixture(scope="module")
def _trained(genome, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTRONAUT_DATA", str(folder))
        result = _value(train_coding_model(*genome, quick_rules()))
    return folder, result


@pytest.fixture
def trained(_trained, own_data_folder, monkeypatch):
    monkeypatch.setenv("INTRONAUT_DATA", str(_trained[0]))
    return _trained[1]


@pytest.fixture
def model(trained):
    return load_coding_model()


def test_without_a_model_it_is_said_what_is_missing_and_how_to_get_it():
    with pytest.raises(PackError) as found:
        load_coding_model()
    assert "no network model of coding potential" in found.value.cause
    assert "intronaut coding-model train" in found.value.remedy
    with pytest.raises(PackError) as found:
        load_coding_model("cpat")
    assert "intronaut coding-model import-cpat" in found.value.remedy


def test_chromosomes_do_not_meet_across_the_split(genome):
    rules = quick_rules()
    coding = load_genes(genome[1]).transcripts
    others = load_genes(genome[2]).transcripts
    with Reference(genome[0]) as reference:
        cutter = SequenceCutter(reference, rules)
        non_coding = cutter.non_coding(coding, others)
        spans = Spans(exon_spans((*coding, *others)))
        cut = [one for found in cutter.of_coding(coding, spans) for one in found]
    assert {one.gene[-2] for one in non_coding} == {"N"}
    assert len(non_coding) == 24
    assert {len(one.sequence) for one in non_coding} == {700}
    whole = [one for one in cut if one.coding is not None]
    assert len(whole) == 24
    for one in whole:
        orf = one.sequence[slice(*one.coding)]
        assert (len(orf), orf[:3], orf[-3:]) == (606, "ATG", "TAA")
    for one in cut:
        if one.kind == "piece of coding sequence":
            assert any(one.sequence in other.sequence for other in whole if other.gene == one.gene)


def test_stretches_of_introns_touch_no_exon(genome):
    transcripts = load_genes(genome[1]).transcripts
    gene = next(one for one in transcripts if one.strand == "+")
    everything = Spans([(gene.chrom, gene.start, gene.end)])
    with Reference(genome[0]) as reference:
        cutter = SequenceCutter(reference, quick_rules())
        kinds = {one.kind for found in cutter.of_coding([gene], everything) for one in found}
        assert "intron" not in kinds
        cutter = SequenceCutter(reference, quick_rules())
        spans = Spans(exon_spans([gene]))
        found = [one for found in cutter.of_coding([gene], spans) for one in found]
        intron = reference.fetch(gene.chrom, gene.exons[0][1], gene.exons[1][0])
    stretches = [one.sequence for one in found if one.kind == "intron"]
    assert stretches
    assert all(one in intron for one in stretches)


def test_of_many_transcripts_some_are_taken_by_the_seed(genome):
    coding, others = (load_genes(path).transcripts for path in genome[1:])
    few = quick_rules(max_coding_transcripts=3, max_non_coding_transcripts=4)
    taken = []
    other = quick_rules(max_coding_transcripts=3, max_non_coding_transcripts=4, seed=6)
    for rules in (few, few, other):
        with Reference(genome[0]) as reference:
            cutter = SequenceCutter(reference, rules)
            non_coding = cutter.non_coding(coding, others)
            cut = list(cutter.of_coding(coding, Spans([])))
        assert (len(non_coding), len(cut)) == (4, 3)
        taken.append([one.gene for one in non_coding] + [found[0].gene for found in cut])
    assert taken[0] == taken[1] != taken[2]


def test_intervals_touch_when_they_share_a_base():
    spans = Spans([("chr1", 10, 20), ("chr1", 15, 40)])
    asked = partial(spans.touch, "chr1")
    assert asked(39, 50)
    assert asked(0, 11)
    assert not asked(40, 50)
    assert not asked(0, 10)
    assert not spans.touch("chr2", 10, 20)


def test_training_tells_coding_genes_of_other_chromosomes_apart(trained):
    best = next(one for one in trained.figures.areas if one.score == "network")
    assert (best.positives, best.negatives) == ("all", "all")
    assert best.roc.value > 0.95
    assert trained.figures.genes == {"training": 16, "calibration": 16, "test": 16}
    assert trained.manifest.files.keys() == {"network.safetensors", "figures.json"}
    assert "tested on" in trained.manifest.origin


def test_training_twice_gives_the_same_networks(genome, trained, own_data_folder, monkeypatch):
    first = (kept_folder(NETWORK) / "network.safetensors").read_bytes()
    monkeypatch.setenv("INTRONAUT_DATA", str(own_data_folder))
    again = _value(train_coding_model(*genome, quick_rules()))
    assert (kept_folder(NETWORK) / "network.safetensors").read_bytes() == first
    assert again.manifest.digest == trained.manifest.digest
    other = _value(train_coding_model(*genome, quick_rules(seed=1)))
    assert other.manifest.digest != trained.manifest.digest


def test_too_few_sequences_are_refused_and_nothing_is_kept(genome, tmp_path):
    lines = genome[1].read_text().splitlines()
    fewer = tmp_path / "fewer.gff3"
    fewer.write_text("\n".join(line for line in lines if not line.startswith("chr2\t")))
    with pytest.raises(UsageError, match="Too few sequences for test"):
        _value(train_coding_model(genome[0], fewer, genome[2], quick_rules()))
    assert not has_kept(NETWORK)


def test_a_coding_and_a_random_sequence_get_their_class(model):
    rng = np.random.default_rng(77)
    transcript = random_bases(rng, 80) + coding_sequence(rng, 150) + random_bases(rng, 200)
    found = coding_potential(transcript, model, name="made up")
    assert found.verdict is CodingClass.CODING
    start = found.frame.start
    assert transcript[start : start + 3] == "ATG"
    assert found.frame.protein.endswith("*")
    assert found.sentence.startswith("Reads like a transcript that codes for a protein")
    assert f"bases {start + 1} to {found.frame.end} of {len(transcript)}" in found.sentence
    contributions = [abs(one.contribution) for one in found.features]
    assert contributions == sorted(contributions, reverse=True)
    assert {one.name for one in found.features} >= {"hexamer", "orf_length", "codons"}
    assert all(one.meaning for one in found.features)
    other = coding_potential(random_bases(rng, 700), model)
    assert other.verdict is CodingClass.NON_CODING
    assert "Short peptides are not excluded" in other.sentence


def test_the_same_sequence_gives_the_same_answer_however_it_is_written(model):
    bases = random_bases(np.random.default_rng(3), 400)
    written = "1 " + bases[:200].lower() + "\n201 " + bases[200:].replace("T", "U")
    assert coding_potential(written, model) == coding_potential(bases, model)
    assert coding_potential(bases, load_coding_model()) == coding_potential(bases, model)


def test_short_and_unknown_sequences_are_not_assessed_and_say_why(model):
    least = int(coding_rules().min_length.value)
    short = coding_potential("ATG" + "A" * (least - 4), model)
    assert (short.probability, short.verdict) == (None, CodingClass.NOT_ASSESSED)
    assert f"has {least - 1} bases" in short.why_unknown
    assert short.sentence.startswith("Coding potential not assessed.")
    assert coding_potential("ATG" + "A" * (least - 3), model).probability is not None
    unknown = coding_potential("A" * 480 + "N" * 20, model)
    assert unknown.probability is None
    assert "4.0% of its bases are not known" in unknown.why_unknown
    assert coding_potential("", model).probability is None


def test_a_sequence_without_a_start_says_so(model):
    found = coding_potential("C" * 300, model)
    assert found.frame is None
    assert "no ATG" in found.sentence


def test_other_long_frames_are_told(model):
    rng = np.random.default_rng(8)
    first, second = coding_sequence(rng, 60), coding_sequence(rng, 40)
    found = coding_potential(f"{first}C{second}", model)
    assert (found.frame.start, found.frame.end) == (0, len(first))
    told = [(one.start, one.end, one.n_amino_acids) for one in found.other_frames]
    assert (len(first) + 1, len(first) + 1 + len(second), 41) in told
    assert all(one.n_amino_acids >= 30 for one in found.other_frames)


def test_what_is_no_sequence_is_refused(model):
    with pytest.raises(UsageError, match="'E' is no letter"):
        coding_potential("ACGTE" * 60, model)


def test_a_transcript_a_file_and_a_sequence_can_be_asked_for(model, genome, tmp_path):
    fasta = tmp_path / "t.fa"
    fasta.write_text(">one first\nACGT\nACGT\n>two\n" + "ACGT" * 60 + "\n")
    asked = (str(fasta), "ACGTACGTACGTACGT", "chr2G1", "ACGT" * 1_500)
    found = _value(assess_sequences(asked, genome[0], genome[1], "network"))
    assert [one.name for one in found] == ["one", "two", "", "", "chr2G1.1"]
    assert [one.length for one in found] == [8, 240, 16, 6_000, 1050]
    assert found[-1].verdict is CodingClass.CODING
    assert found[-1].frame.n_amino_acids >= 201
    with pytest.raises(UsageError, match="neither a file nor a sequence"):
        _value(assess_sequences(("chr2G1",), None, None, "network"))
    with pytest.raises(UsageError, match="has no transcript chr2G99"):
        _value(assess_sequences(("chr2G99",), genome[0], genome[1], "network"))


def test_a_file_without_sequences_is_refused(model, tmp_path):
    for text, cause in (("", "holds no sequence"), ("ACGT\n", "line 1: a sequence without a name")):
        path = tmp_path / "bad.fa"
        path.write_text(text)
        with pytest.raises(InputFileError, match=cause):
            _value(assess_sequences((str(path),), None, None, "network"))


def test_both_strands_are_read_as_rna(genome):
    transcripts = load_genes(genome[1]).transcripts
    with Reference(genome[0]) as reference:
        for one in transcripts[:4]:
            bases = transcript_bases(one, reference)
            assert (bases[100:103], bases[703:706], len(bases)) == ("ATG", "TAA", 1050)


def test_a_damaged_model_is_refused(genome, trained, tmp_path, monkeypatch):
    import shutil

    shutil.copytree(kept_folder(NETWORK), tmp_path / "other" / "coding" / NETWORK)
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "other"))
    load_coding_model()
    weights = kept_folder(NETWORK) / "network.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    with pytest.raises(WeightsMismatchError, match=r"network\.safetensors differs"):
        load_coding_model()
