"""What a local source says about a variant, in one sentence each."""

from core.domain.local_value import Coverage, LocalEntry, LocalSays

NOT_YET = "not looked up yet"
SHOWN = 6
"""Entries of one source in words; more are counted."""

_WITHOUT = {
    Coverage.ABSENT: "has no value here, which is not a value of 0",
    Coverage.NOT_COVERED: "does not cover this place",
    Coverage.MISSING: "could not be looked into: the file is not there",
    Coverage.UNREADABLE: "could not be read",
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
        detail = f" ({value.detail})" if value.detail else ""
        return (f"{_WITHOUT[value.coverage]}{detail}",)
    shown = [_entry(one) for one in value.entries[:SHOWN]]
    more = len(value.entries) - SHOWN
    return (*shown, f"and {more} more") if more > 0 else tuple(shown)


def direction(says: LocalSays) -> str:
    """Which way its numbers point to harm; empty where they do not."""
    return _WORSE.get(says.source.worse, "") if says_value(says) else ""


def _entry(entry: LocalEntry) -> str:
    of = " ".join(filter(None, (entry.gene_symbol, entry.transcript_id)))
    number = "" if entry.value is None else f"{entry.value:g}"
    told = ", ".join(filter(None, (number, entry.text)))
    return f"{of}: {told}" if of else told
