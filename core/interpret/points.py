"""Points for each part of a rank, each with the sentence that says why."""

from collections.abc import Iterator, Sequence

from core.domain.candidate import INHERITANCE, Facts, InheritanceFit, Reason
from core.domain.regulatory import Tail
from core.domain.sample import Genotype, Zygosity
from core.domain.transcript import Region
from core.interpret.conclusion import Segregation
from core.interpret.effects import GeneEffect
from core.interpret.gene_facts import GeneFacts
from core.interpret.hits import Strength
from core.interpret.motif_story import MotifStory, motif_stories
from core.interpret.phenotype import GeneMatch
from core.interpret.rules import (
    FrequencyRules,
    GeneRules,
    InheritanceRules,
    PhenotypeRules,
    PositionRules,
    QualityRules,
    SpliceRules,
    Tier,
)
from core.interpret.sentences import exon_sentence, kind_phrase, place_phrase, strongest_exon

_Fit = InheritanceFit

SPLICE = "splice"
"""Topic of the reasons that tell of splice sites."""

REGULATORY = "regulatory sequence"
"""Topic of the reason that tells what engines of regulatory sequence see."""

_MOTIFS = 3
"""Stories of motifs among the reasons."""


def splice_reasons(effect: GeneEffect, rules: SpliceRules) -> Iterator[Reason]:
    """Points for the strongest change that alters which sites are used, and for a new exon.

    A change that only strengthens an annotated site or weakens an unannotated one gets the small
    points of `existing_site`. The low tiers hold for variants deep in an intron alone. A variant
    without any change loses points unless it lies on a splice site itself.
    """
    if not effect.is_scored:
        return
    is_deep = effect.region is Region.DEEP_INTRON
    tiers = rules.tiers + (rules.deep_intron_tiers if is_deep else ())
    tier = _tier(effect.aberrant_delta, tiers)
    raw_tier = _tier(effect.max_delta, rules.tiers)
    if tier is not None:
        text = f"Largest delta {effect.aberrant_delta:.2f}: {tier.name} (from {tier.at_least:g})."
        yield Reason(SPLICE, text, tier.points)
    elif raw_tier is None:
        yield _below_every_tier(effect, rules)
    if raw_tier is not None and (tier is None or raw_tier.at_least > tier.at_least):
        strongest = effect.changes[0]
        text = f"{strongest.effect.value.capitalize()} {strongest.value:.2f} only {kind_phrase(strongest)}."
        yield Reason(SPLICE, text, rules.existing_site.points if tier is None else 0.0)
    if effect.new_exon is not None:
        text = f"Two new sites {effect.new_exon.size} bases apart make a pseudoexon."
        yield Reason(SPLICE, text, rules.pseudoexon.points)


def exon_reasons(facts: Facts, symbol: str) -> Iterator[Reason]:
    """What an engine of whole exons says of the gene; not calibrated, so it gives no points."""
    exon = strongest_exon([one for one in facts.exons if one.gene_symbol == symbol])
    if exon is not None:
        yield Reason("exon", exon_sentence(exon), 0.0)


def motif_reasons(facts: Facts) -> Iterator[Reason]:
    """Motifs of factors that are broken or made; many fit by chance, so they give no points."""
    for story in _stories(facts)[:_MOTIFS]:
        yield Reason("motif", story.sentence, 0.0)


def predicted_regulation(facts: Facts, reasons: Sequence[Reason]) -> str:
    """What is predicted of regulatory sequence and which motif changes, "" where it lifts nothing.

    How often chance changes some motif as much stands beside the motif: it is no proof of a factor.
    """
    lifting = [one.sentence for one in reasons if one.topic == REGULATORY and one.points > 0]
    if not lifting:
        return ""
    return " ".join((*lifting, *(_briefly(one, facts.motif_tail) for one in _stories(facts)[:1])))


def _briefly(story: MotifStory, tail: Tail | None) -> str:
    if tail is None:
        return f"{story.brief}."
    return f"{story.brief} ({tail.share_of} random variants there change some motif as much)."


def _stories(facts: Facts) -> Sequence[MotifStory]:
    changes = [one for score in facts.regulatory for one in score.motifs]
    return motif_stories(changes, facts.variant)


def _below_every_tier(effect: GeneEffect, rules: SpliceRules) -> Reason:
    text = f"Largest delta {effect.max_delta:.2f}: below every cut-off"
    if effect.region in {Region.SPLICE_DINUCLEOTIDE, Region.EXON_EDGE}:
        return Reason(SPLICE, f"{text}, yet on a splice site.", 0.0)
    if effect.max_delta > rules.no_change_delta.value:
        return Reason(SPLICE, f"{text}, not informative.", 0.0)
    return Reason(SPLICE, f"{text}.", rules.no_change.points)


def position_reasons(effect: GeneEffect, rules: PositionRules) -> Iterator[Reason]:
    """Points for the place in the gene, with its distance to the splice site."""
    place = effect.place
    if place is None:
        yield Reason("position", "Outside the loaded transcripts.", 0.0)
        return
    points = {
        Region.SPLICE_DINUCLEOTIDE: rules.splice_dinucleotide.points,
        Region.EXON_EDGE: rules.exon_edge.points,
        Region.NEAR_SPLICE: rules.near_splice.points,
    }.get(place.region, 0.0)
    text = place_phrase(place)
    distance = place.distance_to_splice_site
    if distance is not None:
        bases = "base" if distance == 1 else "bases"
        text += f", {distance:,} {bases} from the {place.site} edge"
    yield Reason("position", f"{text[0].upper()}{text[1:]}.", points)


def frequency_reason(frequency: float | None, rules: FrequencyRules) -> Reason:
    """Points taken for a common variant; unknown takes none."""
    if frequency is None:
        text = "Population frequency unknown: counted as rare."
        return Reason("frequency", text, rules.unknown.points)
    tier = _tier(frequency, rules.tiers)
    if tier is None:
        text = (
            "Absent from the population resource."
            if frequency == 0
            else _share(frequency, "very rare")
        )
        return Reason("frequency", text, 0.0)
    return Reason("frequency", _share(frequency, tier.name), tier.points)


def inheritance_reason(
    alone: Segregation, paired: Segregation, rules: InheritanceRules, strength: Strength
) -> Reason:
    """Points of the best label; a family that contradicts every mode of one variant takes points.

    `alone` judges the variant by itself, `paired` adds its compound-heterozygous pairs (the same
    object where there are none) and gives the words. `strength` is that of the weaker hit of the
    pair: without an effect of its own it makes the pair worth little more than no fit, and a pair
    of which neither hit is known to have one moves nothing.
    """
    weights = {
        _Fit.DE_NOVO: rules.de_novo,
        _Fit.DE_NOVO_OR_MOSAIC: rules.de_novo_or_mosaic,
        _Fit.POSSIBLY_DE_NOVO: rules.possibly_de_novo,
        _Fit.DOMINANT: rules.dominant,
        _Fit.INCOMPLETE_PENETRANCE: rules.incomplete_penetrance,
        _Fit.RECESSIVE: rules.recessive,
        _Fit.POSSIBLY_RECESSIVE: rules.possibly_recessive,
        _Fit.OVER_DELETION: rules.recessive,
        _Fit.COMPOUND_HET: rules.compound_het,
        _Fit.COMPOUND_HET_UNPHASED: rules.compound_het_unphased,
        _Fit.X_RECESSIVE: rules.x_linked,
        _Fit.X_DOMINANT: rules.x_linked,
        _Fit.X_LINKED: rules.x_linked,
        _Fit.MITOCHONDRIAL: rules.unknown,
        _Fit.UNKNOWN: rules.unknown,
        _Fit.NO_FIT: rules.no_fit,
    }
    if strength is Strength.WEAK:
        weights[_Fit.COMPOUND_HET] = rules.compound_het_without_effect
        weights[_Fit.COMPOUND_HET_UNPHASED] = rules.compound_het_without_effect
    if strength is Strength.NOT_ASSESSED:
        weights[_Fit.COMPOUND_HET] = rules.compound_het_not_assessed
        weights[_Fit.COMPOUND_HET_UNPHASED] = rules.compound_het_unphased_not_assessed
    by_itself = (_Fit.NO_FIT,) if _Fit.NO_FIT in alone.fits else alone.fits
    is_open = strength is Strength.OPEN
    by_pair = () if is_open else tuple(fit for fit in paired.fits if fit in _COMPOUND)
    points = max(weights[fit].points for fit in (*by_itself, *by_pair))
    return Reason(INHERITANCE, " ".join(_mode_sentences(alone, paired)), points)


_COMPOUND = frozenset({_Fit.COMPOUND_HET, _Fit.COMPOUND_HET_UNPHASED})


def _mode_sentences(alone: Segregation, paired: Segregation) -> Iterator[str]:
    """One sentence for the variant by itself, one for its pairs, what counts more first."""
    of_pairs = [note for note in paired.notes if note not in alone.notes]
    of_itself = [note for note in paired.notes if note in alone.notes]
    for is_pair in sorted({fit in _COMPOUND for fit in paired.fits}, reverse=_leads(paired)):
        words = "; ".join(fit.value for fit in paired.fits if (fit in _COMPOUND) == is_pair)
        notes = "; ".join(of_pairs if is_pair else of_itself)
        yield f"{words[0].upper()}{words[1:]}{f' ({notes})' if notes else ''}."


def _leads(paired: Segregation) -> bool:
    return paired.fits[0] in _COMPOUND


def phenotype_reasons(
    symbol: str, match: GeneMatch | None, rules: PhenotypeRules, *, has_terms: bool
) -> Iterator[Reason]:
    """Points by the match of the gene, taken where it explains little; without annotation none."""
    if not has_terms:
        return
    if match is None:
        yield Reason("phenotype", f"{symbol or 'No gene'}: no phenotype on record.", 0.0)
        return
    matched = f" ({', '.join(match.matched)})" if match.matched else ""
    text = f"{symbol} matches the phenotype with {match.score:.2f} of 1{matched}."
    yield Reason("phenotype", text, round(rules.points(match.score), 2))
    if match.absent:
        text = f"Stated absent, though on record for {symbol}: {', '.join(match.absent)}."
        yield Reason("phenotype", text, 0.0)


def quality_reasons(
    facts: Facts, genotype: Genotype, rules: QualityRules, *, has_one_copy: bool
) -> Iterator[Reason]:
    """Points taken for a doubtful call; nothing is said about a sound one, missing values cost nothing."""
    if facts.filters:
        text = f"The caller's filter says {', '.join(facts.filters)}."
        yield Reason("quality", text, rules.failed_filter.points)
    if genotype.depth is not None and genotype.depth < rules.min_depth.value:
        text = f"The patient is covered by {genotype.depth} reads only."
        yield Reason("quality", text, rules.low_depth.points)
    if genotype.quality is not None and genotype.quality < rules.min_quality.value:
        text = f"The patient's call has a quality of {genotype.quality} only."
        yield Reason("quality", text, rules.low_quality.points)
    balance = genotype.allele_balance
    if genotype.is_carrier and balance is not None and balance < rules.min_balance.value:
        text = f"Only {100 * balance:.0f} % of the patient's reads carry the allele."
        yield Reason("quality", text, rules.odd_balance.points)
    if has_one_copy and genotype.zygosity is Zygosity.HETEROZYGOUS:
        text = "A heterozygous call where the patient has one copy is doubtful."
        yield Reason("quality", text, rules.odd_balance.points)


def gene_reasons(
    knowledge: GeneFacts, facts: Facts, genotype: Genotype, rules: GeneRules, *, loses_protein: bool
) -> Iterator[Reason]:
    """Points for an intolerant gene that loses a copy, and for a run of homozygosity."""
    loeuf = knowledge.loeuf
    is_one_copy = genotype.zygosity in (Zygosity.HETEROZYGOUS, Zygosity.HEMIZYGOUS)
    if loses_protein and is_one_copy and loeuf is not None and loeuf < rules.intolerant.value:
        text = f"The gene is intolerant of losing a copy (LOEUF {loeuf:.2f})."
        yield Reason("gene", text, rules.intolerant_gene.points)
    if genotype.zygosity is Zygosity.HOMOZYGOUS and knowledge.is_in_run(facts.variant):
        text = "Homozygous inside a run of homozygosity."
        yield Reason("gene", text, rules.homozygous_run.points)


def single_hit_reason(symbol: str, knowledge: GeneFacts) -> Reason:
    """Why a variant stands among the single hits; the lane moves it, so it gives no points."""
    by = f" ({knowledge.modes_source})" if knowledge.modes_source else ""
    text = (
        f"Stands among single hits: {symbol} is on record for recessive disease only{by}, and no "
        "second hit is in the list."
    )
    return Reason("gene", text, 0.0)


def _tier(value: float, tiers: Sequence[Tier]) -> Tier | None:
    return next((tier for tier in tiers if value >= tier.at_least), None)


def _share(frequency: float, name: str) -> str:
    return f"Population frequency {100 * frequency:.3g} %: {name}."
