"""What lies at the variants of a case, the genes they may act on, and what stays unranked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from core.domain.assembly import MITOCHONDRION
from core.domain.counting import counted, verb
from core.domain.element import (
    Element,
    ElementsAt,
    PredictedElement,
    Stretch,
    TargetGene,
)
from core.domain.local_value import Coverage, LocalEntry, LocalSays, LocalSource, changed_bases
from core.domain.transcript import Region, Transcript
from core.domain.variant import Variant
from core.domain.zone import Zone
from core.interpret.allele_map import Fetch
from core.interpret.element_rules import TargetRules
from core.interpret.elements import (
    GeneModels,
    Listed,
    element_class,
    gene_elements,
    listed_elements,
    predicted_elements,
)
from core.interpret.local_words import sentences
from core.interpret.target_genes import (
    GeneNames,
    Linking,
    gene_links,
    linked_targets,
    target_genes,
)
from core.interpret.zones import load_zone_rules
from core.own_rules import consequence_rules, element_rules, target_rules, tissue_rules
from core.sources.local_sources import element_of, evidence_of, lists_elements
from core.store.case_store import CaseStore
from core.zones import CaseZones

Predicting = Callable[[Stretch], Sequence[PredictedElement]]
"""Gives the predicted elements that share a base with a stretch."""

_KEPT_GENES = 4_096


def tells_elements(source: LocalSource) -> bool:
    """Tell whether a table lists elements or links, which are told apart from other tables."""
    return lists_elements(source) or evidence_of(source) is not None


def names_elements(source: LocalSource, rules: TargetRules) -> bool:
    """Tell whether the stretches of a table are elements themselves, not anchors or variants."""
    kind = evidence_of(source)
    return lists_elements(source) if kind is None else rules.of(kind).names_element


class ListedPlaces:
    """Tells where the elements lie that tables list at a variant; eQTLs are looked for in those."""

    def __init__(self) -> None:
        self._rules, self._targets = element_rules(), target_rules()

    def at(self, said: Iterable[LocalSays], variant: Variant) -> tuple[Stretch, ...]:
        """Give the elements, the variant's own bases where none is listed."""
        found = [
            entry.place
            for one in said
            if one.value is not None and names_elements(one.source, self._targets)
            for entry in one.value.entries
            if entry.place is not None and self._is_element(one.source, entry)
        ]
        bases = changed_bases(variant.chrom, variant.pos, variant.ref, variant.alt)
        return tuple(dict.fromkeys(found)) or (Stretch(bases.chrom, bases.start, bases.end),)

    def _is_element(self, source: LocalSource, entry: LocalEntry) -> bool:
        return self._rules.read(entry.word, element_of(source)).kind.is_element


class ElementCatalogue:
    """Puts together what lies at a variant; knows no case.

    Parameters
    ----------
    names
        The genes of the gene models.
    digests
        SHA-256 of each gene model file by its name.
    tissues
        Tissues of interest, by their names in the rule set.
    predicting
        Where predicted elements are found; None where nothing was predicted.
    """

    def __init__(
        self,
        names: GeneNames,
        digests: dict[str, str],
        tissues: tuple[str, ...] = (),
        predicting: Predicting | None = None,
    ) -> None:
        self._names, self._predicting = names, predicting
        signals = consequence_rules().utr.polyadenylation
        self._models = GeneModels(load_zone_rules(), signals, digests)
        self._tissues, self._tissue_rules = tissues, tissue_rules()
        self._rules, self._targets = element_rules(), target_rules()
        self._is_of_interest = lru_cache(None)(
            lambda cell_type: self._tissue_rules.is_of_interest(cell_type, self._tissues)
        )

    def at(
        self,
        variant: Variant,
        near: Iterable[Transcript],
        said: Sequence[LocalSays],
        fetch: Fetch | None = None,
    ) -> ElementsAt:
        """Give what lies at a variant, and the genes it may act on.

        Parameters
        ----------
        near
            Transcripts in reach of a promoter zone.
        said
            What tables say of the variant; others than those of elements and links are skipped.
        fetch
            Gives bases of its contig; None leaves polyadenylation signals out.
        """
        models = replace(self._models, fetch=fetch)
        listed = [one for one in said if tells_elements(one.source)]
        elements = (
            *gene_elements(variant, near, models),
            *listed_elements(self._listed(listed), self._rules, self._is_of_interest),
            *self._predicted(variant),
        )
        linking = [
            Linking(one, kind) for one in listed if (kind := evidence_of(one.source)) is not None
        ]
        links = gene_links(linking, self._names, self._targets, self._is_of_interest)
        return ElementsAt(
            element_class(elements, self._rules),
            elements,
            target_genes(variant, elements, links, self._names, self._targets),
            tuple(_unanswered(listed)),
            len(listed),
        )

    def _listed(self, said: Sequence[LocalSays]) -> list[Listed]:
        """Tables of elements, and those of links that name elements themselves."""
        return [
            Listed(one, element_of(one.source))
            for one in said
            if names_elements(one.source, self._targets)
        ]

    def _predicted(self, variant: Variant) -> tuple[Element, ...]:
        if self._predicting is None:
            return ()
        here = Stretch(variant.chrom, variant.pos - 1, variant.end)
        return predicted_elements(variant, self._predicting(here))

    def linked(self, found: ElementsAt) -> tuple[TargetGene, ...]:
        """Give the linked genes a candidate may be about."""
        return linked_targets(found.targets, self._targets)


class CaseElements:
    """What lies at the variants of a case, by what its tables said when they were looked up.

    Predicted elements are those of the regions that were scanned, unless `predicting` is given.
    """

    def __init__(self, store: CaseStore, predicting: Predicting | None = None) -> None:
        self._store, self._predicting = store, predicting or store.predicted.meeting

    def at(
        self,
        variant_id: int,
        variant: Variant,
        near: Iterable[Transcript],
        fetch: Fetch | None = None,
    ) -> ElementsAt:
        """Give what lies at a variant; `near` are transcripts in reach of a promoter zone."""
        said = self._store.local_values.of(variant_id)
        return self._catalogue.at(variant, near, said, fetch)

    def targets(
        self, variant_id: int, variant: Variant, near: Iterable[Transcript]
    ) -> tuple[TargetGene, ...]:
        """Give the linked genes a candidate may be about."""
        if variant_id not in self.linked_ids:
            return ()
        return self._catalogue.linked(self.at(variant_id, variant, near))

    @property
    def has_links(self) -> bool:
        """A table of links is among the sources of the case."""
        return any(evidence_of(one) is not None for one in self._store.local_values.sources())

    @cached_property
    def linked_ids(self) -> frozenset[int]:
        """Variants of which a table of links says something."""
        values = self._store.local_values
        names = [one.name for one in values.sources() if evidence_of(one) is not None]
        return values.answered(names) if names else frozenset()

    @cached_property
    def _catalogue(self) -> ElementCatalogue:
        tissues = self._store.info().tissues_of_interest
        digests = dict(self._store.gene_sets())
        return ElementCatalogue(case_genes(self._store), digests, tissues, self._predicting)


def case_genes(store: CaseStore) -> GeneNames:
    """Give the genes of the gene models of a case."""
    by_id = {gene_id.partition(".")[0]: symbol for symbol, gene_id in store.gene_identities()}
    return GeneNames(
        store.gene_symbols(),
        by_id,
        lru_cache(_KEPT_GENES)(store.genes_named),
        store.transcripts_overlapping,
    )


@dataclass(frozen=True, slots=True)
class UnrankedDistal:
    """Variants outside genes and promoters that are linked to no gene, and so not ranked.

    `n_in_elements` of the `n_variants` lie in a listed element.
    """

    n_variants: int = 0
    n_in_elements: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """How many there are and why; () for none."""
        if not self.n_variants:
            return ()
        lie = verb(self.n_variants, "lies", "lie")
        told = (
            f"Unranked distal: {counted(self.n_variants, 'variant')} that passed the gates {lie} "
            "outside genes and promoters without evidence of a gene to act on, "
            f"{self.n_in_elements:,} of them in a listed element. That does not mean harmless."
        )
        return (told,)


NO_DISTAL = UnrankedDistal()


def unranked_distal(store: CaseStore) -> UnrankedDistal:
    """Count what passed the gates and is not ranked because no gene is linked to it."""
    if not store.engine_runs() or not store.gene_sets():
        return NO_DISTAL
    columns = store.columns()
    listed = np.array(store.candidate_ids(), np.int64)
    outside = columns.region == columns.region_names.index(Region.INTERGENIC.value)
    distal = (columns.gate == 0) & outside & ~np.isin(columns.variant_id, listed)
    zones = CaseZones(store, columns)
    promoter, element = zones.mask(Zone.PROMOTER), zones.mask(Zone.ELEMENT)
    if promoter is not None:
        distal &= ~promoter
    distal &= ~np.isin(columns.variant_id, np.array(_waiting(store), np.int64))
    if MITOCHONDRION in columns.contig_names:
        distal &= columns.contig != columns.contig_names.index(MITOCHONDRION)
    n_in_elements = 0 if element is None else int((distal & element).sum())
    return UnrankedDistal(int(distal.sum()), n_in_elements)


def _waiting(store: CaseStore) -> tuple[int, ...]:
    """Variants that the ranked engine has not looked at."""
    primary = store.primary_engine()
    runs = [run_id for run_id, run in store.engine_runs() if run.engine_id == primary]
    return store.pending(runs[-1]) if runs else ()


def _unanswered(said: Iterable[LocalSays]) -> Iterator[str]:
    """Say of each table that says nothing why that is so, but for a place it has nothing at."""
    for one in said:
        if one.value is None or one.value.coverage not in (Coverage.PRESENT, Coverage.ABSENT):
            yield f"{one.source.edition}: {sentences(one)[0]}"
