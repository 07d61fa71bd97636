"""Packs: cards, installing, verifying, licences. Loads no network and no torch."""

from models.packs.bundle import bundle
from models.packs.catalogue import (
    Calibration,
    FolderSource,
    Licence,
    PackCard,
    PackMember,
    PackSource,
    Preview,
    card,
    cards,
    licence_text,
)
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
    data_dir,
    engine_digest,
    exon_table_path,
    gene_table_path,
    pack_folder,
    status,
    usable,
    verify,
)

__all__ = [
    "Calibration",
    "FolderSource",
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
    "bundle",
    "card",
    "cards",
    "data_dir",
    "engine_digest",
    "exon_table_path",
    "gene_table_path",
    "install",
    "laboratory_calibration",
    "laboratory_path",
    "licence_text",
    "pack_folder",
    "status",
    "usable",
    "verify",
]
