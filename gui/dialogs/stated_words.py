"""What a person stated of a variant, in a line."""

from collections.abc import Iterator

from core.domain.counting import counted
from core.domain.stated import DeNovoCase, Partner, PhenotypeFit, RnaAssay, Stated

NOTHING = "Nothing is stated by a person."


def stated_words(stated: Stated) -> str:
    """Say what is stated, as short as it goes."""
    told = "; ".join((*_of_the_gene(stated), *_of_patients(stated)))
    return f"Stated: {told}." if told else NOTHING


def case_words(case: DeNovoCase) -> str:
    """Name a patient in whom the allele arose anew."""
    parents = "parents confirmed" if case.is_confirmed else "parents assumed"
    return f"{case.source or 'no source yet'}: {parents}, {case.fit}"


def partner_words(partner: Partner) -> str:
    """Name a second allele."""
    classified = partner.classified or "not classified"
    return f"{partner.name or 'no name yet'}: {partner.phase}, {classified}"


def assay_words(assay: RnaAssay) -> str:
    """Name an assay with its finding."""
    return f"{assay.name or 'no name yet'}: {assay.method}, {assay.finding}"


def _of_the_gene(stated: Stated) -> Iterator[str]:
    if stated.mechanism is not None:
        yield f"loss of function is the mechanism ({stated.mechanism.words})"
    if stated.region is not None:
        yield f"role of the lost part ({stated.region.source})"
    if stated.start_loss is not None:
        yield f"loss of the start ({stated.start_loss.source})"
    if stated.gate is not None:
        yield "acts by regulation"


def _of_patients(stated: Stated) -> Iterator[str]:
    if stated.phenotype_fit is not PhenotypeFit.UNKNOWN:
        yield f"phenotype {stated.phenotype_fit}"
    if stated.is_parentage_confirmed is not None:
        yield f"parents {'' if stated.is_parentage_confirmed else 'not '}confirmed"
    if stated.call_share is not None:
        yield f"{stated.call_share:.0%} of genomes called here"
    for number, noun in (
        (len(stated.de_novo_cases), "de novo patient"),
        (len(stated.partners), "second allele"),
        (len(stated.assays), "RNA assay"),
    ):
        if number:
            yield counted(number, noun)
