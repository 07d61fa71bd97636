"""The evidence of a variant of a case: gathered, suggested, decided by a person, and recalled."""

from core.evidence.profiles import EvidenceProfile, evidence_profile, evidence_profiles
from core.evidence.sheet import (
    EvidenceSheet,
    Predicted,
    evidence_inputs,
    evidence_sheet,
    now,
)

__all__ = [
    "EvidenceProfile",
    "EvidenceSheet",
    "Predicted",
    "evidence_inputs",
    "evidence_profile",
    "evidence_profiles",
    "evidence_sheet",
    "now",
]
