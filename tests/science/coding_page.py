"""The network of coding potential trained on the shared material, and the page about it.

Written by
`python -m tests.science.coding_page --shared ../shared --exons EXONS --docs docs`
where EXONS is `exons.GRCh38.csv.gz` of the installed mmsplice pack. The model lands in the data
folder (INTRONAUT_DATA), never in the repository.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import click

from core.interpret.coding_rules import coding_rules
from core.pipeline.coding_sequences import ONE_EXON, SPLICED, WHOLE
from core.pipeline.coding_training import TrainingResult, train_coding_model
from models.coding.figures import ALL, NETWORK, Area, Figures
from models.measures import Interval
from tests.science.coding_answers import Answer, answers, lines

SIZE, MARGIN = 300, 46
COLOURS = ("#1b4f8a", "#b3541e", "#3f7d3a", "#7a7a7a")


def train(shared: Path, exons: Path) -> TrainingResult:
    """Run the job as the command does, with every setting of the rule set."""
    job = train_coding_model(*_files(shared), exons)
    while True:
        try:
            next(job)
        except StopIteration as ended:
            return ended.value


def _files(shared: Path) -> tuple[Path, Path]:
    data = shared / "data"
    return data / "reference" / "GRCh38.fa.gz", data / "genes" / "MANE.GRCh38.gff3.gz"


def page(result: TrainingResult, asked: list[Answer], minutes: float) -> str:
    """Give the page as Markdown."""
    return "\n".join(_lines(result, asked, minutes)) + "\n"


def picture(found: Figures) -> str:
    """Give the ROC curves as SVG."""
    side = SIZE + 2 * MARGIN
    middle = MARGIN + SIZE / 2
    namespace = 'xmlns="http://www.w3.org/2000/svg" font-family="sans-serif" font-size="12"'
    turned = f'transform="translate(14 {middle}) rotate(-90)" text-anchor="middle"'
    below = f'x="{middle}" y="{side - 10}" text-anchor="middle"'
    parts = [
        f'<svg {namespace} width="{side + 190}" height="{side}">',
        f'<rect width="{side + 190}" height="{side}" fill="white"/>',
        f'<path d="M{MARGIN} {MARGIN}h{SIZE}v{SIZE}h-{SIZE}z" fill="none" stroke="#999"/>',
        f"<text {below}>non-coding sequences called coding</text>",
        f"<text {turned}>coding sequences called coding</text>",
    ]
    for value in (0.0, 0.5, 1.0):
        x, y = _point((value, value))
        parts.append(f'<text x="{x}" y="{side - 28}" text-anchor="middle">{value}</text>')
        parts.append(f'<text x="{MARGIN - 6}" y="{y + 4}" text-anchor="end">{value}</text>')
    for number, (name, points) in enumerate(found.curves.items()):
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(_point, points))
        colour, y = COLOURS[number], MARGIN + 16 + 20 * number
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        area = next(one for one in found.areas if one.score == name)
        parts.append(
            f'<text x="{side - 30}" y="{y}" fill="{colour}">{name}: {area.roc.value:.3f}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _point(place: tuple[float, float]) -> tuple[float, float]:
    return MARGIN + SIZE * place[0], MARGIN + SIZE * (1 - place[1])


def _lines(result: TrainingResult, asked: list[Answer], minutes: float) -> Iterator[str]:
    found, rules = result.figures, coding_rules()
    yield from (Path(__file__).with_name("coding_page.head.md")).read_text("utf-8").splitlines()
    yield ""
    yield from lines(asked)
    yield ""
    yield "## Measured"
    yield ""
    yield (
        f"Rule set: {rules.identifier}. Tested on {', '.join(rules.split.test)}, calibrated on "
        f"{', '.join(rules.split.calibration)}, trained on the other chromosomes. Trained and "
        f"measured in {minutes:.1f} minutes on two shared cores. Model digest "
        f"`{result.manifest.digest[:12]}`. Intervals are 95 %, from {rules.training.resamples:,} "
        "resamples of whole genes."
    )
    yield ""
    yield from _counts(found)
    yield ""
    yield "![ROC curves of the test chromosomes](coding_potential.svg)"
    yield ""
    yield from _areas(found)
    yield ""
    yield from _leads(found)
    yield ""
    yield from _lost(found)
    yield ""
    yield from _calls(result)
    yield ""
    yield from _calibration(found)


def _counts(found: Figures) -> Iterator[str]:
    kinds = sorted({kind for part in found.sequences.values() for kind in part})
    yield "| sequences | " + " | ".join(found.sequences) + " |"
    yield "|---|" + "---:|" * len(found.sequences)
    for kind in kinds:
        cells = [str(part.get(kind, 0)) for part in found.sequences.values()]
        yield f"| {kind} | " + " | ".join(cells) + " |"
    yield "| genes | " + " | ".join(str(n) for n in found.genes.values()) + " |"


def _areas(found: Figures) -> Iterator[str]:
    yield "| coding | against | sequences | score | area under ROC | average precision |"
    yield "|---|---|---:|---|---|---|"
    for one in found.areas:
        if ALL not in (one.positives, one.negatives) and not _is_the_question(one):
            continue
        n = f"{one.n_positives} / {one.n_negatives}"
        mark = "**" if _is_best(one, found) else ""
        yield (
            f"| {one.positives} | {one.negatives} | {n} | {mark}{one.score}{mark} | "
            f"{_text(one.roc)} | {_text(one.precision)} |"
        )
    yield ""
    yield "In bold: the score with the largest area under ROC of its group."


def _is_the_question(one: Area) -> bool:
    """Whole transcripts on both sides."""
    return one.positives == WHOLE and one.negatives in (SPLICED, ONE_EXON)


def _is_best(one: Area, found: Figures) -> bool:
    mine = (one.positives, one.negatives)
    group = [other for other in found.areas if (other.positives, other.negatives) == mine]
    return one.roc.value == max(other.roc.value for other in group)


def _leads(found: Figures) -> Iterator[str]:
    yield "Area under ROC of the network, less that of another score (same resamples, all against all):"
    yield ""
    for name, lead in found.lead.items():
        sure = "" if lead.low > 0 else " — **not told apart**"
        yield f"- {name}: {lead.value:+.3f} ({lead.low:+.3f} to {lead.high:+.3f}){sure}"


def _lost(found: Figures) -> Iterator[str]:
    """Say where another score is ahead of the network, whether told apart or not."""
    network = {(one.positives, one.negatives): one for one in found.areas if one.score == NETWORK}
    ahead = [
        (one, network[one.positives, one.negatives])
        for one in found.areas
        if one.roc.value > network[one.positives, one.negatives].roc.value
    ]
    yield "**Where a simpler score is ahead of the network** (area under ROC):"
    yield ""
    for one, mine in ahead:
        apart = ", intervals apart" if one.roc.low > mine.roc.high else ""
        yield (
            f"- {one.positives} against {one.negatives}: {one.score} {_text(one.roc)}, network "
            f"{_text(mine.roc)}{apart}"
        )
    if not ahead:
        yield "- nowhere in these figures"


def _calls(result: TrainingResult) -> Iterator[str]:
    manifest = result.manifest
    yield (
        f"Called *coding* from a probability of {manifest.coding_from:.3f} on, *non-coding* below "
        f"{manifest.non_coding_below:.3f} ({manifest.cutoffs_source}):"
    )
    yield ""
    yield "| test sequences | coding | between | non-coding |"
    yield "|---|---:|---:|---:|"
    for one in result.figures.called:
        total = one.coding + one.between + one.non_coding
        cells = [f"{n} ({n / total:.0%})" for n in (one.coding, one.between, one.non_coding)]
        yield f"| {one.kind} | " + " | ".join(cells) + " |"


def _calibration(found: Figures) -> Iterator[str]:
    yield (
        f"Calibration on the test chromosomes, both classes weighing one half: mean distance "
        f"{found.calibration_error:.3f}."
    )
    yield ""
    yield "| probability from | sequences | expected | coding |"
    yield "|---:|---:|---:|---:|"
    for one in found.reliability:
        yield f"| {one.low:.1f} | {one.n} | {one.expected:.2f} | {one.observed:.2f} |"


def _text(one: Interval) -> str:
    return f"{one.value:.3f} ({one.low:.3f}–{one.high:.3f})"


@click.command()
@click.option("--shared", type=click.Path(path_type=Path), required=True)
@click.option("--exons", type=click.Path(path_type=Path), required=True)
@click.option("--docs", type=click.Path(path_type=Path), required=True)
def main(shared: Path, exons: Path, docs: Path) -> None:
    begun = time.monotonic()
    result = train(shared, exons)
    (docs / "coding_potential.svg").write_text(picture(result.figures), encoding="utf-8")
    minutes = (time.monotonic() - begun) / 60
    text = page(result, answers(*_files(shared), exons), minutes)
    (docs / "coding_potential.md").write_text(text, encoding="utf-8")
    best = next(one for one in result.figures.areas if (one.score, one.positives) == (NETWORK, ALL))
    click.echo(f"{best.score}: {_text(best.roc)}")


if __name__ == "__main__":
    main()
