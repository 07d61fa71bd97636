"""Packs: cards, installing, verifying, licences. Loads no network and no torch."""

from models.packs.architectures import ArchitectureCard, architecture
from models.packs.bundle import bundle
from models.packs.catalogue import (
    TRAINED,
    Calibration,
    FolderSource,
    ImportedSource,
    Licence,
    PackCard,
    PackMember,
    PackSource,
    Preview,
    card,
    cards,
    licence_text,
    unreadable_imports,
)
from models.packs.folders import data_dir
from models.packs.imported import ImportOrder
from models.packs.importer import Imported, import_network, remove_imported
from models.packs.installer import PackStep, install
from models.packs.laboratory import (
    LaboratoryCalibration,
    laboratory_calibration,
    laboratory_path,
)
from models.packs.store import (
    PackState,
    PackStatus,
    all_statuses,
    engine_digest,
    exon_table_path,
    gene_table_path,
    pack_folder,
    status,
    usable,
    verify,
)

__all__ = [
    "TRAINED",
    "ArchitectureCard",
    "Calibration",
    "FolderSource",
    "ImportOrder",
    "Imported",
    "ImportedSource",
    "LaboratoryCalibration",
    "Licence",
    "PackCard",
    "PackMember",
    "PackSource",
    "PackState",
    "PackStatus",
    "PackStep",
    "Preview",
    "all_statuses",
    "architecture",
    "bundle",
    "card",
    "cards",
    "data_dir",
    "engine_digest",
    "exon_table_path",
    "gene_table_path",
    "import_network",
    "install",
    "laboratory_calibration",
    "laboratory_path",
    "licence_text",
    "pack_folder",
    "remove_imported",
    "status",
    "unreadable_imports",
    "usable",
    "verify",
]
