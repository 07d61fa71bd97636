"""What RNA says of a predicted outcome: it supports it, contradicts it, or does not tell.

The rules and where they come from stand in `resources/rules/rna.toml`. A verdict is about RNA that
was sequenced in one tissue at one time; it is no evidence code.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from core.domain.consequence import NmdVerdict, OutcomeKind, SpliceOutcome
from core.domain.counting import counted, verb
from core.domain.rna import JunctionReads, RnaVerdict, Share, Verdict
from core.domain.transcript import Transcript
from core.interpret.outcome_forms import Intron, OutcomeForms, numbered_exon
from core.interpret.rna_rules import RnaRules, VerdictRules


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known about the sample beside its reads.

    Attributes
    ----------
    allele_share
        Of the changed allele among those of the patient: 0.5 for a heterozygote.
    natural
        Introns that the gene models have.
    natural_exons
        Exons (0-based half-open) of other transcripts of either strand.
    reference_psi
        Inclusion (0-1) of exons (0-based half-open) in the tissue, in people without the variant.
    tissue
        As people know it, empty where nobody stated it.
    is_nmd_inhibited
        The cells were treated so that transcripts with a premature stop stay.
    """

    allele_share: float
    natural: Collection[Intron] = frozenset()
    reference_psi: Mapping[tuple[int, int], float] = field(default_factory=dict)
    tissue: str = ""
    is_nmd_inhibited: bool = False
    natural_exons: Collection[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class OutcomeReads:
    """The fragments at one outcome.

    Attributes
    ----------
    share
        Of the outcome, by fragments only it or only unchanged splicing can give.
    new
        Reads over each junction that only the outcome has.
    covered
        Share of the bases of a retained intron with a read; None for other outcomes.
    """

    forms: OutcomeForms
    share: Share | None
    new: tuple[JunctionReads, ...]
    covered: float | None = None


def rna_verdict(
    outcome: SpliceOutcome,
    transcript: Transcript,
    seen: OutcomeReads,
    sample: Sample,
    rules: RnaRules,
) -> RnaVerdict:
    """Judge one predicted outcome by the reads in its place."""
    share = seen.share
    if seen.forms.forms is None or share is None:
        why = seen.forms.why_not or "no read in this place tells the two forms apart"
        return RnaVerdict(
            Verdict.NOT_INFORMATIVE, share, 0.0, f"Not informative: {why}.", rules.identifier
        )
    doubt = _doubt(outcome, transcript, seen, sample, rules.verdict)
    verdict = Verdict.NOT_INFORMATIVE
    if not doubt:
        verdict = Verdict.SUPPORTS
    elif _is_contradicted(outcome, share, sample, rules.verdict):
        verdict, nmd = Verdict.CONTRADICTS, _nmd_hides(outcome, sample)
        if nmd:
            verdict, doubt = Verdict.NOT_INFORMATIVE, nmd
    told = [_numbers(share)]
    if verdict is Verdict.NOT_INFORMATIVE:
        told.append(f"{doubt[0].upper()}{doubt[1:]}.")
    sentence = f"{verdict.capitalize()}: {' '.join(told)}"
    return RnaVerdict(verdict, share, share.n_one, sentence, rules.identifier)


def _doubt(
    outcome: SpliceOutcome,
    transcript: Transcript,
    seen: OutcomeReads,
    sample: Sample,
    rules: VerdictRules,
) -> str:
    """Why the reads do not support the outcome; empty where they do."""
    share = seen.share
    if share is None or share.n_one < rules.min_supporting.value:
        return f"fewer than {rules.min_supporting.value:g} reads are of the predicted transcript"
    unseen = sum(one.reads == 0 for one in seen.new)
    if unseen:
        return f"{unseen} of its {len(seen.new)} junctions {verb(unseen, 'has', 'have')} no read"
    if seen.covered is not None and seen.covered < rules.retention_min_covered.value:
        return f"only {seen.covered:.0%} of the intron has reads"
    kept = seen.forms.retained
    if kept and any(start <= kept[0] and kept[1] <= end for start, end in sample.natural_exons):
        return "gene models have a transcript with these bases, whose reads look the same"
    usual = _usual_share(outcome, transcript, sample)
    if usual is None and any(one in sample.natural for one in seen.forms.new):
        return (
            "gene models have this junction too, and how often people without the variant use it "
            "in this tissue is not known"
        )
    floor = _floor(seen, usual, rules)
    if share.low <= floor:
        return f"the interval of its share reaches below {floor:.0%}, which is no clear difference"
    return ""


def _floor(seen: OutcomeReads, usual: float | None, rules: VerdictRules) -> float:
    """Share that has to be exceeded: what errors, unspliced RNA or natural splicing give."""
    is_retention = seen.forms.retained is not None
    least = rules.retention_min_share.value if is_retention else rules.min_share.value
    return least if usual is None else max(least, usual + rules.reference_margin.value)


def _usual_share(outcome: SpliceOutcome, transcript: Transcript, sample: Sample) -> float | None:
    """How often people without the variant skip the exon; None where it is not known."""
    if outcome.kind is not OutcomeKind.EXON_SKIPPING or len(outcome.exon_numbers) != 1:
        return None
    exon = numbered_exon(transcript, outcome.exon_numbers[0])
    inclusion = sample.reference_psi.get(exon)
    return None if inclusion is None else 1 - inclusion


def _is_contradicted(
    outcome: SpliceOutcome, share: Share, sample: Sample, rules: VerdictRules
) -> bool:
    expected = outcome.share * sample.allele_share
    enough = share.n_telling >= rules.min_informative.value
    return enough and share.high < rules.contradicted_below.value * expected


def _nmd_hides(outcome: SpliceOutcome, sample: Sample) -> str:
    is_expected = outcome.nmd is not None and NmdVerdict.EXPECTED in (
        outcome.nmd.verdict,
        outcome.nmd.biology,
    )
    if not is_expected or sample.is_nmd_inhibited:
        return ""
    return (
        "NMD is predicted for this transcript and may have removed it; cells in which NMD is "
        "inhibited would tell"
    )


def _numbers(share: Share) -> str:
    return (
        f"{share.n_one:g} of {counted(round(share.n_telling), 'fragment')} that tell are of the "
        f"predicted transcript, {share.words}."
    )
