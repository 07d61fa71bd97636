"""One case file, opened: everything the program keeps about a case goes through here."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from core.domain.attribution import Attribution
from core.domain.candidate import Mark
from core.domain.case import CaseInfo
from core.domain.ledger import Ledger
from core.domain.score import EngineRun, NotScored, SpliceScore, SpliceTrack
from core.domain.transcript import Region, Transcript
from core.domain.variant import Variant
from core.store import case_files
from core.store.annotations import AnnotationWriter
from core.store.attributions import AttributionTable
from core.store.candidates import CandidateTable
from core.store.case_info import IS_COMPLETE, CaseInfoTable
from core.store.columns import CHUNK_SIZE, FilterColumnTable
from core.store.counters import STATE, set_count
from core.store.database import Database
from core.store.decisions import DecisionTable
from core.store.engine_runs import EngineRunTable
from core.store.genes import GeneTable
from core.store.intake_writer import IntakeWriter
from core.store.ledger import read_ledger
from core.store.line_blocks import LineBlocks
from core.store.ownership import Ownership
from core.store.records import (
    CandidateRow,
    FilterColumns,
    IntakeBatch,
    ScoredVariant,
    SetAsideAllele,
    SetAsideRecord,
    StoredVariant,
)
from core.store.scores import ScoreTable
from core.store.tracks import TrackTable
from core.store.variants import VariantTable
from core.store.vocabulary import Vocabulary


class CaseStore:
    """A case opened for reading or for writing; a context manager.

    Used by one thread at a time; only `interrupt` may come from another. Readers see what writers
    of other processes have finished. Close readers before the last writer: then the case is left
    as one file without a log beside it.
    """

    def __init__(self, database: Database, ownership: Ownership | None) -> None:
        self._database = database
        self._ownership = ownership
        self._is_open = True
        self._info = CaseInfoTable(database)
        words = {
            "contig": Vocabulary(database, "contig"),
            "filter": Vocabulary(database, "filter_set"),
            "gate": Vocabulary(database, "gate"),
            "genes": Vocabulary(database, "gene_list"),
        }
        self._genes = GeneTable(database, words["contig"])
        self._columns = FilterColumnTable(database, words, self._proband_index)
        self._intake = IntakeWriter(database, words["contig"], words["filter"], CHUNK_SIZE)
        self._notes = AnnotationWriter(database, self._columns, words["gate"], words["genes"])
        self._variants = VariantTable(database, words)
        self._header = LineBlocks(database, "header_block")
        self._lines = LineBlocks(database, "record_block")
        self._runs = EngineRunTable(database)
        self._scores = ScoreTable(database, self._runs, self._columns)
        self._tracks = TrackTable(database)
        self._candidates = CandidateTable(database)
        self._decisions = DecisionTable(database)
        self._attributions = AttributionTable(database)

    @classmethod
    def create(
        cls,
        path: Path,
        info: CaseInfo,
        *,
        replace_incomplete: bool = False,
        owner_token: str | None = None,
    ) -> Self:
        """Make a case and open it for writing; it is incomplete until `finish_intake`.

        Raises
        ------
        UsageError
            If the file exists. One whose intake was interrupted is replaced if
            `replace_incomplete`.
        """
        case_files.create_file(path, info, replace_incomplete=replace_incomplete)
        return cls.open(path, write=True, owner_token=owner_token)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        write: bool = False,
        owner_token: str | None = None,
        take_over: bool = False,
    ) -> Self:
        """Open a case; an older format is brought up to date when it is opened for writing.

        Processes of one program session share `owner_token` (the property of the same name of
        the first store) and may write side by side. `take_over` removes other owners: only after
        a person has confirmed that they no longer run.

        Raises
        ------
        CaseFileError
            If the file is missing, damaged or no case.
        CaseFileTooNewError
            If a newer program wrote it.
        CaseFileLockedError
            If another program session writes it; host and pid are named.
        """
        if not write:
            return cls(case_files.open_reader(path), None)
        return cls(*case_files.open_writer(path, owner_token, take_over=take_over))

    def close(self) -> None:
        """Close the case; the last writer leaves it as one file. A second call does nothing."""
        if not self._is_open:
            return
        self._is_open = False
        if self._ownership is None:
            self._database.close()
        else:
            case_files.close_writer(self._database, self._ownership)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The case file."""
        return self._database.path

    @property
    def owner_token(self) -> str | None:
        """What this session's worker processes pass to `open`; None for a reader."""
        return None if self._ownership is None else self._ownership.token

    def info(self) -> CaseInfo:
        """Give what the case says about itself."""
        return self._info.read()

    def update_info(self, info: CaseInfo) -> None:
        """Store another info; `is_complete` stays as it is, the people too once there are variants."""
        self._info.write(info)
        if self.info().is_complete:
            self._columns.build()

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

    def add_batch(self, batch: IntakeBatch) -> None:
        """Store consecutive records, equal alleles merged, together with their counts."""
        self._intake.add(batch, len(self._info.kept.pedigree.individuals))

    def finish_intake(self) -> None:
        """Write the filter columns and declare the case complete."""
        self._columns.build()
        with self._database.write() as connection:
            set_count(connection, STATE, IS_COMPLETE, 1)

    def set_annotations(self, rows: Iterable[tuple[int, Region, int | None, str]]) -> None:
        """Store variant id, best region, distance to a splice site, comma-joined gene symbols."""
        self._notes.annotate(rows)

    def set_gates(self, rows: Iterable[tuple[int, str]]) -> None:
        """Store variant id and name of the first failing gate, "" for none."""
        self._notes.gate(rows)

    def variants(self, ids: Sequence[int] | None = None) -> Iterator[StoredVariant]:
        """Give all variants by id, or those of `ids` in that order (KeyError for an unknown id)."""
        assembly = self._info.kept.proof.assembly
        return self._variants.all(assembly) if ids is None else self._variants.of(ids, assembly)

    def places(self) -> Iterator[tuple[int, Variant]]:
        """Give id and alleles of all variants by id, much faster than `variants`."""
        return self._variants.places(self._info.kept.proof.assembly)

    def find(self, variant: Variant) -> StoredVariant | None:
        """Give the stored variant of this place and alleles, None if there is none."""
        return self._variants.find(variant)

    def n_variants(self) -> int:
        """Count the variants."""
        return self._variants.count()

    def origins(self, variant_id: int) -> tuple[tuple[int, int], ...]:
        """Give (record number, ALT index) of every allele merged into a variant, the kept first."""
        return self._variants.origins(variant_id)

    def records_set_aside(self, limit: int, offset: int = 0) -> tuple[SetAsideRecord, ...]:
        """Give a page of the records that were not taken."""
        return self._variants.records_set_aside(limit, offset)

    def alleles_set_aside(self, limit: int, offset: int = 0) -> tuple[SetAsideAllele, ...]:
        """Give a page of the ALT alleles that were not taken."""
        return self._variants.alleles_set_aside(limit, offset)

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

    def ledger(self) -> Ledger:
        """Give the accounting as of this instant."""
        return read_ledger(self._database)

    def engine_run(self, run: EngineRun) -> int:
        """Give the id of a run, storing it if it is new."""
        return self._runs.id_of(run)

    def engine_runs(self) -> tuple[tuple[int, EngineRun], ...]:
        """Give every run with its id, oldest first."""
        return self._runs.all()

    def pending(self, run_id: int) -> tuple[int, ...]:
        """Give the variants that passed every gate and have no outcome in this run."""
        return self._scores.pending(run_id)

    def write_scores(
        self,
        run_id: int,
        scored: Sequence[ScoredVariant],
        not_scored: Sequence[tuple[int, NotScored]],
    ) -> None:
        """Store outcomes, replacing what the same variants have in this run."""
        self._scores.write(run_id, scored, not_scored)

    def scores(self, ids: Sequence[int]) -> dict[int, tuple[SpliceScore, ...]]:
        """Give the scores of each of these variants, () for none."""
        return self._scores.scores(ids)

    def not_scored(self, ids: Sequence[int]) -> dict[int, tuple[NotScored, ...]]:
        """Give the reasons of each of these variants for having no score, () for none."""
        return self._scores.not_scored(ids)

    def max_deltas(self, run_id: int) -> dict[int, float]:
        """Give the largest raw delta of each variant scored in this run."""
        return self._scores.max_deltas(run_id)

    def tracks(self, variant_id: int) -> tuple[SpliceTrack, ...]:
        """Give the widest stored track of each transcript."""
        return self._tracks.widest(variant_id)

    def write_track(self, run_id: int, variant_id: int, track: SpliceTrack) -> None:
        """Store one track, usually the complete one of a variant that is looked at."""
        self._tracks.write(run_id, variant_id, track)

    def replace_candidates(self, rows: Sequence[CandidateRow]) -> None:
        """Store a new ranking; readers see the old one until the new one is whole."""
        self._candidates.replace(rows)

    def candidate_rows(
        self, ids: Sequence[int] | None = None, *, limit: int | None = None
    ) -> tuple[CandidateRow, ...]:
        """Give candidates in rank order."""
        return self._candidates.rows(ids, limit)

    def candidate_ids(self) -> tuple[int, ...]:
        """Give the variant ids of the candidates in rank order."""
        return self._candidates.ids()

    def set_mark(self, variant_id: int, mark: Mark, note: str) -> None:
        """Store a decision, waiting for a busy job; no mark and no note removes it."""
        self._decisions.set(variant_id, mark, note)

    def marks(self) -> dict[int, tuple[Mark, str]]:
        """Give mark and note of every variant that has one."""
        return self._decisions.all()

    def put_attribution(self, variant_id: int, attribution: Attribution) -> None:
        """Store an attribution, replacing that of the same engine, transcript, effect, method."""
        self._attributions.put(variant_id, attribution)

    def attributions(self, variant_id: int) -> tuple[Attribution, ...]:
        """Give the attributions of a variant, the one stored last at the end."""
        return self._attributions.of(variant_id)

    def save_copy(self, target: Path, *, overwrite: bool = False) -> None:
        """Write the case as it is now to another file, owned by nobody."""
        case_files.save_copy(self._database, target, overwrite=overwrite)

    def interrupt(self) -> None:
        """Stop the query that runs in another thread; it raises `QueryInterruptedError` there."""
        self._database.interrupt()

    def _proband_index(self) -> int:
        pedigree = self._info.kept.pedigree
        return pedigree.index(pedigree.proband)
