"""A stand-in for Parliament's services: made-up records in the real shapes, able to misbehave on demand.

By hand: `python -m tests.parliament` prints the [sources] to put into a corpus.toml.
"""

from __future__ import annotations

import collections
import hashlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.pdf import paged, pdf
from tests.test_written import made

YEAR = "2023-2024"
MINISTERS = [("Zuhal", "Demir"), ("Lydia", "Peeters"), ("Jo", "Brouns"), ("Ben", "Weyts")]
MONTHS = ["oktober", "november", "december"]
FAULTS = ("429", "500", "cut", "empty", "maintenance", "half")


class Parliament:
    """The records and the server. `faults` is the share of requests that go wrong the first time, each in one of the ways
    of FAULTS; `always` maps a part of an address to the way in which it goes wrong every time."""

    def __init__(
        self, written: int = 40, oral: int = 10, faults: float = 0.0, always: dict[str, str] | None = None, cap: int = 10_000
    ) -> None:
        self.written, self.oral, self.faults, self.always, self.cap = written, oral, faults, always or {}, cap
        self.log: list[str] = []
        self.tried: collections.Counter[str] = collections.Counter()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"parliament": self}))
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._pdf: dict[int, bytes] = {}

    def __enter__(self) -> Parliament:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def sources(self, rate: float = 0) -> str:
        """The [sources] of a corpus.toml that leads here."""
        return f'[sources]\nopendata = "{self.base}/e/opendata"\nsearch = "{self.base}/api/search"\nwebsite = "{self.base}/www"\nfiles = "{self.base}/docs"\nrequests_per_second = {rate}\nat_once = 4\npatience = 0.02\n'

    # --- records --------------------------------------------------------------------------------------------------------

    def day(self, n: int) -> tuple[int, int]:
        return n % 28 + 1, n % 3

    def schv(self, n: int) -> dict[str, Any]:
        first, last = MINISTERS[n % 4]
        day, month = self.day(n)
        stamp = f"2023-{10 + month}-{day:02}T00:00:00+0100"
        return {
            "id": 100_000 + n, "vraagnummer": n // 4 + 1, "onderwerp": f"Water  -  Plan {n}", "zittingsjaar": YEAR, "thema": ["Natuur en Milieu"],
            "vraagsteller": {"id": 4429, "voornaam": "Suzy", "naam": "Wouters"}, "minister": {"id": n % 4, "voornaam": first, "naam": last},
            "procedureverloop": [{"datum": stamp, "status": "Vraag gesteld aan de minister"}, {"datum": "2024-01-15T00:00:00+0100", "status": "Tijdig beantwoord"}],
            "bestand-ordered": [{"URL": f"https://docs.vlaamsparlement.be/pfile?id={500_000 + n}"}],
        }  # fmt: skip

    def vi(self, n: int) -> dict[str, Any]:
        return {
            "id": 200_000 + n, "nummer": n + 1, "zittingsjaar": YEAR, "onderwerp": f"over water {n}", "objecttype": {"naam": "Vraag om uitleg"},
            "contacttype": [{"beschrijving": "Vraagsteller", "contact": [{"id": 1, "voornaam": "Stijn", "naam": "De Roo"}]},
                            {"beschrijving": "Bevoegde minister", "contact": [{"id": 3, "voornaam": "Jo", "naam": "Brouns"}]}],
            "journaallijn": {"id": 300_000 + n, "vergadering": {"id": 9, "datumbegin": "2023-11-21T14:00:00+0100"}},
        }  # fmt: skip

    def jln(self, n: int) -> dict[str, Any]:
        vi = self.vi(n)
        vi.pop("journaallijn")
        return {
            "id": 300_000 + n, "datum": "2023-11-21T14:00:00+0100", "vrageninterpellatie": [vi],
            "spreker": [{"sprekertitel": "Stijn De Roo (cd&v)", "sprekertekst": f"<p>Wat met water {n}?</p>"},
                        {"sprekertitel": "Minister Jo Brouns", "sprekertekst": f"<p>Plan {n} volgt in het voorjaar van 2024.</p>"}],
        }  # fmt: skip

    def file(self, n: int) -> bytes:
        if n not in self._pdf:
            first, last = MINISTERS[n % 4]
            day, month = self.day(n)
            text = made(f"1. Wanneer komt plan {n}?", f"1. Plan {n} komt in het voorjaar van 2024.", f"Water  -  Plan {n}", nr=n // 4 + 1,
                        date=f"{day} {MONTHS[month]} 2023", minister=f"{first} {last}".upper(), title="VLAAMS MINISTER VAN OMGEVING")  # fmt: skip
            self._pdf[n] = pdf(paged(text))
        return self._pdf[n]

    def rows(self, kind: str, query: str) -> list[dict[str, Any]]:
        out = []
        written = kind in ("Schriftelijke vraag", "")
        for n in range(self.written) if written else ():
            q = self.schv(n)
            tags = {"soort": "SCHV", "nummer": str(q["vraagnummer"]), "zittingsjaar": YEAR, "minister": f"{q['minister']['naam']}, {q['minister']['voornaam']}",
                    "vraagsteller": "Wouters, Suzy", "themadatum": q["procedureverloop"][0]["datum"][:10], "statusdatumSchvBeantwoord": "2024-01-15",
                    "publicatiedatum": f"2024-02-{n % 28 + 1:02}", "document": f"https://docs.vlaamsparlement.be/pfile?id={500_000 + n}",
                    "displayurl": f"https://www.vlaamsparlement.be/parlementaire-documenten/schriftelijke-vragen/{100_000 + n}", "onderwerp": q["onderwerp"]}  # fmt: skip
            out.append((tags, n, 100_000))
        for n in range(self.oral) if kind in ("Vraag om uitleg", "") else ():
            tags = {"soort": "VI", "nummer": str(n + 1), "zittingsjaar": YEAR, "minister": "Brouns, Jo", "vraagsteller": "De Roo, Stijn", "publicatiedatum": f"2024-02-{n % 28 + 1:02}",
                    "aggregaattype": "Vraag om uitleg", "onderwerp": f"over water {n}", "displayurl": f"https://www.vlaamsparlement.be/parlementaire-documenten/vragen-en-interpellaties/{200_000 + n}"}  # fmt: skip
            out.append((tags, n, 200_000))
        between = re.search(r"daterange:(\S+?)\.\.([\d-]+)", query)
        year = re.search(r"zittingsjaar=(\d{4}-\d{4})", query)
        words = re.sub(r"\+?inmeta:\S*", "", query).strip(' +"')
        return [
            {"id": f"http://be.vlp.feed/{base + n}/pfls/{n}", "metatags": {"metatag": [{"name": k, "value": v} for k, v in tags.items()]}}
            for tags, n, base in out
            if (not between or between[1] <= tags["publicatiedatum"] <= between[2]) and (not year or year[1] == YEAR) and words.lower() in tags["onderwerp"].lower()
        ]  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together, so that no delayed acknowledgement slows a test
    parliament: Parliament

    def log_message(self, *_: Any) -> None:
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        return "Tue, 24 Nov 2026 10:00:00 GMT"

    def do_GET(self) -> None:
        p = self.parliament
        p.log.append(self.path)
        p.tried[self.path] += 1
        for part, how in p.always.items():
            if part in self.path:
                return self._misbehave(how)
        dice = int(hashlib.sha256(self.path.encode()).hexdigest()[:8], 16)
        if p.tried[self.path] == 1 and dice % 10_000 < p.faults * 10_000 and "robots" not in self.path:
            return self._misbehave(FAULTS[dice // 10_000 % len(FAULTS)])
        self._route()

    def _misbehave(self, how: str) -> None:
        if how == "429":
            self._send(b"busy", "text/plain", 429, {"Retry-After": "0"})
        elif how in ("500", "404"):
            self._send(b"error", "text/plain", int(how))
        elif how == "empty":
            self._send(b"", "application/json")
        elif how == "maintenance":
            self._send(b"<!DOCTYPE html><html><body>Onderhoud</body></html>", "text/html")
        elif how == "slow":
            time.sleep(1.5)
            self._route()
        elif how == "elsewhere":
            self._send(b"", "text/plain", 302, {"Location": "https://example.org/evil"})
        elif how == "metadata":
            self._send(b"", "text/plain", 302, {"Location": "http://169.254.169.254/latest"})
        elif how == "loop":
            self._send(b"", "text/plain", 302, {"Location": self.path})
        elif how == "renamed":
            self._send(json.dumps({"items": [{"x": {"id": 100_000, "nummer": 1}}]}).encode(), "application/json")
        elif how == "uncounted":
            self._send(b'{"resultaten": []}', "application/json")
        else:  # cut, half: the body ends too early
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"items": [' if how == "cut" else b"%PDF-1.4\n")
            self.close_connection = True

    def _send(self, data: bytes, kind: str, status: int = 200, headers: dict[str, str] | None = None) -> None:
        etag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
        if status == 200 and self.headers.get("If-None-Match") == etag:
            status, data = 304, b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 200:
            self.send_header("ETag", etag)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _route(self) -> None:
        p = self.parliament
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), parse_qs(parts.query)
        if path == "/robots.txt":
            return self._send(b"User-agent: *\nDisallow: /e/opendata/geheim\n", "text/plain")
        if path.startswith("/api/search/query/"):
            kind = (query.get("requiredfields") or [""])[0].removeprefix("aggregaattype:")
            found = p.rows(kind, path.removeprefix("/api/search/query/"))
            page = int((query.get("page") or ["1"])[0])
            shown = found[: p.cap][(page - 1) * 100 : page * 100]
            body = {"count": min(len(found), p.cap), "lastindex": (page - 1) * 100 + len(shown), "result": shown}
            return self._send(json.dumps(body).encode(), "application/json")
        if m := re.fullmatch(r"/e/opendata/(schv|vi)/lijst", path):
            ids = (query.get("id") or [""])[0].split(",")
            base, most, make, name = (
                (100_000, p.written, p.schv, "schriftelijkevraag") if m[1] == "schv" else (200_000, p.oral, p.vi, "vrageninterpellatie")
            )
            body = {"disclaimer": "", "items": [{name: make(int(i) - base)} for i in ids if i.isdigit() and 0 <= int(i) - base < most]}
            return self._send(json.dumps(body).encode(), "application/json")
        if (m := re.fullmatch(r"/e/opendata/jln/(\d+)", path)) and 0 <= int(m[1]) - 300_000 < p.oral:
            return self._send(json.dumps(p.jln(int(m[1]) - 300_000)).encode(), "application/json")
        if path == "/e/opendata/vv/huidige":
            return self._send(
                json.dumps({"items": [{"volksvertegenwoordiger": {"id": 4429, "voornaam": "Suzy", "naam": "Wouters"}}]}).encode(),
                "application/json",
            )
        if path == "/docs/pfile" and (n := int((query.get("id") or ["0"])[0]) - 500_000) in range(p.written):
            return self._send(p.file(n), "application/pdf")
        return self._send(b"not found", "text/plain", 404)
