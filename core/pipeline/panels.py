"""Panels of a case: chosen, forgotten, and compared with its gene models."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.domain.counting import counted
from core.domain.panel import Panel
from core.errors import UsageError
from core.interpret.gene_knowledge import named
from core.interpret.panels import missing_genes, unclear_genes
from core.job import Progress
from core.pipeline.gene_sources import installed_names
from core.pipeline.opened import open_case
from core.pipeline.rank import Ranker
from core.pipeline.spec import PanelFile
from core.sources.panels import read_panel
from core.store.case_store import CaseStore


@dataclass(frozen=True, slots=True)
class ChosenPanel:
    """A panel of a case, with its genes that the gene models of the case do not have."""

    panel: Panel
    missing: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a person should know about it."""
        told = (
            f"{self.panel.title} ({self.panel.source}): {counted(len(self.panel.genes), 'gene')}, "
            f"{self.panel.n_sure:,} of them green or in a list without ratings. Candidates name it; "
            "it leaves none out and moves none."
        )
        more = []
        if self.missing:
            absent = ", ".join(self.missing)
            more.append(f"Not in the gene models of the case, so never matched: {absent}.")
        if unclear := unclear_genes(self.panel):
            more.append(f"Names that may mean several genes, so not matched: {', '.join(unclear)}.")
        return (told, *more)


def chosen_panels(store: CaseStore) -> tuple[ChosenPanel, ...]:
    """Give the panels of a case."""
    known = store.gene_symbols()
    return tuple(ChosenPanel(panel, missing_genes(panel, known)) for panel in store.panels())


def change_panels(
    case: Path, add: Sequence[Path] = (), remove: Sequence[str] = (), owner_token: str | None = None
) -> Generator[Progress, None, int]:
    """Choose and forget panels, and rank again; gives the number of panels then.

    Raises
    ------
    InputFileError
        If a file is no panel; then nothing is changed.
    UsageError
        If the case has no panel of a name to be forgotten; then nothing is changed.
    """
    yield Progress("reading panels")
    panels = [read_panel(path) for path in add]
    with open_case(case, owner_token) as store:
        demand_chosen(store, remove)
        put_panels(store, panels, remove)
        if store.engine_runs():
            yield Progress("ranking")
            Ranker(store).rank()
        return len(store.panels())


def demand_chosen(store: CaseStore, names: Sequence[str]) -> None:
    """Refuse a name that is no panel of the case.

    Raises
    ------
    UsageError
        Naming the panels the case has.
    """
    known = {panel.name for panel in store.panels()}
    for name in names:
        if name not in known:
            raise UsageError(
                f"The case has no panel {name}.",
                f"It has: {', '.join(sorted(known)) or 'none'}.",
            )


def put_panels(store: CaseStore, panels: Sequence[Panel], remove: Sequence[str] = ()) -> None:
    """Forget panels, then choose others; each is told how the gene models call its genes."""
    for name in remove:
        store.remove_panel(name)
    names = installed_names(store) if panels else None
    for panel in panels:
        store.add_panel(named(panel, names) if names else panel)


def look_at_panels(paths: Sequence[Path]) -> Generator[Progress, None, tuple[PanelFile, ...]]:
    """Give the panels of files, before they are chosen for a case.

    Raises
    ------
    InputFileError
        If a file is no panel.
    """
    for path in paths:
        yield Progress("reading panels", message=path.name)
    return tuple(
        PanelFile(path, one.name, one.title, one.source, one.dated, len(one.genes), one.n_sure)
        for path, one in ((path, read_panel(path)) for path in paths)
    )
