"""What people type as HGVS, taken apart."""

from dataclasses import replace

import pytest

from core.errors import UsageError
from core.interpret.hgvs_text import Edit, StatedPlace, is_description, is_unfinished, parse_hgvs


def parts(text):
    found = parse_hgvs(text)
    return found.kind, found.contig, found.transcript, found.gene


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NM_000267.3:c.5749+332A>G", ("c", "", "NM_000267.3", "")),
        ("NM_000267:c.5749+332A>G", ("c", "", "NM_000267", "")),
        ("nm_000267.3:c.5749+332a>g", ("c", "", "NM_000267.3", "")),
        (" NM_000267.3 : c.5749+332A>G ", ("c", "", "NM_000267.3", "")),
        ("NM_000267.3(NF1):c.1466A>G (p.Tyr489Cys)", ("c", "", "NM_000267.3", "NF1")),
        ("NF1(NM_000267.3):c.1466A>G, p.(Tyr489Cys)", ("c", "", "NM_000267.3", "NF1")),
        ("NF1:NM_000267.3:c.1466A>G", ("c", "", "NM_000267.3", "NF1")),
        ("NF1:c.1466A>G", ("c", "", "", "NF1")),
        ("NF1 c.1466A>G", ("c", "", "", "NF1")),
        ("HLA-A:c.5A>G", ("c", "", "", "HLA-A")),
        ("NC_000017.11(NM_001042492.3):c.5812+332A>G", ("c", "NC_000017.11", "NM_001042492.3", "")),
        ("chr17(NM_001042492.3):c.5812+332A>G", ("c", "chr17", "NM_001042492.3", "")),
        ("ENST00000358273.9:c.5812+332A>G", ("c", "", "ENST00000358273.9", "")),
        ("NR_001566.1:n.12G>A", ("n", "", "NR_001566.1", "")),
        ("NC_000017.11:g.31327485C>G", ("g", "NC_000017.11", "", "")),
        ("chr17:g.31327485C>G", ("g", "chr17", "", "")),
        ("NC_012920.1:m.3243A>G", ("m", "NC_012920.1", "", "")),
        (
            "NC_000017.11 ( NM_001042492.3 ) : c. 5812 + 332 A > G",
            ("c", "NC_000017.11", "NM_001042492.3", ""),
        ),
    ],
)
def test_names_before_the_change_are_told_apart(text, expected):
    assert is_description(text)
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("76A>G", StatedPlace(76), StatedPlace(76)),
        ("-12A>G", StatedPlace(-12), StatedPlace(-12)),
        ("*37A>G", StatedPlace(37, 0, True), StatedPlace(37, 0, True)),
        ("-85+1G>A", StatedPlace(-85, 1), StatedPlace(-85, 1)),
        ("*37-2A>G", StatedPlace(37, -2, True), StatedPlace(37, -2, True)),
        ("15+3_16-2del", StatedPlace(15, 3), StatedPlace(16, -2)),
        ("-3_2del", StatedPlace(-3), StatedPlace(2)),
        ("38_*1del", StatedPlace(38), StatedPlace(1, 0, True)),
    ],
)
def test_places_carry_offset_and_side(written, first, last):
    found = parse_hgvs(f"NM_1.1:c.{written}")
    assert (found.first, found.last) == (first, last)
    assert written.startswith(found.first.spelled)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("76A>G", (Edit.SUBSTITUTION, "A", 1, "G")),
        ("76_77AC>TG", (Edit.DELINS, "AC", 2, "TG")),
        ("76del", (Edit.DELETION, "", None, "")),
        ("76delA", (Edit.DELETION, "A", 1, "")),
        ("76_78del3", (Edit.DELETION, "", 3, "")),
        ("76_78dup", (Edit.DUPLICATION, "", None, "")),
        ("76_78dupACG", (Edit.DUPLICATION, "ACG", 3, "")),
        ("76_78inv", (Edit.INVERSION, "", None, "")),
        ("76_77insTG", (Edit.INSERTION, "", None, "TG")),
        ("76_78delinsTG", (Edit.DELINS, "", None, "TG")),
        ("76_78delACGinsTG", (Edit.DELINS, "ACG", 3, "TG")),
        ("76_78delins tg", (Edit.DELINS, "", None, "TG")),
    ],
)
def test_changes_say_what_is_there_and_what_comes(written, expected):
    found = parse_hgvs(f"NM_1.1:c.{written}")
    assert (found.edit, found.stated, found.n_stated, found.new) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello", "is no HGVS description"),
        ("NM_1.1:p.Arg5Ter", "describes a protein"),
        ("NM_1.1:r.76a>g", "describes RNA"),
        ("c.76A>G", "names no transcript and no gene"),
        ("g.76A>G", "names no chromosome"),
        ("NM_1.1:c.[76A>G;78C>T]", "several changes"),
        ("NM_1.1:c.76CAG[23]", "number of repeats"),
        ("NM_1.1:c.76=", "names no change"),
        ("NM_1.1:c.(75_76)_(80_81)del", "none with known edges"),
        ("NM_1.1:c.IVS3+5G>A", "introns by number"),
        ("NM_1.1:c.76_77ins12", "not said in letters"),
        ("NM_1.1:c.76_77delins", "not said in letters"),
        ("NM_1.1:c.76dupAinsG", "dup and ins do not go together"),
        ("NM_1.1:c.76insG", "an insertion lies between two bases"),
        ("NM_1.1:c.seventy", "cannot be read"),
    ],
)
def test_what_is_no_single_small_change_of_dna_is_refused_in_words(text, words):
    with pytest.raises(UsageError, match=words):
        parse_hgvs(text)


@pytest.mark.parametrize("text", ["chr17-31327485-C-G", "chr17:31327485:C:G", "NF1", "1 5 A C", ""])
def test_other_texts_are_not_taken_for_descriptions(text):
    assert not is_description(text)


@pytest.mark.parametrize(
    "dash", ["\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uff0d"]
)
def test_any_dash_of_a_text_is_a_hyphen(dash):
    found = parse_hgvs(f"HLA{dash}A:c.5269{dash}14C>G")
    assert (found.gene, found.first) == ("HLA-A", StatedPlace(5269, -14))
    assert parse_hgvs(f"NF1:c.{dash}12A>G").first == StatedPlace(-12)


def test_full_width_colons_and_arrows_are_read():
    assert parse_hgvs("NF1\uff1ac.12A\uff1eG") == replace(
        parse_hgvs("NF1:c.12A>G"), text="NF1\uff1ac.12A\uff1eG"
    )


@pytest.mark.parametrize("name", ["NC_000017.11(NF1)", "NF1(NC_000017.11)"])
def test_a_gene_beside_the_accession_of_a_chromosome_is_no_chromosome(name):
    assert parse_hgvs(f"{name}:g.31327485C>G").contig == "NC_000017.11"


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u2009", "\t", "\u200b", "\u00ad", "\ufeff"])
def test_blanks_seen_and_unseen_are_passed_over(blank):
    text = blank.join(("NM_1.1:", "c.", "5269-", "14", "C", ">G"))
    found = parse_hgvs(blank + text + blank)
    assert (found.transcript, found.first) == ("NM_1.1", StatedPlace(5269, -14))
    assert (found.stated, found.new) == ("C", "G")


@pytest.mark.parametrize(
    "whole",
    [
        "NM_000267.3:c.5206-14C>G",
        "NF1:c.-85+1G>A",
        "NC_000017.11:g.31327485_31327487delinsTT",
        "NF1:c.15+3_*16-2del",
        "NF1:c.76_77insTG",
        "NF1:c.76_78dup",
        "NF1:c.76_78inv",
        "NF1:c.76_78delACGinsTG",
    ],
)
def test_while_a_name_is_typed_it_is_unfinished_or_understood(whole):
    begun = [whole[:n] for n in range(whole.index(".", whole.index(":")), len(whole))]
    assert all(is_unfinished(text) or parse_hgvs(text) for text in begun)
    assert not is_unfinished(whole)


@pytest.mark.parametrize(
    "text",
    ["NF1", "NF1:p.", "NM_1.1:p.Ar", "NM_1.1:c.[76", "NM_1.1:c.IVS3", "NM_1.1:c.76=", "NF1:c.x"],
)
def test_what_no_end_makes_a_name_is_not_unfinished(text):
    assert not is_unfinished(text)
