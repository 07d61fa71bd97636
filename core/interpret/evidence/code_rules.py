"""Parts of the rule set of evidence that single codes depend on."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.domain.assembly import Assembly
from core.domain.stated import AssayMethod, PartnerPhase, PhenotypeFit
from core.domain.variant import Variant
from core.interpret.rules import Limit, Sourced


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MatchRule(Sourced):
    """Whether scores must be of the transcripts the calibration names."""

    must_match: bool


class NeedRule(Sourced):
    """Whether something is needed."""

    needed: bool


class SplicingRules(Sourced):
    """Bases of the motifs of splice sites, and when a benign prediction is suggested.

    `donor_intronic` 6 means that +6 is the last base of the motif and +7 the first one beyond.
    `wide_gain` and `deep_delta` are raw deltas that must not be reached.
    """

    transcript_set: MatchRule
    donor_intronic: Limit
    donor_exonic: Limit
    acceptor_intronic: Limit
    acceptor_exonic: Limit
    wide_gain: Limit
    deep_from: Limit
    deep_delta: Limit
    conservation: NeedRule


class StartLossRule(Sourced):
    """Strengths of a lost start."""

    with_pathogenic: str
    without: str


class BranchRules(Sourced):
    """Strengths at the ends of the tree."""

    nmd: str
    critical: str
    more_lost: str
    less_lost: str


class Pvs1Rules(Sourced):
    """Numbers of the tree; shares and fractions 0-1, steps are strengths."""

    min_share: Limit
    lost_fraction: Limit
    lof_frequency: Limit
    lof_variants: Limit
    gc_donor_steps: Limit
    rescue_steps: Limit
    start_lost: StartLossRule
    branches: BranchRules


class MechanismRules(Sourced):
    """Which statements of ClinGen's dosage table say that loss of function causes disease."""

    subject: str
    verdicts: tuple[str, ...]


class Ps1Row(_Frozen):
    """One row of the table; "" gives no code."""

    here: Literal["outside", "dinucleotide"]
    base: Literal["PP3", "PVS1 full", "PVS1 reduced"]
    known: Literal["same base", "same motif", "same dinucleotide", "same motif, outside"]
    pathogenic: str
    likely_pathogenic: str


class Ps1Rules(Sourced):
    """Known variants at the same place."""

    rows: tuple[Ps1Row, ...]


class NormalRule(Sourced):
    """What a normal result is worth, by which methods."""

    strength: str
    methods: tuple[AssayMethod, ...]


class RnaRules(Sourced):
    """Assays of RNA; shares are of transcripts without function (0-1)."""

    full_share: Limit
    lower_share: Limit
    minigene_steps: Limit
    normal: NormalRule


class DiseaseThreshold(Sourced):
    """The frequency (0-1) above which an allele is too common for one condition of one gene."""

    gene: str
    condition: str
    value: float = Field(gt=0, lt=1)


class ThresholdRules(Sourced):
    """Limits by gene and condition."""

    thresholds: tuple[DiseaseThreshold, ...]


class CommonException(_Frozen):
    """A common variant that may cause disease all the same; places as chrom-pos-ref-alt."""

    name: str
    clinvar: int
    GRCh37: str
    GRCh38: str


class ExceptionRules(Sourced):
    """The list of exceptions."""

    variants: tuple[CommonException, ...]

    def of(self, variant: Variant) -> CommonException | None:
        """Give the exception a variant is, None where it is none."""
        return next((one for one in self.variants if _place(one, variant) == variant.spelled), None)


class PopulationRules(Sourced):
    """Frequencies are shares of alleles (0-1)."""

    min_alleles: Limit
    ba1: Limit
    pm2_dominant: Limit
    pm2_recessive: Limit
    pm2_call_share: Limit
    bs1: ThresholdRules
    ba1_exceptions: ExceptionRules


class SumStep(BaseModel):
    """The strength of a sum from `from` upwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    strength: str
    least: float = Field(alias="from")


class FitRule(_Frozen):
    """Points of one patient."""

    fit: PhenotypeFit
    confirmed: float
    assumed: float


class DeNovoRules(Sourced):
    """Points of de novo patients."""

    fits: tuple[FitRule, ...]
    sums: tuple[SumStep, ...]


class PartnerRule(_Frozen):
    """Points of a second allele by its phase and class."""

    phase: PartnerPhase
    pathogenic: float
    likely_pathogenic: float


class InTransRules(Sourced):
    """Points of second alleles; homozygous patients together give at most `homozygous_most`."""

    partners: tuple[PartnerRule, ...]
    homozygous: float
    homozygous_most: float
    sums: tuple[SumStep, ...]
    partner_source: str


class ScoreStep(_Frozen):
    """The strength of a score from (pathogenic) or up to (benign) a limit."""

    strength: str
    limit: float


class MissenseRules(Sourced):
    """Cut-offs of the one chosen tool, from the weakest to the strongest."""

    tool: str
    pathogenic: tuple[ScoreStep, ...]
    benign: tuple[ScoreStep, ...]


def strength_of_sum(total: float, steps: tuple[SumStep, ...]) -> str:
    """Give the strength of a sum of points, "" below the first step."""
    reached = [step for step in steps if total >= step.least]
    return max(reached, key=lambda step: step.least).strength if reached else ""


def _place(one: CommonException, variant: Variant) -> str:
    places = {Assembly.GRCH37: one.GRCh37, Assembly.GRCH38: one.GRCh38}
    return places.get(variant.assembly, "")
