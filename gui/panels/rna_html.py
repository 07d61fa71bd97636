"""What the patient's RNA shows of the predictions for a variant, as rich text."""

from html import escape

from core.domain.rna import Verdict
from core.report.rna import NOT_READ, RNA_NOTE, RnaPage, RnaRow, rna_pages, rna_remarks
from core.review import VariantDetail
from gui.panels.rich_text import heading, muted
from gui.theme import Theme

_HOW = "Candidates ▸ Read RNA of the patient… looks at a BAM, a CRAM or a junction table of STAR."


def rna_section(detail: VariantDetail, theme: Theme) -> str:
    """One part per file and transcript; nothing where neither RNA was read nor aberration predicted."""
    remarks = rna_remarks(detail.rna, detail.interpretation)
    if not detail.rna.found and not remarks:
        return ""
    told = [*remarks, _HOW] if NOT_READ in remarks else list(remarks)
    parts = [_page(page, theme) for page in rna_pages(detail.rna)]
    parts += [f"<p style='margin:3px 0'><i>{muted(text, theme)}</i></p>" for text in told]
    if detail.rna.found:
        parts.append(f"<p style='margin:3px 0'><small>{muted(RNA_NOTE, theme)}</small></p>")
    return heading("RNA of the patient", theme) + "".join(parts)


def _page(page: RnaPage, theme: Theme) -> str:
    title = f"<p style='margin:5px 0 0 0'>{muted(page.title, theme)}</p>"
    return title + "".join(_row(row, theme) for row in page.rows)


def _row(row: RnaRow, theme: Theme) -> str:
    """What is predicted, and below it what the reads say; the verdict in bold where there is one."""
    topic = f"<p style='margin:5px 0 0 10px'>{escape(row.topic or row.kind)}</p>"
    said = escape(row.said)
    if row.verdict is Verdict.NOT_INFORMATIVE:
        said = muted(row.said, theme)
    elif row.verdict is not None:
        verdict, colon, rest = said.partition(":")
        said = f"<b>{verdict}{colon}</b>{rest}"
    notes = "".join(f"<br><small>{muted(note, theme)}</small>" for note in row.notes)
    return f"{topic}<p style='margin:1px 0 0 20px'>{said}{notes}</p>"
