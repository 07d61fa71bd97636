"""A file brought here from an address or a path; what was cut goes on where it stopped."""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Generator
from http.client import HTTPResponse
from pathlib import Path

from core.errors import KitError

_CHUNK = 1 << 20
_TIMEOUT = 60.0
_PARTIAL, _UNSATISFIABLE = 206, 416

Steps = Generator[tuple[int, int | None], None, None]
"""Bytes done and bytes in all, None where that is not known."""


def fetch(address: str, part: Path) -> Steps:
    """Bring what lies at an http or https address into `part`, after what is there already.

    A server that cannot go on in the middle, or whose file has changed, begins anew.

    Raises
    ------
    KitError
        If the file cannot be had or was cut; `part` stays, and the next call goes on.
    """
    tag_file = part.with_name(part.name + ".tag")
    have = part.stat().st_size if part.is_file() and tag_file.is_file() else 0
    request = urllib.request.Request(address)  # noqa: S310 - http or https, as the manifest was checked
    if have:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", tag_file.read_text(encoding="utf-8"))
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310 - see above
            yield from _store(answer, part, tag_file, have)
    except urllib.error.HTTPError as error:
        if error.code == _UNSATISFIABLE and have:
            part.unlink()
            yield from fetch(address, part)
            return
        raise _failed(address, f"the server answered {error.code} {error.reason}") from error
    except (
        urllib.error.URLError,
        http.client.HTTPException,
        TimeoutError,
        ConnectionError,
    ) as error:
        raise _failed(address, str(getattr(error, "reason", error))) from error


def copy(source: Path, part: Path) -> Steps:
    """Copy a file.

    Raises
    ------
    KitError
        If it cannot be read.
    """
    try:
        total = source.stat().st_size
        reader = source.open("rb")
    except OSError as error:
        raise KitError(f"{source}: it cannot be read ({error.strerror}).", "Check it.") from error
    done = 0
    with reader, part.open("wb") as writer:
        while chunk := reader.read(_CHUNK):
            writer.write(chunk)
            done += len(chunk)
            yield done, total


def digest(path: Path) -> Generator[int, None, str]:
    """Give the SHA-256 of a file, yielding how many bytes were read."""
    found, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
            done += len(chunk)
            yield done
    return found.hexdigest()


def _store(answer: HTTPResponse, part: Path, tag_file: Path, have: int) -> Steps:
    goes_on = answer.status == _PARTIAL
    done = have if goes_on else 0
    length = answer.headers.get("Content-Length")
    total = done + int(length) if length else None
    _remember(answer, tag_file)
    with part.open("ab" if goes_on else "wb") as writer:
        while chunk := answer.read(_CHUNK):
            writer.write(chunk)
            done += len(chunk)
            yield done, total
    if total is not None and done != total:
        raise _failed(answer.url, f"the download was cut: {done:,} of {total:,} bytes came")


def _remember(answer: HTTPResponse, tag_file: Path) -> None:
    """Keep what names this very edition of the file; without it nothing can go on."""
    tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
    if tag and not tag.startswith("W/"):
        tag_file.write_text(tag, encoding="utf-8")
    else:
        tag_file.unlink(missing_ok=True)


def _failed(address: str, why: str) -> KitError:
    return KitError(
        f"{address}: {why}.",
        "Check address and network, and run the same command again: it goes on where it stopped.",
    )
