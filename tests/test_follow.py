"""What needs attention, what changed, threads, feeds and calendars, through the installed command."""

import datetime as dt
import xml.etree.ElementTree as ET
from pathlib import Path

import icalendar
import pytest

from tests.conftest import ROOT, Pq

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
    again = icalendar.Calendar.from_ical(icalendar.Calendar.from_ical(done.stdout).to_ical())
    assert len(list(again.walk("VEVENT"))) == len(events)


@pytest.mark.parametrize("name", ["sio", "stikstof", "sociale-huisvesting"])
def test_topics_are_shipped_and_in_the_sample(name: str, empty: Pq) -> None:
    shipped = (ROOT / f"pq_corpus/data/topics/{name}.toml").read_bytes()
    assert (ROOT / f"corpus/topics/{name}.toml").read_bytes() == shipped
    assert (Path(empty.folder) / f"topics/{name}.toml").read_bytes() == shipped
