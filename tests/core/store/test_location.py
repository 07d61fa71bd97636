from pathlib import Path

import pytest

from core.store import location
from core.store.location import (
    bsd_mounts,
    filesystem_type,
    is_network_share,
    linux_mounts,
    type_of_mount,
)

LINUX = """\
/dev/vda / ext4 rw 0 0
server:/export /clinic nfs4 rw,vers=4.2 0 0
//server/share /clinic/my\\040cases cifs rw 0 0
user@host:/home /home/a/remote fuse.sshfs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
/dev/vdb /clinic/my\\040cases/local xfs rw 0 0
broken line
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//user@server/share on /Volumes/our cases (smbfs, nodev, nosuid, mounted by user)
server:/export on /Volumes/nfs (nfs)
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/a", "ext4"),
        ("/clinic/x", "nfs4"),
        ("/clinic/my cases/2026", "cifs"),
        ("/clinic/my cases/local/x", "xfs"),
        ("/clinical", "ext4"),
        ("/home/a/remote", "fuse.sshfs"),
        ("/mnt/c/Users", "9p"),
    ],
)
def test_the_innermost_mount_tells_the_type_on_linux(folder, kind):
    assert type_of_mount(Path(folder), linux_mounts(LINUX)) == kind


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/Users/a", "apfs"), ("/Volumes/our cases/x", "smbfs"), ("/Volumes/nfs", "nfs")],
)
def test_the_innermost_mount_tells_the_type_on_macos(folder, kind):
    assert type_of_mount(Path(folder), bsd_mounts(MACOS)) == kind


def test_of_two_mounts_on_one_folder_the_later_counts():
    assert type_of_mount(Path("/a"), [("/", "ext4"), ("/a", "autofs"), ("/a", "nfs")]) == "nfs"
    assert type_of_mount(Path("/a"), []) == ""


def test_a_share_is_told_from_a_disk(tmp_path, monkeypatch):
    assert not is_network_share(tmp_path / "new.intronaut")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nserver:/x {tmp_path} nfs rw 0 0\n")
    monkeypatch.setattr(location, "_PROC_MOUNTS", mounts)
    assert is_network_share(tmp_path / "new.intronaut")
    assert filesystem_type(Path("/new.intronaut")) == "ext4"
