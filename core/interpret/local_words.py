"""What a local source says about a variant, in one sentence each."""

from core.domain.local_value import Coverage, LocalEntry, LocalSays

NOT_YET = "not looked up yet"
SHOWN = 8
"""Entries of one source in words; more are counted."""

_COUNTED_IN_WORDS = ("junction", "in-house")
_WITHOUT = {
    Coverage.ABSENT: "no value here, which is not 0",
    Coverage.NOT_COVERED: "this place is not covered",
    Coverage.MISSING: "the file is not there",
    Coverage.UNREADABLE: "could not be read",
}
_ABSENT_FROM = {
    "frequency": "not listed there: how common it is stays unknown",
    "own-pathogenic": "not in this list of the laboratory",
    "clinvar": "not listed in this release, which does not make it harmless",
}
_WORSE = {
    "higher": "higher is worse",
    "lower": "lower is worse",
    "either": "far from 0 is worse, either way",
}


def says_value(says: LocalSays) -> bool:
    """Tell whether there is a value to show."""
    return says.value is not None and says.value.coverage is Coverage.PRESENT


def sentences(says: LocalSays) -> tuple[str, ...]:
    """Give each thing the source says, or one sentence why it says nothing."""
    value = says.value
    if value is None:
        return (NOT_YET,)
    if value.coverage is not Coverage.PRESENT:
        told = _WITHOUT[value.coverage]
        if value.coverage is Coverage.ABSENT:
            told = _ABSENT_FROM.get(says.source.kind, told)
        return (f"{told}: {value.detail}" if value.detail else told,)
    has_number = says.source.kind not in _COUNTED_IN_WORDS
    shown = [_entry(one, has_number=has_number) for one in value.entries[:SHOWN]]
    more = len(value.entries) - SHOWN
    return (*shown, f"and {more} more") if more > 0 else tuple(shown)


def direction(says: LocalSays) -> str:
    """Which way its numbers point to harm; empty where they do not."""
    return _WORSE.get(says.source.worse, "") if says_value(says) else ""


def _entry(entry: LocalEntry, *, has_number: bool) -> str:
    of = " ".join(filter(None, (entry.gene_symbol, entry.transcript_id)))
    number = "" if entry.value is None or not has_number else f"{entry.value:g}"
    told = ", ".join(filter(None, (number, entry.text)))
    return f"{of}: {told}" if of else told
