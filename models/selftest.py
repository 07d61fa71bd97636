"""The known-answer self-test of installed engines, and how their answers are written down.

    python -m models.selftest              test every installed splice engine
    python -m models.selftest ENGINE ...   test these
    python -m models.selftest --write ENGINE

`--write` is for a developer who has just shown that the engine agrees with published numbers (see
`tests/science`): from then on the answers are the engine's own. It is never run at a clinic.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import metadata, resources

import numpy as np

from models.answer_sheets import (
    AnswerSheet,
    KnownAnswer,
    KnownExonAnswer,
    KnownTrackAnswer,
    artificial_contig,
    delta_of,
    exon_values,
    sequence_digest,
)
from models.engine import EngineInfo
from models.errors import ModelsError
from models.known_answers import (
    SelfTestResult,
    examine_and_remember,
    examine_exons_and_remember,
    examine_tracks_and_remember,
    failure_sentence,
)
from models.questions import EXON_QUESTIONS, QUESTIONS, SUBJECT_QUESTIONS, TRACK_QUESTIONS
from models.registry import EXON, REGULATORY_KINDS, engines
from models.regulatory.engine import RegulatoryEngine
from models.runtime import (
    load_untested_engine,
    load_untested_exon_engine,
    load_untested_regulatory_engine,
)
from models.splice.engine import SpliceEngine
from models.splice.exon_engine import ExonEngine
from models.splice.protocol import Effect, deltas

SEQUENCE_FILE, CONTIG = "demo/demo.fa", "demo1"
TOLERANCE, TOLERANCE_REDUCED = 0.001, 0.01

_LEGENDS = (
    "# deltas and offsets: acceptor gain, acceptor loss, donor gain, donor loss.",
    "# values: delta logit PSI, pathogenicity, efficiency, smallest and largest delta of a tissue.",
    "# values, of the tracks that change most: REF, ALT, delta.",
)

_N_TRACKS = 4
"""Tracks kept of each answer: those that change most."""


def run(engine_id: str, *, device: str = "auto") -> SelfTestResult:
    """Load an installed engine, put the known questions to it and remember the result.

    Raises
    ------
    ModelsError
        The engine cannot be loaded at all.
    """
    if _has_kind(engine_id, EXON):
        return examine_exons_and_remember(load_untested_exon_engine(engine_id, device=device))
    if _has_kind(engine_id, *REGULATORY_KINDS):
        loaded = load_untested_regulatory_engine(engine_id, device=device)
        return examine_tracks_and_remember(loaded)
    return examine_and_remember(load_untested_engine(engine_id, device=device))


def written_answers(engine: SpliceEngine) -> AnswerSheet:
    """Give what a loaded engine says to the questions, as its answers from now on."""
    sequence = artificial_contig(SEQUENCE_FILE, CONTIG)
    answers = []
    for question in QUESTIONS:
        blank = _blank(question, sequence)
        ((_, profile),) = engine.score([blank.request(sequence)], distance=blank.distance)
        found = [delta_of(deltas(profile), effect) for effect in Effect]
        answers.append(
            blank.model_copy(
                update={
                    "deltas": tuple(round(value, 6) + 0.0 for value, _ in found),
                    "offsets": tuple(offset for _, offset in found),
                }
            )
        )
    return _sheet(engine.info).model_copy(update={"answers": tuple(answers)})


def written_exon_answers(engine: ExonEngine) -> AnswerSheet:
    """Give what a loaded exon engine says to the questions, as its answers from now on."""
    sequence = artificial_contig(SEQUENCE_FILE, CONTIG)
    answers = []
    for question in EXON_QUESTIONS:
        blank = _blank_exon(question, sequence)
        ((_, effect),) = engine.score([blank.request(sequence)])
        values = tuple(round(float(value), 6) + 0.0 for value in exon_values(effect))
        answers.append(blank.model_copy(update={"values": values}))
    return _sheet(engine.info).model_copy(update={"exon_answers": tuple(answers)})


def written_track_answers(engine: RegulatoryEngine) -> AnswerSheet:
    """Give what a loaded regulatory engine says to the questions, as its answers from now on."""
    sequence = artificial_contig(SEQUENCE_FILE, CONTIG)
    blanks = _track_blanks(engine.info, sequence)
    found = dict(engine.score([blank.request(sequence) for blank in blanks]))
    answers = []
    for index, blank in enumerate(blanks):
        said = found[index]
        most = sorted(np.argsort(-np.abs(said.delta), kind="stable")[:_N_TRACKS].tolist())
        values = {
            engine.tracks[track].name: (
                round(float(said.ref[track]), 6),
                round(float(said.alt[track]), 6),
                round(float(said.delta[track]), 6),
            )
            for track in most
        }
        answers.append(blank.model_copy(update={"values": values}))
    return _sheet(engine.info).model_copy(update={"track_answers": tuple(answers)})


def sheet_toml(sheet: AnswerSheet) -> str:
    """Give a sheet as the text of its file."""
    head = (
        f"# What {sheet.engine} {sheet.version} says to an artificial sequence (no genome, no "
        "patient): the self-test\n"
        "# of the installed engine. These are the numbers of this program's own engine, computed "
        "once, after it had been\n"
        "# shown to agree with published numbers (tests/science); they prove that a machine "
        "computes what ours did,\n"
        f"# not more. Written by `python -m models.selftest --write {sheet.engine}`.\n"
        f"{_legend(sheet)}\n"
    )
    lists = ("answers", "exon_answers", "track_answers")
    plain = [
        f"{key} = {_toml(value)}" for key, value in sheet.model_dump().items() if key not in lists
    ]
    tables = [
        "\n".join(
            [f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in one.model_dump().items())]
        )
        for name in lists
        for one in getattr(sheet, name)
    ]
    return head + "\n".join(plain) + "\n\n" + "\n\n".join(tables) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Test, or write answers; 0 if every engine passed."""
    parser = argparse.ArgumentParser(prog="python -m models.selftest")
    parser.add_argument("engines", nargs="*", metavar="ENGINE")
    parser.add_argument("--write", metavar="ENGINE")
    parser.add_argument("--device", default="auto")
    options = parser.parse_args(arguments)
    if options.write:
        _write(options.write, options.device)
        return 0
    installed = [one.engine_id for one in engines() if one.installed]
    results = [run(name, device=options.device) for name in options.engines or installed]
    for result in results:
        says = f"{result.n_answers} answers agree" if result.passed else failure_sentence(result)
        sys.stdout.write(f"{result.engine_id}\t{result.device}\t{result.precision}\t{says}\n")
    return 0 if all(result.passed for result in results) else 1


def _write(engine_id: str, device: str) -> None:
    if _has_kind(engine_id, *REGULATORY_KINDS):
        sheet = written_track_answers(load_untested_regulatory_engine(engine_id, device=device))
    elif _has_kind(engine_id, EXON):
        sheet = written_exon_answers(load_untested_exon_engine(engine_id, device=device))
    else:
        sheet = written_answers(load_untested_engine(engine_id, device=device))
    folder = resources.files("resources").joinpath("packs")
    with resources.as_file(folder) as path:
        (path / f"{engine_id}.answers.toml").write_text(sheet_toml(sheet), "utf-8")


def _has_kind(engine_id: str, *kinds: str) -> bool:
    return any(set(kinds) & set(one.kinds) for one in engines() if one.engine_id == engine_id)


def _legend(sheet: AnswerSheet) -> str:
    return _LEGENDS[2 if sheet.track_answers else bool(sheet.exon_answers)]


def _sheet(info: EngineInfo) -> AnswerSheet:
    return AnswerSheet(
        engine=info.engine_id,
        version=info.version,
        made_by=f"intronaut {metadata.version('intronaut')}, {info.precision}, "
        f"networks {info.digest}",
        sequence=SEQUENCE_FILE,
        contig=CONTIG,
        sequence_sha256=sequence_digest(artificial_contig(SEQUENCE_FILE, CONTIG)),
        tolerance=TOLERANCE,
        tolerance_reduced=TOLERANCE_REDUCED,
    )


def _blank_exon(
    question: tuple[str, int, int, str, str, int, int], sequence: str
) -> KnownExonAnswer:
    name, pos, n_ref, alt, strand, start, end = question
    ref = sequence[pos - 1 : pos - 1 + n_ref]
    return KnownExonAnswer(
        name=name,
        pos=pos,
        ref=ref,
        alt=alt.replace("<", ref[0]),
        strand=strand,
        exon_start=start,
        exon_end=end,
        values=(0.0, 0.0, 0.0, 0.0, 0.0),
    )


def _track_blanks(info: EngineInfo, sequence: str) -> list[KnownTrackAnswer]:
    """Questions to an engine, by what it reads."""
    for kind, questions in SUBJECT_QUESTIONS.items():
        if _has_kind(info.engine_id, kind):
            return [
                _blank_track((name, pos, n_ref, alt), (strand, first, last), sequence)
                for name, pos, n_ref, alt, strand, first, last in questions
            ]
    length = info.context_length
    return [
        _blank_track(question, ("+", max(question[1] - length, 1), question[1] + length), sequence)
        for question in TRACK_QUESTIONS
    ]


def _blank_track(
    question: tuple[str, int, int, str], stretch: tuple[str, int, int], sequence: str
) -> KnownTrackAnswer:
    name, pos, n_ref, alt = question
    strand, first, last = stretch
    ref = sequence[pos - 1 : pos - 1 + n_ref]
    return KnownTrackAnswer(
        name=name,
        first=first,
        last=min(last, len(sequence)),
        strand=strand,
        pos=pos,
        ref=ref,
        alt=alt.replace("<", ref[0]),
        values={},
    )


def _blank(
    question: tuple[str, int, int, str, tuple[str, int, int], int], sequence: str
) -> KnownAnswer:
    name, pos, n_ref, alt, (strand, start, end), distance = question
    ref = sequence[pos - 1 : pos - 1 + n_ref]
    return KnownAnswer(
        name=name,
        pos=pos,
        ref=ref,
        alt=alt.replace("<", ref[0]),
        strand=strand,
        gene_start=start,
        gene_end=end,
        distance=distance,
        deltas=(0.0, 0.0, 0.0, 0.0),
        offsets=(0, 0, 0, 0),
    )


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    if isinstance(value, dict):
        inside = ", ".join(f'"{key}" = {_toml(item)}' for key, item in value.items())
        return f"{{ {inside} }}"
    return f'"{value}"' if isinstance(value, str) else str(value)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except ModelsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
