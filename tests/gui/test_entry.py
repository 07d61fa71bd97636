"""The one console script: which road a start takes, and how it ends."""

import sys
from pathlib import Path

import pytest

import core.cli
from core.cli.program import cli
from gui import entry


@pytest.fixture
def roads(monkeypatch) -> list[tuple[str, object]]:
    """Which road was taken, instead of taking it."""
    import core.cli
    import gui.app

    taken: list[tuple[str, object]] = []

    def command_line(arguments, printer):
        assert printer is not None
        taken.append(("command", list(arguments)))
        return 0

    def open_window(case, *, demo):
        taken.append(("demo" if demo else "window", case))
        return 0

    monkeypatch.setattr(core.cli, "main", command_line)
    monkeypatch.setattr(gui.app, "open_window", open_window)
    return taken


@pytest.mark.parametrize(
    ("arguments", "road"),
    [
        ([], ("window", None)),
        (["trio.intronaut"], ("window", Path("trio.intronaut"))),
        (["demo"], ("demo", None)),
        (["demo", "--headless"], ("command", ["demo", "--headless"])),
        (["demo", "-h"], ("command", ["demo", "-h"])),
        (["case", "ledger", "x"], ("command", ["case", "ledger", "x"])),
        (["score"], ("command", ["score"])),
        (["describe"], ("command", ["describe"])),
        (["packs"], ("command", ["packs"])),
        (["--version"], ("command", ["--version"])),
        (["--typo"], ("command", ["--typo"])),
    ],
)
def test_a_subcommand_or_option_goes_to_the_command_line_all_else_to_the_window(
    roads, arguments, road
):
    assert entry.run(arguments) == 0
    assert roads == [road]


def test_without_a_display_the_window_is_refused_in_words(monkeypatch, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert entry.run([]) == 2
    assert "no display" in capsys.readouterr().err


def test_the_program_leaves_with_the_status_of_its_run(monkeypatch):
    monkeypatch.setattr(entry, "run", lambda _: 2)
    monkeypatch.setattr(sys, "argv", ["intronaut"])
    with pytest.raises(SystemExit) as end:
        entry.main()
    assert end.value.code == 2


def test_control_c_while_the_program_loads_is_one_line_and_status_2(monkeypatch, capsys):
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(entry, "run", interrupted)
    with pytest.raises(SystemExit) as end:
        entry.main()
    assert end.value.code == 2
    assert capsys.readouterr().err == "intronaut: stopped.\n"


def test_every_command_there_is_goes_to_the_command_line():
    assert core.cli.main
    assert cli.commands.keys() == entry._COMMANDS
