"""Rule set of RNA evidence: which reads count, and when they speak for or against an outcome."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.domain.rna import ReadFilter
from core.interpret.rules import Limit, load_rule_set


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadRules(_Frozen):
    """Bases, mapping quality and reads."""

    min_anchor: Limit
    min_mapping_quality: Limit
    sampled_per_contig: Limit
    most_sampled: Limit
    min_library_reads: Limit
    library_share: Limit
    beside: Limit

    @property
    def filter(self) -> ReadFilter:
        """What a file of reads is opened with."""
        return ReadFilter(
            int(self.min_mapping_quality.value),
            int(self.sampled_per_contig.value),
            int(self.most_sampled.value),
            int(self.min_library_reads.value),
            self.library_share.value,
        )


class PsiRules(_Frozen):
    """Mass of the interval, and the two parameters of the Beta prior."""

    credible: Limit
    prior_one: Limit
    prior_other: Limit


class VerdictRules(_Frozen):
    """Fragments and shares (0-1)."""

    min_supporting: Limit
    min_share: Limit
    min_informative: Limit
    contradicted_below: Limit
    reference_margin: Limit
    retention_min_share: Limit
    retention_min_covered: Limit
    heterozygous_share: Limit


class SashimiRules(_Frozen):
    """Steps of the coverage."""

    steps: Limit


class RnaRules(_Frozen):
    """The whole rule set."""

    name: str
    version: str
    date: str
    reads: ReadRules
    psi: PsiRules
    verdict: VerdictRules
    sashimi: SashimiRules

    @property
    def identifier(self) -> str:
        """Name and version, as stored with what the rules decided."""
        return f"{self.name} {self.version}"


def load_rna_rules(path: Path | None = None) -> RnaRules:
    """Give the rule set of the program, or a laboratory's own.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("rna.toml", path, RnaRules)
