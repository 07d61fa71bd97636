"""Rule set of inheritance: what calls must show before a mode is said to fit."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.domain.transcript import Region
from core.interpret.rules import Limit, Sourced, load_rule_set


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeNovoRules(_Frozen):
    """What calls must show before a change counts as new in the patient.

    Depths and reads are counts, qualities are Phred-scaled, `read_error` and `min_probability`
    are shares. `new_per_genome` and `inherited_per_genome` are how many rare variants of a person
    are new and how many come from the parents.
    """

    min_parent_depth: Limit
    min_parent_quality: Limit
    min_mosaic_reads: Limit
    max_mosaic_share: Limit
    min_patient_depth: Limit
    min_patient_quality: Limit
    read_error: Limit
    new_per_genome: Limit
    inherited_per_genome: Limit
    min_probability: Limit


class PenetranceRules(_Frozen):
    """How many unaffected carriers a dominant variant may have; 0 for none."""

    max_unaffected_carriers: Limit


class Regions(Sourced):
    """Places in a gene."""

    names: tuple[Region, ...]


class Terms(Sourced):
    """Names of terms of the Sequence Ontology."""

    names: tuple[str, ...]


class HitRules(_Frozen):
    """What makes a variant one of the two hits of a gene: any one of these, if rare enough.

    Attributes
    ----------
    min_delta
        Smallest raw splice delta that alters which sites are used.
    regions
        Places that count whatever the delta.
    frameshift_bases
        Length of a codon: an insertion or deletion in a coding exon whose length is no multiple
        of it shifts the frame, and counts.
    max_population_frequency
        A share (0-1); what is more common is no hit, unknown is rare.
    """

    min_delta: Limit
    regions: Regions
    frameshift_bases: Limit
    max_population_frequency: Limit


class CompoundRules(_Frozen):
    """Two hits of one gene: `hit_one` has an effect of its own, `hit_two` may have one.

    `not_assessed` are places where an effect is likely and no engine tells of it. A coding
    consequence that is `truncating` is a first hit. A deletion is a
    hit if it takes away at least `min_lost_exon_bases` of the exons of the gene.
    """

    hit_one: HitRules
    hit_two: HitRules
    not_assessed: Regions
    truncating: Terms
    min_deletion_bases: Limit
    min_lost_exon_bases: Limit


class SegregationRules(_Frozen):
    """The rule set: name, version and date identify it in a report."""

    name: str
    version: str
    date: str
    de_novo: DeNovoRules
    penetrance: PenetranceRules
    compound: CompoundRules

    @property
    def identifier(self) -> str:
        """Name and version, as told in a report."""
        return f"{self.name} {self.version}"


def load_segregation_rules(path: Path | None = None) -> SegregationRules:
    """Give the rules of a laboratory's own file, or those of the program.

    Raises
    ------
    InputFileError
        If the file cannot be read or is no such rule set.
    """
    return load_rule_set("inheritance.toml", path, SegregationRules)
