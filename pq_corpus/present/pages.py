"""A topic's timeline as a page that stands on its own and as a picture; measures as a picture. Dutch, readable in print."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from typing import Any

from pq_corpus.export.measures import Measure
from pq_corpus.records import Event
from pq_corpus.track.timeline import dutch

_STYLE = """body{font:17px/1.5 Georgia,serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.6rem}ol{list-style:none;padding:0}li{margin:0 0 1.4rem;padding-left:1rem;border-left:3px solid #111}
li.termijn{border-left-style:dashed}time{font-weight:bold}blockquote{margin:.3rem 0}.bron{font-size:.85rem;color:#444}
@media print{a{color:#000;text-decoration:none}a[href^=http]::after{content:" (" attr(href) ")";word-break:break-all}}"""


def _when(event: Event) -> str:
    if event.date and event.date == event.date_to:
        return dutch(event.date)
    if event.date or event.date_to:
        return f"{dutch(event.date) if event.date else '…'} – {dutch(event.date_to) if event.date_to else '…'}"
    return "zonder datum"


def timeline_html(title: str, events: Sequence[Event], cited: Mapping[str, str], on: dt.date) -> str:
    """A page without script or anything from elsewhere; every line names its source, with the address where known."""
    lines = []
    for event in events:
        source = html.escape(cited.get(event.question, event.question))
        if event.url and event.url.startswith(("https://", "http://")):
            source = f'<a href="{html.escape(event.url)}">{source}</a>'
        quote = "" if event.text == cited.get(event.question) else f"<blockquote>“{html.escape(event.text)}”</blockquote>"
        kind = ' class="termijn"' if event.commitment else ""
        stamp = f' datetime="{event.date.isoformat()}"' if event.date else ""
        lines.append(f'<li{kind}><time{stamp}>{html.escape(_when(event))}</time> {html.escape(event.title)}{quote}<div class="bron">Bron: {source} [{html.escape(event.question)}]</div></li>')  # fmt: skip
    return (
        f'<!DOCTYPE html>\n<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}: tijdlijn</title><style>{_STYLE}</style></head><body><h1>{html.escape(title)}</h1>"
        f"<p>Tijdlijn, stand op {dutch(on)}. Een streepjeslijn is een termijn of toezegging.</p><ol>\n"
        + "\n".join(lines) + "\n</ol><p class=\"bron\">Bron van alle documenten: Vlaams Parlement (Modellicentie Gratis Hergebruik Vlaanderen).</p></body></html>\n"
    )  # fmt: skip


def _svg(chart: object) -> str:
    try:
        import vl_convert
    except ImportError:
        raise _missing() from None
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))  # type: ignore[attr-defined]


def _missing() -> Exception:
    from pq_corpus.corpus import CorpusError

    return CorpusError("pictures need altair and vl-convert; install them with: pip install 'pq-corpus[plots]'")


def timeline_svg(title: str, events: Sequence[Event], cited: Mapping[str, str], on: dt.date) -> str:
    """A bar or point for each event with a date, the earliest on top; the day of the picture is a dashed line."""
    try:
        import altair as alt
    except ImportError:
        raise _missing() from None
    rows = [
        {"n": f"{n:03} ", "van": (e.date or e.date_to).isoformat(), "tot": ((e.date_to or e.date) + dt.timedelta(days=1)).isoformat(),  # type: ignore[union-attr, operator]
         "soort": "termijn of toezegging" if e.commitment else "gebeurtenis", "wat": e.title if len(e.title) < 90 else e.title[:88] + "…"}
        for n, e in enumerate(events) if e.date or e.date_to
    ]  # fmt: skip
    base = alt.Chart(alt.InlineData(values=rows))
    order = alt.Y("n:N", axis=None, sort=None)
    bars = base.mark_bar(height=7, stroke="black").encode(
        y=order, x=alt.X("van:T", title=None, axis=alt.Axis(format="%m/%Y")), x2="tot:T",
        fill=alt.Fill("soort:N", scale=alt.Scale(domain=["gebeurtenis", "termijn of toezegging"], range=["black", "white"]), title=None),
    )  # fmt: skip
    words = base.mark_text(align="left", baseline="bottom", dy=-5, fontSize=11).encode(y=order, x="van:T", text="wat:N")
    today = alt.Chart(alt.InlineData(values=[{"dag": on.isoformat()}])).mark_rule(strokeDash=[4, 3]).encode(x="dag:T")
    chart = alt.layer(bars, words, today).properties(
        width=760, height=max(60, 30 * len(rows)), title=alt.Title(title, subtitle=f"Stand op {dutch(on)}. Bron: Vlaams Parlement")
    )
    return _svg(chart.configure_legend(orient="bottom").configure_view(stroke=None))


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
    return _svg(chart.properties(title=alt.Title(title, subtitle=subtitle, anchor="start", fontSize=16, subtitleFontSize=12, offset=14)).configure_view(stroke=None))  # fmt: skip


_SHADES = {"vragen": "silver", "tijdig": "black", "te laat": "white", "uitgevoerd": "black", "over tijd": "gray", "andere": "white"}
