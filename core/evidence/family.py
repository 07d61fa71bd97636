"""What the calls of a case's family say about a variant, as evidence asks for it."""

from collections.abc import Iterator

from core.domain.candidate import Candidate, Facts, InheritanceFit
from core.domain.evidence import Classification
from core.domain.evidence_inputs import DeNovoCall, FamilyEvidence, KnownClass
from core.domain.known_allele import KnownKind
from core.domain.sample import Zygosity
from core.domain.stated import Partner, PartnerPhase
from core.interpret.sample_rules import load_sample_rules
from core.interpret.sample_words import family_doubts
from core.store.case_store import CaseStore

_DOUBTFUL = {InheritanceFit.DE_NOVO_OR_MOSAIC, InheritanceFit.POSSIBLY_DE_NOVO}


class FamilyReader:
    """Reads the family of a case; whose parents are proven is found out once."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._is_parentage_confirmed = _parentage(store)
        pedigree = store.info().pedigree
        self._patient = pedigree.index(pedigree.proband)

    def of(self, facts: Facts, candidate: Candidate | None) -> FamilyEvidence:
        """Give de novo state, proof of parentage and second alleles; unknown outside the list."""
        if candidate is None:
            return FamilyEvidence()
        return FamilyEvidence(
            de_novo=_de_novo(candidate),
            is_parentage_confirmed=self._is_parentage_confirmed,
            partners=tuple(self._partners(facts, candidate)),
        )

    def _partners(self, facts: Facts, candidate: Candidate) -> Iterator[Partner]:
        name = facts.variant.spelled
        if facts.genotypes[self._patient].zygosity is Zygosity.HOMOZYGOUS:
            yield Partner(name, PartnerPhase.HOMOZYGOUS, source="calls of the patient")
        is_in_trans = InheritanceFit.COMPOUND_HET in candidate.inheritance
        for stored in self._store.variants(candidate.partners):
            # With several partners the label does not say which of them is in trans.
            is_proven = is_in_trans and len(candidate.partners) == 1
            phase = PartnerPhase.TRANS if is_proven else PartnerPhase.UNKNOWN
            classified, source, rests = _classified(self._store, stored.variant_id, name)
            yield Partner(stored.variant.spelled, phase, classified, source, rests)


def clinvar_class(words: str) -> str:
    """Give the class that a ClinVar entry names first, "" for one that rules do not ask for.

    Of "Pathogenic/Likely pathogenic" the weaker one counts. Without a star nobody stated criteria.
    """
    said, _, rest = words.lower().partition(";")
    said = said.strip()
    if said.startswith("conflicting") or rest.strip().startswith("0 stars"):
        return ""
    if KnownClass.LIKELY_PATHOGENIC.value in said:
        return KnownClass.LIKELY_PATHOGENIC.value
    return said if said in set(KnownClass) else ""


def _de_novo(candidate: Candidate) -> DeNovoCall:
    fits = set(candidate.inheritance)
    if InheritanceFit.DE_NOVO in fits:
        return DeNovoCall.YES
    return DeNovoCall.DOUBTFUL if fits & _DOUBTFUL else DeNovoCall.UNKNOWN


def _parentage(store: CaseStore) -> bool | None:
    """True where enough calls of the trio agree with both parents; None where that is not known."""
    checks, info = store.sample_checks.get(), store.info()
    pedigree = info.judged_pedigree
    if checks is None or pedigree.father is None or pedigree.mother is None:
        return None
    rules = load_sample_rules()
    if checks.n_trio < rules.parent.min_trio.value:
        return None
    return not family_doubts(checks, info.pedigree, rules)


def _classified(store: CaseStore, variant_id: int, spelled: str) -> tuple[str, str, bool]:
    """Class of a partner with its source: the newest of this case, else ClinVar's."""
    made = store.evidence.classifications(variant_id)
    if made:
        newest = made[0]
        source = f"this case, {newest.author}, {newest.made_at[:10]}"
        return newest.class_name, source, _counts(newest, spelled)
    for says in store.local_values.of(variant_id):
        if says.source.kind == KnownKind.CLINVAR.value and says.value is not None:
            named = (clinvar_class(one.text) for one in says.value.entries)
            if found := next(filter(None, named), ""):
                return found, says.source.edition, False
    return "", "", False


def _counts(made: Classification, spelled: str) -> bool:
    """The class rests on the other allele: one of its codes saw it."""
    return any(spelled in text for code in made.accepted for _, text in code.inputs)
