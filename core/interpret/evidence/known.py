"""PS1 for splicing: a known variant at the same place with the same predicted event.

Walker 2023 (AJHG 110:1046), table 2. Prerequisites of every row: the same event, predicted at least
as strongly, and a known class that does not rest on the variant under assessment.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.consequence import SpliceOutcome
from core.domain.evidence import Basis, Evidence, Standing
from core.domain.evidence_inputs import EvidenceInputs, KnownClass, KnownVariant
from core.domain.variant import Variant
from core.interpret.alleles import change_of
from core.interpret.effects import two_decimals
from core.interpret.evidence.build import Maker
from core.interpret.evidence.places import SplicePlace, lost_sites, place_of, splice_place
from core.interpret.evidence.rules import EvidenceRules

_CLASSES = (KnownClass.PATHOGENIC, KnownClass.LIKELY_PATHOGENIC)


@dataclass(frozen=True, slots=True)
class _Match:
    """A known variant with the strength of its row and what its prerequisites lack."""

    known: KnownVariant
    relation: str
    strength: str
    lacking: tuple[str, ...]


def ps1_codes(
    inputs: EvidenceInputs, rules: EvidenceRules, base: Evidence | None
) -> Iterator[Evidence]:
    """Give PS1 from the known variant that gives most, or why none of them gives any.

    Parameters
    ----------
    base
        PVS1 or PP3 for splicing of the variant itself, as suggested; None without: then PS1
        stands beside nothing.
    """
    place = place_of(inputs, rules.splicing)
    if place is None or not inputs.known or inputs.stated.gate is not None:
        return
    make = Maker(rules, Basis.SPLICING, "table 2 of Walker 2023")
    if base is None:
        told = "A known variant lies at the same place, yet neither PP3 nor PVS1 is suggested."
        yield make.refused("PS1", told)
        return
    matches = [
        match for known in inputs.known if (match := _match(inputs, known, place, base, rules))
    ]
    if matches:
        yield _evidence(max(matches, key=lambda one: _rank(one, rules)), make)


def _evidence(match: _Match, make: Maker) -> Evidence:
    known = match.known
    seen = {
        "known variant": known.variant.spelled,
        "its class": f"{known.classified} ({known.source})",
        "relation": match.relation,
    }
    told = f"{known.variant.spelled_short} is {known.classified} ({known.source}); {match.relation}"
    if match.lacking:
        told += f". Possible, not suggested: {'; '.join(match.lacking)}."
        return make.possible("PS1", told, seen, strength=match.strength)
    told += ", same predicted event, predicted at least as strongly."
    return make.suggested("PS1", told, seen, strength=match.strength)


def _match(
    inputs: EvidenceInputs,
    known: KnownVariant,
    place: SplicePlace,
    base: Evidence,
    rules: EvidenceRules,
) -> _Match | None:
    """Find the first row that fits; None where the table gives nothing."""
    if known.classified not in _CLASSES or known.variant == inputs.variant:
        return None
    is_lost = place.touches_dinucleotide and bool(lost_sites(inputs))
    other = splice_place(known.variant, place.transcript, rules.splicing)
    found = _relations(inputs.variant, known.variant, place, other)
    for row in rules.ps1.rows:
        is_here = (row.here == "dinucleotide") == is_lost
        if not is_here or row.base != _base(base, rules) or row.known not in found:
            continue
        is_sure = known.classified is KnownClass.PATHOGENIC
        strength = row.pathogenic if is_sure else row.likely_pathogenic
        if not strength:
            return None
        return _Match(known, row.known, strength, tuple(_lacking(inputs, known)))
    return None


def _base(base: Evidence, rules: EvidenceRules) -> str:
    if base.code == "PP3":
        return "PP3"
    usual = rules.code("PVS1")
    is_full = usual is not None and base.strength == usual[1]
    return "PVS1 full" if is_full else "PVS1 reduced"


def _relations(
    variant: Variant, known: Variant, place: SplicePlace, other: SplicePlace
) -> frozenset[str]:
    """How the known variant lies to the one under assessment, as the rows call it."""
    found = set()
    mine = {(site.kind, site.edge): site for site in place.motifs}
    shared = [(mine[key], site) for site in other.motifs if (key := (site.kind, site.edge)) in mine]
    if changes_same_bases(variant, known):
        found.add("same base")
    if shared:
        found.add("same motif")
    if any(site.is_dinucleotide and here.is_dinucleotide for here, site in shared):
        found.add("same dinucleotide")
    if shared and not other.touches_dinucleotide:
        found.add("same motif, outside")
    return frozenset(found)


def changes_same_bases(variant: Variant, known: Variant) -> bool:
    """Tell that two variants change the very same bases of the reference."""
    one, other = change_of(variant), change_of(known)
    is_same = (one.start, one.end) == (other.start, other.end)
    return variant.chrom == known.chrom and is_same and bool(one.deleted)


def _lacking(inputs: EvidenceInputs, known: KnownVariant) -> Iterator[str]:
    mine = None if inputs.splice is None else two_decimals(inputs.splice.delta.max_delta)
    if mine is None:
        yield "how strongly this variant is predicted is not known"
    elif known.max_delta is None:
        yield "how strongly the known variant is predicted is not known"
    elif mine < two_decimals(known.max_delta):
        yield f"predicted less strongly than the known variant ({known.max_delta:.2f})"
    same = _is_same_event(inputs, known)
    if same is None:
        yield "the predicted event of one of the two is not known"
    elif not same:
        yield "another event is predicted for the known variant"
    if known.is_independent is None:
        yield "whether its class rests on this variant is not known"
    elif not known.is_independent:
        yield "its class rests on this variant"


def _is_same_event(inputs: EvidenceInputs, known: KnownVariant) -> bool | None:
    """Both skip the same exon, or use the same new site; None where either is not drawn."""
    used = [one for one in known.outcomes or () if one.transcript_id in inputs.in_use]
    mine, theirs = _first(inputs.used_outcomes), _first(used)
    if mine is None or theirs is None:
        return None
    return _event(mine) == _event(theirs)


def _first(outcomes: tuple[SpliceOutcome, ...] | list[SpliceOutcome]) -> SpliceOutcome | None:
    aberrant = [one for one in outcomes if one.kind.is_aberration]
    return max(aberrant, key=lambda one: one.share, default=None)


def _event(one: SpliceOutcome) -> tuple[object, ...]:
    gained = tuple(
        (site.kind, site.pos) for site in one.sites if not site.is_annotated and site.alt > site.ref
    )
    return one.transcript_id, one.kind, one.exon_numbers, one.intron_number, gained


def _rank(match: _Match, rules: EvidenceRules) -> tuple[bool, int]:
    """One whose prerequisites are met comes before a stronger one that lacks some."""
    return not match.lacking, rules.rank(match.strength)


def splice_base(evidence: tuple[Evidence, ...]) -> Evidence | None:
    """Give the suggested PVS1 or PP3 for splicing that PS1 may stand beside.

    An observed PVS1 replaces a predicted one, whichever is stronger: the row is that of what counts.
    """
    found = [
        one
        for one in evidence
        if one.standing is Standing.SUGGESTED
        and one.code in ("PVS1", "PP3")
        and one.basis in (Basis.SPLICING, Basis.RNA)
    ]
    return max(
        found,
        key=lambda one: (one.code == "PVS1", one.basis is Basis.RNA, one.points),
        default=None,
    )
