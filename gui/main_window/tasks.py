"""What the thread beside the window does for menu entries: it reads, writes files and answers."""

from datetime import UTC, datetime
from pathlib import Path

from core import packs, paths
from core.demo import demo_spec
from core.domain.case import CaseInfo
from core.errors import ProblemError, UnfinishedCaseError
from core.pipeline.engine_kinds import scoring_engines
from core.report.data import freeze
from core.report.export import write_report
from core.report.printer import Printer
from core.session import (
    CaseReader,
    Session,
)
from core.store import cache_switch, score_cache
from core.store.case_files import erase


def read_unfinished(problem: UnfinishedCaseError, _: Session) -> tuple[Path, CaseInfo]:
    """Give what an unfinished case was made from."""
    path = Path(problem.path)
    with CaseReader(path) as reader:
        return path, reader.info()


def cache_state(session: Session) -> object:
    """Give what is kept of scores."""
    del session
    return score_cache.state_of(paths.data_dir())


def clear_cache(session: Session) -> object:
    """Remove what is kept of scores."""
    score_cache.clear(paths.data_dir())
    return cache_state(session)


def switch_cache(session: Session, *, is_on: bool) -> object:
    """Keep scores from now on, or not."""
    cache_switch.switch(paths.data_dir(), is_on=is_on)
    return cache_state(session)


def copy_case(target: Path, session: Session) -> object:
    """Write a complete copy of the open case."""
    session.save_copy(target)
    return target


def export_report(fmt: str, target: Path, printer: Printer | None, session: Session) -> object:
    """Write the report on the open case."""
    if session.path is None:
        return None
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with CaseReader(session.path) as reader:
        data = freeze(reader.store, generated_at=now)
    write_report(data, fmt, target, printer)
    return target


def pack_terms() -> list[tuple[str, str]]:
    """Give every pack with its terms."""
    try:
        statuses = packs.all_statuses()
    except ProblemError:
        return []
    return [(one.card.title, _terms(one)) for one in statuses]


def _terms(pack: packs.PackStatus) -> str:
    """Under which licence, and whether its engine is out of use on this machine."""
    failure = packs.failed_self_test(pack.card.name)
    return f"{pack.card.licence.name}. {failure}" if failure else pack.card.licence.name


def find_engines(chosen: tuple[str, ...], _: Session) -> object:
    """Give the engines a case is scored with; empty without a pack."""
    return scoring_engines(chosen)


def prepare_demo(_: Session) -> object:
    """Give the demo case, or what it is to be made from."""
    spec = demo_spec(paths.data_dir() / "demo")
    if spec.case.exists():
        try:
            with CaseReader(spec.case) as reader:
                if reader.info().is_complete:
                    return spec.case
        except ProblemError:
            pass
        erase(spec.case)
    return spec


def read_pending(reader: CaseReader) -> object:
    """Give what scoring has left to do."""
    return reader.waiting()
