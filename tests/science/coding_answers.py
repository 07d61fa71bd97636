"""What the kept model of coding potential says of whole transcripts of chromosomes it never saw."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from core.domain.coding_potential import CodingClass, CodingPotential
from core.domain.transcript import Transcript
from core.interpret.coding_rules import coding_rules
from core.pipeline.coding_potential import coding_potential, load_coding_model
from core.pipeline.coding_sequences import WHOLE, SequenceCutter, Spans, exon_spans
from core.sources.genes import load_genes
from core.sources.reference import Reference


@dataclass(frozen=True, slots=True)
class Answer:
    """One transcript asked.

    Attributes
    ----------
    gene
        Its symbol, or its identifier where the file has no symbol.
    verdict_without_chance
        The class by probability alone, without the rule on frames too long for chance.
    seconds
        What it took, contributions included.
    """

    gene: str
    is_coding: bool
    found: CodingPotential
    verdict_without_chance: CodingClass
    seconds: float


def answers(reference: Path, genes: Path, exons: Path) -> list[Answer]:
    """Ask the kept model about whole mRNAs and non-coding transcripts of the test chromosomes."""
    rules = coding_rules()
    coding, others = load_genes(genes).transcripts, load_genes(exons).transcripts
    symbols = {_gene(one): one.gene_symbol for one in (*others, *coding)}
    with Reference(reference) as opened:
        cutter = SequenceCutter(opened, rules)
        asked = cutter.non_coding(coding, others)
        for found in cutter.of_coding(coding, Spans(exon_spans((*coding, *others)))):
            asked += [one for one in found if one.kind == WHOLE]
    model = load_coding_model()
    any_chance = rules.model_copy(update={"chance": rules.chance.model_copy(update={"value": 0.0})})
    told = []
    for one in (one for one in asked if one.chrom in rules.split.test):
        begun = time.perf_counter()
        found = coding_potential(one.sequence, model)
        seconds = time.perf_counter() - begun
        alone = coding_potential(one.sequence, model, rules=any_chance).verdict
        told.append(Answer(symbols.get(one.gene) or one.gene, one.is_coding, found, alone, seconds))
    return told


def lines(asked: list[Answer]) -> Iterator[str]:
    """Give the section of the page that names every wrong answer."""
    rules = coding_rules()
    coding = [one for one in asked if one.is_coding]
    others = [one for one in asked if not one.is_coding]
    missed = [one for one in coding if one.verdict_without_chance is CodingClass.NON_CODING]
    lost = [one for one in missed if one.found.verdict is CodingClass.NON_CODING]
    called = [one for one in others if one.found.verdict is CodingClass.CODING]
    changed = [one for one in others if one.found.verdict is not one.verdict_without_chance]
    seconds = [one.seconds for one in asked]
    yield "## Known wrong answers"
    yield ""
    yield f"Whole transcripts of {', '.join(rules.split.test)}, asked of the model of this page:"
    yield ""
    yield (
        f"- {len(missed)} of {len(coding)} MANE transcripts read non-coding by probability alone: "
        f"{_named(missed)}. The rule on chance, made after such were seen, leaves {len(lost)} so"
        f"{': ' + ', '.join(one.gene for one in lost) if lost else ''}; it changes the class of "
        f"{len(changed) or 'none'} of the {len(others)} non-coding transcripts."
    )
    yield (
        f"- {len(called)} of the {len(others)} non-coding transcripts are called coding, many of "
        f"them copies of coding genes: {_named(called)}."
    )
    yield ""
    yield (
        f"A transcript took {1000 * median(seconds):.0f} ms (median; {1000 * max(seconds):.0f} ms at "
        "most), all contributions included, on two cores."
    )


def _gene(transcript: Transcript) -> str:
    return transcript.gene_id.partition(".")[0] or transcript.gene_symbol


def _named(some: list[Answer]) -> str:
    """Name genes with what the answer rests on, those surest of the wrong first."""
    ordered = sorted(some, key=lambda one: one.found.probability or 0.0, reverse=True)
    return ", ".join(f"{one.gene} ({_basis(one.found)})" for one in ordered) or "none"


def _basis(found: CodingPotential) -> str:
    codons = found.frame.n_amino_acids if found.frame else 0
    return f"{codons:,} codons in {found.length:,} bases, probability {found.probability:.2f}"
