"""PP3, BP4 and BP7 for predicted splicing (Walker 2023, AJHG 110:1046).

Cut-offs are those of the engine's calibration record and hold for the raw delta in its window
alone. PP3 needs what comes of it: an aberration of a transcript that counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from core.domain.consequence import SpliceOutcome
from core.domain.evidence import Basis, Evidence
from core.domain.evidence_inputs import (
    EngineCalibration,
    EvidenceInputs,
    KnownClass,
    SpliceEvidence,
)
from core.domain.stated import PartnerPhase
from core.domain.transcript import Mane, Region
from core.interpret.effects import two_decimals
from core.interpret.evidence.build import Maker
from core.interpret.evidence.places import SplicePlace, lost_sites, place_of
from core.interpret.evidence.rules import EvidenceRules

_U12 = "AT-AC"
_UNUSED = (
    "unannotated site (one that is lost, or that stays weaker than the annotated one it would have to "
    "replace)"
)
_UNTRANSLATED = frozenset({Region.UTR5, Region.UTR3})
_PATHOGENIC = {KnownClass.PATHOGENIC.value, KnownClass.LIKELY_PATHOGENIC.value}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A calibrated delta at a place, with all that codes for it need."""

    inputs: EvidenceInputs
    rules: EvidenceRules
    place: SplicePlace
    calibration: EngineCalibration
    splice: SpliceEvidence
    value: float

    @property
    def make(self) -> Maker:
        return Maker(self.rules, Basis.SPLICING, self.inputs.engine)

    @property
    def seen(self) -> dict[str, str]:
        run, calibration = self.splice.run, self.calibration
        wide = self.splice.wide_gain
        return {
            "engine": f"{run.engine_id} {run.version}",
            "weights": run.digest,
            "delta": f"{self.value:.2f} raw, within {self.splice.delta.distance} bases",
            "cut-offs": f"PP3 from {calibration.pp3_min:.2f}, BP4 up to {calibration.bp4_max:.2f}",
            "calibration": calibration.source,
            "transcript": self.place.transcript.transcript_id,
            "gain within 4,999": "not looked at" if wide is None else f"{wide:.2f}",
        }


def splice_codes(inputs: EvidenceInputs, rules: EvidenceRules) -> Iterator[Evidence]:
    """Give PP3, or BP4 with BP7, for predicted splicing, or the reason why none of them holds."""
    make = Maker(rules, Basis.SPLICING, inputs.engine)
    place = place_of(inputs, rules.splicing)
    splice = inputs.splice
    if place is None:
        yield make.refused("PP3", "It lies in no transcript that counts clinically.")
        return
    if splice is None:
        yield make.refused("PP3", "No engine scored it, which does not mean that it is harmless.")
        return
    calibration = splice.calibration
    gap = _gap(splice, place, rules)
    if calibration is None or gap:
        yield make.refused("PP3", gap)
        return
    value = two_decimals(splice.delta.max_delta)
    asked = _Asked(inputs, rules, place, calibration, splice, value)
    yield from _judged(asked)


def _judged(asked: _Asked) -> Iterator[Evidence]:
    make, value = asked.make, asked.value
    if _U12 in asked.inputs.intron_ends:
        yield make.refused(
            "PP3", "Its intron is AT-AC, which these rules do not cover.", asked.seen
        )
    elif asked.place.touches_dinucleotide and not _is_kept(asked.inputs):
        told = "It changes a splice dinucleotide: PVS1 is asked instead of PP3 and BP4."
        yield make.refused("PP3", told, asked.seen)
    elif value >= asked.calibration.pp3_min:
        yield _pp3(asked)
    elif value > asked.calibration.bp4_max:
        told = (
            f"Delta {value:.2f} lies between {asked.calibration.bp4_max:.2f} and "
            f"{asked.calibration.pp3_min:.2f}: uninformative, neither PP3 nor BP4."
        )
        yield make.refused("PP3", told, asked.seen)
    else:
        yield from _benign(asked)


def _gap(splice: SpliceEvidence, place: SplicePlace, rules: EvidenceRules) -> str:
    """Say in what the score differs from what the cut-offs were calibrated on, "" for nothing."""
    run, known = splice.run, splice.calibration
    if known is None:
        return f"{run.engine_id} is not calibrated for PP3 and BP4."
    if run.version != known.version:
        return f"The cut-offs hold for {known.tool} {known.version}, not for {run.version}."
    if splice.delta.masked is not known.masked or splice.delta.distance != known.distance:
        masked = "masked" if known.masked else "raw"
        return f"The cut-offs hold for {masked} deltas within {known.distance} bases alone."
    is_of_set = known.transcript_set in run.gene_set or (
        known.transcript_set in Mane.SELECT and place.transcript.mane is not Mane.NONE
    )
    if rules.splicing.transcript_set.must_match and not is_of_set:
        return (
            f"The cut-offs were calibrated on {known.transcript_set} transcripts; "
            f"{place.transcript.transcript_id} is none."
        )
    return ""


def _is_kept(inputs: EvidenceInputs) -> bool:
    """The changed sequence was read and has every site that the variant touches."""
    return inputs.sites is not None and not lost_sites(inputs)


def _pp3(asked: _Asked) -> Evidence:
    outcomes = asked.inputs.used_outcomes
    least = f"Raw delta {asked.value:.2f} reaches {asked.calibration.pp3_min:.2f}"
    seen = asked.seen
    if asked.inputs.outcomes is None:
        told = f"{least}, but what comes of it was not predicted. {asked.inputs.why_not_predicted}"
        return asked.make.possible("PP3", told.strip(), seen)
    aberrant = [one for one in outcomes if one.kind.is_aberration]
    if not aberrant:
        why = "native site strengthened" if outcomes else _UNUSED
        return asked.make.refused("PP3", f"{least} but no aberration: {why}.", seen)
    best = max(aberrant, key=lambda one: one.share)
    seen |= {"outcome": _outcome(best)}
    return asked.make.suggested("PP3", f"{least}; predicted: {best.sentence}", seen)


def _benign(asked: _Asked) -> Iterator[Evidence]:
    make, seen = asked.make, asked.seen
    least = f"Raw delta {asked.value:.2f} is at most {asked.calibration.bp4_max:.2f}"
    refusal = _why_not_benign(asked)
    if refusal:
        yield make.refused("BP4", f"{least}, but {refusal}", seen)
        return
    held = _why_only_possible(asked)
    if held:
        yield make.possible("BP4", f"{least}. Possible, not suggested: {held}", seen)
    else:
        yield make.suggested("BP4", f"{least}: no effect on splicing predicted.", seen)
    yield from _bp7(asked, held)


def _bp7(asked: _Asked, held: str) -> Iterator[Evidence]:
    make, place, seen = asked.make, asked.place, asked.seen
    if place.touches_exon_rim:
        told = "It changes the first base or one of the last three bases of an exon."
        yield make.refused("BP7", told, seen)
        return
    if place.is_intronic and not place.is_beyond:
        yield make.refused("BP7", "It lies within the motif of a splice site.", seen)
        return
    if not place.is_intronic and _is_untranslated(asked):
        yield make.refused(
            "BP7", "It lies in an untranslated region: it is no silent change.", seen
        )
        return
    where = "Beyond +7 and -21" if place.is_intronic else "Synonymous, and not at an exon's edge"
    caution = " BP4 is no proof that no pseudoexon arises." if place.is_intronic else ""
    needs = asked.rules.splicing.conservation.needed
    if needs and asked.inputs.is_conserved is not False:
        held = held or "these rules ask for a base that is not conserved."
    if held:
        yield make.possible("BP7", f"{where}. Possible, not suggested: {held}{caution}", seen)
    else:
        yield make.suggested("BP7", f"{where}, and BP4 holds.{caution}", seen)


def _is_untranslated(asked: _Asked) -> bool:
    place = asked.inputs.place
    return place is not None and (place.region in _UNTRANSLATED or place.is_non_coding_rna)


def _why_not_benign(asked: _Asked) -> str:
    inputs, place = asked.inputs, asked.place
    if inputs.stated.gate is not None:
        return "only predictors made for such regions count for a regulatory variant."
    if place.touches_dinucleotide:
        return "it touches a splice dinucleotide."
    if place.is_beyond and inputs.gene.is_phenotype_match and _second_allele(inputs):
        return (
            f"it is withheld: the patient's phenotype matches {inputs.gene.symbol}, and a second "
            f"allele there is (likely) pathogenic ({_second_allele(inputs)})."
        )
    if place.is_intronic or inputs.coding is None:
        return ""
    is_changed = inputs.coding.changes_protein
    return "its effect on the protein is weighed by itself." if is_changed else ""


def _why_only_possible(asked: _Asked) -> str:
    inputs, place = asked.inputs, asked.place
    if asked.splice.run.screening:
        return "it was screened with one network only."
    if place.is_beyond:
        return _why_not_far(asked)
    if place.is_intronic:
        return ""
    if _is_untranslated(asked):
        return "in an untranslated region it may act otherwise than by splicing."
    if inputs.coding is None:
        return "its effect on the protein is not known."
    if not inputs.coding.is_silent:
        return "outside coding sequence it may act otherwise than by splicing."
    return ""


def _why_not_far(asked: _Asked) -> str:
    """What holds a benign code back beyond the motifs of splice sites."""
    rules, gain = asked.rules.splicing, asked.splice.wide_gain
    if gain is None:
        return "sites within 4,999 bases were not looked at."
    if two_decimals(gain) >= rules.wide_gain.value:
        return f"a site within 4,999 bases gains {gain:.2f}."
    is_deep = asked.place.depth is None or asked.place.depth > rules.deep_from.value
    if is_deep and asked.value >= rules.deep_delta.value:
        return f"deep in an intron a delta of {asked.value:.2f} may be all that is seen."
    return ""


def _second_allele(inputs: EvidenceInputs) -> str:
    """Give a (likely) pathogenic allele on the other chromosome copy, or possibly there."""
    partners = (*inputs.family.partners, *inputs.stated.partners)
    found = (
        one.name
        for one in partners
        if one.phase is not PartnerPhase.CIS and one.classified in _PATHOGENIC
    )
    return next(found, "")


def _outcome(one: SpliceOutcome) -> str:
    return f"{one.kind} in {one.transcript_id}, predicted share {one.share:.2f}"
