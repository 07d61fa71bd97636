"""Gene panels chosen for a case, as they were when chosen."""

from sqlalchemy import Connection

from core.domain.panel import Confidence, Panel, PanelGene
from core.store.database import Database

_BETWEEN = " "
"""Between symbols, which have no spaces."""


class PanelTable:
    """The panels of a case, in the order they were chosen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, panel: Panel) -> None:
        """Store a panel instead of the one of the same name."""
        with self._database.write() as connection:
            self._delete(connection, panel.name)
            about = (panel.name, panel.version, panel.source, panel.dated, panel.digest)
            added = connection.exec_driver_sql(
                "INSERT INTO panel (name, version, source, dated, digest) VALUES (?, ?, ?, ?, ?)",
                about,
            )
            connection.exec_driver_sql(
                "INSERT INTO panel_gene VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        added.lastrowid,
                        number,
                        gene.gene_symbol,
                        gene.confidence.value,
                        gene.hgnc_id,
                        gene.inheritance,
                        gene.known_as,
                        _BETWEEN.join(gene.may_mean),
                    )
                    for number, gene in enumerate(panel.genes)
                ],
            )

    def remove(self, name: str) -> bool:
        """Forget a panel; tells whether there was one."""
        with self._database.write() as connection:
            return self._delete(connection, name)

    def all(self) -> tuple[Panel, ...]:
        """Give every panel with its genes."""
        with self._database.read():
            panels = self._database.rows(
                "SELECT panel_id, name, version, source, dated, digest FROM panel ORDER BY panel_id"
            )
            rows = self._database.rows(
                "SELECT panel_id, gene_symbol, confidence, hgnc_id, inheritance, known_as, may_mean "
                "FROM panel_gene ORDER BY panel_id, ordinal"
            )
        genes: dict[int, list[PanelGene]] = {key: [] for key, *_ in panels}
        for key, symbol, confidence, hgnc_id, inheritance, known_as, may_mean in rows:
            meant = tuple(filter(None, may_mean.split(_BETWEEN)))
            genes[key].append(
                PanelGene(symbol, Confidence(confidence), hgnc_id, inheritance, known_as, meant)
            )
        return tuple(
            Panel(name, version, source, dated, digest, tuple(genes[key]))
            for key, name, version, source, dated, digest in panels
        )

    def _delete(self, connection: Connection, name: str) -> bool:
        connection.exec_driver_sql(
            "DELETE FROM panel_gene WHERE panel_id IN (SELECT panel_id FROM panel WHERE name = ?)",
            (name,),
        )
        gone = connection.exec_driver_sql("DELETE FROM panel WHERE name = ?", (name,))
        return gone.rowcount > 0
