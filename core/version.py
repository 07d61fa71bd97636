"""The program's version, as installed."""

from importlib import metadata

VERSION = metadata.version("intronaut")
