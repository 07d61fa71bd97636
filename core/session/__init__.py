"""The state the window and the command line mirror: one open case and what can be done with it.

A `CaseReader` reads (from any one thread, with its own connection); the `Session` writes the
person's decisions and describes the jobs that a worker runs. Every action gives a `Change`.
"""

from core.session.jobs import (
    READY_JOBS,
    count_family_job,
    covered_contigs_job,
    first_look_job,
    gene_sources_job,
    inspect_job,
    install_pack_job,
    keep_terms_job,
    local_sources_job,
    look_at_panels_job,
    networks_made_ready,
    new_case_job,
    take_family_out_job,
)
from core.session.reader import CaseReader, Waiting
from core.session.session import Session

__all__ = [
    "READY_JOBS",
    "CaseReader",
    "Session",
    "Waiting",
    "count_family_job",
    "covered_contigs_job",
    "first_look_job",
    "gene_sources_job",
    "inspect_job",
    "install_pack_job",
    "keep_terms_job",
    "local_sources_job",
    "look_at_panels_job",
    "networks_made_ready",
    "new_case_job",
    "take_family_out_job",
]
