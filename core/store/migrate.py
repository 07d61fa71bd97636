"""Bringing a case file to the newest format.

alembic is imported only when there is something to do: opening a case of the newest format must
not wait for it.
"""

from pathlib import Path

from core.errors import CaseFileError, CaseFileTooNewError
from core.store.database import Database
from core.store.file_format import APPLICATION_ID, FORMAT_VERSION

_SCRIPTS = Path(__file__).parent / "migrations"


def check_format(database: Database) -> int:
    """Give the format number of the file.

    Raises
    ------
    CaseFileError
        If it is a database of something else.
    CaseFileTooNewError
        If a newer program wrote it.
    """
    if database.pragma("application_id") != APPLICATION_ID:
        raise CaseFileError(
            database.path,
            "this is not a case file.",
            "Choose a file that Intronaut made; its name ends in .intronaut.",
        )
    version = int(database.pragma("user_version"))
    if version > FORMAT_VERSION:
        raise CaseFileTooNewError(
            database.path,
            f"a newer version of Intronaut wrote this case (format {version}, this program "
            f"reads up to {FORMAT_VERSION}).",
            "Open it with that version, or update this program.",
        )
    return version


def migrate(database: Database, target: int = FORMAT_VERSION) -> None:
    """Apply every script up to format `target` in one transaction: all of them or none."""
    from alembic import command  # noqa: PLC0415 - costs 0.3 s, needed only here
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    # A table that others refer to can only be rebuilt while foreign keys are not watched.
    database.pragma("foreign_keys=OFF")
    try:
        with database.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, f"{target:04}")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={target}")
    finally:
        database.pragma("foreign_keys=ON")
