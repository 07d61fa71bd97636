"""The part of a case that comes from the patient's files: people, genes, records, variants."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from core.domain.case import CaseInfo, SourceFile
from core.domain.family_calls import FamilyCalls
from core.domain.interval import Interval, IntervalKind, IntervalProblem
from core.domain.ledger import Ledger
from core.domain.panel import Panel
from core.domain.transcript import Region, Transcript
from core.domain.variant import Variant
from core.store.annotations import AnnotationWriter
from core.store.case_info import IS_COMPLETE, CaseInfoTable
from core.store.columns import FilterColumnTable
from core.store.counters import STATE, set_count
from core.store.coverage import CoverageTable
from core.store.covered_calls import take_covered
from core.store.database import Database
from core.store.family_calls import family_calls
from core.store.gene_sources import GeneSourceTable
from core.store.genes import GeneTable
from core.store.in_house_columns import InHouseColumnTable
from core.store.intake_writer import IntakeWriter
from core.store.intervals import IntervalTable
from core.store.known_alleles import KnownAlleleTable
from core.store.ledger import read_ledger
from core.store.line_blocks import LineBlocks
from core.store.local_values import LocalValueTable
from core.store.packed_columns import Columns
from core.store.panels import PanelTable
from core.store.predicted import PredictedTable
from core.store.records import (
    FilterColumns,
    SetAsideAllele,
    SetAsideRecord,
    StoredVariant,
)
from core.store.variant_chunks import VariantChunks
from core.store.variant_pages import IntakePage
from core.store.variants import VariantTable
from core.store.vocabulary import Vocabulary
from core.store.zone_spans import ZoneSpanTable


class CaseRecords:
    """What was read, and the facts about it; the base of `CaseStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._chunks = chunks = VariantChunks(database)
        self._info = CaseInfoTable(database, chunks)
        words = {
            "contig": Vocabulary(database, "contig"),
            "filter": Vocabulary(database, "filter_set"),
            "gate": Vocabulary(database, "gate"),
            "genes": Vocabulary(database, "gene_list"),
        }
        self._panels = PanelTable(database)
        self._gene_sources = GeneSourceTable(database)
        self._local_values = LocalValueTable(database)
        self._known_alleles = KnownAlleleTable(database, chunks)
        self._in_house = InHouseColumnTable(database)
        self._zone_spans = ZoneSpanTable(database)
        self._predicted = PredictedTable(database)
        self._genes = GeneTable(database, words["contig"])
        self._columns = FilterColumnTable(database, words)
        self._intake = IntakeWriter(database, words, chunks, self._proband_index)
        self._notes = AnnotationWriter(database, chunks, words["gate"], words["genes"])
        self._variants = VariantTable(database, words, chunks)
        self._intervals = IntervalTable(database, words["contig"], words["filter"])
        self._coverage = CoverageTable(database, words["contig"])
        self._header = LineBlocks(database, "header_block")
        self._lines = LineBlocks(database, "record_block")

    def info(self) -> CaseInfo:
        """Give what the case says about itself."""
        return self._info.read()

    def update_info(self, info: CaseInfo) -> None:
        """Store another info; `is_complete` stays as it is, the people too once there are variants."""
        self._info.write(info)

    def add_source(self, file: SourceFile) -> None:
        """Remember one more file the case draws on; one of the same role and path is replaced."""
        self._info.add_source(file)

    def forget_source(self, role: str, path: str) -> tuple[str, ...]:
        """Forget a file the case draws on; gives the digests it was known by."""
        return self._info.forget_source(role, path)

    def add_genes(self, name: str, digest: str, transcripts: Sequence[Transcript]) -> None:
        """Store a gene set; an equal one (name and digest) that is there stays."""
        self._genes.add(name, digest, transcripts)

    def gene_sets(self) -> tuple[tuple[str, str], ...]:
        """Give name and digest of each gene set, in the order they were added."""
        return self._genes.sets()

    def transcripts_overlapping(self, chrom: str, start: int, end: int) -> tuple[Transcript, ...]:
        """Give the transcripts that share a base with [start, end), 0-based half-open."""
        return self._genes.overlapping(chrom, start, end)

    def transcripts(self) -> Iterator[Transcript]:
        """Give all transcripts in the order they were added."""
        return self._genes.all()

    def genes_named(self, symbol: str) -> tuple[Transcript, ...]:
        """Give the transcripts of a gene."""
        return self._genes.named(symbol)

    def genes_called(self, accession: str) -> tuple[Transcript, ...]:
        """Give the transcripts of an accession without version, of whichever version."""
        return self._genes.called(accession)

    def gene_symbols(self) -> frozenset[str]:
        """Give the symbols of all genes of the gene models."""
        return self._genes.symbols()

    def gene_identities(self) -> tuple[tuple[str, str], ...]:
        """Give symbol and identifier of every gene of the gene models."""
        return self._genes.identities()

    @property
    def gene_sources(self) -> GeneSourceTable:
        """What published sources say about the genes of the case."""
        return self._gene_sources

    @property
    def local_values(self) -> LocalValueTable:
        """What tracks and tables of this computer say about variants of the case."""
        return self._local_values

    @property
    def known_alleles(self) -> KnownAlleleTable:
        """What published files say about the alleles of the case: frequencies, ClinVar."""
        return self._known_alleles

    @property
    def in_house(self) -> InHouseColumnTable:
        """In how many other families of the laboratory variants of the case were seen."""
        return self._in_house

    @property
    def zone_spans(self) -> ZoneSpanTable:
        """Stretches of region lists: elements, and where calls are doubtful."""
        return self._zone_spans

    @property
    def predicted(self) -> PredictedTable:
        """Elements that engines predicted in regions that were scanned."""
        return self._predicted

    def add_panel(self, panel: Panel) -> None:
        """Store a gene panel instead of the one of the same name."""
        self._panels.add(panel)

    def remove_panel(self, name: str) -> bool:
        """Forget a gene panel; tells whether there was one."""
        return self._panels.remove(name)

    def panels(self) -> tuple[Panel, ...]:
        """Give the gene panels chosen for the case, in that order."""
        return self._panels.all()

    def add_page(self, page: IntakePage) -> None:
        """Store consecutive records, equal alleles merged, together with their counts."""
        self._intake.add(page, len(self._info.kept.pedigree.individuals))

    def merge_conflicts(self) -> tuple[tuple[str, int, int], ...]:
        """Give (allele, first record, second record) where merged records say different genotypes.

        Somebody carries the allele by one and is reference in the other; the carrying call was
        kept. Only of the batches that this very store added.
        """
        return self._intake.conflicts()

    def n_merged_unclear(self) -> int:
        """Count alleles whose records tell different population frequencies; as `merge_conflicts`."""
        return self._intake.n_unclear()

    def repeating_records(self) -> tuple[int, int]:
        """Count the records with an allele that an earlier record has, and give the first of them."""
        return self._variants.repeating_records()

    def finish_intake(self) -> None:
        """Make the index of places and declare the case complete."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "CREATE INDEX IF NOT EXISTS ix_variant_place ON variant (contig_code, pos)"
            )
            set_count(connection, STATE, IS_COMPLETE, 1)

    def take_covered(self) -> int:
        """Take reference blocks as calls where a person's own file has no record of an allele.

        Gives how many calls that were.
        """
        patient = self._proband_index()
        return take_covered(self._database, self._chunks, self._coverage, patient)

    def set_annotations(self, rows: Iterable[tuple[int, Region, int | None, str]]) -> None:
        """Store variant id, best region, distance to a splice site, comma-joined gene symbols."""
        self._notes.annotate(rows)

    def set_gates(self, rows: Iterable[tuple[int, str]]) -> None:
        """Store variant id and name of the first failing gate, "" for none."""
        self._notes.gate(rows)

    def replace_gates(self, codes: NDArray[np.uint8], names: Sequence[str]) -> None:
        """Store the first failing gate of every variant, by id, as a place in `names`."""
        self._notes.gate_all(codes, names)

    def gate_merged(self, gates_of: Callable[[Columns], Sequence[str]]) -> None:
        """Gate the chunks with merged variants anew.

        `gates_of` gives the first failing gate, "" for none, of each row of the columns named in
        `core.store.variant_chunks.LAYOUTS` (all but the calls).
        """
        self._notes.gate_merged(gates_of)

    def variants(self, ids: Sequence[int] | None = None) -> Iterator[StoredVariant]:
        """Give all variants by id, or those of `ids` in that order (KeyError for an unknown id)."""
        assembly = self._info.kept.proof.assembly
        return self._variants.all(assembly) if ids is None else self._variants.of(ids, assembly)

    def places(self, *, longer_only: bool = False) -> Iterator[tuple[int, Variant]]:
        """Give id and alleles of all variants by id, much faster than `variants`.

        `longer_only` leaves out changes of one base.
        """
        return self._variants.places(self._info.kept.proof.assembly, longer_only=longer_only)

    def find(self, variant: Variant) -> StoredVariant | None:
        """Give the stored variant of this place and alleles, None if there is none."""
        return self._variants.find(variant)

    def variants_between(self, chrom: str, first: int, last: int) -> Iterator[StoredVariant]:
        """Give the variants whose `pos` lies in first..last, both 1-based and inclusive."""
        assembly = self._info.kept.proof.assembly
        return self._variants.between(chrom, first, last, assembly)

    def touching(self, stretches: Sequence[tuple[str, int, int]]) -> tuple[int, ...]:
        """Give the ids of variants with a base of REF in a stretch (1-based, both ends included)."""
        return self._variants.touching(stretches)

    def n_variants(self) -> int:
        """Count the variants."""
        return self._variants.count()

    def shorter_by(self, n_bases: int) -> tuple[int, ...]:
        """Give the ids of variants whose ALT is at least so many bases shorter than REF."""
        return self._variants.shorter_by(n_bases)

    def origins(self, variant_id: int) -> tuple[tuple[int, int], ...]:
        """Give (record number, ALT index) of every allele merged into a variant, the kept first."""
        return self._variants.origins(variant_id)

    def records_set_aside(self, limit: int, offset: int = 0) -> tuple[SetAsideRecord, ...]:
        """Give a page of the records that were not taken."""
        return self._variants.records_set_aside(limit, offset)

    def alleles_set_aside(self, limit: int, offset: int = 0) -> tuple[SetAsideAllele, ...]:
        """Give a page of the ALT alleles that were not taken."""
        return self._variants.alleles_set_aside(limit, offset)

    def intervals(
        self, limit: int, offset: int = 0, kinds: Sequence[IntervalKind] | None = None
    ) -> tuple[Interval, ...]:
        """Give a page of the intervals in file order, of some kinds or (None) of all."""
        return self._intervals.page(limit, offset, kinds)

    def intervals_overlapping(
        self, chrom: str, start: int, end: int, kinds: Sequence[IntervalKind] | None = None
    ) -> tuple[Interval, ...]:
        """Give the intervals that touch [start, end), 0-based half-open, by place."""
        return self._intervals.overlapping(chrom, start, end, kinds)

    def interval_counts(self) -> dict[IntervalKind, int]:
        """Count the intervals of each kind there is."""
        return self._intervals.counts()

    def interval_problems(self, limit: int, offset: int = 0) -> tuple[IntervalProblem, ...]:
        """Give a page of the alleles that are no small variants and could not be placed."""
        return self._intervals.problems(limit, offset)

    def n_interval_problems(self) -> int:
        """Count the alleles that could not be placed."""
        return self._intervals.n_problems()

    def has_coverage(self) -> bool:
        """Tell whether the files had reference blocks (gVCF)."""
        return self._coverage.has_any()

    def coverage_at(
        self, person: int, chrom: str, pos: int
    ) -> tuple[int | None, int | None] | None:
        """Give lowest depth and quality of the reference block over a 1-based position.

        `person` is the 0-based place in the pedigree. None where no block covers it: then nothing
        is known, or a variant stands there.
        """
        return self._coverage.at(person, chrom, pos)

    def original_line(self, record_number: int) -> str:
        """Give a record as it stood in the file; bytes that are no UTF-8 are shown as U+FFFD."""
        return self._lines.line(record_number).decode("utf-8", errors="replace")

    def original_lines(self) -> Iterator[bytes]:
        """Give every record as it stood in the file, in order."""
        return self._lines.lines()

    def header_lines(self) -> tuple[bytes, ...]:
        """Give the header of the variant file."""
        return tuple(self._header.lines())

    def set_header_lines(self, lines: Sequence[bytes]) -> None:
        """Store the header of the variant file."""
        self._header.replace_all(lines)

    def columns(self) -> FilterColumns:
        """Give the filter columns; the same arrays again while nothing changed."""
        return self._columns.load()

    def family_calls(self, batch_size: int = 250_000) -> Iterator[FamilyCalls]:
        """Give the calls of everyone at all variants in id order, batch after batch."""
        return family_calls(self._database, batch_size)

    def ledger(self) -> Ledger:
        """Give the accounting as of this instant."""
        return read_ledger(self._database, self._columns)

    def _proband_index(self) -> int:
        pedigree = self._info.kept.pedigree
        return pedigree.index(pedigree.proband)
