"""What engines of regulatory sequence say about background variants, as files.

`resources/backgrounds/` holds what was measured for the engines of the program, `backgrounds/` of the
data folder what a laboratory measured for networks of its own. A file is an `.npz` of plain arrays:
`largest`, `element_class`, `change`, `gc`, and `about`, the bytes of a JSON object with the digests,
what is usual for each track, and the source.
"""

import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain.regulatory import RegulatoryScore, Tail, TrackChange
from core.errors import InputFileError
from core.interpret.regulatory_tail import Background, Setting
from core.interpret.rules import load_engine_weights
from core.packs import engine_titles
from core.paths import data_dir

_FOLDER = "backgrounds"


def tail_of(scores: Sequence[RegulatoryScore], setting: Setting) -> Tail | None:
    """Compare scores with the backgrounds that know their engines; None where none does.

    Each engine is compared with one background: that which knows most of the engines here, of two that
    know as many the laboratory's own. Engines measured on different background variants cannot be
    compared variant by variant: of several such groups the most unusual counts, with their number.

    Raises
    ------
    InputFileError
        A file of the laboratory is no background.
    """
    weights = load_engine_weights()
    found = [
        tail
        for background, group in _groups(scores)
        if (tail := background.tail(group, setting, weights)) is not None
    ]
    if not found:
        return None
    best = min(found, key=lambda one: one.share)
    titles = {engine_id: title for engine_id, title, *_ in engine_titles()}
    return replace(best, n_groups=len(found), engine_title=titles.get(best.engine_id, ""))


def _groups(
    scores: Sequence[RegulatoryScore],
) -> Iterator[tuple[Background, Sequence[RegulatoryScore]]]:
    """Give each score to the background that it is compared with."""
    left = list(scores)
    backgrounds = _all()
    while left:
        known = [[score for score in left if _knows(one, score)] for one in backgrounds]
        n_engines = [len({score.engine_id for score in group}) for group in known]
        most = max(range(len(known)), key=lambda at: n_engines[at], default=None)
        if most is None or not known[most]:
            return
        yield backgrounds[most], known[most]
        left = [score for score in left if not _knows(backgrounds[most], score)]


def _knows(background: Background, score: RegulatoryScore) -> bool:
    return score.run is not None and background.knows(score.run.engine_id, score.run.digest)


def usual_change(engine_id: str, digest: str, track: str) -> float | None:
    """How far a track usually moves on background variants; None where it was not measured."""
    known = (one for one in _all() if one.knows(engine_id, digest))
    return next((one.usual[engine_id].get(track) for one in known), None)


def usual_changes(engine_id: str, digest: str, tracks: Sequence[str]) -> NDArray[np.float64] | None:
    """Give how far each track usually moves, (T,); None where the engine was not measured."""
    for one in _all():
        if one.knows(engine_id, digest):
            return np.array([one.usual[engine_id][name] for name in tracks])
    return None


@dataclass(frozen=True, slots=True)
class MeasuredChange:
    """A track's change, and how many times its usual change that is; None where nobody knows."""

    change: TrackChange
    times_usual: float | None

    @property
    def words(self) -> str:
        """The change with the name of its track, and how it compares with what is usual."""
        text = f"{self.change.words}, track {self.change.track.name}"
        if self.times_usual is None:
            return f"{text} (what is usual for it was not measured)"
        return f"{text} ({self.times_usual:.1f} times what is usual)"


def measured(score: RegulatoryScore) -> tuple[MeasuredChange, ...]:
    """Give the changes of a score, the largest first, measured by what is usual for the track."""
    run = score.run
    found = []
    for one in score.changes:
        usual = usual_change(run.engine_id, run.digest, one.track.name) if run else None
        found.append(MeasuredChange(one, None if usual is None else abs(one.delta) / usual))
    return tuple(sorted(found, key=_largest_first))


def _largest_first(one: MeasuredChange) -> tuple[float, float]:
    return -(one.times_usual or 0.0), -abs(one.change.delta)


def save(background: Background, path: Path) -> None:
    """Write a background beside its place and move it there."""
    # The order of the engines is that of the columns.
    about = {
        "digests": dict(background.digests),
        "usual": {engine: dict(tracks) for engine, tracks in background.usual.items()},
        "source": background.source,
    }
    content = io.BytesIO()
    np.savez_compressed(
        content,
        largest=background.largest.astype(np.float32),
        element_class=background.element_class,
        change=background.change,
        gc=background.gc.astype(np.float32),
        about=np.frombuffer(json.dumps(about).encode(), np.uint8),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_bytes(content.getvalue())
    partial.replace(path)


def own_background(engine_id: str) -> Path:
    """Where the background of a laboratory's own engine lies."""
    return data_dir() / _FOLDER / f"{engine_id}.npz"


def _all() -> tuple[Background, ...]:
    """Those of the laboratory first; a file of it is read again once it has changed."""
    folder = data_dir() / _FOLDER
    own = sorted(folder.glob("*.npz")) if folder.is_dir() else []
    return (*(_own(path, path.stat().st_mtime_ns) for path in own), *_of_program())


@cache
def _of_program() -> tuple[Background, ...]:
    folder = resources.files("resources").joinpath(_FOLDER)
    files = [item for item in folder.iterdir() if item.name.endswith(".npz")]
    return tuple(_read(item.read_bytes()) for item in sorted(files, key=lambda item: item.name))


@cache
def _own(path: Path, changed: int) -> Background:  # noqa: ARG001 - part of the key
    try:
        return _read(path.read_bytes())
    except Exception as problem:  # a damaged file makes the reader fail in any way
        raise InputFileError(
            path,
            "this file of the data folder is damaged, or no background of a regulatory engine.",
            "Delete this file, or measure it again with `intronaut background`.",
        ) from problem


def _read(content: bytes) -> Background:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        return Background(
            digests=about["digests"],
            usual=about["usual"],
            largest=arrays["largest"],
            element_class=arrays["element_class"],
            change=arrays["change"],
            gc=arrays["gc"],
            source=about["source"],
        )
