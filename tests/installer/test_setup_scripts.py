"""The setup scripts say plainly what is missing, and install only through the package manager."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

INSTALLER = Path(__file__).resolve().parents[2] / "installer"
TOOLS = ("sh", "grep", "id", "cat", "touch", "true", "ls", "uname")


@pytest.fixture
def run(tmp_path):
    """Run a script with only the tools named and the programs written by `fake`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = next(
            Path(part) / tool for part in ("/bin", "/usr/bin") if Path(part, tool).exists()
        )
        (folder / tool).symlink_to(found)

    def fake(name: str, body: str) -> None:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def start(script: str, *arguments: str, **programs: str) -> subprocess.CompletedProcess[str]:
        for name, body in programs.items():
            fake(name.replace("_", "-"), body)
        return subprocess.run(
            [str(INSTALLER / script), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={"PATH": str(folder), "HOME": str(tmp_path)},
        )

    return start


ALL_INSTALLED = "echo 'install ok installed'"
NONE_INSTALLED = "exit 1"


def test_nothing_is_installed_where_every_library_is_there(run, tmp_path):
    done = run(
        "system_libraries.sh", "window", dpkg_query=ALL_INSTALLED, apt_get="touch called; exit 1"
    )
    assert done.returncode == 0
    assert not (tmp_path / "called").exists()


def test_missing_libraries_of_the_window_are_named_and_stop_the_setup(run):
    done = run("system_libraries.sh", "window", dpkg_query=NONE_INSTALLED, apt_get="exit 1")
    assert done.returncode == 1
    assert "libegl1" in done.stderr
    assert "sudo apt-get install" in done.stderr


def test_missing_libraries_of_a_display_are_only_a_notice(run):
    done = run("system_libraries.sh", "display", dpkg_query=NONE_INSTALLED, apt_get="exit 1")
    assert done.returncode == 0
    assert "xvfb" in done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="apt is called for root, or through sudo")
def test_missing_libraries_are_installed_where_that_is_allowed(run, tmp_path):
    done = run(
        "system_libraries.sh",
        "window",
        dpkg_query=f"test -e '{tmp_path}/called' && {ALL_INSTALLED}",
        apt_get=f"echo \"$@\" >> '{tmp_path}/called'",
    )
    assert done.returncode == 0, done.stderr
    assert "libxkbcommon0" in (tmp_path / "called").read_text(encoding="utf-8")


def test_without_dpkg_nothing_is_checked_and_that_is_said(run):
    done = run("system_libraries.sh", "window")
    assert done.returncode == 0
    assert "not checked" in done.stderr


def test_a_missing_python_is_named_with_its_package(run):
    done = run("python_environment.sh", ".venv", "python3")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr


def test_an_old_python_is_refused_with_its_version(run):
    old = 'case "$1" in -V) echo "Python 3.9.2" ;; *) exit 1 ;; esac'
    done = run("python_environment.sh", ".venv", "python3", python3=old)
    assert done.returncode == 1
    assert "Python 3.9.2" in done.stderr
    assert "3.11" in done.stderr


def test_a_python_without_venv_names_the_package_that_holds_it(run):
    bare = 'case "$2" in *ensurepip*) exit 1 ;; *venv*) echo python3.11-venv ;; *) exit 0 ;; esac'
    done = run("python_environment.sh", ".venv", "python3", python3=bare, apt_get="exit 1")
    assert done.returncode == 1
    assert "sudo apt-get install python3.11-venv" in done.stderr


def test_an_environment_that_exists_is_kept(run, tmp_path):
    made = tmp_path / ".venv/bin/python"
    made.parent.mkdir(parents=True)
    made.write_text("#!/bin/sh\n", encoding="utf-8")
    made.chmod(0o755)
    done = run("python_environment.sh", ".venv", "python3", python3='[ "$1" != -m ]')
    assert done.returncode == 0
    assert made.read_text(encoding="utf-8") == "#!/bin/sh\n"


def test_the_licence_of_the_weights_is_printed_before_they_are_installed(run, tmp_path):
    done = run(
        "spliceai_pack.sh",
        str(tmp_path / "bin"),
        "carried.whl",
        python="exit 1",
        intronaut='echo "intronaut $*"',
    )
    assert done.returncode == 0
    assert done.stdout.index("CC BY-NC 4.0") < done.stdout.index("intronaut packs install")
    assert "spliceai --accept-licence --from carried.whl" in done.stdout


def test_an_installed_pack_is_left_alone(run, tmp_path):
    done = run("spliceai_pack.sh", str(tmp_path / "bin"), python="exit 0", intronaut="echo called")
    assert done.returncode == 0
    assert done.stdout == ""


@pytest.mark.parametrize("script", ["mmsplice_pack.sh", "jaspar_pack.sh"])
def test_without_a_pack_of_the_tests_they_still_run_and_it_is_said(run, tmp_path, script):
    done = run(script, str(tmp_path / "bin"), python="exit 1", intronaut="exit 2")
    assert done.returncode == 0
    assert "its tests will be skipped" in done.stdout


@pytest.mark.parametrize("script", ["mmsplice_pack.sh", "jaspar_pack.sh"])
def test_an_installed_pack_of_the_tests_is_left_alone(run, tmp_path, script):
    done = run(script, str(tmp_path / "bin"), python="exit 0", intronaut="echo called")
    assert (done.returncode, done.stdout) == (0, "")


def test_the_demo_without_a_display_says_where_its_report_is(run, tmp_path):
    done = run("demo.sh", str(tmp_path / "bin"), ".", intronaut='echo "$*"; touch report.html')
    assert done.returncode == 0, done.stderr
    assert "demo --headless --out ." in done.stdout
    assert "report.html" in done.stdout
