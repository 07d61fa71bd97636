"""Candidates and attributions as tab-separated text that is safe to open in a spreadsheet."""

from collections.abc import Callable, Sequence

from core.domain.attribution import AlleleAttribution, Attribution
from core.domain.candidate import Candidate
from core.domain.case import CaseInfo
from core.domain.score import SpliceEffect, SpliceScore
from core.domain.variant import Variant
from core.listing import max_delta
from core.report import words
from core.report.evidence_page import accepted_cell, class_cell
from core.report.rna import rna_words
from core.report.svg import strongest_score
from core.report.tsv_more import OF_REPORT, more_cells, more_comments, more_header
from core.report.values import RESEARCH_USE, ReportData
from core.review import engine_labels

_FORMULA = ("=", "+", "-", "@")


def candidate_header(info: CaseInfo) -> tuple[str, ...]:
    """Give the column names of `candidate_cells`; one genotype column per person."""
    people = tuple(f"genotype_{person.name}" for person in info.pedigree.individuals)
    deltas = tuple(name for effect in SpliceEffect for name in _delta_names(effect))
    return (*_HEAD, *people, *_MIDDLE, *deltas, "max_delta", "not_scored", "reasons")


def candidate_cells(candidate: Candidate, info: CaseInfo, hgvs_g: str) -> tuple[str, ...]:
    """Give one row: raw deltas of the gene with the strongest change, sites as 1-based positions.

    The four deltas are those at the standard distance; `max_delta` is the largest over all genes
    and, where the wide window was evaluated, over that too.

    Unknown is a dash. No cell can be read as a formula by a spreadsheet.
    """
    facts = candidate.facts
    score = strongest_score(facts.scores)
    place = candidate.position
    cells = (
        str(candidate.rank),
        candidate.lane.value,
        candidate.gene_symbol,
        *_spelled(facts.variant),
        hgvs_g,
        place.transcript.transcript_id if place else "",
        words.place(place) if place else "",
        candidate.sentence,
        *(words.call(genotype) for genotype in facts.genotypes),
        words.inheritance(candidate.inheritance),
        _decimal(candidate.phenotype_score),
        "" if facts.population_frequency is None else f"{facts.population_frequency:g}",
        "" if facts.quality is None else f"{facts.quality:g}",
        ";".join(facts.filters),
        f"{candidate.points:g}",
        *_delta_cells(score, facts.variant.pos),
        _decimal(max_delta(facts.scores)),
        "; ".join(words.not_scored(item) for item in facts.not_scored),
        " ".join(reason.sentence for reason in candidate.reasons),
    )
    if len(cells) != len(candidate_header(info)):
        raise ValueError("a candidate's genotypes differ in number from the case's people")
    return tuple(safe_cell(cell) for cell in cells)


def report_tsv(data: ReportData) -> bytes:
    """Give the report's candidates, one row each, after comment lines that say what this is."""
    comments = [
        f"# {RESEARCH_USE}",
        *([f"# {data.label}"] if data.label else []),
        f"# report {data.report_id} of case {data.info.name}, {data.generated_at}",
        f"# intronaut {data.program_version}, {data.info.proof.assembly}; raw delta scores",
        f"# {data.selection}",
        *(f"# NOTE: {' '.join(text.split())}" for text in data.warnings),
        *(f"# {text}" for text in more_comments()),
    ]
    labels = engine_labels()
    of_report = (name for name, _ in OF_REPORT)
    header = (*candidate_header(data.info), "mark", "note", *more_header(), *of_report)
    rows = [
        (
            *candidate_cells(item.candidate, data.info, item.hgvs_g),
            safe_cell(item.mark.value),
            safe_cell(item.note),
            *map(safe_cell, more_cells(item.candidate, labels)),
            safe_cell("; ".join(item.explanations)),
            safe_cell(rna_words(item.rna)),
            safe_cell(class_cell(item.evidence)),
            safe_cell(accepted_cell(item.evidence)),
        )
        for item in (*data.candidates, *data.dismissed)
    ]
    return _lines([*(_flat(text) for text in comments), "\t".join(map(safe_cell, header))], rows)


def candidates_tsv(
    candidates: Sequence[Candidate], info: CaseInfo, name: Callable[[Variant], str]
) -> str:
    """Give a candidate list as a table; `name` gives the HGVS g. description of a variant.

    The last columns are those of `core.report.tsv_more`.
    """
    labels = engine_labels()
    rows = [
        (
            *candidate_cells(item, info, name(item.facts.variant)),
            *map(safe_cell, more_cells(item, labels)),
        )
        for item in candidates
    ]
    header = (*candidate_header(info), *more_header())
    return _lines(["\t".join(map(safe_cell, header))], rows).decode()


def attribution_tsv(attribution: Attribution, variant: Variant) -> str:
    """Give every base of REF and ALT with its contribution; positions are 1-based."""
    header = ["allele", "pos", "base", "contribution"]
    rows = []
    for allele in (attribution.ref, attribution.alt):
        if allele.mutants is not None:
            header[4:] = [f"mutant_{base}" for base in "ACGT"]
        rows += _bases(allele, variant.pos)
    comments = [
        f"# {RESEARCH_USE}",
        *_explained(attribution, variant),
        *_completeness(attribution),
    ]
    return _lines([*(_flat(text) for text in comments), "\t".join(header)], rows).decode()


def _explained(attribution: Attribution, variant: Variant) -> tuple[str, str, str]:
    """What was explained, of which sequence, and what it is in either allele."""
    ref, alt = attribution.ref.probability, attribution.alt.probability
    spelled = f"# {variant.spelled} {variant.assembly}: {attribution.words}"
    by = f"{attribution.method.value}; plus-strand bases"
    values = f"REF {ref:.4f}, ALT {alt:.4f}"
    if attribution.effect is not None:
        place = f"{variant.chrom}:{variant.pos + attribution.site_offset}"
        return (
            f"{spelled}, {attribution.effect.site} site at {place}",
            f"# {attribution.engine_id}, {attribution.transcript_id}, strand {attribution.strand}, {by}",
            f"# probability of the site: {values}",
        )
    unit = attribution.track.unit if attribution.track else ""
    read = attribution.subject or "the sequence around it, both strands"
    transcript = f" of {attribution.transcript_id}" if attribution.transcript_id else ""
    return (
        spelled,
        f"# {attribution.engine_id}, {read}{transcript}, {by}",
        f"# {unit or 'value of the track'}: {values}",
    )


def _completeness(attribution: Attribution) -> list[str]:
    residuals = (attribution.ref.residual, attribution.alt.residual)
    if attribution.residual is None:
        return []
    ref, alt = (words.MISSING if value is None else f"{value:.4f}" for value in residuals)
    return [
        (
            f"# {attribution.completeness}: |sum over all bases read - (probability - that of a sequence "
            f"of N)|, REF {ref}, ALT {alt}"
        )
    ]


def safe_cell(text: str) -> str:
    """Give a text as one cell: a dash for nothing, no tab or line break, never a formula.

    A text that begins like a formula (`=`, `+`, `-`, `@`) and is no number gets a leading
    apostrophe, which spreadsheets show as text.
    """
    flat = _flat(text)
    if not flat:
        return words.MISSING
    if flat.startswith(_FORMULA) and not _is_number(flat):
        return f"'{flat}"
    return flat


_HEAD = (
    "rank", "lane", "gene_symbol", "assembly", "chrom", "pos", "ref", "alt", "hgvs_g",
    "transcript_id", "place", "sentence",
)  # fmt: skip
_MIDDLE = (
    "inheritance", "phenotype_score", "population_frequency", "quality", "filters", "points",
)  # fmt: skip


def _delta_names(effect: SpliceEffect) -> tuple[str, str]:
    name = effect.value.replace(" ", "_")
    return name, f"{name}_pos"


def _delta_cells(score: SpliceScore | None, pos: int) -> tuple[str, ...]:
    if score is None:
        return ("",) * (2 * len(SpliceEffect))
    cells = []
    for effect in SpliceEffect:
        value, offset = score.delta.of(effect)
        cells += [f"{value:.4f}", str(pos + offset)]
    return tuple(cells)


def _spelled(variant: Variant) -> tuple[str, ...]:
    return variant.assembly.value, variant.chrom, str(variant.pos), variant.ref, variant.alt


def _decimal(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _bases(allele: AlleleAttribution, pos: int) -> list[tuple[str, ...]]:
    rows = []
    for index, base in enumerate(allele.sequence):
        place = str(pos + int(allele.offsets[index]))
        cells = [allele.allele, place, base, f"{float(allele.contribution[index]):.6f}"]
        if allele.mutants is not None:
            cells += [f"{float(value):.6f}" for value in allele.mutants[:, index]]
        rows.append(tuple(cells))
    return rows


def _flat(text: str) -> str:
    return " ".join(text.split())


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _lines(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join([*head, *("\t".join(row) for row in rows), ""]).encode()
