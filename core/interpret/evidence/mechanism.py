"""Whether a source states that loss of function is how a gene causes disease.

Only a statement of the mechanism counts. A low LOEUF, a disease on record or a validity curation
says that the gene matters, not how.
"""

from collections.abc import Iterator

from core.domain.gene_knowledge import GeneKnowledge, GeneSourceKind, SourceSays
from core.domain.stated import Mechanism
from core.interpret.evidence.code_rules import MechanismRules


def lof_mechanism(knowledge: GeneKnowledge, rules: MechanismRules) -> Mechanism | None:
    """Give the first source that states loss of function as the mechanism, None without any."""
    for says in knowledge.says:
        if says.kind is not GeneSourceKind.CLINGEN_DOSAGE:
            continue
        for one in says.statements:
            if one.subject == rules.subject and one.verdict in rules.verdicts and not one.may_mean:
                dated = f", {one.dated}" if one.dated else ""
                return Mechanism(
                    f"{_edition(says)}{dated}: {one.subject}, {one.verdict}", one.disease_id
                )
    return None


def mechanism_remarks(knowledge: GeneKnowledge, rules: MechanismRules) -> tuple[str, ...]:
    """Give what sources say that is near a mechanism and yet states none."""
    return tuple(_remarks(knowledge, rules))


def _remarks(knowledge: GeneKnowledge, rules: MechanismRules) -> Iterator[str]:
    for says in knowledge.says:
        for one in says.statements:
            if says.kind is GeneSourceKind.CONSTRAINT and one.value is not None:
                yield f"{one.subject} {one.value:.2f}, which is no mechanism"
            if says.kind is GeneSourceKind.CLINGEN_DOSAGE and one.subject == rules.subject:
                yield f"{says.title}: {one.subject}, {one.verdict}"


def _edition(says: SourceSays) -> str:
    return says.title if says.source is None else says.source.edition
