"""What is said of a pack in the dialog on engines, as rich text and in short."""

from collections.abc import Sequence
from html import escape

from core.errors import ProblemError
from core.job import Progress
from core.own_networks import is_imported
from core.packs import ExaminedEngine, PackOverview, PackState
from core.report.training_words import training_rows
from gui import text
from gui.theme import Theme

NOT_CALIBRATED = "Not calibrated: no ACMG code is suggested from its scores."
_AT_A_WINDOW = {
    "use --from PATH": "choose “From a file or folder”",
    "with --not-official": "with “Changed on purpose” ticked",
    "without --tracks": "without it",
    "`intronaut profile research` switches them on for this data folder.": (
        "Choose the research profile in File ▸ Settings."
    ),
}
_COPYLEFT = ("GPL", "AGPL", "MPL")


def state_words(one: PackOverview) -> str:
    """State in one or two words."""
    if one.test is not None and not one.test.passed:
        return "failed self-test"
    return str(one.status.state)


def spoken_words(one: PackOverview) -> str:
    """Its line in the list, read aloud."""
    return f"{one.status.card.title}, {state_words(one)}"


def remedy_words(problem: ProblemError) -> str:
    """What a person at a window can do: not an option of the command line."""
    words = problem.remedy
    for typed, done in _AT_A_WINDOW.items():
        words = words.replace(typed, done)
    return words


def progress_words(progress: Progress) -> str:
    """How far a job on a pack is."""
    count = f"{progress.done:,} {progress.unit}"
    if progress.unit == "bytes":
        count = text.file_size(progress.done)
    elif progress.total is not None:
        count = f"{progress.done:,} of {progress.total:,} {progress.unit}"
    return f"{progress.stage[:1].upper()}{progress.stage[1:]}: {count}"


def plain_words(one: PackOverview) -> str:
    """What its engine answers, for someone who never met one."""
    kinds = one.status.card.kinds
    if "exon" in kinds:
        return "Is an exon near the variant kept more or less often?"
    if "splice" in kinds:
        return "Does the variant weaken a splice site, or make a new one?"
    return "Does the variant change what a stretch of regulatory sequence does?"


def commercial_words(one: PackOverview) -> str:
    """Whether the licence allows commercial use: `yes`, `yes, copyleft` or `no`."""
    licence = one.status.card.licence
    if not licence.commercial_use:
        return "no"
    is_copyleft = any(word in licence.name for word in _COPYLEFT)
    return "yes, copyleft" if is_copyleft else "yes"


def licence_words(one: PackOverview) -> str:
    """The licence and where it can be read."""
    licence = one.status.card.licence
    return f"{licence.name} ({licence.url})" if licence.url else licence.name


def calibration_words(one: PackOverview) -> str:
    """For what clinical cut-offs were published, or that there are none."""
    own = f" {one.laboratory} has likelihood ratios of its own." if one.laboratory else ""
    found = one.status.card.calibration
    if found is None:
        return NOT_CALIBRATED + own
    view = "masked" if found.masked else "raw"
    return (
        f"PP3 from {found.pp3_min:.2f}, BP4 up to {found.bp4_max:.2f} ({view} scores within "
        f"{found.distance} bases, {found.transcript_set} transcripts). {found.source}.{own}"
    )


def source_words(one: PackOverview) -> str:
    """Where its files come from, after `from`."""
    source = one.status.card.source
    if source.kind == "imported":
        if one.training:
            return f"training on this computer, {source.imported_at[:10]} ({source.architecture})"
        return (
            f"{source.file}, imported on {source.imported_at[:10]} as {source.architecture}: "
            f"{source.standing}"
        )
    if source.kind == "folder":
        by_whom = "" if source.base_url else ", downloaded by yourself"
        return f"{source.page} (commit {source.commit}){by_whom}"
    return f"the Python package index ({source.project} {source.version})"


def test_words(tests: Sequence[ExaminedEngine]) -> list[str]:
    """What a self-test found, question by question where something differed."""
    if not tests:
        return ["Not tested on this computer yet."]
    lines: list[str] = []
    for one in tests:
        head = f"{one.engine_id} on {one.device} ({one.precision})"
        if one.passed and not one.n_answers:
            lines.append(f"{head}: nobody has known answers to compare with.")
        elif one.passed:
            lines.append(f"{head}: all {text.count(one.n_answers, 'known answer')} agree.")
        else:
            lines.append(f"{head}: failed, and is not used on this computer.")
            lines += [f"• {deviation}" for deviation in one.deviations]
    return lines


def _test_lines(one: PackOverview, tests: Sequence[ExaminedEngine]) -> list[str]:
    if not tests and is_imported(one.status):
        return ["Nobody has known answers to compare with."]
    return test_words(tests)


def pack_html(one: PackOverview, theme: Theme, tests: Sequence[ExaminedEngine] = ()) -> str:
    """Everything about one pack; `tests` are those of the self-test just run, if any."""
    card = one.status.card
    shown = tests or (() if one.test is None else (one.test,))
    rows = [
        ("Predicts", f"{escape(plain_words(one))}<br>{escape(card.predicts)}."),
        ("State", _state(one, theme)),
        ("Licence", escape(licence_words(one))),
        ("Commercial use allowed", f"<b>{escape(commercial_words(one))}</b>"),
        ("Accepted", escape(_accepted(one))),
        *((name, escape(words)) for name, words in _training(one)),
        ("Calibration", escape(calibration_words(one))),
        ("Reads", escape(f"{one.reads}; {' and '.join(card.assemblies)}")),
        ("Room on the disk", text.file_size(one.n_bytes) if one.n_bytes else text.UNKNOWN),
        ("Comes from", escape(source_words(one))),
        ("Self-test", "<br>".join(escape(line) for line in _test_lines(one, shown))),
        ("Please cite", escape(card.citation)),
    ]  # fmt: skip
    return (
        f"<body style='color:{theme.text}'><h3 style='margin:0 0 6px 0'>{escape(card.title)} "
        f"<span style='color:{theme.muted};font-weight:400'>{escape(card.version)}</span></h3>"
        f"{_table(rows, theme)}</body>"
    )


def _training(one: PackOverview) -> list[tuple[str, str]]:
    return training_rows(one.training) if one.training else []


def _table(rows: Sequence[tuple[str, str]], theme: Theme) -> str:
    lines = "".join(
        f"<tr><td width='130' style='padding:3px 14px 3px 0;color:{theme.muted}'>{escape(name)}</td>"
        f"<td style='padding:3px 0'>{value}</td></tr>"
        for name, value in rows
        if value
    )
    return f"<table cellspacing='0' width='100%'>{lines}</table>"


def _state(one: PackOverview, theme: Theme) -> str:
    detail = f": {one.status.detail}" if one.status.detail else ""
    words = escape(f"{state_words(one)}{detail}")
    is_bad = not one.is_usable and one.status.state is not PackState.NOT_INSTALLED
    if not is_bad:
        return f"<b>{words}</b>"
    return (
        f"<span style='background:{theme.danger};color:{theme.danger_text}'>"
        f"&nbsp;<b>{words}</b>&nbsp;</span>"
    )


def _accepted(one: PackOverview) -> str:
    if not one.status.licence_accepted_by:
        return ""
    return f"by {one.status.licence_accepted_by}, {one.status.licence_accepted_at[:10]}"
