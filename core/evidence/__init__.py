"""The evidence of a variant of a case: gathered, suggested, decided by a person, and recalled."""

from core.evidence.profiles import (
    EvidenceProfile,
    broken_profiles,
    evidence_profile,
    evidence_profiles,
)
from core.evidence.sheet import EvidenceSheet, evidence_sheet, evidence_sheets, now

__all__ = [
    "EvidenceProfile",
    "EvidenceSheet",
    "broken_profiles",
    "evidence_profile",
    "evidence_profiles",
    "evidence_sheet",
    "evidence_sheets",
    "now",
]
