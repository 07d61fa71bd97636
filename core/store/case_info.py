"""What the case says about itself, in and out of its tables."""

from dataclasses import astuple, replace
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import BuildProof, CaseInfo, SourceFile
from core.domain.sample import Affection, Individual, Pedigree, Sex
from core.store.columns import speak_of
from core.store.counters import STATE, set_count
from core.store.database import Database
from core.store.schema import individual, meta, meta_list, source
from core.store.variant_chunks import VariantChunks

IS_COMPLETE = "is_complete"

_HPO, _WARNING, _EVIDENCE = "hpo_term", "warning", "build_evidence"
_OFF = "gates_off"
_ABSENT, _NAME, _CHOSEN = "hpo_absent", "hpo_name", "chosen_source"
_N_RECORDS = "records_of_file"
_TISSUE, _CHOSEN_TISSUE = "tissue", "chosen_tissue"


class CaseInfoTable:
    """The one `CaseInfo` of a case."""

    def __init__(self, database: Database, chunks: VariantChunks) -> None:
        self._database = database
        self._chunks = chunks
        self._kept: CaseInfo | None = None

    def read(self) -> CaseInfo:
        """Give the info as stored now."""
        with self._database.read() as connection:
            return _read(connection)

    @property
    def kept(self) -> CaseInfo:
        """The info as this store read or wrote it last; only `is_complete` can be stale."""
        if self._kept is None:
            self._kept = self.read()
        return self._kept

    def write(self, info: CaseInfo) -> None:
        """Store another info; whether the case is complete stays as it is.

        Raises
        ------
        ValueError
            If the people differ from those whose genotypes are stored.
        """
        with self._database.write() as connection:
            stored = _read(connection)
            has_variants = connection.exec_driver_sql("SELECT 1 FROM variant LIMIT 1").first()
            if has_variants and _names(stored) != _names(info):
                raise ValueError("the people of a case cannot change once it holds variants")
            write_info(connection, replace(info, is_complete=stored.is_complete))
            if stored.pedigree.proband != info.pedigree.proband:
                patient = info.pedigree.index(info.pedigree.proband)
                speak_of(connection, self._chunks, patient)
        self._kept = None

    def add_source(self, file: SourceFile) -> None:
        """Remember one more file; one of the same role and path is replaced."""
        with self._database.write() as connection:
            same = (source.c.role == file.role) & (source.c.path == file.path)
            connection.execute(delete(source).where(same))
            last = connection.exec_driver_sql("SELECT coalesce(max(ordinal), -1) FROM source")
            number = int(last.scalar_one()) + 1
            row = dict(zip(source.c.keys(), (number, *astuple(file)), strict=True))
            connection.execute(insert(source), [row])
        self._kept = None

    def forget_source(self, role: str, path: str) -> tuple[str, ...]:
        """Forget a file; gives the digests it was known by, () where it was not known."""
        same = (source.c.role == role) & (source.c.path == path)
        with self._database.write() as connection:
            known = connection.execute(select(source.c.sha256).where(same)).scalars().all()
            connection.execute(delete(source).where(same))
        self._kept = None
        return tuple(known)


def write_info(connection: Connection, info: CaseInfo) -> None:
    """Replace everything the case says about itself."""
    for table in (meta, meta_list, source, individual):
        connection.execute(delete(table))
    _insert(connection, meta, [{"key": key, "value": value} for key, value in _meta(info).items()])
    _insert(connection, meta_list, _lists(info))
    _insert(
        connection,
        source,
        [
            dict(zip(source.c.keys(), (number, *astuple(file)), strict=True))
            for number, file in enumerate(info.sources)
        ],
    )
    _insert(
        connection,
        individual,
        [
            dict(zip(individual.c.keys(), (number, *astuple(person)), strict=True))
            for number, person in enumerate(info.pedigree.individuals)
        ],
    )
    set_count(connection, STATE, IS_COMPLETE, int(info.is_complete))


def _read(connection: Connection) -> CaseInfo:
    facts = {row.key: row.value for row in connection.execute(select(meta))}
    proof = BuildProof(
        Assembly(facts["assembly"]),
        BuildVerdict(facts["build_verdict"]),
        int(facts["build_compared"]),
        int(facts["build_matches"]),
        _list(connection, _EVIDENCE),
    )
    return CaseInfo(
        name=facts["name"],
        created_at=facts["created_at"],
        program_version=facts["program_version"],
        proof=proof,
        pedigree=Pedigree(_people(connection), facts["proband"]),
        hpo_terms=_list(connection, _HPO),
        frequency_key=facts["frequency_key"],
        sources=_sources(connection),
        warnings=_list(connection, _WARNING),
        is_artificial=facts["is_artificial"] == "1",
        is_complete=_is_complete(connection),
        preset=facts.get("preset", ""),
        preset_version=facts.get("preset_version", ""),
        gate_rules=facts.get("gate_rules", ""),
        gates_off=_words(facts.get(_OFF)),
        hpo_absent=_list(connection, _ABSENT),
        hpo_names=_names_of_terms(connection),
        is_patient_alone=facts.get("is_patient_alone") == "1",
        chosen_sources=_list(connection, _CHOSEN),
        records_per_file=tuple(map(int, _list(connection, _N_RECORDS))),
        tissues=_list(connection, _TISSUE),
        chosen_tissues=_list(connection, _CHOSEN_TISSUE),
    )


def _words(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(text.split(",")) if text else ()


def _meta(info: CaseInfo) -> dict[str, str]:
    off = {} if info.gates_off is None else {_OFF: ",".join(info.gates_off)}
    return off | {
        "name": info.name,
        "created_at": info.created_at,
        "program_version": info.program_version,
        "frequency_key": info.frequency_key,
        "is_artificial": str(int(info.is_artificial)),
        "preset": info.preset,
        "preset_version": info.preset_version,
        "gate_rules": info.gate_rules,
        "is_patient_alone": str(int(info.is_patient_alone)),
        "proband": info.pedigree.proband,
        "assembly": info.proof.assembly.value,
        "build_verdict": info.proof.verdict.value,
        "build_compared": str(info.proof.compared),
        "build_matches": str(info.proof.matches),
    }


def _lists(info: CaseInfo) -> list[dict[str, Any]]:
    lists = {
        _HPO: info.hpo_terms,
        _ABSENT: info.hpo_absent,
        _NAME: tuple(f"{term_id} {name}" for term_id, name in info.hpo_names),
        _WARNING: info.warnings,
        _CHOSEN: info.chosen_sources,
        _EVIDENCE: info.proof.evidence,
        _N_RECORDS: tuple(map(str, info.records_per_file)),
        _TISSUE: info.tissues,
        _CHOSEN_TISSUE: info.chosen_tissues,
    }
    return [
        {"kind": kind, "ordinal": number, "value": value}
        for kind, values in lists.items()
        for number, value in enumerate(values)
    ]


def _list(connection: Connection, kind: str) -> tuple[str, ...]:
    query = select(meta_list.c.value).where(meta_list.c.kind == kind).order_by(meta_list.c.ordinal)
    return tuple(connection.scalars(query))


def _names_of_terms(connection: Connection) -> tuple[tuple[str, str], ...]:
    parts = (text.partition(" ") for text in _list(connection, _NAME))
    return tuple((term_id, name) for term_id, _, name in parts)


def _sources(connection: Connection) -> tuple[SourceFile, ...]:
    rows = connection.execute(select(source).order_by(source.c.ordinal))
    return tuple(SourceFile(row.role, row.path, row.sha256, row.description) for row in rows)


def _people(connection: Connection) -> tuple[Individual, ...]:
    rows = connection.execute(select(individual).order_by(individual.c.ordinal))
    return tuple(
        Individual(
            row.name, row.family, row.father, row.mother, Sex(row.sex), Affection(row.affection)
        )
        for row in rows
    )


def _is_complete(connection: Connection) -> bool:
    value = connection.exec_driver_sql(
        "SELECT value FROM counter WHERE kind = ? AND name = ?", (STATE, IS_COMPLETE)
    ).scalar()
    return bool(value)


def _names(info: CaseInfo) -> list[str]:
    return [person.name for person in info.pedigree.individuals]


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
