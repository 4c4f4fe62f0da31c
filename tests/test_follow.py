"""What needs attention, what changed, threads, feeds and calendars, through the installed command."""

import datetime as dt
import itertools
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import icalendar
import pytest

from tests.conftest import ROOT, Pq
from tests.test_written import made

A = "{http://www.w3.org/2005/Atom}"


def test_due_lists_what_passed_and_what_comes(sample: Pq) -> None:
    before = sample.json("due", "--topic", "sio", "--on", "2021-05-01", "--within", "0d")
    after = sample.json("due", "--topic", "sio", "--on", "2021-07-01", "--within", "0d")
    assert not [c for c in before["due"] if c["deadline"]["to"] == "2021-06-20"]
    late = [c for c in after["due"] if c["deadline"]["to"] == "2021-06-20"]
    assert late and all(c["status"] == "overdue" for c in late)
    coming = sample.json("due", "--topic", "sio", "--on", "2021-06-01", "--within", "30d")
    assert {c["id"] for c in late} <= {c["id"] for c in coming["due"]}
    refused = sample("due", "--within", "soon")
    assert refused.returncode == 2 and "30d" in refused.stderr


def test_changes_say_what_is_new_and_what_became_overdue(sample: Pq) -> None:
    found = sample.json("changes", "--since", "2021-05-01", "--on", "2021-07-01", "--topic", "sio")["changes"]
    assert any(c["commitment"]["status"] == "overdue" and c["before"] in ("open", "due") for c in found)
    everything = sample.json("changes", "--since", "2019-01-01", "--on", "2021-07-01", "--topic", "sio")["changes"]
    assert everything and all(c["before"] is None for c in everything)
    assert sample.json("changes", "--since", "2021-07-01", "--on", "2021-07-01")["changes"] == []
    assert sample("changes", "--since", "2022-01-01", "--on", "2021-01-01").returncode == 2


def test_thread_holds_the_question_that_cites_and_the_one_cited(sample: Pq) -> None:
    for start in ("sv-2019-2020-beke-85", "vou-r1411853"):
        matter = sample.json("thread", start)["questions"]
        ids = [q["id"] for q in matter]
        assert start in ids
        for question in matter:
            assert set(question["cites"]) | set(question["cited_by"]) <= set(ids)
            assert all(c["question"] == question["id"] for c in question["commitments"])


def test_feed_is_atom(sample: Pq) -> None:
    done = sample("feed", "sio", "--on", "2021-07-01")
    assert done.returncode == 0, done.stderr
    assert done.stdout == sample("feed", "sio", "--on", "2021-07-01").stdout
    feed = ET.fromstring(done.stdout)
    assert feed.tag == f"{A}feed" and feed.find(f"{A}author/{A}name") is not None
    entries = feed.findall(f"{A}entry")
    assert len(entries) == len(sample.json("timeline", "sio", "--on", "2021-07-01")["events"])
    ids = [e.findtext(f"{A}id") for e in entries]
    assert len(set(ids)) == len(ids)
    allowed = {f"{A}{n}" for n in "author category content contributor generator icon id link logo published rights source subtitle summary title updated entry".split()}  # fmt: skip
    for element in (feed, *entries):  # RFC 4287, 4.1.1 and 4.1.2
        assert {child.tag for child in element} <= allowed
        assert all("href" in link.attrib for link in element.findall(f"{A}link"))
        assert re.match(r"[a-z][a-z0-9+.-]*:\S+$", element.findtext(f"{A}id") or "")
    for entry in entries:
        assert entry.find(f"{A}content") is not None or entry.find(f"{A}link[@rel='alternate']") is not None
        assert entry.find(f"{A}content").get("type") in ("text", "html", "xhtml")
    with_self = ET.fromstring(sample("feed", "sio", "--on", "2021-07-01", "--address", "https://example.org/sio.atom").stdout)
    assert with_self.find(f"{A}link[@rel='self']").get("href") == "https://example.org/sio.atom"
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{A}{name}")) == 1
        moment = dt.datetime.fromisoformat(element.findtext(f"{A}updated") or "")
        assert moment.date() <= dt.date(2021, 7, 1)


def test_calendar_is_read_back_by_the_library(sample: Pq) -> None:
    done = sample("calendar", "sio", "--on", "2021-07-01")
    assert done.returncode == 0, done.stderr
    events = list(icalendar.Calendar.from_ical(done.stdout).walk("VEVENT"))
    dated = [
        c
        for c in sample.json("commitments", "--topic", "sio", "--on", "2021-07-01")["commitments"]
        if c["deadline"] and (c["deadline"]["to"] or c["deadline"]["from"])
    ]
    assert dated and {str(e["uid"]) for e in events} == {f"{c['id']}@pq-corpus" for c in dated}
    assert dt.date(2021, 6, 20) in {e.decoded("dtstart") for e in events}
    calendar = icalendar.Calendar.from_ical(done.stdout)
    assert calendar["version"] == "2.0" and calendar["prodid"]  # RFC 5545, 3.6
    for event in events:  # 3.6.1: UID and DTSTAMP once, DTSTART without METHOD, DTEND of the same kind and later
        assert event["uid"] and event.decoded("dtstamp").tzinfo and event.decoded("dtend") > event.decoded("dtstart")
    raw = done.stdout.encode()
    assert all(len(line) <= 75 for line in raw.replace(b"\r\n", b"\n").split(b"\n"))  # 3.1: lines are folded at 75 octets
    again = icalendar.Calendar.from_ical(icalendar.Calendar.from_ical(done.stdout).to_ical())
    assert len(list(again.walk("VEVENT"))) == len(events)


@pytest.mark.parametrize("name", ["sio", "stikstof", "werkplekleren"])
def test_topics_are_shipped_and_in_the_sample(name: str, empty: Pq) -> None:
    shipped = (ROOT / f"pq_corpus/data/topics/{name}.toml").read_bytes()
    assert (ROOT / f"corpus/topics/{name}.toml").read_bytes() == shipped
    assert (Path(empty.folder) / f"topics/{name}.toml").read_bytes() == shipped


@pytest.fixture
def own(sample: Pq, tmp_path: Path) -> Pq:
    copy = Pq(tmp_path / "own")
    shutil.copytree(sample.folder, copy.folder)
    return copy


def test_a_saved_search_has_a_timeline_a_feed_and_a_calendar(own: Pq) -> None:
    assert own("search", "visienota", "--save", "visienota").returncode == 0
    assert "visienota" in (own.folder / "searches/visienota.toml").read_text()
    events = own.json("timeline", "visienota", "--on", "2021-07-01")["events"]
    assert events and {e["question"] for e in events} == {"vou-r1411853"}
    feed = ET.fromstring(own("feed", "visienota", "--on", "2021-07-01").stdout)
    assert len(feed.findall(f"{A}entry")) == len(events)
    days = [e.decoded("dtstart") for e in icalendar.Calendar.from_ical(own("calendar", "visienota", "--on", "2021-07-01").stdout).walk("VEVENT")]
    assert dt.date(2020, 7, 20) in days
    unknown = own("feed", "niets")
    assert unknown.returncode == 2 and "visienota" in unknown.stderr
    assert own("search", "x", "--save", "../x").returncode == 2 and own("search", "x", "--save", "sio").returncode == 2


def test_topics_are_made_suggested_and_added_to(own: Pq) -> None:
    done = own("topics", "new", "back-on-track", "--title", "Back on Track", "--term", "Back on Track", "--actor", "Kind en Gezin")
    assert done.returncode == 0, done.stderr
    assert own("topics", "new", "back-on-track", "--title", "x", "--term", "x").returncode == 2
    assert own("topics", "new", "Niet Goed", "--title", "x", "--term", "x").returncode == 2
    [topic] = [t for t in own.json("topics")["topics"] if t["id"] == "back-on-track"]
    [inside] = topic["questions"]
    assert inside["question"] == "sv-2019-2020-beke-85" and {"passage": "antwoord 2", "words": "Back on Track"} in inside["passages"]
    assert "gevonden: “Back on Track” in context" in own("topics").stdout
    for n in range(8):  # four on the topic, each with the same firm; four not
        asks = f"1. Hoeveel jongeren telt Back on Track bij Luttelveen in 202{n}?" if n < 4 else f"1. Hoeveel bomen staan er langs weg {n}?"
        (own.folder.parent / f"{n}.txt").write_text(made(asks, "1. Twaalf.", f"Onderwerp {n}", nr=400 + n))
    assert own("add", *own.folder.parent.glob("[0-9].txt")).returncode == 0 and own("build").returncode == 0
    found = own.json("topics", "suggest", "back-on-track")
    assert "log-likelihood" in found["measure"] and "Luttelveen" in {s["words"] for s in found["suggestions"]}
    assert all(s["g2"] > 10 and s["pmi"] > 0 and s["inside"] > 1 for s in found["suggestions"])
    assert not any(s["words"].lower() in "back on track kind en gezin" or "bomen" in s["words"] for s in found["suggestions"])
    assert "pq topics add back-on-track" in own("topics", "suggest", "back-on-track").stdout
    reason = ("--reason", "komt mee voor")
    assert own("topics", "add", "back-on-track", "masterstudent", *reason).returncode == 0
    assert own("build").returncode == 0
    assert "vou-r1411853" in {q["question"] for t in own.json("topics")["topics"] if t["id"] == "back-on-track" for q in t["questions"]}
    assert own("topics", "add", "back-on-track", "masterstudent", "--as", "exclude", *reason).returncode == 0
    assert "vou-r1411853" not in {q["question"] for t in own.json("topics")["topics"] if t["id"] == "back-on-track" for q in t["questions"]}


def test_a_term_that_can_mean_something_else_needs_support(own: Pq) -> None:
    assert own("topics", "new", "regering", "--title", "x", "--term", "nergens te vinden", "--actor", "visienota").returncode == 0
    assert own("topics", "add", "regering", "regering", "--needs-support", "--reason", "te ruim").returncode == 0
    [topic] = [t for t in own.json("topics")["topics"] if t["id"] == "regering"]
    assert topic["questions"] and all("(bij visienota)" in p["words"] for q in topic["questions"] for p in q["passages"])


def test_a_timeline_is_filtered_and_grouped(sample: Pq) -> None:
    on = ("--on", "2021-07-01")
    everything = sample.json("timeline", "sio", *on)["events"]
    assert all(e["source"] and e["thread"] for e in everything)
    by_kind = sample.json("timeline", "sio", "--kind", "status", *on)["events"]
    assert by_kind and all(e["kind"] == "status" and e["note"] for e in by_kind)
    late = sample.json("timeline", "sio", "--from", "2021-01-01", "--to", "2021-12-31", *on)["events"]
    assert 0 < len(late) < len(everything)
    assert {e["question"] for e in sample.json("timeline", "sio", "--minister", "somers", *on)["events"]} == {"vou-r1411853"}
    grouped = sample.json("timeline", "sio", "--group-by", "thread", *on)["events"]
    assert sorted(map(str, grouped)) == sorted(map(str, everything))
    threads = [e["thread"] for e in grouped]
    assert len([1 for a, b in itertools.pairwise(threads) if a != b]) == len(set(threads)) - 1
    assert "=== Welzijnssector" in sample("timeline", "sio", "--group-by", "thread", *on).stdout


def test_late_answers_and_new_questions(own: Pq) -> None:
    path = own.folder.parent / "open.txt"
    path.write_text(made("1. Hoeveel?", None, date="8 januari 2024", nr=300))
    assert own("add", path).returncode == 0 and own("build").returncode == 0
    term = dt.date(2024, 2, 5)  # the twentieth working day after 8 January 2024
    assert own.json("due", "--on", str(term))["unanswered"] == []
    [late] = own.json("due", "--on", str(term + dt.timedelta(days=1)))["unanswered"]
    assert late["question"] == "sv-2023-2024-demir-300" and late["due"] == str(term)
    sheet = own("briefing", "--minister", "Demir", "--on", "2024-03-01").stdout
    assert "Antwoord te laat (1)" in sheet and "verwacht tegen 5 februari 2024" in sheet
    new = own.json("changes", "--since", "2024-01-01", "--on", "2024-02-01")["questions"]
    assert [q["id"] for q in new] == ["sv-2023-2024-demir-300"]


@pytest.mark.parametrize(
    ("name", "title", "day", "now"),
    [
        ("Wouter Beke", "VLAAMS MINISTER VAN WELZIJN, VOLKSGEZONDHEID, GEZIN EN ARMOEDEBESTRIJDING", "2022-05-16", ["Wouter Beke"]),
        ("Wouter Beke", "VLAAMS MINISTER VAN WELZIJN, VOLKSGEZONDHEID, GEZIN EN ARMOEDEBESTRIJDING", "2022-05-17", []),  # nobody's day
        ("Wouter Beke", "VLAAMS MINISTER VAN WELZIJN, VOLKSGEZONDHEID, GEZIN EN ARMOEDEBESTRIJDING", "2022-05-18", ["Hilde Crevits", "Benjamin Dalle"]),
        ("Zuhal Demir", "Vlaams minister van Justitie en Handhaving, Omgeving, Energie en Toerisme", "2024-09-29", ["Zuhal Demir"]),
        ("Zuhal Demir", "Vlaams minister van Justitie en Handhaving, Omgeving, Energie en Toerisme", "2024-09-30",
         ["Melissa Depraetere", "Zuhal Demir", "Jo Brouns"]),  # she kept one of the four
        ("Bart Somers", "Vlaams minister van Binnenlands Bestuur, Bestuurszaken, Inburgering en Gelijke Kansen", "2023-11-08", ["Gwendolyn Rutten"]),
        ("Melissa Depraetere", "Vlaams minister van Wonen", "2026-02-01", ["Melissa Depraetere", "Hans Bonte"]),  # replaced ad interim
    ],
)  # fmt: skip
def test_who_answers_for_a_portfolio(name: str, title: str, day: str, now: list[str]) -> None:
    from pq_corpus.parliament.portfolios import named, responsible

    assert list(responsible(name, named(title), dt.date.fromisoformat(day))) == now
