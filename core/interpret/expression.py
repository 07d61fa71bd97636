"""A filter of one's own: a line such as `depth >= 12 and not region == "deep intron"`.

Parsed by Python's own parser, then read node by node: only comparisons, arithmetic, `and`, `or`,
`not`, `in` and the named fields are understood, nothing is ever run. A comparison with something
unknown is neither true nor false; a variant fails only where the whole line is surely false.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.domain.transcript import Region
from core.errors import UsageError

NUMBERS = {
    "frequency": "share of the population that carries it (0-1)",
    "quality": "QUAL of the record",
    "depth": "reads of the patient",
    "gq": "genotype quality of the patient",
    "balance": "share of reads with the variant (0-1)",
    "copies": "copies the patient carries",
    "distance": "bases to the nearest splice site",
    "pos": "position, 1-based",
}
"""Fields that are numbers, with what they mean."""

WORDS = {"region": "where it lies in the gene", "chrom": "chromosome", "gene": "gene symbol"}
"""Fields that are words."""

_REGIONS = frozenset(str(region).lower() for region in Region)
_MOST = 2_000
_COMPARE: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}
_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
}

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """What an expression may speak of.

    Attributes
    ----------
    numbers
        By field name, NaN where unknown.
    words
        By field name: a code for each variant, and the words of each code (several for a variant
        in several genes).
    """

    n: int
    numbers: Callable[[str], NDArray[Any]]
    words: Callable[[str], tuple[NDArray[Any], Sequence[tuple[str, ...]]]]


@dataclass(frozen=True, slots=True, eq=False)
class _Truth:
    """For each variant: may it be true, may it be false."""

    may: Bools
    may_not: Bools


def check_expression(text: str) -> None:
    """Read an expression.

    Raises
    ------
    UsageError
        Naming the word that is not understood.
    """
    if text.strip():
        no_words: tuple[tuple[str, ...], ...] = ((),)
        empty = np.zeros(0)
        surely_false(text, Fields(0, lambda _: empty, lambda _: (empty.astype(int), no_words)))


def surely_false(text: str, fields: Fields) -> Bools:
    """Tell for each variant whether the expression is false, whatever the unknown may be.

    Raises
    ------
    UsageError
        Naming the word that is not understood.
    """
    if len(text) > _MOST:
        raise UsageError("The filter is too long.", f"Use at most {_MOST:,} characters.")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        place = getattr(error, "offset", None) or len(text) + 1
        raise _problem(text.strip()[place - 1 :].split(" ", 1)[0] or "the end") from error
    with np.errstate(divide="ignore", invalid="ignore"):
        return ~_Reader(text.strip(), fields).truth(tree.body).may


@dataclass(frozen=True, slots=True)
class _Reader:
    text: str
    fields: Fields

    def truth(self, node: ast.expr) -> _Truth:
        if isinstance(node, ast.BoolOp):
            parts = [self.truth(value) for value in node.values]
            is_and = isinstance(node.op, ast.And)
            every, some = (
                (np.logical_and, np.logical_or) if is_and else (np.logical_or, np.logical_and)
            )
            may, may_not = parts[0].may, parts[0].may_not
            for part in parts[1:]:
                may, may_not = every(may, part.may), some(may_not, part.may_not)
            return _Truth(may, may_not)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.truth(node.operand)
            return _Truth(inner.may_not, inner.may)
        if isinstance(node, ast.Compare):
            return self._chain(node)
        raise self._fault(node)

    def _chain(self, node: ast.Compare) -> _Truth:
        sides = [node.left, *node.comparators]
        parts = [
            self._comparison(left, operator, right)
            for left, operator, right in zip(sides, node.ops, sides[1:], strict=False)
        ]
        may, may_not = parts[0].may, parts[0].may_not
        for part in parts[1:]:
            may, may_not = may & part.may, may_not | part.may_not
        return _Truth(may, may_not)

    def _comparison(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> _Truth:
        if isinstance(left, ast.Name) and left.id in WORDS:
            return self._words(left, operator, right)
        compare = _COMPARE.get(type(operator))
        if compare is None:
            raise self._fault(right)
        first, second = self._number(left), self._number(right)
        known = ~(np.isnan(first) | np.isnan(second))
        holds = np.broadcast_to(compare(first, second), self.fields.n)
        known = np.broadcast_to(known, self.fields.n)
        return _Truth(holds | ~known, ~holds | ~known)

    def _words(self, left: ast.Name, operator: ast.cmpop, right: ast.expr) -> _Truth:
        wanted = self._wanted(right)
        if left.id == "region" and (odd := next(iter(sorted(wanted - _REGIONS)), None)):
            raise UsageError(
                f"There is no region {odd}.",
                f"Regions are: {', '.join(Region)}.",
            )
        is_negated = isinstance(operator, ast.NotEq | ast.NotIn)
        if not is_negated and not isinstance(operator, ast.Eq | ast.In):
            raise self._fault(right)
        codes, vocabulary = self.fields.words(left.id)
        has = np.array(
            [any(one.lower() in wanted for one in words) for words in vocabulary], np.bool_
        )[codes]
        return _Truth(~has, has) if is_negated else _Truth(has, ~has)

    def _wanted(self, node: ast.expr) -> set[str]:
        items = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
        found = set()
        for item in items:
            if not isinstance(item, ast.Constant) or not isinstance(item.value, str):
                raise self._fault(item)
            found.add(item.value.lower())
        return found

    def _number(self, node: ast.expr) -> NDArray[Any]:
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return np.asarray(node.value, np.float64)
        if isinstance(node, ast.Name) and node.id in NUMBERS:
            return self.fields.numbers(node.id)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._number(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            compute = _ARITHMETIC[type(node.op)]
            return np.asarray(compute(self._number(node.left), self._number(node.right)))
        raise self._fault(node)

    def _fault(self, node: ast.expr) -> UsageError:
        return _problem(ast.get_source_segment(self.text, node) or self.text)


def _problem(word: str) -> UsageError:
    return UsageError(
        f"The filter is not understood at: {word}.",
        f"Compare one of {', '.join((*NUMBERS, *WORDS))} with a number or a word in quotes, joined "
        "by and, or, not.",
    )
