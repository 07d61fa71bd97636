"""The machine-readable twin: shapes of the command line contract and the whole report."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from core.domain.candidate import Candidate
from core.domain.case import CaseInfo
from core.domain.element import NOTHING_AT, ElementsAt
from core.domain.interpretation import Interpretation
from core.domain.sample import Genotype
from core.domain.score import SpliceTrack
from core.domain.transcript import TranscriptPosition
from core.domain.transcript_name import TranscriptName
from core.evidence import EvidenceSheet
from core.interpret.motif_story import MotifStory
from core.interpret.position import positions_as_read
from core.report.consequences import consequence_dicts
from core.report.element_json import element_dicts
from core.report.engines import consensus_dict
from core.report.evidence import evidence_dicts, held_back_dicts
from core.report.evidence_page import decided_dict
from core.report.exon_json import exon_score_dict
from core.report.genes import gene_dict, source_dict
from core.report.interval_json import interval_dict, judged_dict
from core.report.local_values import local_dicts, local_source_dict
from core.report.motif_json import motif_dicts
from core.report.other_values import OtherReport
from core.report.regulatory_json import regulatory_dicts, tail_dict
from core.report.rna import rna_dicts, rna_remarks, rna_source_dict
from core.report.score_json import (
    haplotype_dict,
    lookup_dict,
    not_scored_dict,
    rounded,
    score_dict,
    variant_dict,
)
from core.report.values import RESEARCH_USE, CandidateReport, ReportData

FORMAT = "intronaut-report-1"
"""Name and version of the JSON report's layout."""


@dataclass(frozen=True, eq=False, slots=True)
class Beside:
    """What stands beside a candidate in its shape.

    Attributes
    ----------
    tracks
        Probabilities by engine: with them those at the affected sites are told as well.
    names
        Its names in transcripts, by identifier.
    elements
        What else lies there, and the genes it may act on.
    evidence
        Its evidence as it stands, None where none was gathered.
    motifs
        Motifs it breaks or makes.
    """

    tracks: Mapping[str, Sequence[SpliceTrack]] = field(default_factory=dict)
    names: Mapping[str, TranscriptName] = field(default_factory=dict)
    interpretation: Interpretation = field(default_factory=Interpretation)
    elements: ElementsAt = NOTHING_AT
    evidence: EvidenceSheet | None = None
    motifs: Sequence[MotifStory] = ()


NOTHING_BESIDE = Beside()


def candidate_dict(
    candidate: Candidate,
    info: CaseInfo,
    hgvs_g: str,
    beside: Beside = NOTHING_BESIDE,
) -> dict[str, object]:
    """Give a candidate in the shape other programs rely on (DESIGN 4.1).

    Probabilities carry four decimals; what is unknown is null, never 0.
    """
    facts = candidate.facts
    people = [person.name for person in info.pedigree.individuals]
    positions = positions_as_read(facts.positions, beside.interpretation)
    return {
        "variant": variant_dict(facts.variant),
        "hgvs_g": hgvs_g,
        "transcripts": [position_dict(item, beside.names) for item in positions],
        "scores": [
            score_dict(item, one.run, beside.tracks.get(one.run.engine_id, ()))
            for one in facts.engines
            for item in one.scores
        ]
        + [exon_score_dict(item) for item in facts.exons]
        + regulatory_dicts(facts.regulatory),
        "regulatory_tail": tail_dict(facts.regulatory_tail),
        "motif_tail": tail_dict(facts.motif_tail),
        "motifs": motif_dicts(beside.motifs),
        "consensus": [consensus_dict(item) for item in facts.consensus],
        "not_scored": [not_scored_dict(item) for item in facts.not_scored],
        "looked_up": [lookup_dict(item) for item in facts.lookups],
        "haplotypes": [haplotype_dict(item) for item in facts.haplotypes],
        "consequences": consequence_dicts(beside.interpretation),
        "why_no_consequences": beside.interpretation.why_not or None,
        "evidence": _evidence(beside.evidence),
        "evidence_held_back": held_back_dicts(beside.evidence.codes if beside.evidence else ()),
        "rank": candidate.rank,
        "lane": candidate.lane.value,
        "points": round(candidate.points, 4),
        "sentence": candidate.sentence,
        "reasons": [
            {"topic": item.topic, "sentence": item.sentence, "points": round(item.points, 4)}
            for item in candidate.reasons
        ],
        "genotypes": {
            name: _genotype(genotype)
            for name, genotype in zip(people, facts.genotypes, strict=True)
        },
        "inheritance": [fit.value for fit in candidate.inheritance],
        "phenotype_score": rounded(candidate.phenotype_score),
        "population_frequency": facts.population_frequency,
        "quality": facts.quality,
        "filters": list(facts.filters),
        "zones": [one.value for one in facts.zones],
        **element_dicts(beside.elements),
    }


def position_dict(
    position: TranscriptPosition, names: Mapping[str, TranscriptName]
) -> dict[str, object]:
    """Give a place in a transcript, with the variant's names there (null where it has none)."""
    named = names.get(position.transcript.transcript_id)
    return {
        "transcript_id": position.transcript.transcript_id,
        "gene_symbol": position.transcript.gene_symbol,
        "mane": position.transcript.mane.value or None,
        "hgvs_c": (named.hgvs_c or None) if named else None,
        "hgvs_p": (named.hgvs_p or None) if named else None,
        "region": position.region_words,
        "exon_number": position.exon_number,
        "intron_number": position.intron_number,
        "distance_to_splice_site": position.distance_to_splice_site,
    }


def report_dict(data: ReportData) -> dict[str, object]:
    """Give the whole report as plain values."""
    return {
        "format": FORMAT,
        "report_id": data.report_id,
        "status": RESEARCH_USE,
        "label": data.label or None,
        "generated_at": data.generated_at,
        "program_version": data.program_version,
        "case": _case(data),
        "method": {
            "engines": [
                {
                    **asdict(engine.run),
                    "title": engine.title,
                    "licence": engine.licence or None,
                    "calibration": engine.calibration or None,
                }
                for engine in data.method.engines
            ],
            "gene_sets": [
                {"name": name, "sha256": digest} for name, digest in data.method.gene_sets
            ],
            "steps": list(data.method.steps),
            "gates": list(data.method.gates),
            "rule_set": data.method.rule_set,
        },
        "ledger": asdict(data.ledger),
        "warnings": list(data.warnings),
        "selection": data.selection,
        "n_listed": data.n_listed,
        "sample_checks": list(data.sample_checks),
        "candidates": [_reported(item, data.info) for item in data.candidates],
        "dismissed": [_reported(item, data.info) for item in data.dismissed],
        "other_records": _others(data.others),
        "gene_sources": [source_dict(source) for source in data.gene_sources],
        "local_sources": [local_source_dict(source) for source in data.local_sources],
        "rna_files": [rna_source_dict(source) for source in data.rna_sources],
        "unranked_distal": asdict(data.distal),
        "limits": list(data.limits),
    }


def _others(others: OtherReport) -> dict[str, object]:
    return {
        "counts": list(others.counts),
        "not_placed": others.n_problems,
        "has_reference_blocks": others.has_coverage,
        "flagged_repeats": [judged_dict(one) for one in others.flagged],
        "in_candidate_genes": [interval_dict(one, others.people) for one in others.intervals],
    }


def report_json(data: ReportData) -> bytes:
    """Give the JSON report, UTF-8."""
    return (json.dumps(report_dict(data), indent=2, ensure_ascii=False) + "\n").encode()


def _case(data: ReportData) -> Mapping[str, object]:
    info = data.info
    return {
        "name": info.name,
        "created_at": info.created_at,
        "created_with": info.program_version,
        "is_artificial": info.is_artificial,
        "is_complete": info.is_complete,
        "proband": info.pedigree.proband,
        "people": [asdict(person) for person in info.pedigree.individuals],
        "phenotypes": [asdict(term) for term in data.phenotypes],
        "build": asdict(info.proof),
        "frequency_key": info.frequency_key or None,
        "sources": [asdict(source) for source in info.sources],
    }


def _reported(item: CandidateReport, info: CaseInfo) -> dict[str, object]:
    primary = item.candidate.facts.engines[:1]
    tracks = {one.run.engine_id: item.tracks for one in primary}
    beside = Beside(
        tracks, item.names, item.interpretation, item.elements, item.evidence, item.motifs
    )
    shape = candidate_dict(item.candidate, info, item.hgvs_g, beside)
    return {
        **shape,
        **decided_dict(item.evidence),
        "genes": [gene_dict(known) for known in item.genes],
        "local_sources": local_dicts(item.local),
        "rna": rna_dicts(item.rna),
        "rna_remarks": list(rna_remarks(item.rna, item.interpretation)),
        "mark": item.mark.value or None,
        "note": item.note,
        "record": item.record,
    }


def _evidence(sheet: EvidenceSheet | None) -> list[dict[str, object]]:
    return [] if sheet is None else evidence_dicts(sheet.codes, sheet.assessment)


def _genotype(genotype: Genotype) -> dict[str, object]:
    return {
        "zygosity": genotype.zygosity.value,
        "alt_copies": genotype.alt_copies,
        "called": genotype.called,
        "ploidy": genotype.ploidy,
        "phased": genotype.phased,
        "depth": genotype.depth,
        "quality": genotype.quality,
        "ref_depth": genotype.ref_depth,
        "alt_depth": genotype.alt_depth,
    }
