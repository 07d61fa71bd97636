"""Job: the installed engines put to the test with known answers."""

from collections.abc import Generator, Sequence

from core.job import Progress
from core.packs import ExaminedEngine, engines_with_answers, examined
from core.pipeline.mapping import translated
from models.selftest import run


def examine_engines(
    names: Sequence[str] = (), device: str = "auto"
) -> Generator[Progress, None, tuple[ExaminedEngine, ...]]:
    """Test installed engines on a device and remember what was found.

    Parameters
    ----------
    names
        Engine identifiers; empty for every installed engine. One that is not installed, or that
        has no known answers, is left out.

    Raises
    ------
    ProblemError
        An engine cannot be loaded at all.
    """
    wanted = [name for name in engines_with_answers() if not names or name in names]
    found: list[ExaminedEngine] = []
    for done, name in enumerate(wanted):
        yield Progress("testing engines", done, len(wanted), "engines", message=name)
        with translated():
            result = run(name, device=device)
        found.append(examined(result))
    yield Progress("testing engines", len(wanted), len(wanted), "engines")
    return tuple(found)
