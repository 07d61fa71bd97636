"""Gene models in the case, found by place through an interval index (rtree_i32).

Exons are one BLOB per transcript: pairs of little-endian int32, 0-based half-open, genome order.
Selenocysteines are places of the same type; traits are bits (`TRAIT_BITS`).
"""

from collections.abc import Iterator, Sequence

import numpy as np

from core.domain.transcript import Mane, Transcript
from core.store.codes import TRAIT_BITS
from core.store.database import Database, SqlRow
from core.store.vocabulary import Vocabulary

_BATCH = 2_000
_COLUMNS = (
    "transcript_key, transcript_id, gene_symbol, gene_id, contig_code, strand, t.start, t.end, "
    "exons, cds_start, cds_end, mane, biotype, source, protein_id, other_id, cds_phase, "
    "selenocysteines, traits"
)
_FROM = f"SELECT {_COLUMNS} FROM transcript t JOIN gene_set USING (set_id) "
_OVERLAPPING = (
    "WHERE transcript_key IN (SELECT transcript_key FROM transcript_bounds "
    "WHERE contig_min <= ? AND contig_max >= ? AND start_min < ? AND end_max > ?) "
    "AND is_complete = 1 ORDER BY t.start, t.end, transcript_key"
)
_INSERT = (
    "INSERT INTO transcript (transcript_key, set_id, transcript_id, gene_symbol, gene_id, "
    'contig_code, strand, start, "end", exons, cds_start, cds_end, mane, biotype, source, '
    "protein_id, other_id, cds_phase, selenocysteines, traits) "
    f"VALUES ({', '.join('?' * 20)})"
)
_CALLED = (
    "WHERE is_complete = 1 AND (transcript_id = ? OR other_id = ? "
    "OR (transcript_id >= ? AND transcript_id < ?) OR (other_id >= ? AND other_id < ?)) "
    "ORDER BY transcript_key"
)


class GeneTable:
    """All transcripts of a case, from one or several gene sets."""

    def __init__(self, database: Database, contigs: Vocabulary) -> None:
        self._database = database
        self._contigs = contigs
        self._identities: dict[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = {}

    def add(self, name: str, digest: str, transcripts: Sequence[Transcript]) -> None:
        """Store a gene set; one with the same name and digest that is there already stays."""
        if (name, digest) in self.sets():
            return
        codes = self._contigs.codes(transcript.chrom for transcript in transcripts)
        set_id = self._begin_set(name, digest)
        for start in range(0, len(transcripts), _BATCH):
            self._add_batch(set_id, transcripts[start : start + _BATCH], codes)
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "UPDATE gene_set SET is_complete = 1 WHERE set_id = ?", (set_id,)
            )

    def sets(self) -> tuple[tuple[str, str], ...]:
        """Give name and digest of each set, in the order they were added."""
        rows = self._database.rows(
            "SELECT name, digest FROM gene_set WHERE is_complete = 1 ORDER BY set_id"
        )
        return tuple((name, digest) for name, digest in rows)

    def overlapping(self, chrom: str, start: int, end: int) -> tuple[Transcript, ...]:
        """Give the transcripts that share a base with [start, end), by start, then end."""
        code = self._contigs.code(chrom)
        if code is None:
            return ()
        rows = self._database.rows(_FROM + _OVERLAPPING, (code, code, end, start))
        return tuple(self._transcript(row) for row in rows)

    def identities(self) -> tuple[tuple[str, str], ...]:
        """Give symbol and identifier of every gene, each pair once; read once for the same sets."""
        sets = self.sets()
        if sets not in self._identities:
            rows = self._database.rows(
                "SELECT DISTINCT gene_symbol, gene_id FROM transcript JOIN gene_set USING (set_id) "
                "WHERE is_complete = 1 AND gene_symbol != ''"
            )
            self._identities = {sets: tuple((symbol, gene_id) for symbol, gene_id in rows)}
        return self._identities[sets]

    def named(self, symbol: str) -> tuple[Transcript, ...]:
        """Give the transcripts of a gene, as spelled in the file."""
        where = "WHERE gene_symbol = ? AND is_complete = 1 ORDER BY transcript_key"
        return tuple(self._transcript(row) for row in self._database.rows(_FROM + where, (symbol,)))

    def called(self, accession: str) -> tuple[Transcript, ...]:
        """Give the transcripts of an accession (without its version) in either catalogue."""
        versions = (f"{accession}.", f"{accession}/")  # "/" is the sign after "."
        asked = (accession, accession, *versions, *versions)
        return tuple(self._transcript(row) for row in self._database.rows(_FROM + _CALLED, asked))

    def symbols(self) -> frozenset[str]:
        """Give the symbols of all genes."""
        return frozenset(symbol for symbol, _ in self.identities())

    def all(self) -> Iterator[Transcript]:
        """Give every transcript in the order they were added, a page at a time."""
        where = "WHERE transcript_key > ? AND is_complete = 1 ORDER BY transcript_key LIMIT ?"
        last = 0
        while rows := self._database.rows(_FROM + where, (last, _BATCH)):
            yield from (self._transcript(row) for row in rows)
            last = rows[-1][0]

    def _begin_set(self, name: str, digest: str) -> int:
        """Make an empty set, removing what an interrupted `add` left behind."""
        with self._database.write() as connection:
            connection.exec_driver_sql(
                "DELETE FROM transcript_bounds WHERE transcript_key IN (SELECT transcript_key "
                "FROM transcript JOIN gene_set USING (set_id) WHERE is_complete = 0)"
            )
            connection.exec_driver_sql(
                "DELETE FROM transcript WHERE set_id IN "
                "(SELECT set_id FROM gene_set WHERE is_complete = 0)"
            )
            connection.exec_driver_sql("DELETE FROM gene_set WHERE is_complete = 0")
            added = connection.exec_driver_sql(
                "INSERT INTO gene_set (name, digest, is_complete) VALUES (?, ?, 0)", (name, digest)
            )
            return int(added.lastrowid)

    def _add_batch(
        self, set_id: int, transcripts: Sequence[Transcript], codes: dict[str, int]
    ) -> None:
        with self._database.write() as connection:
            last = connection.exec_driver_sql("SELECT max(transcript_key) FROM transcript").scalar()
            keys = range((last or 0) + 1, (last or 0) + 1 + len(transcripts))
            connection.exec_driver_sql(
                _INSERT,
                [
                    _row(key, set_id, codes[transcript.chrom], transcript)
                    for key, transcript in zip(keys, transcripts, strict=True)
                ],
            )
            connection.exec_driver_sql(
                "INSERT INTO transcript_bounds VALUES (?, ?, ?, ?, ?)",
                [
                    (key, codes[found.chrom], codes[found.chrom], found.start, found.end)
                    for key, found in zip(keys, transcripts, strict=True)
                ],
            )

    def _transcript(self, row: SqlRow) -> Transcript:
        _, transcript_id, symbol, gene_id, contig, strand, start, end, exons, *rest = row
        cds_start, cds_end, mane, biotype, source, protein_id, other_id, *traits = rest
        cds_phase, selenocysteines, bits = traits
        return Transcript(
            transcript_id=transcript_id,
            gene_symbol=symbol,
            gene_id=gene_id,
            chrom=self._contigs.word(contig),
            strand=strand,
            start=start,
            end=end,
            exons=_unpack_exons(exons),
            cds_start=cds_start,
            cds_end=cds_end,
            mane=Mane(mane),
            biotype=biotype,
            source=source,
            protein_id=protein_id,
            other_id=other_id,
            cds_phase=cds_phase,
            selenocysteines=tuple(np.frombuffer(selenocysteines, "<i4").tolist()),
            traits=frozenset(trait for trait, bit in TRAIT_BITS.items() if bits & bit),
        )


def _row(key: int, set_id: int, contig: int, transcript: Transcript) -> tuple[object, ...]:
    return (
        key,
        set_id,
        transcript.transcript_id,
        transcript.gene_symbol,
        transcript.gene_id,
        contig,
        transcript.strand,
        transcript.start,
        transcript.end,
        np.array(transcript.exons, "<i4").tobytes(),
        transcript.cds_start,
        transcript.cds_end,
        transcript.mane.value,
        transcript.biotype,
        transcript.source,
        transcript.protein_id,
        transcript.other_id,
        transcript.cds_phase,
        np.array(transcript.selenocysteines, "<i4").tobytes(),
        sum(TRAIT_BITS[trait] for trait in transcript.traits),
    )


def _unpack_exons(data: bytes) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in np.frombuffer(data, "<i4").reshape(-1, 2).tolist())
