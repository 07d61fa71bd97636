"""Intervals and judged repeats as plain values."""

from collections.abc import Sequence

from core.domain.interval import Interval, IntervalProblem, Mate, Repeat, RepeatCount
from core.domain.sample import Genotype
from core.others import JudgedRepeat


def interval_dict(interval: Interval, people: Sequence[str]) -> dict[str, object]:
    """Give an interval; `start` and `end` are 0-based half-open, what is unknown is null.

    `people` are the names in the order of the pedigree.
    """
    return {
        "kind": interval.kind.value,
        "chrom": interval.chrom,
        "start": interval.start,
        "end": interval.end,
        "size": interval.size,
        "alt": interval.alt or None,
        "identifier": interval.identifier or None,
        "mate": None if interval.mate is None else _mate(interval.mate),
        "copy_number": interval.copy_number,
        "copy_numbers": dict(zip(people, interval.copy_numbers, strict=False)) or None,
        "repeat": None if interval.repeat is None else _repeat(interval.repeat, people),
        "family": interval.family or None,
        "start_range": _pair(interval.start_range),
        "end_range": _pair(interval.end_range),
        "quality": interval.quality,
        "filters": list(interval.filters),
        "genotypes": {
            name: _genotype(one) for name, one in zip(people, interval.genotypes, strict=False)
        },
        "record_number": interval.record_number,
        "allele_index": interval.allele_index,
        "notes": list(interval.notes),
    }


def judged_dict(one: JudgedRepeat) -> dict[str, object]:
    """Give what one person's repeat means at a known disease locus."""
    locus = one.verdict.locus
    return {
        "person": one.name,
        "gene_symbol": locus.gene,
        "disease": locus.disease,
        "inheritance": locus.inheritance,
        "unit": locus.unit,
        "meaning": one.verdict.meaning.value,
        "at_worst": one.verdict.at_worst.value,
        "is_flagged": one.verdict.is_flagged,
        "sentence": one.verdict.sentence,
        "certainty": locus.certainty,
        "source": locus.source,
        "record_number": one.interval.record_number,
    }


def problem_dict(problem: IntervalProblem) -> dict[str, object]:
    """Give an allele that could not be placed, with the field at fault."""
    return {
        "record_number": problem.record_number,
        "allele_index": problem.allele_index,
        "alt": problem.alt,
        "field": problem.field,
        "detail": problem.detail,
    }


def _mate(mate: Mate) -> dict[str, object]:
    return {
        "chrom": mate.chrom,
        "pos": mate.pos,
        "is_after": mate.is_after,
        "is_reversed": mate.is_reversed,
    }


def _repeat(repeat: Repeat, people: Sequence[str]) -> dict[str, object]:
    return {
        "locus": repeat.locus or None,
        "units": list(repeat.units),
        "reference_count": repeat.reference_count,
        "counts": {
            name: [_count(one) for one in counts]
            for name, counts in zip(people, repeat.people, strict=False)
        },
    }


def _count(one: RepeatCount) -> dict[str, object]:
    """An open upper limit is null: JSON knows no infinity."""
    high = None if one.high == float("inf") else one.high
    return {"unit": one.unit or None, "count": one.count, "low": one.low, "high": high}


def _genotype(genotype: Genotype) -> dict[str, object]:
    return {
        "zygosity": genotype.zygosity.value,
        "alt_copies": genotype.alt_copies,
        "called": genotype.called,
        "ploidy": genotype.ploidy,
        "quality": genotype.quality,
    }


def _pair(limits: tuple[int, int] | None) -> list[int] | None:
    return None if limits is None else list(limits)
