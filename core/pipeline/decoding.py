"""Lines of a variant file turned into pages of the case: the part of reading that runs in parallel.

A `PageDecoder` knows the file's header, the reference, the genes and the gates, and nothing of the
pages before: so any process can decode any page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly
from core.domain.sample import NO_RECORD, Genotype
from core.interpret.gate_rules import GateRules
from core.interpret.gates import NOT_CARRIED, POPULATION_FREQUENCY, first_failing_gates
from core.interpret.position_arrays import REGIONS, PlacedGenes, changes_of
from core.pipeline.other_records import OtherReader
from core.sources.normalise import normalise
from core.sources.ref_check import check_ref
from core.sources.reference import Reference
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_pages import LinePage, PageNotes, ReadPage, read_page
from core.sources.vcf_records import CalledAllele, RecordProblem, RecordReader, VcfRecord
from core.store.codes import REGION_CODES
from core.store.genotypes import GENOTYPE, pack_call_columns, pack_many
from core.store.line_blocks import pack_lines
from core.store.other_records import OtherRecords
from core.store.records import SetAsideAllele, SetAsideRecord
from core.store.variant_chunks import patient_columns
from core.store.variant_pages import (
    FILTER_SEPARATOR,
    IntakePage,
    VariantPage,
    Words,
    numbers,
)

_REGION_CODES = np.array([REGION_CODES[region] for region in REGIONS], np.uint8)
_NO_GENOTYPE = (Genotype(alt_copies=0, called=0, ploidy=0),)


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What the pages of one file are decoded with.

    Attributes
    ----------
    samples
        People of the case whose columns the file has, in the order of the pedigree.
    people
        Their places in the pedigree; those of all without samples.
    """

    header: VcfHeader
    frequency_key: str
    samples: tuple[str, ...]
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DecodingPlan:
    """What every page of a case is decoded with; picklable.

    Attributes
    ----------
    n_people
        People of the case: files without samples have one of whom nothing is known.
    patient
        Place of the patient among them, None where it is only assumed who that is: then nothing is
        left out for not being carried.
    by_frequency
        A variant can be left out for being common.
    """

    files: tuple[FilePlan, ...]
    n_people: int
    reference: Path
    assembly: Assembly
    genes: PlacedGenes
    rules: GateRules
    patient: int | None
    by_frequency: bool

    @property
    def gates_off(self) -> tuple[str, ...]:
        """Gates that never hold in this case."""
        off = () if self.by_frequency else (POPULATION_FREQUENCY,)
        return off if self.patient is not None else (NOT_CARRIED, *off)

    def gates(
        self, alt_copies: NDArray[np.int8], population_frequency: NDArray[np.float64]
    ) -> list[str]:
        """Give the first gate each variant fails, by the patient's copies and the frequency."""
        return first_failing_gates(
            len(alt_copies),
            None if self.patient is None else alt_copies,
            population_frequency if self.by_frequency else None,
            self.rules,
        )


class PageDecoder:
    """Decodes pages; one for each process, or one for all of a small file."""

    def __init__(self, plan: DecodingPlan) -> None:
        self._plan = plan
        self._files = [_FileReaders(one, plan.n_people) for one in plan.files]
        self._reference = Reference(plan.reference)
        self._genes = plan.genes

    def close(self) -> None:
        """Close the reference."""
        self._reference.close()

    def decode(self, page: LinePage) -> tuple[IntakePage, PageNotes]:
        """Give the page for the case, and what it tells about the file."""
        file = self._files[page.file]
        read = read_page(file.records, page)
        checked = [self._checked(item) for item in read.items]
        problems = [_aside(item) for item in checked if isinstance(item, RecordProblem)]
        records = [item for item in checked if isinstance(item, VcfRecord)]
        alleles = tuple(
            SetAsideAllele(record.number, index, alt, reason)
            for record in records
            if record.set_aside
            for index, alt, reason in record.set_aside
        )
        variants = self._placed(self._variants(records, read, file))
        found = IntakePage(
            len(checked),
            len(records),
            len(variants) + len(alleles),
            variants,
            tuple(problems),
            alleles,
            pack_lines(page.first_number, page.lines),
            file.others(checked),
        )
        return found, read.notes

    def _checked(self, item: VcfRecord | RecordProblem) -> VcfRecord | RecordProblem:
        if isinstance(item, RecordProblem):
            return item
        return check_ref(item, self._reference) or item

    def _variants(
        self, records: Sequence[VcfRecord], read: ReadPage, file: "_FileReaders"
    ) -> VariantPage:
        rows = [(record, allele) for record in records for allele in record.alleles]
        n = len(rows)
        spelled = [
            normalise(record.chrom, record.pos, record.ref, allele.alt, self._reference)
            for record, allele in rows
        ]
        return VariantPage(
            Words.of([record.chrom for record, _ in rows]),
            np.array([pos for pos, _, _ in spelled], np.int64),
            [ref for _, ref, _ in spelled],
            [alt for _, _, alt in spelled],
            [record.identifier for record, _ in rows],
            np.array([record.number for record, _ in rows], np.int64),
            np.array([allele.index for _, allele in rows], np.int64),
            numbers([record.quality for record, _ in rows]),
            Words.of([FILTER_SEPARATOR.join(record.filters) for record, _ in rows]),
            numbers([allele.population_frequency for _, allele in rows]),
            file.calls(rows, read),
            np.zeros(n, np.uint8),
            np.full(n, -1, np.int32),
            Words.constant("", n),
            Words.constant("", n),
        )

    def _placed(self, page: VariantPage) -> VariantPage:
        region, distance, genes = self._places(page)
        patient = patient_columns(page.calls[:, self._plan.patient or 0])
        gates = self._plan.gates(patient["alt_copies"], page.population_frequency)
        return page.placed(region, distance, genes, Words.of(gates))

    def _places(self, page: VariantPage) -> tuple[NDArray[np.uint8], NDArray[np.int32], Words]:
        region = np.empty(len(page), np.uint8)
        distance = np.empty(len(page), np.int32)
        genes = np.empty(len(page), np.int64)
        words: dict[str, int] = {}
        start, end = self._changes(page)
        for number, chrom in enumerate(page.chroms.words):
            rows = np.flatnonzero(page.chroms.index == number)
            found = self._genes.place(chrom, start[rows], end[rows])
            region[rows] = _REGION_CODES[found.region]
            distance[rows] = found.distance
            codes = [words.setdefault(word, len(words)) for word in found.gene_words]
            genes[rows] = np.array(codes, np.int64)[found.genes]
        return region, distance, Words(tuple(words), genes)

    def _changes(self, page: VariantPage) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the 0-based half-open stretch each row changes; most are one base."""
        start, end = page.pos - 1, page.pos.copy()
        is_longer = np.array(
            [len(ref) + len(alt) > 2 for ref, alt in zip(page.ref, page.alt, strict=True)], np.bool_
        )
        rows = np.flatnonzero(is_longer)
        start[rows], end[rows] = changes_of(page.take(rows).alleles(self._plan.assembly))
        return start, end


def _aside(problem: RecordProblem) -> SetAsideRecord:
    return SetAsideRecord(problem.number, problem.line, problem.reason, problem.detail)


class _FileReaders:
    """Reads the records of one file and puts each person's calls where they belong."""

    def __init__(self, plan: FilePlan, n_people: int) -> None:
        self._plan = plan
        self._n_people = n_people
        self._is_whole = plan.people == tuple(range(n_people))
        self.records = RecordReader(plan.header, plan.samples, plan.frequency_key)
        self._others = OtherReader(plan.header, plan.samples)

    def others(self, items: Sequence[VcfRecord | RecordProblem]) -> OtherRecords:
        """Give what the records hold besides small variants."""
        found = self._others.read(items)
        return found if self._is_whole else found.of_people(self._plan.people, self._n_people)

    def calls(
        self, rows: Sequence[tuple[VcfRecord, CalledAllele]], read: ReadPage
    ) -> NDArray[np.void]:
        """Give the genotypes of each row, people of other files without a call."""
        own = self._own_calls(rows, read)
        if self._is_whole:
            return own
        calls = np.broadcast_to(pack_many([(NO_RECORD,)], 1), (len(rows), self._n_people)).copy()
        calls[:, list(self._plan.people)] = own
        return calls

    def _own_calls(
        self, rows: Sequence[tuple[VcfRecord, CalledAllele]], read: ReadPage
    ) -> NDArray[np.void]:
        """Give the genotypes of each row: read with its record, or with the cells of the page."""
        n_people = len(self._plan.people)
        if read.cells is None:
            return pack_many([allele.genotypes or _NO_GENOTYPE for _, allele in rows], n_people)
        calls = np.empty((len(rows), n_people), GENOTYPE)
        is_own = np.array([bool(allele.genotypes) for _, allele in rows], np.bool_)
        own = [allele.genotypes for _, allele in rows if allele.genotypes]
        calls[is_own] = pack_many(own, n_people)
        numbers = np.array([record.number for record, _ in rows], np.int64)[~is_own]
        places = np.searchsorted(np.array(read.cell_numbers, np.int64), numbers)
        calls[~is_own] = pack_call_columns(read.cells, n_people)[places]
        return calls
