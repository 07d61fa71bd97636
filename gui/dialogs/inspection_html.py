"""What a look into the files told, as rich text."""

from html import escape

from core.domain.assembly import BuildVerdict
from core.domain.sample import Pedigree
from core.pipeline.first_look import FirstLook
from core.pipeline.spec import Inspection
from gui import text
from gui.theme import Theme

_NEEDED = (
    ("Variants", "The patient's VCF or BCF, alone or with relatives."),
    ("Reference", "The genome sequence the variants were called against, as indexed FASTA."),
    ("Gene models", "Which genes and transcripts there are. Without them nothing can be scored."),
    ("Pedigree", "Who is the patient's mother and father, and who is affected. Only for families."),
    ("HPO terms", "What the patient shows: genes known for it come first."),
    ("Gene panels", "Lists of genes to look at first."),
)
"""Fields of the form and what they are for."""


def verdict_of(inspection: Inspection) -> tuple[str, str]:
    """Role ("good", "warning", "danger") and sentence about the genome build."""
    proof = inspection.proof
    match proof.verdict:
        case BuildVerdict.PROVEN:
            return "good", f"{proof.assembly}: proven by the file."
        case BuildVerdict.CONTRADICTED:
            return "danger", (
                f"Refused: the variant file does not belong to this reference ({proof.assembly}). "
                "Reading it would give wrong results without any sign. Choose the reference the "
                "variants were called against."
            )
        case _:
            return "warning", (
                "The build is not proven: nothing in the variant file tells it. State the assembly "
                "above if you know it; every view and report will say that it was stated by hand."
            )


def needed_html(theme: Theme) -> str:
    """What a case is made from, while nothing is chosen."""
    rows = "".join(
        f"<tr><td style='padding:3px 16px 3px 0'><b>{escape(name)}</b></td>"
        f"<td style='padding:3px 0'>{escape(words)}</td></tr>"
        for name, words in _NEEDED
    )
    heading = _heading("What a case is made from", theme)
    return f"<body style='color:{theme.text}'>{heading}<table cellspacing='0'>{rows}</table></body>"


def first_look_html(look: FirstLook, theme: Theme) -> str:
    """What the variant files tell before a reference is chosen."""
    parts = [
        _heading("Genome build", theme),
        _lines([*look.build_hints, "It is proven once the reference is chosen."]),
        _heading("Variants", theme),
        _lines([text.file_size(look.file_size)]),
        _heading("People", theme),
        _lines([", ".join(look.samples) or "The file has no samples."]),
    ]
    if look.warnings:
        parts += [_heading("Please note", theme), _lines(list(look.warnings))]
    return f"<body style='color:{theme.text}'>{''.join(parts)}</body>"


def inspection_html(inspection: Inspection, theme: Theme, *, has_patient: bool = True) -> str:
    """Evidence, samples, counts, frequency key and warnings.

    Without a patient what was assumed about the people is left out: the person has to choose.
    """
    people = inspection.pedigree if has_patient else None
    assumptions = inspection.assumptions if has_patient else ()
    warnings = [*assumptions, *inspection.warnings]
    parts = [
        _heading("Genome build", theme),
        _lines(_build_lines(inspection)),
        _heading("Variants", theme),
        _lines(_count_lines(inspection)),
        _heading("People", theme),
        _people(inspection, people),
    ]
    if warnings:
        parts += [_heading("Please note", theme), _lines(warnings)]
    return f"<body style='color:{theme.text}'>{''.join(parts)}</body>"


def _heading(words: str, theme: Theme) -> str:
    return f"<p style='color:{theme.muted};margin:10px 0 2px 0'><b>{escape(words)}</b></p>"


def _lines(lines: list[str]) -> str:
    return "".join(f"<p style='margin:0 0 2px 0'>{escape(line)}</p>" for line in lines)


def _build_lines(inspection: Inspection) -> list[str]:
    proof = inspection.proof
    lines = list(proof.evidence)
    if proof.compared and not any("REF" in line for line in lines):
        share = text.percent(proof.matches, proof.compared)
        lines.insert(
            0,
            f"REF agrees with the reference in {share} of the records looked at "
            f"({proof.matches:,} of {proof.compared:,}).",
        )
    return lines


def _count_lines(inspection: Inspection) -> list[str]:
    about = "" if inspection.is_exact else "About "
    records = text.count(inspection.estimated_records, "record")
    lines = [f"{about}{records} in {text.file_size(inspection.file_size)}"]
    if inspection.kinds:
        kinds = ", ".join(f"{number:,} {_kind(kind)}" for kind, number in inspection.kinds)
        where = " of the first file" if inspection.n_files > 1 else ""
        lines.append(f"Kinds among the first {inspection.records_read:,} records{where}: {kinds}")
    if inspection.frequency_key:
        lines.append(f"Population frequency is read from INFO/{inspection.frequency_key}.")
    else:
        lines.append(
            "No population frequency in this file: it stays unknown, and nothing is left out for it."
        )
    return lines


def _kind(name: str) -> str:
    """A kind of allele in words."""
    words = text.ALLELE_REASONS.get(name, name)
    return words if name == words else f"set aside ({words})"


def _people(inspection: Inspection, pedigree: Pedigree | None) -> str:
    if pedigree is None:
        return _lines([f"Samples in the file: {', '.join(inspection.samples) or 'none'}"])
    rows = "".join(_person_row(pedigree, i) for i in range(len(pedigree.individuals)))
    left_out = [s for s in inspection.samples if pedigree.find(s) is None]
    extra = _lines([f"Not used: {', '.join(left_out)}"]) if left_out else ""
    return f"<table cellspacing='0'>{rows}</table>{extra}"


def _person_row(pedigree: Pedigree, number: int) -> str:
    person = pedigree.individuals[number]
    cells = (
        f"<b>{escape(person.name)}</b>",
        escape(text.role(person, pedigree.patient)),
        escape(person.sex.value if person.sex.value != "unknown" else "sex not stated"),
        escape(text.affection(person)),
    )
    return (
        "<tr>"
        + "".join(f"<td style='padding:1px 16px 1px 0'>{cell}</td>" for cell in cells)
        + "</tr>"
    )
