"""Commands on the patient: phenotype terms, and the relatives that count."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.new_case import patient_terms
from core.cli.program import PathArgument, cli, run_job, tell
from core.domain.term_index import TermIndex
from core.errors import UsageError
from core.interpret.term_search import TermHit, information_of, search_terms
from core.own_rules import tissue_rules
from core.pipeline.spec import PatientChange
from core.pipeline.term_index import kept_term_index
from core.session import CaseReader
from core.worker import JobSpec

_NO_SYNONYMS = (
    "Only names are searched. `intronaut terms --ontology hp.obo WORDS` adds the synonyms of the "
    "ontology file."
)


@cli.command("terms")
@click.argument("text", nargs=-1)
@click.option(
    "--ontology", type=PathArgument, help="hp.obo: its synonyms are searched from now on."
)
@click.option("--top", type=click.IntRange(1), default=12, show_default=True)
def terms_command(text: tuple[str, ...], ontology: Path | None, top: int) -> None:
    """Find HPO terms by words, synonyms or identifier; slips of the keyboard are forgiven.

    Prints identifier, name, information content and what matched.
    """
    if not text and ontology is None:
        raise UsageError("There is nothing to search for.", "Give words, or an identifier.")
    index = _index(ontology)
    hits = search_terms(index, " ".join(text), top)
    for hit in hits:
        click.echo("\t".join(_line(index, hit)))
    tell(f"HPO release {index.release}; names from: {index.source}")
    if not index.has_synonyms:
        tell(_NO_SYNONYMS)
    if text and not hits:
        raise UsageError(f"No phenotype term fits {' '.join(text)}.", "Try fewer or other words.")


@case_group.command("terms")
@click.argument("case", type=PathArgument)
@click.option(
    "--hpo", help="All terms from now on, comma-separated; ! before one states it absent."
)
@click.option("--hpo-not", help="All terms stated absent from now on.")
def case_terms(case: Path, hpo: str | None, hpo_not: str | None) -> None:
    """Show the patient's terms; with options, change them and rank again."""
    if hpo is not None or hpo_not is not None:
        present, absent = patient_terms(hpo or "", hpo_not or "")
        change = PatientChange(present, absent)
        arguments = {"case": case, "change": change}
        run_job(JobSpec("core.pipeline.patient:change_patient", arguments, "Changing terms"))
    with CaseReader(case) as reader:
        info = reader.info()
    for state, terms in (("present", info.hpo_terms), ("absent", info.hpo_absent)):
        for term in terms:
            click.echo(f"{term}\t{info.term_name(term)}\t{state}")


@case_group.command("tissues")
@click.argument("case", type=PathArgument)
@click.option("--choose", multiple=True, help="A tissue of interest; may be repeated. Ranks again.")
@click.option("--by-terms", is_flag=True, help="Those the patient's signs point to, from now on.")
def case_tissues(case: Path, choose: tuple[str, ...], *, by_terms: bool) -> None:
    """Show the tissues of interest, which come first in elements, links and tracks; choose others."""
    if choose or by_terms:
        change = PatientChange(tissues=() if by_terms else choose)
        arguments = {"case": case, "change": change}
        run_job(JobSpec("core.pipeline.patient:change_patient", arguments, "Changing tissues"))
    with CaseReader(case) as reader:
        info = reader.info()
    for name in tissue_rules().names:
        why = "by the signs" if name in info.tissues else ""
        why = "chosen" if name in info.chosen_tissues else "" if info.chosen_tissues else why
        click.echo(f"{name}\t{why}")


@case_group.command("relatives")
@click.argument("case", type=PathArgument)
@click.option(
    "--leave-out/--count",
    "is_alone",
    default=None,
    help="Judge modes of inheritance by the patient's calls alone, or by the family's; ranks again.",
)
def case_relatives(case: Path, *, is_alone: bool | None) -> None:
    """Show who of the family counts for modes of inheritance; with an option, change it."""
    if is_alone is not None:
        arguments = {"case": case, "change": PatientChange(is_patient_alone=is_alone)}
        run_job(JobSpec("core.pipeline.patient:change_patient", arguments, "Ranking anew"))
    with CaseReader(case) as reader:
        info = reader.info()
    for person in info.pedigree.individuals:
        counts = person.name == info.pedigree.proband or not info.is_patient_alone
        click.echo(f"{person.name}\t{'counts' if counts else 'left out'}")


def _index(ontology: Path | None) -> TermIndex:
    kept = kept_term_index() if ontology is None else None
    if kept is not None:
        return kept
    job = JobSpec(
        "core.pipeline.term_index:make_term_index",
        {"ontology_file": ontology},
        "Reading phenotype terms",
    )
    made = run_job(job)
    if not isinstance(made, TermIndex):
        raise TypeError(made)
    return made


def _line(index: TermIndex, hit: TermHit) -> tuple[str, ...]:
    information = information_of(index, hit.term_id)
    told = "no disease annotated" if information is None else f"{information:.2f}"
    label = "" if hit.label == hit.name else hit.label
    return hit.term_id, hit.name, told, f"~ {hit.label}" if hit.is_close else label
