"""Jobs a worker runs that belong to no open case, and the names of those that should answer at once."""

from collections.abc import Sequence
from pathlib import Path

from core.domain.gene_knowledge import GeneSourceKind
from core.domain.local_value import Registration
from core.pipeline.spec import IntakeSpec
from core.worker import JobSpec, Preparation

OPEN_VARIANT = "core.pipeline.attribute:open_variant"


ATTRIBUTE = "core.pipeline.attribute:attribute_variant"


ATTRIBUTE_TRACK = "core.pipeline.attribute_track:attribute_track"
ATTENTION = "core.pipeline.attention:attention_of"


READY_JOBS = (OPEN_VARIANT, ATTRIBUTE, ATTRIBUTE_TRACK)
"""Jobs on the variant a person looks at: they should answer at once."""


def inspect_job(spec: IntakeSpec) -> JobSpec:
    """Look into the files of a case to be, before any work starts."""
    return JobSpec("core.pipeline.inspect:inspect_input", {"spec": spec}, "Looking into the files")


def first_look_job(paths: Sequence[Path], *, up_to_damage: bool) -> JobSpec:
    """Look into the variant files alone, while no reference is chosen yet."""
    return JobSpec(
        "core.pipeline.first_look:look_into_variants",
        {"paths": tuple(paths), "up_to_damage": up_to_damage},
        "Looking into the variant file",
    )


def covered_contigs_job() -> JobSpec:
    """Look on which chromosomes each registered file has no records."""
    return JobSpec("core.pipeline.source_contigs:contigs_of_sources", {}, "Looking")


def count_family_job(case: Path) -> JobSpec:
    """Count the alleles of a case among those of the laboratory's own families."""
    entry = "core.pipeline.in_house_families:add_to_in_house"
    return JobSpec(entry, {"cases": (case,)}, "Counting the family")


def take_family_out_job(digest: str) -> JobSpec:
    """Take a family out of the laboratory's counts."""
    entry = "core.pipeline.in_house_families:remove_from_in_house"
    return JobSpec(entry, {"families": (digest,)}, "Taking the family out")


def new_case_job(spec: IntakeSpec) -> JobSpec:
    """Read a variant file into a new case."""
    return JobSpec("core.pipeline.intake:read_case", {"spec": spec}, "Reading the variant file")


def look_at_panels_job(paths: Sequence[Path]) -> JobSpec:
    """Read panels, to show what they are before they are chosen."""
    return JobSpec("core.pipeline.panels:look_at_panels", {"paths": tuple(paths)}, "Reading panels")


def gene_sources_job(add: Sequence[Path] = (), remove: Sequence[GeneSourceKind] = ()) -> JobSpec:
    """Keep files on genes and forget kinds; tells how every kind stands."""
    arguments = {"add": tuple(add), "remove": tuple(remove)}
    return JobSpec("core.pipeline.gene_sources:change_gene_sources", arguments, "Reading files")


def local_sources_job(add: Registration | None = None, remove: str = "") -> JobSpec:
    """Register a track or table of this computer, or forget one; gives what is registered."""
    job = "core.pipeline.local_sources:change_local_sources"
    return JobSpec(job, {"add": add, "remove": remove}, "Looking at tracks and tables")


def keep_terms_job(ontology_file: Path | None = None) -> JobSpec:
    """Make the list of phenotype terms that are searched, with the synonyms of a file if given."""
    arguments = {"ontology_file": ontology_file}
    return JobSpec("core.pipeline.term_index:keep_term_index", arguments, "Reading terms")


def networks_made_ready(engine_id: str) -> Preparation:
    """What a worker does ahead of the jobs in `READY_JOBS`: load the engine they ask."""
    return Preparation("core.pipeline.ready:make_ready", {"engine_id": engine_id})


def install_pack_job(name: str, accepted_by: str | None, source: str | None = None) -> JobSpec:
    """Fetch and install a pack."""
    arguments = {"name": name, "source": source, "accepted_by": accepted_by}
    return JobSpec("core.packs:install_pack", arguments, f"Installing {name}")
