"""Reading checkpoints nobody vouches for: arrays only, sizes known before memory is taken.

What is read here may have been made to do harm. No code in a file is run, no other file is opened
because one asks for it, and what a file declares is compared with a limit first. A library may
still crash on a crafted file: `models.packs.contained` runs all of it in a process of its own.
"""

from models.packs.checkpoints.checkpoint import Checkpoint, SeenFile, read_checkpoint
from models.packs.checkpoints.hdf5 import read_hdf5
from models.packs.checkpoints.pytorch import read_pytorch

__all__ = ["Checkpoint", "SeenFile", "read_checkpoint", "read_hdf5", "read_pytorch"]
