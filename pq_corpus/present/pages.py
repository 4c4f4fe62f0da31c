"""A topic's timeline as a page that stands on its own and as a picture; measures as a picture. Dutch, readable in print."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping, Sequence

from pq_corpus.records import Event
from pq_corpus.track.measures import Measure
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


def measures_svg(lines: Sequence[Measure]) -> str:
    """Questions and commitments of each line as bars, black and white."""
    try:
        import altair as alt
    except ImportError:
        raise _missing() from None
    rows = [{"naam": m.name, "wat": what, "aantal": n} for m in lines for what, n in (("vragen", m.questions), ("toezeggingen", m.commitments), ("over tijd", m.overdue))]  # fmt: skip
    chart = alt.Chart(alt.InlineData(values=rows)).mark_bar(stroke="black").encode(
        y=alt.Y("naam:N", sort=[m.name for m in lines], title=None), yOffset=alt.YOffset("wat:N", sort=["vragen", "toezeggingen", "over tijd"]),
        x=alt.X("aantal:Q", title="aantal"), fill=alt.Fill("wat:N", sort=["vragen", "toezeggingen", "over tijd"], scale=alt.Scale(range=["black", "silver", "white"]), title=None),
    )  # fmt: skip
    return _svg(chart.properties(width=600, title=alt.Title("Vragen en toezeggingen", subtitle="Bron: Vlaams Parlement")))
