"""Predicted site changes of one variant, gene by gene, read the way ranking counts them."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from core.domain.candidate import Facts
from core.domain.score import SpliceDelta, SpliceEffect, SpliceScore
from core.domain.transcript import Region, Transcript, TranscriptPosition
from core.interpret.position import introns, most_severe, positions_as_read
from core.interpret.rules import PseudoexonRules


@dataclass(frozen=True, slots=True)
class SiteChange:
    """One gained or lost site.

    Attributes
    ----------
    value
        Raw delta with two decimals, as cut-offs are compared.
    pos
        1-based position of the site; `offset` counts bases from the variant, genome direction.
    strand
        Of the gene.
    is_annotated
        The site is an exon edge of a loaded transcript.
    distance
        Bases searched on either side of the variant.
    """

    effect: SpliceEffect
    value: float
    pos: int
    offset: int
    strand: str
    is_annotated: bool
    distance: int

    @property
    def is_aberrant(self) -> bool:
        """A new site appears or a used one is lost; otherwise the transcripts keep their sites."""
        return self.effect.is_gain != self.is_annotated


@dataclass(frozen=True, slots=True)
class NewExon:
    """A pseudoexon: two gained sites in one intron, `size` bases apart (both included)."""

    acceptor: SiteChange
    donor: SiteChange
    size: int


@dataclass(frozen=True, slots=True)
class GeneEffect:
    """What is predicted in one gene, strongest change first. No changes where nothing is scored."""

    gene_symbol: str
    changes: tuple[SiteChange, ...]
    positions: tuple[TranscriptPosition, ...]
    new_exon: NewExon | None
    is_scored: bool

    @property
    def aberrant_delta(self) -> float:
        """Largest two-decimal delta that changes which sites are used."""
        return max((change.value for change in self.changes if change.is_aberrant), default=0.0)

    @property
    def max_delta(self) -> float:
        """Largest two-decimal raw delta."""
        return max((change.value for change in self.changes), default=0.0)

    @property
    def place(self) -> TranscriptPosition | None:
        """The place nearest to splicing in this gene."""
        return most_severe(self.positions)

    @property
    def region(self) -> Region:
        """Class of that place."""
        place = self.place
        return Region.INTERGENIC if place is None else place.region


def gene_effects(facts: Facts, rules: PseudoexonRules) -> tuple[GeneEffect, ...]:
    """One effect per gene a variant lies or is scored in, by symbol; one nameless if there is none.

    The gene of a known non-coding locus counts too: gene models of proteins do not have it; so does
    the gene of a promoter, which begins behind it, and a gene that an element is linked to.

    The delta at the case's standard distance counts, and the wide one where it was evaluated and
    is larger. Cut-offs compare two-decimal values. A site is annotated if it is an exon edge of a
    transcript the variant lies in; without such transcripts the masked view tells (the published
    mask itself knows the edge nearest to the variant alone, so the loss of the other end of an
    exon would look unused).
    """
    named = {place.transcript.gene_symbol for place in facts.positions}
    named |= {facts.locus_gene} if facts.locus_gene else set()
    named |= {*facts.promoter_of, *(one.gene_symbol for one in facts.targets)}
    symbols = sorted(named | {score.gene_symbol for score in facts.scores})
    return tuple(_effect(facts, symbol, rules) for symbol in symbols or [""])


def two_decimals(value: float) -> float:
    """Give the value as the published tool writes it."""
    return round(value, 2)


def _effect(facts: Facts, symbol: str, rules: PseudoexonRules) -> GeneEffect:
    read = positions_as_read(facts.positions, facts.interpretation)
    positions = tuple(place for place in read if place.transcript.gene_symbol == symbol)
    transcripts = tuple(place.transcript for place in positions)
    scores = [score for score in facts.scores if score.gene_symbol == symbol]
    found = [
        change for score in scores for change in _changes(score, facts.variant.pos, transcripts)
    ]
    exons = [
        exon
        for score in scores
        if (exon := _new_exon(score, facts.variant.pos, transcripts, rules)) is not None
    ]
    return GeneEffect(
        gene_symbol=symbol,
        changes=_distinct(found),
        positions=positions,
        new_exon=max(exons, key=_exon_key, default=None),
        is_scored=bool(scores),
    )


def _exon_key(exon: NewExon) -> tuple[float, float, int]:
    weaker, stronger = sorted((exon.acceptor.value, exon.donor.value))
    return weaker, stronger, -exon.acceptor.pos


def _changes(
    score: SpliceScore, pos: int, transcripts: Sequence[Transcript]
) -> Iterator[SiteChange]:
    sites = frozenset(boundary for one in transcripts for boundary in one.boundaries)
    for effect in SpliceEffect:
        raw = _change(score.delta, effect, pos, score.strand, sites)
        masked = _change(score.masked, effect, pos, score.strand, sites)
        if not sites and masked.value < raw.value:
            raw = replace(raw, is_annotated=effect.is_gain)
        yield raw
        if not raw.is_aberrant and masked.is_aberrant and masked.value > 0:
            yield masked
        if score.wide is not None:
            wide = _change(score.wide, effect, pos, score.strand, sites)
            if wide.value > raw.value:
                yield wide


def _change(
    delta: SpliceDelta, effect: SpliceEffect, pos: int, strand: str, sites: Set[int]
) -> SiteChange:
    """One effect; without known sites a gain counts as new and a loss as that of a used site."""
    value, offset = delta.of(effect)
    annotated = pos + offset in sites if sites else not effect.is_gain
    return SiteChange(
        effect, two_decimals(value), pos + offset, offset, strand, annotated, delta.distance
    )


def _distinct(changes: Sequence[SiteChange]) -> tuple[SiteChange, ...]:
    """Strongest first; the same site in two transcripts once."""
    best: dict[tuple[SpliceEffect, int], SiteChange] = {}
    order = tuple(SpliceEffect)
    for change in sorted(
        changes,
        key=lambda item: (
            -item.value,
            not item.is_aberrant,
            order.index(item.effect),
            item.pos,
            item.distance,
        ),
    ):
        best.setdefault((change.effect, change.pos), change)
    return tuple(best.values())


def _new_exon(
    score: SpliceScore, pos: int, transcripts: Sequence[Transcript], rules: PseudoexonRules
) -> NewExon | None:
    delta = score.wide or score.delta
    gains = (SpliceEffect.ACCEPTOR_GAIN, SpliceEffect.DONOR_GAIN)
    sites = frozenset(boundary for one in transcripts for boundary in one.boundaries)
    acceptor, donor = (_change(delta, gain, pos, score.strand, sites) for gain in gains)
    weaker, stronger = sorted((acceptor.value, donor.value))
    if weaker < rules.weaker_gain.value or stronger < rules.stronger_gain.value:
        return None
    span = donor.pos - acceptor.pos if score.strand == "+" else acceptor.pos - donor.pos
    if not rules.min_size.value <= span + 1 <= rules.max_size.value:
        return None
    first, last = sorted((acceptor.pos, donor.pos))
    if not _is_deep_in_an_intron(first, last, pos, transcripts, rules.min_depth.value):
        return None
    return NewExon(acceptor, donor, span + 1)


def _is_deep_in_an_intron(
    first: int, last: int, pos: int, transcripts: Sequence[Transcript], depth: float
) -> bool:
    """Both sites and the variant (1-based) lie in one intron, more than `depth` from its ends."""
    return any(
        min(first, pos) - start > depth and end - max(last, pos) + 1 > depth
        for transcript in transcripts
        for start, end, _ in introns(transcript)
    )
