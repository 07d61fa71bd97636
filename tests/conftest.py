"""Fixtures every test may use."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A run started in the background ignores Ctrl-C, and so would every program it starts: tests of
# Ctrl-C would wait for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent


_LONG = ("tests/e2e/", "tests/science/", "tests/models/", "tests/core/pipeline/")
"""Where files of few but long tests are, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: several processes then end at about the same time."""
    items.sort(key=_place_in_line)


def _place_in_line(item: pytest.Item) -> int:
    found = (place for place, part in enumerate(_LONG) if item.nodeid.startswith(part))
    return next(found, len(_LONG))


def _absent(reason: str) -> None:
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the shared test material; skipped in a plain clone, a failure in CI."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        _absent("The shared test material (../shared) is not here.")
    return folder


@pytest.fixture(scope="session")
def _user_data() -> str | None:
    return os.environ.get("INTRONAUT_DATA")


@pytest.fixture(autouse=True)
def own_data_folder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Keep every test out of the user's data folder, unless it asks for the installed pack."""
    if "spliceai_pack" in request.fixturenames:
        yield Path(request.getfixturevalue("spliceai_pack"))
        return
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    yield tmp_path / "data"


@pytest.fixture(scope="session")
def spliceai_pack() -> Path:
    """Data folder that holds the spliceai pack; `make setup` installs it."""
    from core import paths
    from models.packs import PackState, status

    if status("spliceai").state is not PackState.INSTALLED:
        _absent("The spliceai pack is not installed; run `make setup`.")
    return paths.data_dir()
