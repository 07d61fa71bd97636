"""Job: everything about one variant, without a case, in the shape other programs rely on."""

from collections.abc import Generator, Sequence
from functools import partial

from core.case_reference import names_in
from core.contexts import ContextReader
from core.domain.assembly import Assembly
from core.domain.consensus import Consensus
from core.domain.element import ElementsAt
from core.domain.interpretation import Interpretation
from core.domain.local_value import LocalSays
from core.domain.lookup import LookupScore
from core.domain.score import (
    EngineScores,
    SpliceTrack,
)
from core.domain.transcript import TranscriptPosition
from core.domain.variant import Variant
from core.elements import ElementCatalogue
from core.evidence import evidence_profile
from core.evidence.alone import codes_without_case
from core.interpret.consensus import Labels, consensus
from core.interpret.evidence.assess import assess
from core.interpret.hgvs import hgvs_g
from core.interpret.motif_story import motif_stories
from core.interpret.position import locate, positions_as_read
from core.interpret.rules import load_consensus_rules
from core.interpret.target_genes import GeneNames
from core.interpret.zones import load_zone_rules
from core.interpretation import interpretation, near_starts
from core.job import Progress
from core.pipeline.asked_variant import asked_variant
from core.pipeline.bodies import BodyIndex
from core.pipeline.engine_answer import EngineAnswer
from core.pipeline.engine_kinds import (
    demand_offered,
    installed_engines,
    is_exon_engine,
    is_regulatory_engine,
)
from core.pipeline.exon_describe import ask_about_exons
from core.pipeline.gene_check import check_genes
from core.pipeline.link_lookup import said_without_case
from core.pipeline.lookup import COMPARED_ENGINE, compared, deltas_as_in
from core.pipeline.regulatory_describe import ask_about_sequence
from core.pipeline.spec import DescribeSpec
from core.pipeline.splice_describe import ask_about_sites
from core.pipeline.transcript_catalogue import TranscriptCatalogue
from core.pipeline.transcript_index import TranscriptIndex
from core.regulation import tail_at
from core.report.consequences import consequence_dicts
from core.report.element_json import element_dicts
from core.report.engines import consensus_dict
from core.report.evidence import evidence_dicts, held_back_dicts
from core.report.exon_json import exon_score_dict
from core.report.json import position_dict
from core.report.motif_json import motif_dicts
from core.report.regulatory_json import regulatory_dicts, tail_dict
from core.report.score_json import lookup_dict, not_scored_dict, score_dict, variant_dict
from core.review import engine_labels
from core.sources.genes import GeneSet, load_genes
from core.sources.known_builds import demand_readable_build
from core.sources.reference import Reference
from core.sources.score_table import ScoreTable
from core.tissue_psi import prepare_inclusion_ranges
from models.registry import EXON, REGULATORY_KINDS, SPLICE


def describe_variant(spec: DescribeSpec) -> Generator[Progress, None, dict[str, object]]:
    """Locate, name and score one variant at the distance a case uses.

    Without a named engine every installed one is asked; an engine that gives no score says why.

    Raises
    ------
    UsageError
        If the text is no variant or its contig is not in the reference.
    ReferenceMismatchError
        If REF differs from the reference.
    InputFileError
        If the gene models belong to another build than the reference.
    """
    with Reference(spec.reference) as reference:
        demand_readable_build(reference)
        assembly = reference.assembly() or Assembly.ARTIFICIAL
        yield Progress("reading the gene models")
        genes = load_genes(spec.genes)
        check_genes(spec.genes, genes, reference)
        catalogue = TranscriptCatalogue(genes.transcripts)
        variant = asked_variant(spec.variant, assembly, reference, catalogue)
        beside = [asked_variant(one, assembly, reference, catalogue) for one in spec.beside]
        index = TranscriptIndex(genes.transcripts)
        near = index.overlapping(variant.chrom, variant.pos - 1, variant.end)
        answers = []
        for engine_id in spec.engine_ids or installed_engines(SPLICE, EXON, *REGULATORY_KINDS):
            yield Progress(f"asking {engine_id}")
            answers.append(_ask(engine_id, spec, variant, genes, reference, beside))
            yield Progress(f"asking {engine_id}", note=" ".join(answers[-1].notes))
        lookups, doubt = _look_up(spec, variant, genes, reference, answers)
        yield Progress("looking up", note=doubt)
        name = hgvs_g(variant, lambda start, end: reference.fetch(variant.chrom, start, end))
        places = locate(variant, near)
        names = names_in(variant, places, reference)
        yield from prepare_inclusion_ranges(assembly)
        found = _consequences(variant, places, answers, index, reference)
        fetch, rules = partial(reference.fetch, variant.chrom), evidence_profile().rules
        said = yield from said_without_case(variant, assembly)
        elements = _elements(variant, genes, index, said, reference)
        codes = codes_without_case(variant, places, _engines(answers), found, fetch, rules)
    return {
        "variant": variant_dict(variant),
        "hgvs_g": name,
        "transcripts": [position_dict(one, names) for one in positions_as_read(places, found)],
        "scores": [
            score_dict(score, answer.run, answer.tracks)
            for answer in answers
            if answer.run is not None
            for score in answer.scores
        ]
        + [exon_score_dict(score) for answer in answers for score in answer.exons]
        + [one for answer in answers for one in regulatory_dicts(answer.regulatory)],
        "regulatory_tail": tail_dict(
            tail_at(variant, elements.element_class, [r for one in answers for r in one.regulatory])
        ),
        "motifs": _motifs(variant, answers),
        "not_scored": [not_scored_dict(one) for answer in answers for one in answer.not_scored],
        "consensus": [consensus_dict(one) for one in _together(variant, answers)],
        "looked_up": [lookup_dict(one) for one in lookups],
        "consequences": consequence_dicts(found),
        "evidence": evidence_dicts(codes, assess(codes, rules)),
        "evidence_held_back": held_back_dicts(codes),
        **element_dicts(elements),
    }


def _motifs(variant: Variant, answers: Sequence[EngineAnswer]) -> list[dict[str, object]]:
    changes = [one for answer in answers for score in answer.regulatory for one in score.motifs]
    return motif_dicts(motif_stories(changes, variant))


def _elements(
    variant: Variant,
    genes: GeneSet,
    index: TranscriptIndex,
    said: Sequence[LocalSays],
    reference: Reference,
) -> ElementsAt:
    """Tell what lies at the variant and which genes it may act on."""
    catalogue = TranscriptCatalogue(genes.transcripts)
    by_id = {one.gene_id.partition(".")[0]: one.gene_symbol for one in genes.transcripts}
    names = GeneNames(frozenset(by_id.values()), by_id, catalogue.genes_named, index.overlapping)
    reach = load_zone_rules().reach
    near = index.overlapping(variant.chrom, max(0, variant.pos - 1 - reach), variant.end + reach)
    fetch = partial(reference.fetch, variant.chrom)
    found = ElementCatalogue(names, {genes.name: genes.digest})
    return found.at(variant, near, said, fetch)


def _consequences(
    variant: Variant,
    places: Sequence[TranscriptPosition],
    answers: Sequence[EngineAnswer],
    index: TranscriptIndex,
    reference: Reference,
) -> Interpretation:
    """Interpret the variant where it lies, and tell of transcripts that begin near it."""
    within = [place.transcript for place in places]
    contexts = ContextReader(variant.assembly)
    found = interpretation(variant, within, _tracks(answers), reference, contexts)
    reach = load_zone_rules().reach
    first, last = max(0, variant.pos - 1 - reach), variant.end + reach
    near = index.overlapping(variant.chrom, first, last)
    return near_starts(found, variant, [one for one in near if one not in within], reference)


def _tracks(answers: Sequence[EngineAnswer]) -> tuple[SpliceTrack, ...]:
    """What SpliceAI sees, else the first splice engine asked, of which consequences are told."""
    seen = [one for one in answers if one.run is not None and one.tracks]
    seen.sort(key=lambda one: one.run is None or one.run.engine_id != COMPARED_ENGINE)
    return next((one.wide or one.tracks for one in seen), ())


def _engines(answers: Sequence[EngineAnswer]) -> list[EngineScores]:
    return [EngineScores(one.run, one.scores) for one in answers if one.run and one.scores]


def _together(variant: Variant, answers: Sequence[EngineAnswer]) -> tuple[Consensus, ...]:
    """What the splice engines say together; nothing where fewer than two were scored with."""
    engines = _engines(answers)
    if len(engines) < 2:
        return ()
    return consensus(variant, engines, load_consensus_rules(), Labels(engine_labels(), {}))


def _look_up(
    spec: DescribeSpec,
    variant: Variant,
    genes: GeneSet,
    reference: Reference,
    answers: list[EngineAnswer],
) -> tuple[tuple[LookupScore, ...], str]:
    """Give what the table says beside ours, and what has to be said about its build."""
    if spec.table is None:
        return (), ""
    own = (one for one in answers if one.run and one.run.engine_id == COMPARED_ENGINE)
    tracks = {track.transcript_id: track for one in own for track in one.tracks}
    symbols = [score.gene_symbol for one in answers for score in one.scores]
    bodies = BodyIndex(genes.transcripts).at(variant.chrom, variant.pos)
    with ScoreTable(spec.table.path, masked=spec.table.is_masked) as table:
        doubt = table.demand_build(reference, [(variant.chrom, variant.pos)])
        ours = deltas_as_in(table, bodies, variant.pos, tracks)
        return compared(table, variant, symbols, ours), doubt


def _ask(
    engine_id: str,
    spec: DescribeSpec,
    variant: Variant,
    genes: GeneSet,
    reference: Reference,
    beside: Sequence[Variant],
) -> EngineAnswer:
    demand_offered(engine_id)
    if is_exon_engine(engine_id):
        return ask_about_exons(engine_id, variant, genes, reference, spec.device)
    if is_regulatory_engine(engine_id):
        return ask_about_sequence(engine_id, variant, genes, reference, spec.device, beside)
    return ask_about_sites(engine_id, variant, genes, reference, spec)
