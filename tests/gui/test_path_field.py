"""The line that names one file or several."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from gui.dialogs.path_field import PathField


def test_several_files_are_counted_and_named_though_the_line_is_too_long(qtbot: QtBot):
    field = PathField("Variant file", "*", takes_several=True)
    qtbot.addWidget(field)
    paths = [Path(f"/data/family/chr{number}.vcf.gz") for number in range(1, 23)]
    field.set_paths(paths)
    assert field.paths == tuple(paths)
    assert field.count.text() == "22 files"
    assert not field.count.isHidden()
    assert field.line.toolTip().splitlines() == [path.name for path in paths]
    field.set_path(paths[0])
    assert field.count.isHidden()
    assert field.line.toolTip() == ""


def test_a_semicolon_names_no_second_file_where_only_one_is_taken(qtbot: QtBot):
    field = PathField("Reference", "*")
    qtbot.addWidget(field)
    field.line.setText("/data/a;b.fa")
    assert field.paths == (Path("/data/a;b.fa"),)
    assert field.count.isHidden()
