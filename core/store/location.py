"""Whether a case lies on a local disk or on a network share.

SQLite's write-ahead log needs memory shared between the processes of one machine
(https://sqlite.org/wal.html), so a case on a share is opened without it.
"""

import re
import subprocess
from pathlib import Path

_SHARES = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb3",
        "smbfs",
        "afs",
        "afpfs",
        "ncpfs",
        "webdav",
        "davfs",
        "9p",
        "drvfs",
        "ceph",
        "glusterfs",
        "lustre",
        "fuse.sshfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.smbnetfs",
        "fuse.gvfsd-fuse",
        "fuse.vmhgfs-fuse",
        "vboxsf",
        "prl_fs",
        "macfuse",
        "osxfuse",
    }
)
_PROC_MOUNTS = Path("/proc/self/mounts")
_MOUNT_LINE = re.compile(r"^.+? on (?P<folder>/.*?) \((?P<kind>[^,)]+)")
_OCTAL = re.compile(r"\\([0-7]{3})")


def is_network_share(path: Path) -> bool:
    """Tell whether `path` (which need not exist yet) lies on a file system shared by machines."""
    return filesystem_type(path) in _SHARES


def filesystem_type(path: Path) -> str:
    """Give the name of the file system `path` lies on, empty if the system does not tell."""
    folder = path.absolute().parent.resolve()
    if _PROC_MOUNTS.exists():
        return type_of_mount(folder, linux_mounts(_PROC_MOUNTS.read_text(errors="replace")))
    answer = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False)
    return type_of_mount(folder, bsd_mounts(answer.stdout))


def linux_mounts(text: str) -> list[tuple[str, str]]:
    """Read folder and type of each line of /proc/self/mounts (fstab(5); spaces are octal 040)."""
    fields = (line.split(" ") for line in text.splitlines())
    return [
        (_OCTAL.sub(lambda found: chr(int(found[1], 8)), field[1]), field[2])
        for field in fields
        if len(field) > 2
    ]


def bsd_mounts(text: str) -> list[tuple[str, str]]:
    """Read folder and type of each line of macOS's `mount` (`device on /folder (type, ...)`)."""
    found = (_MOUNT_LINE.match(line) for line in text.splitlines())
    return [(match["folder"], match["kind"]) for match in found if match]


def type_of_mount(folder: Path, mounts: list[tuple[str, str]]) -> str:
    """Give the type of the innermost mount that holds `folder`; of equals the last one counts."""
    best, kind = -1, ""
    for mounted, mounted_kind in mounts:
        depth = len(Path(mounted).parts)
        if depth >= best and folder.is_relative_to(mounted):
            best, kind = depth, mounted_kind
    return kind
