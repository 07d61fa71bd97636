"""The option that names a table of precomputed scores."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click

from core.cli.program import PathArgument
from core.pipeline.spec import TableSpec


def with_table(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--table` and `--table-view`; the command is given one `table`, None for none."""

    @click.option(
        "--table",
        type=PathArgument,
        help="SpliceAI VCF of precomputed scores (bgzip, tabix) to look up and compare.",
    )
    @click.option(
        "--table-view",
        type=click.Choice(["raw", "masked"]),
        help="What the table holds, where neither its header nor its name tells.",
    )
    @wraps(command)
    def run(table: Path | None, table_view: str | None, **options: object) -> None:
        chosen = None
        if table is not None:
            chosen = TableSpec(table, None if table_view is None else table_view == "masked")
        command(table=chosen, **options)

    return run
