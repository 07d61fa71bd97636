"""Jobs: published files about genes kept in the data folder, and taken into a case."""

from collections.abc import Generator, Sequence
from pathlib import Path

from core.domain.counting import counted
from core.domain.gene_knowledge import (
    SPEAKING,
    GeneSourceContent,
    GeneSourceKind,
)
from core.errors import ProblemError, UsageError
from core.interpret.gene_knowledge import Placed, named, placed, with_diseases
from core.interpret.gene_names import GeneNames
from core.job import Progress
from core.paths import data_dir
from core.pipeline.opened import open_case
from core.pipeline.rank import Ranker
from core.pipeline.spec import KeptSource
from core.sources.gene_layouts import file_of, title_of
from core.sources.gene_sources import kept_path, read_gene_source, read_kept, write_kept
from core.store.case_store import CaseStore

_Kind = GeneSourceKind


def gene_folder() -> Path:
    """Where files about genes are kept."""
    return data_dir() / "genes"


def add_gene_sources(paths: Sequence[Path]) -> Generator[Progress, None, str]:
    """Read published files and keep what they say; gives a sentence on each.

    Raises
    ------
    InputFileError
        If a file cannot be read or understood; then nothing is changed.
    """
    contents: list[GeneSourceContent] = []
    for done, path in enumerate(paths):
        yield Progress("reading files about genes", done, len(paths), "files", path.name)
        contents.append(read_gene_source(path))
    for content in contents:
        write_kept(content, gene_folder())
    return "\n".join(
        f"{one.source.edition}: {counted(one.n_entries, 'entry', 'entries')}." for one in contents
    )


def remove_gene_source(kind: GeneSourceKind) -> None:
    """Forget a kind on this computer; cases keep what they took.

    Raises
    ------
    UsageError
        If nothing of that kind is kept.
    """
    path = kept_path(gene_folder(), kind)
    if not path.is_file():
        raise UsageError(f"{title_of(kind)} is not installed.", "List what is there first.")
    path.unlink()


def kept_gene_sources() -> tuple[KeptSource, ...]:
    """Give every kind, installed or not."""
    return tuple(map(_kept, _Kind))


def change_gene_sources(
    add: Sequence[Path] = (), remove: Sequence[GeneSourceKind] = ()
) -> Generator[Progress, None, tuple[KeptSource, ...]]:
    """Keep files and forget kinds; gives how every kind stands then.

    Raises
    ------
    InputFileError
        If a file cannot be read or understood; then nothing is changed.
    UsageError
        If a kind to be forgotten is not there.
    """
    if add:
        yield from add_gene_sources(add)
    for kind in remove:
        remove_gene_source(kind)
    yield Progress("looking at files about genes")
    return kept_gene_sources()


def _kept(kind: GeneSourceKind) -> KeptSource:
    title, published_as = title_of(kind), file_of(kind)
    try:
        content = read_kept(gene_folder(), kind)
    except ProblemError as problem:
        return KeptSource(kind, title, published_as, problem=str(problem))
    if content is None:
        return KeptSource(kind, title, published_as)
    return KeptSource(kind, title, published_as, content.source, content.n_entries)


def take_gene_sources(store: CaseStore) -> Generator[Progress, None, tuple[str, ...]]:
    """Store in a case what the sources on this computer say about its genes.

    Kinds no longer installed are forgotten, so that a case never mixes what was there at
    different times. Panels are told anew how the gene models call their genes. Gives a sentence
    on each source that is kept here and cannot be used: the case does without it.
    """
    yield Progress("taking what is known about genes")
    found, problems = _usable()
    hgnc, diseases = found[_Kind.HGNC], found[_Kind.HPO_DISEASES]
    names = GeneNames(store.gene_identities(), hgnc.genes if hgnc else ())
    for kind, content in found.items():
        if content is None:
            store.gene_sources.forget(kind)
            continue
        statements = content.statements
        if kind is _Kind.HPO_GENES and diseases is not None:
            statements = with_diseases(statements, diseases.diseases)
        said: Placed = placed(statements, names) if kind in SPEAKING else {}
        store.gene_sources.put(content.source, said)
    for panel in store.panels():
        store.add_panel(named(panel, names))
    return tuple(problems)


def update_gene_sources(
    case: Path, owner_token: str | None = None
) -> Generator[Progress, None, int]:
    """Take the sources of this computer into a case again, and rank again; gives their number.

    Raises
    ------
    InputFileError
        If one of them cannot be used; then nothing is changed.
    """
    for kind in _Kind:
        read_kept(gene_folder(), kind)
    with open_case(case, owner_token) as store:
        yield from take_gene_sources(store)
        if store.engine_runs():
            yield Progress("ranking")
            Ranker(store).rank()
        return len(store.gene_sources.all())


def installed_names(store: CaseStore) -> GeneNames:
    """Give the genes of a case by every name the HGNC table on this computer has for them."""
    hgnc = read_kept(gene_folder(), _Kind.HGNC)
    return GeneNames(store.gene_identities(), hgnc.genes if hgnc else ())


def _usable() -> tuple[dict[GeneSourceKind, GeneSourceContent | None], list[str]]:
    found: dict[GeneSourceKind, GeneSourceContent | None] = {}
    problems = []
    for kind in _Kind:
        try:
            found[kind] = read_kept(gene_folder(), kind)
        except ProblemError as problem:
            found[kind] = None
            problems.append(f"{title_of(kind)} is not used. {problem}")
    return found, problems
