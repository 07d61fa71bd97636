"""The plan of an RNA test fits on one printed page."""

import re

from core.report.rna_plan import write_rna_plan
from gui.printing import Printer
from tests.core.report.test_rna_plan import PLAN, WHEN


def test_a_plan_is_one_page(tmp_path):
    target = tmp_path / "plan.pdf"
    write_rna_plan(PLAN, target, WHEN, Printer())
    content = target.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == 1
