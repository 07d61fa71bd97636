"""A call of two copies where a deletion has taken one: one copy of the allele over a deletion."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.domain.candidate import InheritanceFit
from core.domain.sample import Genotype, Pedigree, Zygosity
from core.interpret.carriers import Verdict, contradicts_two_copies, dominant
from core.interpret.conclusion import Segregation, concluded
from core.interpret.de_novo import de_novo
from core.interpret.deletions import Deletion
from core.interpret.family import Family
from core.interpret.inheritance_rules import SegregationRules
from core.interpret.losses import remaining
from core.interpret.phase import Origin, origins

_Fit = InheritanceFit


def over_deletion(
    deletion: Deletion,
    genotypes: Sequence[Genotype],
    pedigree: Pedigree,
    rules: SegregationRules,
) -> Segregation | None:
    """Modes of a variant the patient has on the one copy the deletion left.

    None where the patient's call does not say so (heterozygous, or not called). A parent without
    the allele is no contradiction here: the copy of that parent may be the one that is lost.
    """
    call = genotypes[pedigree.index(pedigree.proband)]
    if call.zygosity not in (Zygosity.HOMOZYGOUS, Zygosity.HEMIZYGOUS):
        return None
    family = Family.of(pedigree, remaining(genotypes, deletion))
    new, doubts = de_novo(family, family.parents, rules.de_novo)
    labels = [new] if new else []
    both, one = Verdict.CONTRADICTED, dominant(family)
    if not contradicts_two_copies(family):
        both = Verdict.SUPPORTED
        labels.append(_Fit.OVER_DELETION)
    if one is Verdict.SUPPORTED:
        labels.append(_Fit.DOMINANT)
    notes = (*doubts, *_notes(call, deletion, pedigree))
    return concluded(labels, notes, family, (one, both), rules.penetrance)


def with_doubt(
    alone: Segregation, deletion: Deletion, genotypes: Sequence[Genotype], pedigree: Pedigree
) -> Segregation:
    """Add that a heterozygous call and a deletion of one copy do not go together."""
    if genotypes[pedigree.index(pedigree.proband)].zygosity is not Zygosity.HETEROZYGOUS:
        return alone
    note = f"called heterozygous inside {deletion.named} of one copy: one of the calls is doubtful"
    return replace(alone, notes=(*alone.notes, note))


def _notes(call: Genotype, deletion: Deletion, pedigree: Pedigree) -> Iterator[str]:
    called = f"called {call.zygosity}, yet" if call.ploidy > 1 else "called once:"
    yield f"{called} {deletion.named} takes away the other copy"
    found = origins(Family.of(pedigree, deletion.genotypes))
    words = {
        (Origin.FATHER,): "the deletion comes from the father",
        (Origin.MOTHER,): "the deletion comes from the mother",
        (Origin.NEW,): "the deletion is new",
    }
    if found in words:
        yield words[found]
