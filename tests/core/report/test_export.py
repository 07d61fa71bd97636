"""Writing: whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from core.errors import DiskFullError, ReportNotWrittenError, UsageError
from core.report.attribution_file import write_attribution
from core.report.export import FORMATS, write_html, write_json, write_report, write_tsv
from core.report.printer import PageLines
from tests.core.report import examples


class PlainPrinter:
    """Writes what it is given, so that a test can read it back."""

    def pdf(self, html: str, target: Path, *, lines: PageLines) -> None:
        target.write_text(f"{lines.heading}\n{lines.notice}\n{html}", encoding="utf-8")

    def png(self, svg: str, target: Path) -> None:
        target.write_text(svg, encoding="utf-8")


@pytest.mark.parametrize("fmt", FORMATS)
def test_each_format_is_written_and_nothing_else_is_left(tmp_path, fmt):
    target = tmp_path / f"report.{fmt}"
    write_report(examples.report(), fmt, target, PlainPrinter())
    assert target.stat().st_size > 200
    assert list(tmp_path.iterdir()) == [target]


def test_the_named_writers_write_their_format(tmp_path):
    data = examples.report()
    for write, name, start in (
        (write_html, "a.html", "<!DOCTYPE html>"),
        (write_json, "a.json", "{"),
        (write_tsv, "a.tsv", "# For Research Use Only."),
    ):
        write(data, tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


def test_an_older_report_is_replaced(tmp_path):
    target = tmp_path / "report.html"
    target.write_text("old")
    write_report(examples.report(), "html", target)
    assert "old" not in target.read_text(encoding="utf-8")[:10]


def test_file_permissions_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        write_report(examples.report(), "tsv", tmp_path / "report.tsv")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.tsv").stat().st_mode) == 0o640


def test_a_missing_folder_is_one_clear_problem(tmp_path):
    with pytest.raises(ReportNotWrittenError, match="could not be written") as caught:
        write_report(examples.report(), "html", tmp_path / "absent" / "report.html")
    assert "folder that exists" in caught.value.remedy


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_full_disk_leaves_the_older_report_and_no_partial_file(tmp_path, monkeypatch, fmt):
    target = tmp_path / f"report.{fmt}"
    target.write_text("older report")

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.report.export.os.fsync", full)
    with pytest.raises(DiskFullError, match="no space"):
        write_report(examples.report(), fmt, target, PlainPrinter())
    assert target.read_text() == "older report"
    assert list(tmp_path.iterdir()) == [target]


def test_a_printer_that_fails_leaves_nothing(tmp_path):
    class Broken(PlainPrinter):
        def pdf(self, html: str, target: Path, *, lines: PageLines) -> None:
            super().pdf(html[:9], target, lines=lines)
            raise ReportNotWrittenError("The drawing process stopped.", "Write html.")

    with pytest.raises(ReportNotWrittenError):
        write_report(examples.report(), "pdf", tmp_path / "report.pdf", Broken())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", ["docx", "xlsx", "phenopacket", "vcf", ""])
def test_a_format_that_is_not_there_is_refused_naming_those_that_are(tmp_path, fmt):
    with pytest.raises(UsageError, match="pdf, html, tsv, json"):
        write_report(examples.report(), fmt, tmp_path / "report")
    assert list(tmp_path.iterdir()) == []


def test_pdf_without_a_printer_is_refused(tmp_path):
    with pytest.raises(UsageError, match="html"):
        write_report(examples.report(), "pdf", tmp_path / "report.pdf")


@pytest.mark.parametrize("ending", [".tsv", ".svg", ".png", ".SVG"])
def test_an_attribution_is_written_by_its_ending(tmp_path, ending):
    detail = examples.detail()
    target = tmp_path / f"a{ending}"
    write_attribution(detail.attributions[0], detail, target, PlainPrinter())
    assert target.stat().st_size > 200


def test_an_attribution_of_unknown_ending_or_without_printer_is_refused(tmp_path):
    detail = examples.detail()
    with pytest.raises(UsageError, match=r"\.tsv, \.svg, \.png"):
        write_attribution(detail.attributions[0], detail, tmp_path / "a.doc", None)
    with pytest.raises(UsageError, match=r"\.svg"):
        write_attribution(detail.attributions[0], detail, tmp_path / "a.png", None)


@pytest.mark.parametrize("fmt", ["html", "tsv", "json"])
@pytest.mark.parametrize("name", [".", "", "..", "folder"])
def test_a_folder_instead_of_a_file_is_one_clear_problem(tmp_path, monkeypatch, fmt, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="is a folder, not a file") as caught:
        write_report(examples.report(), fmt, Path(name))
    assert caught.value.cause.startswith(str(Path(name)))
    assert "Name a file" in caught.value.remedy
    assert [one.name for one in tmp_path.iterdir()] == ["folder"]
