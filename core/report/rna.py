"""What the patient's RNA shows at a variant, in rows for people and in plain values for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePath

from core.domain.counting import counted
from core.domain.interpretation import Interpretation
from core.domain.rna import (
    ExonInclusion,
    JunctionReads,
    OutcomeEvidence,
    RnaAtVariant,
    RnaEvidence,
    RnaSource,
    Share,
    Verdict,
)
from core.report.score_json import rounded

RNA_NOTE = (
    "RNA of one sample of one tissue. The interval holds what chance does to the number of reads, not "
    "uneven coverage, misaligned reads or alleles that are expressed unequally. A verdict is no evidence code."
)
NOT_READ = "No RNA of the patient was read: whether splicing changes as predicted is not known."
_NOT_HERE = (
    "RNA of the patient was read ({files}), but not at this variant: it is read at the first "
    "candidates and those marked for the report whose splicing is predicted to change."
)


@dataclass(frozen=True, slots=True)
class RnaRow:
    """What RNA says of one predicted outcome, or of one exon (`verdict` is None then).

    Attributes
    ----------
    topic
        First sentence of what is predicted; empty for an exon.
    kind
        Kind of the outcome, or the exon with its number.
    said
        The verdict and what it rests on.
    notes
        Sentences on the reads behind it.
    """

    topic: str
    kind: str
    verdict: Verdict | None
    said: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RnaPage:
    """What one file shows in one transcript; `title` names both, and the sample."""

    title: str
    rows: tuple[RnaRow, ...]


def rna_pages(rna: RnaAtVariant) -> tuple[RnaPage, ...]:
    """Give what each file shows, transcript by transcript."""
    return tuple(_page(source, evidence) for source, evidence in rna.found)


def rna_remarks(rna: RnaAtVariant, predicted: Interpretation) -> tuple[str, ...]:
    """Say what was predicted and not looked at in RNA; () where nothing aberrant is predicted."""
    aberrant = [one for one in predicted.outcomes if one.kind.is_aberration]
    if not aberrant:
        return ()
    if not rna.sources:
        return (NOT_READ,)
    if not rna.found:
        return (_NOT_HERE.format(files=", ".join(_file_name(one) for one in rna.sources)),)
    looked = {
        (evidence.transcript_id, one.predicted)
        for _, evidence in rna.found
        for one in evidence.outcomes
    }
    missed = [one for one in aberrant if (one.transcript_id, one.sentence) not in looked]
    return tuple(
        f"Predicted since RNA was read, and not looked at in it ({one.transcript_id}): "
        f"{_first_sentence(one.sentence)} Read the RNA again."
        for one in missed
    )


def rna_words(rna: RnaAtVariant) -> str:
    """Give the verdicts in one line, "" where no RNA was read."""
    return "; ".join(
        f"{evidence.gene_symbol} {evidence.transcript_id}, {_file_name(source)}, {one.outcome}: "
        f"{one.verdict.words}"
        for source, evidence in rna.found
        for one in evidence.outcomes
    )


def source_words(source: RnaSource) -> str:
    """Name a file and its sample."""
    treated = "cells treated against NMD" if source.is_nmd_inhibited else "not treated against NMD"
    parts = [f"{_file_name(source)} ({source.kind.value})", source.tissue or "tissue not stated"]
    library = [f"library: {source.library}"] if source.library else []
    return ", ".join([*parts, treated, *library])


def rna_step(sources: Sequence[RnaSource]) -> str:
    """Say in one paragraph what RNA was read and how it was judged."""
    if not sources:
        return "No RNA of the patient was read."
    rules = ", ".join(dict.fromkeys(one.rule_set for one in sources))
    return (
        f"RNA of the patient: {'; '.join(source_words(one) for one in sources)}. Each fragment fits a "
        "predicted transcript, unchanged splicing, both or neither; the share of the predicted one is "
        "the posterior of the MISO model for exon-centric events (Katz 2010, Nature Methods 7:1009) "
        "with a uniform prior and a 95 % credible interval, by the fragments that tell the two apart. "
        "Inclusion of exons (PSI) is told the same way, beside GTEx where the tissue is stated. "
        f"Verdicts: {rules}. {RNA_NOTE}"
    )


def rna_dicts(rna: RnaAtVariant) -> list[dict[str, object]]:
    """Give what each file shows in each transcript; shares carry four decimals."""
    return [
        {
            "file_name": _file_name(source),
            "digest": source.digest,
            "transcript_id": evidence.transcript_id,
            "gene_symbol": evidence.gene_symbol,
            "outcomes": [_outcome_dict(one) for one in evidence.outcomes],
            "exons": [_exon_dict(one) for one in evidence.exons],
            "introns": [asdict(arc) for arc in evidence.sashimi.arcs],
        }
        for source, evidence in rna.found
    ]


def rna_source_dict(source: RnaSource) -> dict[str, object]:
    """Give a file of RNA as the case was read beside it; its folder stays out."""
    shape = asdict(source)
    del shape["path"]
    empty_as_null = {key: value if value != "" else None for key, value in shape.items()}
    return {"file_name": _file_name(source), **empty_as_null}


def _file_name(source: RnaSource) -> str:
    return PurePath(source.path).name


def _page(source: RnaSource, evidence: RnaEvidence) -> RnaPage:
    about = f"{evidence.gene_symbol} {evidence.transcript_id}: {source_words(source)}"
    rows = [_outcome_row(one) for one in evidence.outcomes]
    exons = [
        RnaRow("", f"PSI of exon {one.exon_number}", None, one.sentence) for one in evidence.exons
    ]
    return RnaPage(about, (*rows, *exons))


def _outcome_row(one: OutcomeEvidence) -> RnaRow:
    return RnaRow(
        _first_sentence(one.predicted),
        one.outcome,
        one.verdict.verdict,
        one.verdict.sentence,
        tuple(_notes(one)),
    )


def _notes(one: OutcomeEvidence) -> Iterator[str]:
    seen = one.new + one.native
    if any(junction.reads for junction in seen):
        told = [("that only it has", one.new), ("of unchanged splicing", one.native)]
        words = "; ".join(f"{name}: {_junctions(of)}" for name, of in told if of)
        yield f"Introns {words}."
    if one.modelled is not None and one.verdict.share is not None:
        share = one.verdict.share
        if not share.low <= one.modelled.mean <= share.high:
            yield (
                f"By all fragments in the place: {one.modelled.words}. The two disagree, so coverage is "
                "uneven; those that tell are the ones to trust."
            )
    if one.n_unlike_either:
        yield f"{counted(one.n_unlike_either, 'fragment')} in the place fit neither."


def _junctions(found: Sequence[JunctionReads]) -> str:
    return ", ".join(
        f"{one.junction.start + 1:,}-{one.junction.end:,} ({counted(one.reads, 'read')})"
        for one in found
    )


def _first_sentence(words: str) -> str:
    first, dot, _ = words.partition(". ")
    return f"{first}." if dot else first


def _outcome_dict(one: OutcomeEvidence) -> dict[str, object]:
    verdict = one.verdict
    return {
        "outcome": one.outcome,
        "predicted": one.predicted,
        "verdict": verdict.verdict.value,
        "n_supporting": verdict.n_supporting,
        "share": _share_dict(verdict.share),
        "modelled_share": _share_dict(one.modelled),
        "n_unlike_either": one.n_unlike_either,
        "own_introns": [_junction_dict(junction) for junction in one.new],
        "usual_introns": [_junction_dict(junction) for junction in one.native],
        "sentence": verdict.sentence,
        "rule_set": verdict.rule_set,
    }


def _exon_dict(one: ExonInclusion) -> dict[str, object]:
    return {
        "exon_number": one.exon_number,
        "start": one.start,
        "end": one.end,
        "psi": _share_dict(one.psi),
        "modelled_psi": _share_dict(one.modelled),
        "n_inside": one.n_inside,
        "reference_psi": rounded(one.reference_psi),
        "sentence": one.sentence,
    }


def _share_dict(share: Share | None) -> dict[str, object] | None:
    if share is None:
        return None
    return {
        "mean": rounded(share.mean),
        "low": rounded(share.low),
        "high": rounded(share.high),
        "n_one": share.n_one,
        "n_other": share.n_other,
        "n_both": share.n_both,
    }


def _junction_dict(one: JunctionReads) -> dict[str, object]:
    """Give an intron, 0-based half-open, with its reads."""
    return {
        "start": one.junction.start,
        "end": one.junction.end,
        "strand": one.junction.strand or None,
        "reads": one.reads,
        "multi_reads": one.multi_reads,
    }
