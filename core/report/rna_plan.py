"""The plan of an RNA test as one page of HTML, as text, and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from core.domain.rna_plan import Assay, Band, PredictedProduct, Primer, RnaPlan
from core.errors import UsageError
from core.report.export import write_text, write_whole
from core.report.gel import gel_svg
from core.report.html import report_style, template
from core.report.printer import PageLines, Printer
from core.report.values import RESEARCH_USE

SUFFIXES = (".html", ".json", ".pdf", ".txt")
"""File endings `write_rna_plan` knows."""

LANES_NOTE = (
    "A lane stands for one transcript: RNA of the patient gives several bands in one. Run a control "
    "without the variant beside it."
)


class PageRow(NamedTuple):
    """A line of the page; `product` is None for unchanged splicing."""

    name: str
    product: PredictedProduct | None
    bands: tuple[Band, ...]


def write_rna_plan(
    plan: RnaPlan, path: Path, generated_at: str, printer: Printer | None = None
) -> None:
    """Write the plan; the file's ending chooses the format.

    Raises
    ------
    UsageError
        If the ending is not known, or is .pdf and there is no printer.
    ReportNotWrittenError, DiskFullError
        If the file could not be written; nothing partial is left.
    """
    ending = path.suffix.lower()
    if ending == ".pdf" and printer is not None:
        html, lines = rna_plan_html(plan, generated_at), _page_lines(plan)
        write_whole(path, lambda target: printer.pdf(html, target, lines=lines))
        return
    writers = {
        ".html": lambda: rna_plan_html(plan, generated_at),
        ".json": lambda: rna_plan_json(plan),
        ".txt": lambda: rna_plan_text(plan) + "\n",
    }
    if ending not in writers:
        raise UsageError(
            f"{path}: a plan cannot be written as {ending or 'a file without ending'} here.",
            f"Choose a name that ends in {', '.join(writers)}.",
        )
    write_text(writers[ending](), path)


def rna_plan_html(plan: RnaPlan, generated_at: str) -> str:
    """Give the plan as one self-contained page; every text is escaped, only our own SVG is not."""
    return template("rna_plan.html.j2").render(
        plan=plan,
        generated_at=generated_at,
        gel=lambda assay: Markup(gel_svg(assay)),  # noqa: S704 -- drawn by the program itself
        lanes_note=LANES_NOTE,
        where=where,
        rows=page_rows(plan),
        research_use=RESEARCH_USE,
        style=report_style(),
    )


def rna_plan_json(plan: RnaPlan) -> str:
    """Give every field of the plan; shares carry four decimals, places are 0-based half-open."""
    shape = asdict(plan)
    for product in shape["products"]:
        product["share"] = round(product["share"], 4)
    return json.dumps({**shape, "notice": RESEARCH_USE}, indent=1, ensure_ascii=False)


def rna_plan_text(plan: RnaPlan) -> str:
    """Give the plan as lines for a terminal."""
    return "\n".join(_lines(plan))


def page_rows(plan: RnaPlan) -> tuple[PageRow, ...]:
    """Give one line for each template of the RT-PCR, in the order of the lanes.

    Without primers there are lines for the predicted transcripts alone.
    """
    if not plan.rt_pcr:
        return tuple(PageRow(one.name, one, ()) for one in plan.products)
    first = plan.rt_pcr[0].bands
    n_usual = len(first) - len(plan.products)
    return tuple(
        PageRow(
            band.template,
            None if lane < n_usual else plan.products[lane - n_usual],
            tuple(assay.bands[lane] for assay in plan.rt_pcr),
        )
        for lane, band in enumerate(first)
    )


def where(primer: Primer) -> str:
    """Give where a primer lies, 1-based."""
    return " and ".join(f"{start + 1:,}-{end:,}" for start, end in primer.places)


def _lines(plan: RnaPlan) -> Iterator[str]:
    yield f"RNA test: {plan.gene_symbol} {plan.variant} ({plan.assembly}), {plan.transcript_id}"
    yield from plan.names
    yield RESEARCH_USE
    yield f"Predicted transcripts. {LANES_NOTE}"
    for product in plan.products:
        frame = "in frame" if product.is_frame_kept else "frame broken"
        yield f"  {product.name}: share {product.share:.0%}, {frame}. {product.sentence}"
        if product.nmd:
            yield f"    {product.nmd}"
    yield "Samples:"
    for line in plan.tissues:
        yield f"  {line.sample}: {line.words}"
    yield f"NMD inhibition: {plan.nmd}"
    for assay in plan.rt_pcr:
        yield from _assay_lines("RT-PCR", assay)
    if plan.genomic is not None:
        yield from _assay_lines("Genomic PCR", plan.genomic)
    yield from plan.why_no_primers
    yield from plan.notes
    yield f"Rules: {plan.rule_set}"


def _assay_lines(kind: str, assay: Assay) -> Iterator[str]:
    yield f"{kind}: {assay.purpose}"
    for primer in (assay.forward, assay.reverse):
        told = f"Tm {primer.melting:.1f}, GC {primer.gc:.0f} %, {where(primer)}"
        yield f"  {primer.name}: 5'-{primer.sequence}-3' ({told})"
    for band in assay.bands:
        yield f"  {band.template}: {band.words}"
    if assay.separation is not None:
        yield f"  told apart by: {assay.separation}"
    if assay.n_other_sites:
        yield f"  further places in the gene region a primer may bind to: {assay.n_other_sites}"
    for note in assay.notes:
        yield f"  {note}"


def _page_lines(plan: RnaPlan) -> PageLines:
    heading = f"RNA test plan · {plan.gene_symbol} · {plan.variant}"
    return PageLines(heading, RESEARCH_USE)
