"""What a variant may act by in one gene, each way with its points; the best one counts.

A variant may be missense and make a new donor: ways are weighed apart, the one with most points
gives them, and the others are told without points. So no variant stands high for being described
in several ways.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.domain.candidate import Facts, Lane, Reason
from core.domain.consequence import Nmd, NmdVerdict, SpliceOutcome
from core.domain.interpretation import TranscriptCoding
from core.domain.utr import Concern, UtrKind
from core.domain.zone import Zone
from core.interpret.effects import GeneEffect
from core.interpret.points import REGULATORY, position_reasons, splice_reasons
from core.interpret.rules import ConsequenceRules, RankingRules, RegulatoryRules, Weight
from core.interpret.sentences import regulatory_sentence

CONSEQUENCE, CODING, UTR, PLACE = "consequence", "coding", "UTR", "element"
"""Topics of reasons."""

_TRUNCATING = frozenset({"stop_gained", "frameshift_variant", "start_lost", "transcript_ablation"})
_IN_FRAME = frozenset({"inframe_insertion", "inframe_deletion", "protein_altering_variant"})
_SILENT = frozenset({"synonymous_variant", "start_retained_variant", "stop_retained_variant"})


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One way in which a variant may act in a gene, with the reasons that give its points.

    `loses_protein`: the altered copy is expected to give none, or a truncated one.
    """

    lane: Lane
    reasons: tuple[Reason, ...]
    loses_protein: bool = False

    @property
    def points(self) -> float:
        """Sum of the reasons."""
        return sum(reason.points for reason in self.reasons)

    @property
    def told(self) -> tuple[Reason, ...]:
        """The reasons as they stand where another way counts."""
        return tuple(replace(reason, points=0.0) for reason in self.reasons)


def mechanisms(facts: Facts, effect: GeneEffect, rules: RankingRules) -> tuple[Mechanism, ...]:
    """Give the ways in one gene, the best first; splicing wins a tie.

    There is always that of splicing, which also says where the variant lies; where no engine
    judged it, it comes last.
    """
    outcomes = facts.interpretation.outcomes_in(effect.gene_symbol)
    splicing = (
        *splice_reasons(effect, rules.splice),
        *_consequence_reasons(outcomes, rules.consequence),
        *position_reasons(effect, rules.position),
    )
    loses = bool(outcomes) and outcomes[0].kind.is_aberration and _truncates(outcomes[0])
    spliced = Mechanism(Lane.SPLICE, splicing, loses)
    others = sorted(_others(facts, effect, rules), key=_points)
    if not effect.is_scored:
        return (*others, spliced)
    return tuple(sorted((spliced, *others), key=_points))


def _points(one: Mechanism) -> float:
    return -round(one.points, 2)


def _others(facts: Facts, effect: GeneEffect, rules: RankingRules) -> Iterator[Mechanism]:
    symbol = effect.gene_symbol
    coding = facts.interpretation.coding_in(symbol)
    if coding is not None and _tells(coding):
        loses = not _TRUNCATING.isdisjoint(coding.effect.names)
        yield Mechanism(Lane.CODING, (_coding_reason(coding, rules),), loses)
    utr = facts.interpretation.utr_in(symbol)
    told = [one for one in utr if one.concern is not Concern.UNGRADED]
    if told:
        weight = rules.utr[told[0].concern]
        yield Mechanism(Lane.UTR, (Reason(UTR, told[0].sentence, weight.points),))
    yield from _by_place(facts, effect, rules)


def _tells(coding: TranscriptCoding) -> bool:
    """It says something of the protein: a silent change can act by splicing alone."""
    names = frozenset(coding.effect.names)
    says = _TRUNCATING | _IN_FRAME | {"stop_lost", "missense_variant"}
    is_silent = bool(names & _SILENT) and names.isdisjoint(says) and not coding.effect.why_unknown
    return coding.effect.cds_position is not None and not is_silent


def _by_place(facts: Facts, effect: GeneEffect, rules: RankingRules) -> Iterator[Mechanism]:
    """Places that may act, with what engines of regulatory sequence see there.

    An element acts on the genes it is linked to, and on no other.
    """
    symbol, place = effect.gene_symbol, rules.place
    target = next((one for one in facts.targets if one.gene_symbol == symbol), None)
    seen = regulatory_reason(facts, rules.regulatory)
    if symbol in facts.promoter_of:
        start = _near_start(facts, symbol)
        yield _placed(Lane.PROMOTER, f"{start}Lies in a promoter", place.promoter, seen)
    if effect.is_scored and Zone.BRANCH_POINT in facts.zones:
        words = "Lies in the zone of a branch point, of which engines see little"
        yield _placed(Lane.SPLICE, words, place.branch_point)
    if target is not None:
        words = f"Lies in a regulatory element linked to {symbol} ({target.brief})"
        yield _placed(Lane.ENHANCER, words, place.element, seen)
    if effect.place is not None and effect.place.is_non_coding_rna:
        words = "Lies in an exon of a non-coding RNA"
        yield _placed(Lane.NCRNA, words, place.non_coding_exon, seen)


def _placed(lane: Lane, words: str, weight: Weight, seen: Reason | None = None) -> Mechanism:
    unknown = "" if seen else "; what it does there is not computed"
    place = Reason(PLACE, f"{words}{unknown}.", weight.points)
    return Mechanism(lane, (place,) if seen is None else (place, seen))


def regulatory_reason(facts: Facts, rules: RegulatoryRules) -> Reason | None:
    """Points for what engines of regulatory sequence see; None where none was asked."""
    if not facts.regulatory:
        return None
    tail = facts.regulatory_tail
    tier = next((one for one in rules.tiers if tail and tail.probability <= one.at_most), None)
    return Reason(REGULATORY, regulatory_sentence(facts), tier.points if tier else 0.0)


def _near_start(facts: Facts, symbol: str) -> str:
    """How far the start of transcription is, "" where that is not known."""
    near = (one for one in facts.interpretation.utr_in(symbol) if one.kind is UtrKind.NEAR_TSS)
    return next((f"{one.sentence} " for one in near), "")


def _consequence_reasons(
    outcomes: Sequence[SpliceOutcome], rules: ConsequenceRules
) -> Iterator[Reason]:
    """Points for what becomes of the transcript that most of the changed RNA turns to."""
    aberrant = [one for one in outcomes if one.kind.is_aberration]
    if not aberrant:
        return
    first = aberrant[0]
    weight, words = _weighed(first, rules)
    yield Reason(CONSEQUENCE, f"{first.kind.value.capitalize()} predicted: {words}.", weight.points)


def _weighed(outcome: SpliceOutcome, rules: ConsequenceRules) -> tuple[Weight, str]:
    protein, nmd = outcome.protein, outcome.nmd
    if protein is None:
        return rules.unknown, "what it does to a protein is not known"
    if not outcome.is_coding_touched:
        return rules.untranslated, "only untranslated bases change"
    if nmd is not None and nmd.verdict is NmdVerdict.EXPECTED:
        return rules.nmd, "a premature stop, and NMD"
    if protein.is_start_lost or protein.stop_after is not None or not protein.is_frame_kept:
        return rules.truncating, f"the protein is cut short{_decay(nmd)}"
    if protein.lost_fraction > rules.large_share.value:
        share = f"{100 * rules.large_share.value:.0f} %"
        return rules.in_frame_large, f"the frame is kept, more than {share} of the protein is lost"
    return rules.in_frame, "the frame is kept"


def _decay(nmd: Nmd | None) -> str:
    """What is said of decay where it is not predicted; nothing where no premature stop is met."""
    said = {NmdVerdict.ESCAPES: ", without NMD", NmdVerdict.UNKNOWN: ", NMD is not known"}
    return "" if nmd is None else said.get(nmd.verdict, "")


def _truncates(outcome: SpliceOutcome) -> bool:
    protein = outcome.protein
    return protein is not None and (protein.is_start_lost or protein.stop_after is not None)


def _coding_reason(coding: TranscriptCoding, rules: RankingRules) -> Reason:
    names, points = frozenset(coding.effect.names), rules.coding
    if names & _TRUNCATING:
        is_nmd = coding.nmd is not None and coding.nmd.verdict is NmdVerdict.EXPECTED
        weight = points.truncating_nmd if is_nmd else points.truncating
    elif "stop_lost" in names or names & _IN_FRAME:
        weight = points.in_frame
    elif "missense_variant" in names:
        weight = points.missense
    else:
        weight = points.unknown
    return Reason(CODING, coding.effect.sentence, weight.points)
