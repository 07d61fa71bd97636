"""Reserved INFO and FORMAT keys of the VCF specification (4.1 to 4.5, section 1.6).

Each entry gives Number and Type. `MQ` in INFO is left open in its type, as the specification
changed it between versions.
"""

RESERVED_INFO: dict[str, tuple[str, str]] = {
    "AA": ("1", "String"),
    "AC": ("A", "Integer"),
    "AD": ("R", "Integer"),
    "ADF": ("R", "Integer"),
    "ADR": ("R", "Integer"),
    "AF": ("A", "Float"),
    "AN": ("1", "Integer"),
    "BQ": ("1", "Float"),
    "CIGAR": ("A", "String"),
    "DB": ("0", "Flag"),
    "DP": ("1", "Integer"),
    "END": ("1", "Integer"),
    "H2": ("0", "Flag"),
    "H3": ("0", "Flag"),
    "MQ": ("1", ""),
    "MQ0": ("1", "Integer"),
    "NS": ("1", "Integer"),
    "SOMATIC": ("0", "Flag"),
    "VALIDATED": ("0", "Flag"),
    "1000G": ("0", "Flag"),
}

RESERVED_FORMAT: dict[str, tuple[str, str]] = {
    "AD": ("R", "Integer"),
    "ADF": ("R", "Integer"),
    "ADR": ("R", "Integer"),
    "DP": ("1", "Integer"),
    "EC": ("A", "Integer"),
    "FT": ("1", "String"),
    "GL": ("G", "Float"),
    "GLE": ("G", "String"),
    "GP": ("G", "Float"),
    "GQ": ("1", "Integer"),
    "GT": ("1", "String"),
    "HQ": ("2", "Integer"),
    "MQ": ("1", "Integer"),
    "PL": ("G", "Integer"),
    "PQ": ("1", "Integer"),
    "PS": ("1", "Integer"),
}

COUNTS = frozenset({"AC", "AD", "ADF", "ADR", "AF", "AN", "DP", "END", "MQ0", "NS"})
"""Reserved INFO keys whose values are never negative."""

ALLELE_DEPTHS = frozenset({"AD", "ADF", "ADR"})
"""FORMAT keys whose number of values callers get wrong after splitting alleles; a record does
not go for that, its allele depths are unknown."""
