"""Predicted site changes of one variant, gene by gene, read the way ranking counts them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.domain.candidate import Facts
from core.domain.score import SpliceDelta, SpliceEffect, SpliceScore
from core.domain.transcript import Region, Transcript, TranscriptPosition
from core.interpret.position import introns, most_severe
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

    The delta at the case's standard distance counts, and the wide one where it was evaluated and
    is larger. Cut-offs compare two-decimal values.
    """
    named = {place.transcript.gene_symbol for place in facts.positions}
    symbols = sorted(named | {score.gene_symbol for score in facts.scores})
    return tuple(_effect(facts, symbol, rules) for symbol in symbols or [""])


def two_decimals(value: float) -> float:
    """Give the value as the published tool writes it."""
    return round(value, 2)


def _effect(facts: Facts, symbol: str, rules: PseudoexonRules) -> GeneEffect:
    positions = tuple(place for place in facts.positions if place.transcript.gene_symbol == symbol)
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
    for effect in SpliceEffect:
        yield from _standard_changes(score, effect, pos)
        if score.wide is not None:
            wide = _change(score.wide, effect, pos, score.strand, transcripts)
            if wide.value > two_decimals(score.delta.of(effect)[0]):
                yield wide


def _standard_changes(score: SpliceScore, effect: SpliceEffect, pos: int) -> Iterator[SiteChange]:
    """The raw change, and where masking took it away, what is left behind it."""
    raw, raw_offset = score.delta.of(effect)
    left, left_offset = score.masked.of(effect)
    is_masked_out = two_decimals(left) < two_decimals(raw)
    distance, strand = score.delta.distance, score.strand
    annotated = effect.is_gain == is_masked_out
    yield SiteChange(
        effect, two_decimals(raw), pos + raw_offset, raw_offset, strand, annotated, distance
    )
    if is_masked_out and two_decimals(left) > 0:
        yield SiteChange(
            effect,
            two_decimals(left),
            pos + left_offset,
            left_offset,
            strand,
            not effect.is_gain,
            distance,
        )


def _change(
    delta: SpliceDelta,
    effect: SpliceEffect,
    pos: int,
    strand: str,
    transcripts: Sequence[Transcript],
) -> SiteChange:
    value, offset = delta.of(effect)
    if transcripts:
        annotated = any(pos + offset in transcript.boundaries for transcript in transcripts)
    else:
        annotated = not effect.is_gain
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
    acceptor, donor = (_change(delta, gain, pos, score.strand, transcripts) for gain in gains)
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
