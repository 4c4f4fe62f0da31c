"""What is no parliamentary document is kept, listed with a reason, and never becomes a record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Pq

ARTICLE = (
    "Brussel - Minister Wouter Beke antwoordde op schriftelijke vraag nr. 85 van 8 november 2019 van Lorin Parys.\n\n"
    "De krant kon het antwoord inkijken. “We verwachten de resultaten in het voorjaar”, zegt de minister.\n"
)
BAD = {
    "empty.txt": (b"", "empty"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(200), "picture"),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref", "truncated"),
    "damaged.pdf": (b"%PDF-1.7\n" + bytes(range(256)) + b"\n%%EOF", "damaged"),
    "other.html": (b"<!doctype html><html><body><h1>Weerbericht</h1><p>Morgen zon.</p></body></html>", "speech"),
    "article.txt": (ARTICLE.encode(), "fits no known layout"),
    "broken.txt": ("Sociale\u00a0impact".encode() + b"\xe9\xff", "UTF-8"),
    "list.json": (b'{"items": [{"weather": {"sun": true}}]}', "fits no known layout"),
    "half.json": (b'{"items": [', "JSON is damaged"),
}


def test_each_is_kept_and_listed(empty: Pq, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    for name, (data, _) in BAD.items():
        (folder / name).write_bytes(data)
    added = empty.json("add", folder)
    assert len(added["added"]) == len(BAD) and not added["refused"]
    again = empty.json("add", folder)
    assert len(again["unchanged"]) == len(BAD) and not again["added"]
    done = empty("build", "--json")
    assert done.returncode == 1
    import json

    report = json.loads(done.stdout)
    assert report["questions"] == 0
    reasons = {p["path"].split("(")[-1].rstrip(")"): p["reason"] for p in report["problems"]}
    for name, (_, words) in BAD.items():
        assert words in reasons[name], (name, reasons[name])
    check = empty("check", "--json")
    assert check.returncode == 1 and len(json.loads(check.stdout)["problems"]) == len(BAD)


def test_what_is_not_there(empty: Pq) -> None:
    done = empty("add", "/nowhere/at/all")
    assert done.returncode == 1 and "no such file" in done.stderr


def test_a_folder_without_read_rights(empty: Pq, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pq_corpus import open as open_corpus
    from pq_corpus import raw

    locked = tmp_path / "locked"
    locked.mkdir()
    real = os.listdir

    def refuse(path: object = ".") -> list[str]:
        if str(path) == str(locked):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "listdir", refuse)
    report = open_corpus(empty.folder).add([locked])
    assert "read rights" in report.refused[0]["reason"]
    monkeypatch.undo()
    (empty.folder / "raw" / "ab").mkdir()
    monkeypatch.setattr(
        os, "walk", lambda top, onerror=None: onerror(PermissionError(13, "Permission denied", str(top / "ab"))) or iter(())
    )
    [(path, reason)] = raw.scan(empty.folder / "raw").problems
    assert path == "raw/ab" and "read rights" in reason


def test_bad_words_on_the_command_line(empty: Pq, tmp_path: Path) -> None:
    assert Pq(tmp_path / "none")("build").returncode == 2
    assert "not built yet" in empty("timeline", "sio").stderr
    assert "not a day" in empty("commitments", "--on", "morgen").stderr
    assert "unknown key" in empty("add", tmp_path, "--meta", "colour=red").stderr
    assert "Did you mean 'build'" in empty("biuld").stderr


def test_changed_bytes_are_found(empty: Pq, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    sha = empty.json("add", tmp_path / "a.txt")["added"][0]["sha256"]
    body = empty.folder / "raw" / sha[:2] / f"{sha}.txt"
    body.write_text("iets anders")
    empty("build")
    assert "was changed after it was kept" in empty("check").stdout


def test_a_full_disk_leaves_nothing_half_written(empty: Pq, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pq_corpus import open as open_corpus

    (tmp_path / "a.txt").write_text(ARTICLE)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    report = open_corpus(empty.folder).add([tmp_path / "a.txt"])
    assert "No space left" in report.refused[0]["reason"]
    assert not [p for p in (empty.folder / "raw").rglob("*") if p.is_file()]
