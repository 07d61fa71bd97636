"""The plan of an RNA test fits on one printed page."""

import re
from dataclasses import replace

import pytest

from core.domain.rna_plan import Band
from core.interpret.plan_rules import load_plan_rules
from core.report.rna_plan import write_rna_plan
from gui.printing import Printer
from tests.core.report.test_rna_plan import PLAN, WHEN

MOST = int(load_plan_rules().products.most.value)


def as_full_as_it_gets(n_products):
    """A plan of so many long predictions, with a pair for all and one for the last of them."""
    product = replace(PLAN.products[0], name="skipping of several exons, exons 36-38 (1,116 bases)")  # fmt: skip
    first, nmd = PLAN.rt_pcr[0], "NMD predicted for all of them. " * 8
    bands = tuple(Band(product.name, 400 - 30 * n, is_seen=True) for n in range(n_products + 1))
    first = replace(first, bands=bands)
    line = "some RNA seen (GTEx, 5 of 5 exons here), level not known"
    tissues = (replace(PLAN.tissues[0], words=line),) * 3
    return replace(
        PLAN,
        products=(product,) * n_products,
        tissues=tissues,
        nmd=nmd,
        rt_pcr=(first, replace(first, purpose=f"shows only: {product.name}")),
        why_no_primers=(),
    )


@pytest.mark.parametrize("n_products", [1, MOST])
def test_a_plan_is_one_page(tmp_path, n_products):
    target = tmp_path / "plan.pdf"
    write_rna_plan(as_full_as_it_gets(n_products), target, WHEN, Printer())
    content = target.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == 1
