"""Coding potential of transcripts: annotated, changed by a variant, or pasted."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import exp
from pathlib import Path

from core.domain.coding_potential import CodingClass, CodingPotential
from core.domain.transcript import Transcript
from core.errors import UsageError
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.coding_potential import (
    cleaned,
    expected_by_chance,
    feature,
    reading_frame,
    sentence,
    verdict,
    why_not_assessed,
)
from core.interpret.coding_rules import CodingRules, coding_rules
from core.interpret.mrna import spliced
from core.job import Progress
from core.packs import in_our_words
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.sources.sequence_file import read_sequences
from models.coding.cpat import CpatModel
from models.coding.kept import CPAT, NETWORK
from models.coding.model import NetworkModel
from models.coding.orfs import kozak_score, open_frames
from models.coding.reading import CodingModel

MODELS = (NETWORK, CPAT)
_MIN_PASTED = 12


def load_coding_model(kind: str = NETWORK) -> CodingModel:
    """Give the model kept on this computer.

    Parameters
    ----------
    kind
        `network`, trained here, or `cpat`, imported.

    Raises
    ------
    PackError
        There is none, and how to get it.
    WeightsMismatchError
        It is damaged.
    """
    with in_our_words():
        return CpatModel.load() if kind == CPAT else NetworkModel.load()


def coding_potential(
    sequence: str, model: CodingModel, *, name: str = "", rules: CodingRules | None = None
) -> CodingPotential:
    """Assess a transcript, 5' to 3', by its longest open reading frame.

    Parameters
    ----------
    sequence
        DNA or RNA letters of the sense strand; blanks and digits are passed over.
    model
        Of `load_coding_model`; loaded once for many sequences.

    Raises
    ------
    UsageError
        The text is no nucleotide sequence.
    """
    rules = rules or coding_rules()
    bases = cleaned(sequence)
    frames = open_frames(bases)
    read = [
        reading_frame(bases, one.start, one.end, kozak_score(bases, one.start)) for one in frames
    ]
    others = [one for one in read[1:] if one.n_amino_acids >= rules.told_codons.value]
    found = CodingPotential(
        name=name,
        length=len(bases),
        probability=None,
        verdict=CodingClass.NOT_ASSESSED,
        frame=read[0] if read else None,
        by_chance=expected_by_chance(bases, read[0].n_amino_acids) if read else None,
        other_frames=tuple(others[: int(rules.told_frames.value)]),
        features=(),
        model=model.name,
        sentence="",
        why_unknown=why_not_assessed(bases, rules),
    )
    if not found.why_unknown:
        reading = model.read(bases, frames[0] if frames else None)
        chance = 1 / (1 + exp(-max(-700.0, reading.log_odds)))
        told = [feature(one.name, one.value, one.contribution) for one in reading.features]
        cutoffs = (model.cutoffs.coding_from, model.cutoffs.non_coding_below)
        is_long = found.by_chance is not None and found.by_chance < rules.chance.value
        found = replace(
            found,
            probability=chance,
            verdict=verdict(chance, cutoffs, is_long=is_long),
            features=tuple(sorted(told, key=lambda one: -abs(one.contribution))),
        )
    return replace(found, sentence=sentence(found))


def assess_sequences(
    asked: Sequence[str], reference: Path | None, genes: Path | None, kind: str
) -> Generator[Progress, None, tuple[CodingPotential, ...]]:
    """Job: assess what a person names.

    Parameters
    ----------
    asked
        Each a FASTA file, an identifier of a transcript, or a sequence.
    reference, genes
        Needed for identifiers.

    Raises
    ------
    ProblemError
        A text is none of the three, a file cannot be read, or the model is missing.
    """
    model = load_coding_model(kind)
    yield Progress("reading sequences")
    named = list(_named(asked, reference, genes))
    found = []
    for done, (name, bases) in enumerate(named):
        if done % 50 == 0:
            yield Progress("assessing", done, len(named), "transcripts", message=name)
        found.append(coding_potential(bases, model, name=name))
    yield Progress("assessing", len(named), len(named), "transcripts")
    return tuple(found)


def transcript_bases(transcript: Transcript, reference: Reference) -> str:
    """Give the spliced sequence of an annotated transcript, 5' to 3'."""
    fetch: Fetch = partial(reference.fetch, transcript.chrom)
    return spliced(AlleleMap(None, fetch), transcript.strand, transcript.exons).bases


def _named(
    asked: Sequence[str], reference: Path | None, genes: Path | None
) -> Iterator[tuple[str, str]]:
    identifiers = []
    for text in asked:
        if _is_file(text):
            yield from read_sequences(Path(text))
        elif _is_sequence(text):
            yield "", text
        else:
            identifiers.append(text)
    if identifiers:
        yield from _annotated(identifiers, reference, genes)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # a sequence is longer than any name of a file
        return False


def _is_sequence(text: str) -> bool:
    return len(text) >= _MIN_PASTED and not set(text.upper()) - set("ACGTUN")


def _annotated(
    identifiers: Sequence[str], reference: Path | None, genes: Path | None
) -> Iterator[tuple[str, str]]:
    if reference is None or genes is None:
        raise UsageError(
            f"{identifiers[0]} is neither a file nor a sequence.",
            "For a transcript of a gene model file name that file and the reference: --genes, "
            "--reference.",
        )
    known: dict[str, Transcript] = {}
    for one in load_genes(genes).transcripts:
        for name in (one.transcript_id, one.other_id):
            known.setdefault(name, one)
            known.setdefault(name.partition(".")[0], one)
    known.pop("", None)
    with Reference(reference) as opened:
        for name in identifiers:
            if name not in known:
                raise UsageError(
                    f"{genes.name} has no transcript {name}.",
                    "Check its spelling and version, or name another gene model file.",
                )
            yield known[name].transcript_id, transcript_bases(known[name], opened)
