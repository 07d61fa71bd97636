"""A new case out of variant files: `case new`."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.installed import reference_and_genes
from core.cli.program import (
    GENES_HELP,
    GenesArgument,
    PathArgument,
    run_job,
    tell,
    with_json,
)
from core.domain.assembly import Assembly
from core.domain.counting import counted
from core.domain.sample import Affection, Individual, Pedigree, Sex
from core.errors import UsageError
from core.pipeline.panels import chosen_panels
from core.pipeline.spec import IntakeSpec
from core.report import words
from core.session import CaseReader
from core.sources.pedigree import stated_family
from core.worker import JobSpec

_PROBLEMS_TOLD = 3
"""Records set aside that are named one by one; the ledger counts them all."""


@case_group.command("new")
@click.argument("case", type=PathArgument)
@click.option(
    "--vcf",
    type=PathArgument,
    required=True,
    multiple=True,
    help="VCF, VCF.gz or BCF; may be repeated: one per person, or one per chromosome.",
)
@click.option(
    "--reference", type=PathArgument, help="Indexed FASTA; left out: the one of an installed kit."
)
@click.option(
    "--genes",
    type=GenesArgument,
    multiple=True,
    help=f"{GENES_HELP}; may be repeated.",
)
@click.option(
    "--assembly",
    type=click.Choice(["GRCh37", "GRCh38"]),
    help="State the build where the file cannot prove it.",
)
@click.option("--ped", type=PathArgument, help="Pedigree file.")
@click.option("--proband", default="", help="Sample name of the patient.")
@click.option("--mother", default="", help="Sample name of the mother, instead of a pedigree file.")
@click.option("--father", default="", help="Sample name of the father, instead of a pedigree file.")
@click.option(
    "--sex",
    type=click.Choice(["male", "female"]),
    help="Sex of the patient, instead of a pedigree file.",
)
@click.option(
    "--affected", multiple=True, help="A parent with the disease; without it parents are well."
)
@click.option(
    "--hpo",
    default="",
    help="HPO terms, comma-separated: HP:0000957,HP:0001067; ! before a term states it absent.",
)
@click.option("--hpo-not", default="", help="HPO terms the patient does not show.")
@click.option(
    "--panel",
    "panels",
    type=PathArgument,
    multiple=True,
    help="Gene panel: PanelApp JSON or TSV, or a list of genes; may be repeated.",
)
@click.option("--preset", default="", help="Named filter preset.")
@click.option(
    "--up-to-damage",
    is_flag=True,
    help="Of a cut or damaged file load what stands before the damage; the case says so everywhere.",
)
@click.option(
    "--source",
    "sources",
    multiple=True,
    help="Look up in this source of the computer only; may be repeated. Left out: in all.",
)
@with_json
def case_new(
    vcf: tuple[Path, ...],
    reference: Path | None,
    genes: tuple[Path, ...],
    *,
    as_json: bool,
    **options: object,
) -> None:
    """Read a patient's variant file, or several, into a new case."""
    stated = str(options["assembly"] or "")
    reference, genes = reference_and_genes(reference, genes, stated)
    files = {"vcf": vcf[0], "more_vcfs": vcf[1:], "reference": reference, "genes": genes}
    spec = _intake_spec({**options, **files})
    run_job(JobSpec("core.pipeline.intake:read_case", {"spec": spec}, "Reading"), as_json=as_json)
    with CaseReader(spec.case) as reader:
        info, ledger = reader.info(), reader.ledger()
        panels = chosen_panels(reader.store)
        problems, _ = reader.set_aside(limit=_PROBLEMS_TOLD)
    tell(
        f"{spec.case}: {counted(ledger.variants, 'variant')} from {counted(ledger.records_read, 'record')}; {info.proof.assembly} {info.proof.verdict}"
    )
    tell(_patient(info.pedigree))
    if ledger.records_set_aside or ledger.alleles_set_aside:
        for sentence in words.ledger(ledger)[:2]:
            tell(sentence)
    for problem in problems:
        where = "" if problem.line is None else f" (line {problem.line:,})"
        tell(f"Set aside: {info.record_name(problem.record_number)}{where}: {problem.detail}")
    for panel in panels:
        tell("Panel: " + " ".join(panel.sentences))
    for warning in info.warnings:
        tell(f"Note: {warning}")


def _patient(pedigree: Pedigree) -> str:
    """Who is taken as the patient and as the parents."""
    patient = pedigree.patient
    known = f"Patient: {patient.name} ({_sex(patient.sex)}, {_state(patient.affection)})"
    parents = {"mother": pedigree.mother, "father": pedigree.father}
    if not any(parents.values()):
        return f"{known}; no parents among the samples"
    told = [
        f"{role} {person.name} ({_state(person.affection)})" if person else f"no {role}"
        for role, person in parents.items()
    ]
    return f"{known}; {', '.join(told)}"


def _sex(sex: Sex) -> str:
    return "sex not stated" if sex is Sex.UNKNOWN else str(sex)


def _state(affection: Affection) -> str:
    return "state not stated" if affection is Affection.UNKNOWN else str(affection)


def _intake_spec(options: dict[str, object]) -> IntakeSpec:
    stated = options.pop("assembly")
    options["family"] = _family(options)
    present, absent = patient_terms(str(options.pop("hpo")), str(options.pop("hpo_not")))
    return IntakeSpec(
        **options,  # type: ignore[arg-type]
        assembly=Assembly(str(stated)) if stated else None,
        hpo=present,
        hpo_absent=absent,
    )


def _family(options: dict[str, object]) -> tuple[Individual, ...]:
    """Take what was said of the family out of the options."""
    names = ("mother", "father", "sex")
    mother, father, sex = (str(options.pop(name, None) or "") for name in names)
    affected = options.pop("affected", ())
    found = stated_family(
        str(options.get("proband") or ""),
        sex=Sex(sex) if sex else Sex.UNKNOWN,
        mother=mother,
        father=father,
        affected=affected if isinstance(affected, tuple) else (),
    )
    if found and options.get("ped") is not None:
        raise UsageError(
            "A pedigree file and --mother, --father, --sex or --affected are given.",
            "Give either; a pedigree file can say more.",
        )
    return found


def patient_terms(hpo: str, hpo_not: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give terms shown and terms stated absent of two lists separated by commas."""
    terms = _terms(hpo)
    absent = (*_terms(hpo_not), *(term[1:].strip() for term in terms if term[0] == "!"))
    return tuple(term for term in terms if term[0] != "!"), absent


def _terms(text: str) -> list[str]:
    return [term.strip() for term in text.split(",") if term.strip()]
