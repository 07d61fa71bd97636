"""The facts of one variant as rich text. Every value from a file is escaped."""

from collections.abc import Iterator
from html import escape

from core.domain.candidate import APART, INHERITANCE, Candidate
from core.domain.case import CaseInfo
from core.domain.known_allele import KnownKind
from core.domain.lookup import LookupScore
from core.domain.score import SpliceDelta, SpliceEffect, SpliceScore
from core.domain.transcript import Mane, TranscriptPosition
from core.report import words
from core.report.asked import unscored_lines, unscored_regulatory
from core.report.explained import told_motifs
from core.review import VariantDetail
from gui import text
from gui.panels.consequence_html import consequence_section
from gui.panels.element_html import element_section
from gui.panels.engines_html import engines_section
from gui.panels.exon_html import exon_section
from gui.panels.gene_html import gene_sections
from gui.panels.local_html import local_section
from gui.panels.regulatory_html import regulatory_section
from gui.panels.rich_text import heading, table
from gui.panels.rna_html import rna_section
from gui.theme import Theme

_SHOWN_TRANSCRIPTS = 6


def facts_html(detail: VariantDetail, info: CaseInfo, theme: Theme, evidence: str = "") -> str:
    """Sections: what it is, splice scores, people, why it stands here, the record.

    `evidence` is the section on evidence, which is read apart.
    """
    parts = (
        _identity(detail, info, theme),
        consequence_section(detail.interpretation, theme),
        _scores(detail, theme),
        engines_section(detail.facts, theme),
        exon_section(detail.exons, theme),
        regulatory_section(
            detail.facts.regulatory,
            unscored_regulatory(detail.facts),
            detail.facts.regulatory_tail,
            told_motifs(detail.facts, detail.attributions),
            info.tissues_of_interest,
            theme,
        ),
        rna_section(detail, theme),
        element_section(detail.elements, theme),
        _together(detail, theme),
        _lookups(detail, theme),
        _people(detail, info, theme),
        _reasons(detail, theme),
        evidence,
        gene_sections(detail.genes, theme),
        local_section(detail.local, theme),
        _transcripts(detail, theme),
        _record(detail, theme),
    )
    return f"<body style='color:{theme.text}'>{''.join(parts)}</body>"


def _identity(detail: VariantDetail, info: CaseInfo, theme: Theme) -> str:
    facts = detail.facts
    assembly = "artificial sequence" if info.is_artificial else facts.variant.assembly.value
    frequency = text.frequency(facts.population_frequency)
    source = _frequency_sources(info)
    rows = [
        (
            "Position",
            f"{escape(text.place(facts.variant))} <span style='color:{theme.muted}'>({escape(assembly)})</span>",
        ),
        ("Alleles", f"{escape(text.alleles(facts.variant, 24))} ({facts.variant.kind})"),
        ("HGVS g.", escape(detail.hgvs_g)),
        *_transcript_name(detail),
        (
            "Population AF",
            f"{frequency} <span style='color:{theme.muted}'>({escape(source)})</span>",
        ),
    ]
    if facts.zones:
        rows.append(("Lies also in", escape(", ".join(facts.zones))))
    if detail.candidate is not None:
        rows.append(("Inheritance", escape(_inheritance(detail.candidate))))
        rows.append(("HPO match", text.probability(detail.candidate.phenotype_score)))
    if detail.note:
        rows.append(("Your note", escape(detail.note).replace("\n", "<br>")))
    return table((_muted(name, theme), value) for name, value in rows)


def _transcript_name(detail: VariantDetail) -> Iterator[tuple[str, str]]:
    """The name in the first transcript that has one."""
    for place in detail.facts.positions:
        named = detail.names.get(place.transcript.transcript_id)
        if named is not None and named.words:
            yield "HGVS c.", escape(named.words)
            return


def _frequency_sources(info: CaseInfo) -> str:
    """Where the population frequency comes from."""
    own = [f"INFO/{info.frequency_key}"] if info.frequency_key else []
    used = [one.description for one in info.sources if one.role == KnownKind.FREQUENCY]
    found = (*own, *used)
    if not found:
        return "no resource in the file"
    return f"greatest of {', '.join(found)}" if len(found) > 1 else found[0]


def _inheritance(candidate: Candidate) -> str:
    """The modes that fit with what speaks for and against them."""
    told = [one.sentence for one in candidate.reasons if one.topic in (INHERITANCE, APART)]
    return " ".join(told) or text.inheritance(candidate.inheritance)


def _scores(detail: VariantDetail, theme: Theme) -> str:
    parts = [heading("Splice scores", theme)]
    if not detail.facts.scores:
        parts += [
            f"<p style='margin:0'>{escape(line)}</p>" for line in unscored_lines(detail.facts)
        ]
    for score in detail.facts.scores:
        parts.append(_score(score, detail.facts.variant.pos, theme))
    return "".join(parts)


def _together(detail: VariantDetail, theme: Theme) -> str:
    """What the variant does with others on the same chromosome copy, beside its own score."""
    if not detail.facts.haplotypes:
        return ""
    lines = []
    for score in detail.facts.haplotypes:
        line = escape(words.together(score))
        shown = f"<b>{line}</b>" if score.is_notable else line
        lines.append(f"<p style='margin:0 0 3px 0'>{shown}</p>")
    return heading("On the same chromosome copy", theme) + "".join(lines)


def _lookups(detail: VariantDetail, theme: Theme) -> str:
    """What tables say, beside what was computed in the same view and window."""
    return "".join(_lookup(one, theme) for one in detail.facts.lookups)


def _lookup(one: LookupScore, theme: Theme) -> str:
    title = heading(f"Looked up in {one.source}", theme)
    if one.looked_up is None:
        return f"{title}<p style='margin:0'>{escape(one.sentence)}</p>"
    head = [_muted(word, theme) for word in ("", "looked up", "computed")]
    rows = [head]
    for effect in SpliceEffect:
        apart = effect in one.disagreeing
        ours = text.UNKNOWN if one.computed is None else _delta(one.computed, effect, theme)
        named = f"<b>{effect.value}: disagree</b>" if apart else effect.value
        rows.append([named, _delta(one.looked_up, effect, theme), ours])
    gene = f"<p style='margin:2px 0'>{escape(one.gene_symbol)}</p>"
    return title + gene + table(rows, right_from=1)


def _score(score: SpliceScore, pos: int, theme: Theme) -> str:
    head = ["", "Δ raw", "site at", "Δ masked"]
    if score.wide is not None:
        head.append(f"Δ within\n{score.wide.distance:,}")
    rows = [[_muted(word, theme).replace("\n", "<br>") for word in head]]
    rows += [_effect(score, effect, pos, theme) for effect in SpliceEffect]
    title = f"{escape(score.gene_symbol)} ({escape(score.strand)} strand), within {score.delta.distance:,} bases"
    return f"<p style='margin:2px 0'>{title}</p>{table(rows, right_from=1, is_whole=True)}"


def _effect(score: SpliceScore, effect: SpliceEffect, pos: int, theme: Theme) -> list[str]:
    value, offset = score.delta.of(effect)
    cells = [effect.value, _delta(score.delta, effect, theme), text.position(pos + offset)]
    if value == 0:
        cells[2] = text.UNKNOWN
    cells.append(_delta(score.masked, effect, theme))
    if score.wide is not None:
        cells.append(_delta(score.wide, effect, theme))
    return cells


def _delta(delta: SpliceDelta, effect: SpliceEffect, theme: Theme) -> str:
    value = delta.of(effect)[0]
    step = text.tier(value).step
    if not step:
        return f"{value:.2f}"
    ground, ink = theme.tier(step)
    return f"<span style='background:{ground};color:{ink}'>&nbsp;<b>{value:.2f}</b>&nbsp;</span>"


def _people(detail: VariantDetail, info: CaseInfo, theme: Theme) -> str:
    pedigree = info.pedigree
    rows = [
        (
            f"<b>{escape(person.name)}</b>",
            escape(text.role(person, pedigree.patient)),
            escape(text.affection(person)),
            escape(text.genotype(call)),
        )
        for person, call in zip(pedigree.individuals, detail.facts.genotypes, strict=False)
    ]
    return heading("People", theme) + table(rows)


def _reasons(detail: VariantDetail, theme: Theme) -> str:
    if detail.candidate is None:
        return ""
    rows = [
        (_muted(text.signed(reason.points, 1), theme), f"{escape(reason.sentence)}")
        for reason in detail.candidate.reasons
    ]
    total = f"<b>{text.decimal(detail.candidate.points)}</b>"
    rows.append((total, "<b>points in all; the list is sorted by lane, then points</b>"))
    return heading("Why it stands here", theme) + table(rows)


def _transcripts(detail: VariantDetail, theme: Theme) -> str:
    positions = detail.facts.positions
    if not positions:
        return heading("Transcripts", theme) + "<p style='margin:0'>Outside all loaded genes.</p>"
    lines = []
    for one in positions[:_SHOWN_TRANSCRIPTS]:
        named = detail.names.get(one.transcript.transcript_id)
        told = (named.words or named.why) if named else ""
        lines += [_transcript_line(one), *([told] if told else [])]
    if len(positions) > _SHOWN_TRANSCRIPTS:
        lines.append(f"and {len(positions) - _SHOWN_TRANSCRIPTS} more")
    body = "".join(f"<p style='margin:0 0 2px 0'>{escape(line)}</p>" for line in lines)
    return heading("Transcripts", theme) + body


def _transcript_line(position: TranscriptPosition) -> str:
    transcript = position.transcript
    parts = [f"{transcript.gene_symbol} {transcript.transcript_id}"]
    if transcript.mane is not Mane.NONE:
        parts.append(transcript.mane.value)
    parts.append(position.region_words)
    if position.exon_number is not None:
        parts.append(f"exon {position.exon_number}")
    if position.intron_number is not None:
        parts.append(f"intron {position.intron_number}")
    if position.distance_to_splice_site is not None:
        bases = text.count(position.distance_to_splice_site, "base")
        parts.append(f"{bases} from the nearest {position.site or 'splice'} site")
    return ", ".join(parts)


def _record(detail: VariantDetail, theme: Theme) -> str:
    facts = detail.facts
    quality = text.UNKNOWN if facts.quality is None else f"{facts.quality:g}"
    rows = [
        (_muted("QUAL", theme), quality),
        (_muted("FILTER", theme), escape(", ".join(facts.filters) or "PASS or none")),
    ]
    others = "".join(
        f"<p style='margin:3px 0'>The same allele stands in {escape(name)}; calls are merged.</p>"
        + _line(line, theme)
        for name, line in detail.merged
    )
    original = _line(detail.original_line, theme) + others
    return heading("Record in the variant file", theme) + table(rows) + original


def _line(line: str, theme: Theme) -> str:
    spaced = escape(line.replace("\t", "  "))
    return f"<p style='margin:3px 0;color:{theme.muted};font-family:monospace'>{spaced}</p>"


def _muted(words: str, theme: Theme) -> str:
    return f"<span style='color:{theme.muted}'>{escape(words)}</span>"
