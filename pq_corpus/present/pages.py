"""A topic's timeline as a page that stands on its own and as a picture; measures as a picture. Dutch, readable in print."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from typing import Any

from pq_corpus.export.measures import Measure
from pq_corpus.records import Event
from pq_corpus.track.words import dutch, interval

Groups = Sequence[tuple[str, Sequence[Event]]]  # headings (or one without) with their events

_STYLE = """body{font:17px/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem}ol{list-style:none;padding:0}li{margin:0 0 1.4rem;padding-left:1rem;border-left:3px solid #111}
li.termijn{border-left-style:dashed}li.stand{border-left-style:double}time{font-weight:bold}blockquote{margin:.3rem 0}.bron,.waarom{font-size:.85rem;color:#444}
@media print{a{color:#000;text-decoration:none}a[href^=http]::after{content:" (" attr(href) ")";word-break:break-all}}"""


def _when(event: Event) -> str:
    return interval(event.date, event.date_to) if event.date or event.date_to else "zonder datum"


def timeline_html(title: str, groups: Groups, on: dt.date) -> str:
    """A page without script or anything from elsewhere; every line names its source, with the address where known."""
    body: list[str] = []
    for heading, events in groups:
        body += [f"<h2>{html.escape(heading)}</h2>"] if heading else []
        body.append("<ol>")
        for event in events:
            source = html.escape(event.source or event.question)
            if event.url and event.url.startswith(("https://", "http://")):
                source = f'<a href="{html.escape(event.url)}">{source}</a>'
            quote = "" if event.text == event.source else f"<blockquote>“{html.escape(event.text)}”</blockquote>"
            note = f'<div class="waarom">{html.escape(event.note)}</div>' if event.note else ""
            kind = ' class="stand"' if event.kind in ("status", "evidence") else ' class="termijn"' if event.commitment else ""
            stamp = f' datetime="{event.date.isoformat()}"' if event.date else ""
            body.append(f'<li{kind}><time{stamp}>{html.escape(_when(event))}</time> {html.escape(event.title)}{quote}{note}<div class="bron">Bron: {source} [{html.escape(event.question)}]</div></li>')  # fmt: skip
        body.append("</ol>")
    return (
        f'<!DOCTYPE html>\n<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}: tijdlijn</title><style>{_STYLE}</style></head><body><h1>{html.escape(title)}</h1>"
        f"<p>Tijdlijn, stand op {dutch(on)}. Volle lijn: wat er gebeurde. Streepjeslijn: een toezegging met haar termijn. Dubbele lijn: opvolging of een nieuwe stand.</p>\n"
        + "\n".join(body) + "\n<p class=\"bron\">Bron van alle documenten: Vlaams Parlement (Modellicentie Gratis Hergebruik Vlaanderen).</p></body></html>\n"
    )  # fmt: skip


def _missing() -> Exception:
    from pq_corpus.corpus import CorpusError

    return CorpusError("pictures need altair and vl-convert; install them with: pip install 'pq-corpus[plots]'")


def _convert(chart: Any, form: str) -> Any:
    try:
        import vl_convert
    except ImportError:
        raise _missing() from None
    return vl_convert.vegalite_to_png(chart.to_dict(), scale=2) if form == "png" else vl_convert.vegalite_to_svg(chart.to_dict())


_MARKS = {  # what a mark is called, and its form; each differs in form and not in colour alone
    "vraag, antwoord of feit": ("circle", "black"), "toezegging met termijn": ("square", "white"), "opvolging": ("diamond", "#999999"),
    "nieuwe stand": ("cross", "black"),
}  # fmt: skip


def _mark(event: Event) -> str:
    if event.kind == "evidence":
        return "opvolging"
    if event.kind == "status":
        return "nieuwe stand"
    return "toezegging met termijn" if event.commitment else "vraag, antwoord of feit"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


def _label(event: Event) -> str:
    """A line of the picture: its day, and where the words say more than the title, the words."""
    first, last = event.date or event.date_to, event.date_to or event.date
    assert first and last
    when = f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
    said = event.title if event.text == event.source else f"{event.title}: “{event.text}”"
    return f"{when}  {_short(' '.join(said.split()), 98)}"


def _timeline(title: str, groups: Groups, on: dt.date) -> Any:
    """A row for each event with a date: its line of text, and a bar for its days or a mark for its day, against the years."""
    try:
        import altair as alt
    except ImportError:
        raise _missing() from None
    order: list[str] = []
    rows: list[dict[str, str]] = []
    days = [on]
    for heading, events in groups:
        dated = [e for e in events if e.date or e.date_to]
        if heading and dated:
            order.append(f"{len(order):04}▼ {_short(heading, 110)}")
        for e in dated:
            first, last = e.date or e.date_to, e.date_to or e.date
            assert first and last
            days += [first, last]
            order.append(f"{len(order):04}{_label(e)}")
            rows.append({
                "rij": order[-1], "van": first.isoformat(), "tot": (last + dt.timedelta(days=1)).isoformat(), "soort": _mark(e),
                "vorm": "balk" if first != last else "punt",
            })  # fmt: skip
    span = max(days) - min(days) + dt.timedelta(days=10)
    edges = [(min(days) - span / 30).isoformat(), (max(days) + span / 30).isoformat()]
    bold = alt.condition("indexof(datum.label, '▼') == 4", alt.value("bold"), alt.value("normal"))
    y = alt.Y("rij:N", scale=alt.Scale(domain=order), title=None, axis=alt.Axis(labelExpr="slice(datum.label, 4)", labelLimit=760, labelFontWeight=bold, ticks=False, domain=False, labelFontSize=11, grid=True, gridColor="#e5e5e5"))  # fmt: skip
    form = "%m/%Y" if span.days > 200 else "%d/%m/%Y"
    x = alt.X("van:T", title=None, scale=alt.Scale(domain=edges, nice=False), axis=alt.Axis(format=form, orient="top", labelAngle=0, tickCount=6, labelOverlap=True))  # fmt: skip
    kinds = list(_MARKS)
    fill = alt.Fill("soort:N", scale=alt.Scale(domain=kinds, range=[_MARKS[k][1] for k in kinds]), title=None, legend=alt.Legend(columns=4, labelLimit=240))  # fmt: skip
    shape = alt.Shape("soort:N", scale=alt.Scale(domain=kinds, range=[_MARKS[k][0] for k in kinds]), title=None, legend=alt.Legend(columns=4, labelLimit=240))  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows))
    bars = base.transform_filter("datum.vorm == 'balk'").mark_bar(height=9, stroke="black").encode(y=y, x=x, x2="tot:T", fill=fill)
    points = base.transform_filter("datum.vorm == 'punt'").mark_point(size=70, stroke="black", opacity=1).encode(y=y, x=x, fill=fill, shape=shape)  # fmt: skip
    today = alt.Chart(alt.InlineData(values=[{"dag": on.isoformat()}])).mark_rule(strokeDash=[4, 3]).encode(x="dag:T")
    chart = alt.layer(bars, points, today).properties(
        width=460, height={"step": 20}, title=alt.Title(title, subtitle=f"Stand op {dutch(on)} (streepjeslijn). Bron: Vlaams Parlement", anchor="start")
    )  # fmt: skip
    return chart.configure_legend(orient="bottom", symbolSize=90, symbolStrokeColor="black").configure_view(stroke=None)


def timeline_svg(title: str, groups: Groups, on: dt.date) -> str:
    """The timeline as a picture (SVG), readable in black and white; events without any date are left out."""
    return str(_convert(_timeline(title, groups, on), "svg"))


def timeline_png(title: str, groups: Groups, on: dt.date) -> bytes:
    """The same picture as PNG, at twice the size."""
    return bytes(_convert(_timeline(title, groups, on), "png"))


_MOST = 40  # lines in one picture


def measures_svg(lines: Sequence[Measure], title: str, on: dt.date) -> str:
    """Questions, answers in time and commitments of each line, side by side; readable in black and white."""
    try:
        import altair as alt
    except ImportError:
        raise _missing() from None
    shown = lines[:_MOST]
    order = [m.name for m in shown]
    labels = alt.Axis(labelLimit=320, labelFontSize=12, ticks=False, domain=False, labelPadding=6)
    told = alt.Axis(labels=False, ticks=False, domain=False)

    def panel(name: str, rows: list[dict[str, object]], axis: alt.Axis, width: int) -> Any:
        data = alt.InlineData(values=rows)
        y = alt.Y("naam:N", sort=order, title=None, axis=axis)
        most = max([int(str(row["tot"])) for row in rows] or [1])
        scale = alt.Scale(domain=[0, max(most, 1) * 1.3], nice=False)
        bars = alt.Chart(data).transform_filter("datum.van < datum.tot").mark_bar(stroke="black", strokeWidth=0.8, height={"band": 0.7}).encode(
            y=y, x=alt.X("van:Q", scale=scale, title=None, axis=None), x2="tot:Q",
            fill=alt.Fill("wat:N", legend=None, scale=alt.Scale(domain=list(_SHADES), range=list(_SHADES.values()))),
        )  # fmt: skip
        words = alt.Chart(data).mark_text(align="left", dx=5, fontSize=12).encode(y=y, x=alt.X("tot:Q", scale=scale), text="tekst:N")
        return alt.layer(bars, words).properties(width=width, height=alt.Step(24), title=alt.Title(name, fontSize=12, anchor="start"))

    asked = [{"naam": m.name, "wat": "vragen", "van": 0, "tot": m.questions, "tekst": str(m.questions)} for m in shown]
    timely = []
    kept = []
    for m in shown:
        days = "" if m.response is None else f", mediaan {m.response:g} werkdagen".replace(".", ",")
        timely += [{"naam": m.name, "wat": "tijdig", "van": 0, "tot": m.in_time, "tekst": ""},
                   {"naam": m.name, "wat": "te laat", "van": m.in_time, "tot": m.timed, "tekst": f"{m.in_time} van {m.timed}{days}" if m.timed else "geen dag bekend"}]  # fmt: skip
        parts = (("uitgevoerd", m.fulfilled), ("over tijd", m.overdue), ("andere", m.commitments - m.fulfilled - m.overdue))
        at = 0
        for what, n in parts:
            kept.append({"naam": m.name, "wat": what, "van": at, "tot": at + n, "tekst": ""})
            at += n
        kept[-1]["tekst"] = f"{m.commitments}: {m.fulfilled} uitgevoerd, {m.overdue} over tijd" if m.commitments else "0"
    more = f"; de {_MOST} eerste van {len(lines)}" if len(lines) > _MOST else ""
    chart = alt.hconcat(
        panel("Vragen", asked, labels, 130),
        panel("Tijdig beantwoord (zwart) van wie de dag bekend is", timely, told, 270),
        panel("Toezeggingen: uitgevoerd (zwart), over tijd (grijs)", kept, told, 330),
        spacing=24,
    ).resolve_scale(fill="shared")  # fmt: skip
    subtitle = f"Stand op {dutch(on)}{more}. Bron: Vlaams Parlement"
    return str(_convert(chart.properties(title=alt.Title(title, subtitle=subtitle, anchor="start", fontSize=16, subtitleFontSize=12, offset=14)).configure_view(stroke=None), "svg"))  # fmt: skip


_SHADES = {"vragen": "silver", "tijdig": "black", "te laat": "white", "uitgevoerd": "black", "over tijd": "gray", "andere": "white"}
