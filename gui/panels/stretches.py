"""Long changes around a variant as bars of the plot."""

from core.domain.case import CaseInfo
from core.domain.interval import Interval, IntervalKind
from core.interpret.interval_words import call_words, kind_words, place_words, size_words
from core.review import VariantDetail
from gui.plots.stretches import Stretch


def stretches_of(detail: VariantDetail, info: CaseInfo | None) -> tuple[Stretch, ...]:
    """Give what the patient may carry near a variant, in words."""
    patient = 0 if info is None else info.pedigree.index(info.pedigree.proband)
    return tuple(_stretch(one, patient) for one in detail.intervals)


def _stretch(one: Interval, patient: int) -> Stretch:
    call = call_words(one, patient)
    label = f"{kind_words(one)} {size_words(one)}, patient {call}"
    words = f"{kind_words(one)} {place_words(one)}, {size_words(one)}; patient: {call}"
    return Stretch(one.start, one.end, label, words, one.kind is IntervalKind.DELETION)
