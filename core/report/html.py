"""The report as one self-contained HTML file: inline style and drawings, no scripts, no links."""

from functools import cache
from importlib import resources

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from core.interpret.element_words import element_rows
from core.report import exons, outcomes, regulatory, words
from core.report.engines import SCALE
from core.report.evidence_page import NO_CLASS_GIVEN, evidence_page
from core.report.genes import gene_report
from core.report.local_values import local_rows
from core.report.others import CONFIRM
from core.report.printer import PageLines
from core.report.rna import RNA_NOTE, rna_pages, rna_remarks
from core.report.values import RESEARCH_USE, ReportData


def report_html(data: ReportData) -> str:
    """Give the report as HTML. Every text of the case is escaped; only our own SVG is not."""
    return template("report.html.j2").render(
        data=data,
        words=words,
        engines_scale=SCALE,
        exon_note=exons.NOTE,
        regulatory_note=regulatory.NOTE,
        outcomes=outcomes,
        evidence_page=evidence_page,
        no_class_given=NO_CLASS_GIVEN,
        confirm_note=CONFIRM,
        gene_report=gene_report,
        local_rows=local_rows,
        element_rows=element_rows,
        rna_note=RNA_NOTE,
        rna_pages=rna_pages,
        rna_remarks=rna_remarks,
        phenotypes=[term.sentence for term in data.phenotypes],
        research_use=RESEARCH_USE,
        style=report_style(),
        drawing=Markup,
    )


def page_lines(data: ReportData) -> PageLines:
    """Give what stands on every printed page."""
    patient = data.info.pedigree.proband
    heading = f"{data.info.name} · patient {patient} · report {data.report_id}"
    return PageLines(heading, RESEARCH_USE, data.label)


def report_style() -> Markup:
    """Give the style sheet of every page the program writes."""
    return Markup(_text("report.css"))  # noqa: S704 -- a file of the program itself


@cache
def template(name: str) -> Template:
    """Give a template of the program; every text put into it is escaped."""
    names = ("report.html.j2", "candidate.html.j2", "others.html.j2", "macros.html.j2", name)
    environment = Environment(
        loader=DictLoader({one: _text(one) for one in names}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _text(name: str) -> str:
    folder = resources.files("resources").joinpath("templates")
    return folder.joinpath(name).read_text("utf-8")
