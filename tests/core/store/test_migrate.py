import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from core.domain.case import SAMPLES_UNCHECKED
from core.domain.transcript import Mane, Transcript
from core.errors import CaseFileError
from core.store import case_files, schema
from core.store import migrate as migrate_module
from core.store.case_info import write_info
from core.store.case_store import CaseStore
from core.store.database import Database
from core.store.file_format import APPLICATION_ID, FORMAT_VERSION
from core.store.migrate import migrate
from tests.core.store.builders import INFO, RUN


@pytest.fixture
def first_format(path: Path) -> Path:
    """A case as the first revision makes it, with one variant."""
    path.touch()
    database = Database(path, can_write=True)
    migrate(database, 1)
    with database.write() as connection:
        write_info(connection, INFO)
        connection.exec_driver_sql("INSERT INTO contig VALUES (1, 'chr1')")
        connection.exec_driver_sql(
            "INSERT INTO variant (contig_code, pos, ref, alt, record_number, allele_index, identifier, "
            "filter_code, genotypes) VALUES (1, 10, 'A', 'G', 1, 1, 'rs1', 0, zeroblob(72))"
        )
        connection.exec_driver_sql("INSERT INTO counter VALUES ('total', 'variants', 1)")
    database.close()
    return path


def version(path: Path) -> tuple[int, int, str]:
    raw = sqlite3.connect(path)
    found = (
        raw.execute("PRAGMA application_id").fetchone()[0],
        raw.execute("PRAGMA user_version").fetchone()[0],
        raw.execute("SELECT version_num FROM alembic_version").fetchone()[0],
    )
    raw.close()
    return found


def test_a_case_of_the_first_format_is_brought_up_to_date(first_format):
    assert version(first_format) == (APPLICATION_ID, 1, "0001")
    with CaseStore.open(first_format, write=True) as store:
        warnings = (*INFO.warnings, SAMPLES_UNCHECKED)
        assert store.info() == replace(INFO, warnings=warnings)
        assert [found.identifier for found in store.variants()] == ["rs1"]
        run_id = store.engine_run(RUN)
        assert store.pending(run_id) == (1,)
        assert store._database.pragma("foreign_keys") == 1
        assert store._database.rows("PRAGMA foreign_key_check") == []
    assert version(first_format) == (APPLICATION_ID, FORMAT_VERSION, f"{FORMAT_VERSION:04}")


def test_transcripts_of_an_older_case_have_no_known_traits(path):
    path.touch()
    database = Database(path, can_write=True)
    migrate(database, 15)
    with database.write() as connection:
        write_info(connection, INFO)
        connection.exec_driver_sql("INSERT INTO contig VALUES (1, 'chr1')")
        connection.exec_driver_sql("INSERT INTO gene_set VALUES (1, 'old', 'digest', 1)")
        connection.exec_driver_sql(
            "INSERT INTO transcript VALUES (1, 1, 'NM_1.2', 'AB1', 'G1', 1, '+', 10, 20, "
            "x'0a00000014000000', 12, 18, 'MANE Select', 'protein_coding', 'old')"
        )
        connection.exec_driver_sql("INSERT INTO transcript_bounds VALUES (1, 1, 1, 10, 20)")
    database.close()
    with CaseStore.open(path, write=True) as store:
        (found,) = store.genes_named("AB1")
        assert store.transcripts_overlapping("chr1", 15, 16) == (found,)
    assert found == Transcript(
        "NM_1.2", "AB1", "G1", "chr1", "+", 10, 20, ((10, 20),), 12, 18, Mane.SELECT,
        "protein_coding", "old",
    )  # fmt: skip
    assert (found.protein_id, found.traits, found.selenocysteines) == ("", frozenset(), ())


def test_runs_of_an_older_case_read_the_reference_alone(path):
    path.touch()
    database = Database(path, can_write=True)
    migrate(database, 21)
    with database.write() as connection:
        write_info(connection, INFO)
        connection.exec_driver_sql(
            "INSERT INTO engine_run VALUES (4, 'toy', '1', 'd', 50, 'genes', 'r', 'float32', 1)"
        )
        connection.exec_driver_sql("INSERT INTO regulatory_method VALUES (4, 0, 'ism')")
    database.close()
    with CaseStore.open(path, write=True) as store:
        ((run_id, run),) = store.engine_runs()
        assert (run_id, run.screening, run.phased_neighbours) == (4, True, False)
        other = replace(run, phased_neighbours=True)
        assert [store.engine_run(one) for one in (run, other)] == [4, 5]
        assert store._database.rows("PRAGMA foreign_key_check") == []


def test_what_deepbind_said_in_an_older_case_is_asked_again(first_format):
    database = Database(first_format, can_write=True)
    migrate(database, 21)
    with database.write() as connection:
        for run in ((1, "deepbind"), (2, "jaspar")):
            connection.exec_driver_sql(
                "INSERT INTO engine_run VALUES (?, ?, '1', 'd', 9, '', 'r', 'float32', 0)", run
            )
            connection.exec_driver_sql("INSERT INTO outcome VALUES (?, 1, 0)", run[:1])
            connection.exec_driver_sql(
                "INSERT INTO regulatory_track VALUES (?, ?, '', '', '', '', '', '')",
                [(run[0], number) for number in range(3)],
            )
            connection.exec_driver_sql(
                "INSERT INTO regulatory_score VALUES (?, 1, 0, '', '', '', '', 0.5, 0, x'')",
                run[:1],
            )
    database.close()
    with CaseStore.open(first_format, write=True) as store:
        assert (store.pending(1), store.pending(2)) == ((1,), ())
        rows = store._database.rows("SELECT run_id, n_tracks FROM regulatory_score")
        assert [tuple(row) for row in rows] == [(2, 3)]


def test_an_older_case_is_not_changed_by_a_reader(first_format):
    before = first_format.read_bytes()
    with pytest.raises(CaseFileError, match="older version"):
        CaseStore.open(first_format)
    assert first_format.read_bytes() == before


def test_an_upgrade_that_fails_leaves_the_old_case(first_format, monkeypatch, tmp_path):
    scripts = tmp_path / "migrations"
    shutil.copytree(migrate_module._SCRIPTS, scripts)
    last = scripts / "versions" / "r0002_results.py"
    last.write_text(last.read_text() + "    op.execute('CREATE TABLE variant (a)')\n")
    monkeypatch.setattr(migrate_module, "_SCRIPTS", scripts)
    with pytest.raises(Exception, match="already exists"):
        CaseStore.open(first_format, write=True)
    assert version(first_format) == (APPLICATION_ID, 1, "0001")
    monkeypatch.undo()
    with CaseStore.open(first_format, write=True) as store:
        assert store.n_variants() == 1


def test_migrations_and_schema_name_the_same_tables_and_columns(store):
    rows = store._database.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
        "AND name NOT LIKE 'transcript_bounds%' AND name <> 'alembic_version'"
    )
    assert {name for (name,) in rows} == set(schema.metadata.tables)
    for table in schema.metadata.tables.values():
        made = {
            name: (kind, bool(not_null), bool(key))
            for _, name, kind, not_null, _, key in store._database.rows(
                f"PRAGMA table_info({table.name})"
            )
        }
        known = {
            column.name: (
                column.type.compile(sqlite.dialect()),
                not column.nullable,
                column.primary_key,
            )
            for column in table.columns
        }
        assert made == known, table.name


def test_the_newest_script_is_the_format_of_this_program():
    names = [file.name[1:5] for file in (migrate_module._SCRIPTS / "versions").glob("r*.py")]
    assert max(names) == f"{FORMAT_VERSION:04}"


def test_a_database_of_something_else_is_refused(path):
    path.touch()
    database = Database(path, can_write=True)
    with pytest.raises(CaseFileError, match="not a case"):
        migrate_module.check_format(database)
    database.close()
    assert case_files.FORMAT_VERSION == FORMAT_VERSION
