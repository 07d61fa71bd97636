"""Whether each engine gives its known answers (`models.answer_sheets`) on this machine.

A wrong driver, a damaged library or a changed network gives
other numbers; an engine that does so is not used. What was found is remembered in the data
folder for as long as networks, program, libraries, device and precision stay the same.
"""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from models.answer_sheets import CLEAR, AnswerSheet, KnownAnswer, answer_sheet, checked_sequence
from models.engine import EngineInfo
from models.errors import ModelsError, SelfTestError
from models.packs import data_dir, engine_digest
from models.regulatory.engine import RegulatoryEngine
from models.splice.engine import SpliceEngine
from models.splice.exon_engine import ExonEngine

REMEDY = (
    "Run `intronaut packs verify` to test it again; if it fails again install the pack again, "
    "choose another device (--device cpu), or bring drivers and libraries up to date."
)
"""What a person can do about an engine that failed."""

_FILE = "selftests.json"
_REDUCED = ("bfloat16", "float16")


class SelfTestResult(BaseModel):
    """Whether an engine gave its known answers; `deviations` says what differed.

    `n_answers` is 0 for an engine nobody has answers for: it passes, unproven. `tested_at` is ISO
    8601 in UTC.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine_id: str
    passed: bool
    n_answers: int
    deviations: tuple[str, ...]
    device: str
    precision: str
    tested_at: str


@dataclass(frozen=True, slots=True)
class _Key:
    """All that a result depends on."""

    engine_id: str
    digest: str
    program: str
    torch: str
    device: str
    precision: str
    screening: bool

    @classmethod
    def of(cls, info: EngineInfo) -> Self:
        return cls(
            info.engine_id,
            info.digest,
            metadata.version("intronaut"),
            metadata.version("torch"),
            _place(info.device),
            info.precision,
            bool(getattr(info, "screening", False)),
        )

    @property
    def text(self) -> str:
        parts = (self.digest, self.program, self.torch, self.device, self.precision)
        return "|".join((self.engine_id, *parts, "screening" if self.screening else "all networks"))


def examine(engine: SpliceEngine, sheet: AnswerSheet | None = None) -> SelfTestResult:
    """Put the known questions to a loaded engine; nothing is read or remembered.

    Whatever the engine raises is a deviation: an engine that cannot answer is not to be used.
    """
    sheet = sheet or answer_sheet(engine.info.engine_id)
    answers = _asked(engine.info, sheet)
    told: list[str] = []
    for distance in sorted({answer.distance for answer in answers}):
        told += _examine_at(engine, sheet, [one for one in answers if one.distance == distance])
    return _result(engine.info, len(answers), told)


def examine_exons(engine: ExonEngine, sheet: AnswerSheet | None = None) -> SelfTestResult:
    """Put the known questions to a loaded exon engine; nothing is read or remembered."""
    sheet = sheet or answer_sheet(engine.info.engine_id)
    if sheet is None:
        return _result(engine.info, 0, [])
    sequence, answers = checked_sequence(sheet), sheet.exon_answers
    try:
        found = dict(engine.score([answer.request(sequence) for answer in answers]))
    except Exception as problem:  # noqa: BLE001 - whatever an engine raises
        return _result(engine.info, len(answers), [str(problem) or type(problem).__name__])
    told: list[str] = []
    for index, answer in enumerate(answers):
        if index in found:
            told += answer.deviations(found[index], sheet.tolerance)
        else:
            told.append(f"{answer.name}: no answer")
    return _result(engine.info, len(answers), told)


def examine_tracks(engine: RegulatoryEngine, sheet: AnswerSheet | None = None) -> SelfTestResult:
    """Put the known questions to a loaded regulatory engine; nothing is read or remembered."""
    sheet = sheet or answer_sheet(engine.info.engine_id)
    if sheet is None:
        return _result(engine.info, 0, [])
    sequence, answers = checked_sequence(sheet), sheet.track_answers
    try:
        found = dict(engine.score([answer.request(sequence) for answer in answers]))
    except Exception as problem:  # noqa: BLE001 - whatever an engine raises
        return _result(engine.info, len(answers), [str(problem) or type(problem).__name__])
    names = [track.name for track in engine.tracks]
    told: list[str] = []
    for index, answer in enumerate(answers):
        if index in found:
            told += answer.deviations(found[index], names, sheet.tolerance)
        else:
            told.append(f"{answer.name}: no answer")
    return _result(engine.info, len(answers), told)


def examine_and_remember(engine: SpliceEngine) -> SelfTestResult:
    """Examine a loaded engine and remember the result for this machine."""
    return _remember(engine.info, examine(engine))


def examine_exons_and_remember(engine: ExonEngine) -> SelfTestResult:
    """Examine a loaded exon engine and remember the result for this machine."""
    return _remember(engine.info, examine_exons(engine))


def examine_tracks_and_remember(engine: RegulatoryEngine) -> SelfTestResult:
    """Examine a loaded regulatory engine and remember the result for this machine."""
    return _remember(engine.info, examine_tracks(engine))


def demand_known_answers(engine: SpliceEngine) -> None:
    """Let an engine pass that gives its known answers; examined once, then remembered.

    Raises
    ------
    SelfTestError
        Naming what differed.
    """
    _demand(engine.info, lambda: examine_and_remember(engine))


def demand_known_exon_answers(engine: ExonEngine) -> None:
    """Let an exon engine pass that gives its known answers; examined once, then remembered.

    Raises
    ------
    SelfTestError
        Naming what differed.
    """
    _demand(engine.info, lambda: examine_exons_and_remember(engine))


def demand_known_track_answers(engine: RegulatoryEngine) -> None:
    """Let a regulatory engine pass that gives its known answers; examined once, then remembered.

    Raises
    ------
    SelfTestError
        Naming what differed.
    """
    _demand(engine.info, lambda: examine_tracks_and_remember(engine))


def failure_sentence(result: SelfTestResult) -> str:
    """Give what a person is told of an engine that failed."""
    first, more = result.deviations[0], len(result.deviations) - 1
    and_more = f", and {more} more differences" if more else ""
    return (
        f"The engine {result.engine_id} failed its self-test on {result.device} "
        f"({result.precision}) and is not used: {first}{and_more}."
    )


def known_failure(engine_id: str) -> SelfTestResult | None:
    """Give the remembered failure of an installed engine, None where none is known."""
    failed = [result for result in known_results(engine_id) if not result.passed]
    return failed[-1] if failed else None


def known_results(engine_id: str) -> tuple[SelfTestResult, ...]:
    """Give what self-tests of an installed engine found here, the newest last; () for never tested.

    Quick: loads no network and no torch. Results of other networks or versions do not count.
    """
    try:
        digest = engine_digest(engine_id)
    except ModelsError:
        return ()
    here = (digest, metadata.version("intronaut"), metadata.version("torch"))
    found = [
        result
        for key, result in _remembered().items()
        if key.startswith("|".join((engine_id, *here)) + "|")
    ]
    return tuple(sorted(found, key=lambda result: result.tested_at))


def _asked(info: EngineInfo, sheet: AnswerSheet | None) -> tuple[KnownAnswer, ...]:
    """The answers that hold: screening skips networks where nothing moves, which is no fault."""
    if sheet is None:
        return ()
    if getattr(info, "screening", False):
        return tuple(one for one in sheet.answers if max(one.deltas) >= CLEAR)
    return sheet.answers


def _demand(info: EngineInfo, examined: Callable[[], SelfTestResult]) -> None:
    result = _remembered().get(_Key.of(info).text) or examined()
    if not result.passed:
        raise SelfTestError(failure_sentence(result), REMEDY)


def _result(info: EngineInfo, n_answers: int, told: Sequence[str]) -> SelfTestResult:
    return SelfTestResult(
        engine_id=info.engine_id,
        passed=not told,
        n_answers=n_answers,
        deviations=tuple(told),
        device=info.device,
        precision=info.precision,
        tested_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _examine_at(
    engine: SpliceEngine, sheet: AnswerSheet | None, answers: Sequence[KnownAnswer]
) -> list[str]:
    if sheet is None:
        return []
    info = engine.info
    is_exact = info.precision not in _REDUCED and not getattr(info, "screening", False)
    tolerance = sheet.tolerance if is_exact else sheet.tolerance_reduced
    sequence = checked_sequence(sheet)
    requests = [answer.request(sequence) for answer in answers]
    try:
        profiles = dict(engine.score(requests, distance=answers[0].distance))
    except Exception as problem:  # noqa: BLE001 - whatever an engine raises
        return [f"{answers[0].name}: {problem or type(problem).__name__}"]
    told: list[str] = []
    for index, answer in enumerate(answers):
        if index in profiles:
            told += answer.deviations(profiles[index], tolerance)
        else:
            told.append(f"{answer.name}: no answer")
    return told


def _place(device: str) -> str:
    """A device by what computes there: the same data folder may serve several machines."""
    import torch  # noqa: PLC0415 - the engine list reads results without it

    from models.fused.trial import kernel_words  # noqa: PLC0415 - likewise

    if device.startswith("cuda"):
        words = kernel_words(torch.device(device))
        return f"{device} {torch.cuda.get_device_name(device)} {words}"
    return f"{device} {torch.backends.cpu.get_cpu_capability()}"


def _path() -> Path:
    return data_dir() / _FILE


def _remembered() -> dict[str, SelfTestResult]:
    """Results by key; a file that cannot be read is no result, so that the test is run again."""
    try:
        stored = json.loads(_path().read_bytes())
        return {key: SelfTestResult.model_validate(value) for key, value in stored.items()}
    except (OSError, ValueError, AttributeError, ValidationError):
        return {}


def _remember(info: EngineInfo, result: SelfTestResult) -> SelfTestResult:
    """Store a result; where the folder cannot be written the test is run at the next start."""
    key = _Key.of(info)
    known = {name: one.model_dump() for name, one in _remembered().items() if name != key.text}
    known[key.text] = result.model_dump()
    path = _path()
    partial = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(known, indent=1), "utf-8")
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
    return result
