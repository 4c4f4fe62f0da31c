"""A stand-in for Parliament's services: made-up records in the real shapes, able to misbehave on demand.

By hand: `python -m tests.parliament --help`.
"""

from __future__ import annotations

import collections
import datetime as dt
import email.utils
import gzip
import hashlib
import html
import json
import re
import sys
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.pdf import paged, pdf
from tests.test_written import made

YEAR = "2023-2024"
MINISTERS = [("Zuhal", "Demir"), ("Lydia", "Peeters"), ("Jo", "Brouns"), ("Ben", "Weyts")]
MEMBERS = [("Suzy", "Wouters", "Vlaams Belang"), ("Stijn", "De Roo", "cd&v"), ("Els", "Robeyns", "Vooruit")]
MONTHS = ["oktober", "november", "december"]
KINDS = {"Schriftelijke vraag": "schv", "Vraag om uitleg": "vou", "Actuele vraag": "av", "Interpellatie": "in"}
BASE = {"schv": 100_000, "vou": 200_000, "av": 250_000, "jln": 300_000, "verg": 400_000, "pfile": 500_000, "annex": 700_000}
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real" / "api" / "verg_vorige.json"
# what goes wrong by chance, each the first time that an address is asked
CHANCE = ("429", "500", "cut", "empty", "maintenance", "half")
# what can be asked for by name, and what it does; any other name of three digits is answered with that status
FAULTS = {
    "slow": "waits two seconds before it answers", "drip": "sends a byte now and then", "cut": "ends in the middle of the data",
    "half": "ends in the middle of a PDF", "empty": "an empty answer", "maintenance": "a maintenance page with status 200",
    "picture": "a picture in place of anything else", "word": "an Office document in place of the PDF", "large": "says that it is 70 MB",
    "bomb": "80 MB of zeros in a small gzip", "elsewhere": "redirects to another host", "metadata": "redirects to a private address",
    "loop": "redirects to itself", "crooked": "redirects to what is no address", "deep": "data that are nested 100,000 times", "renamed": "a payload with other keys", "extra": "a payload with one more key", "uncounted": "a list without its count",
    "duplicates": "every result of a list twice, and an attachment", "short": "a list that stops before its count", "xml": "XML though JSON was asked for",
    "layout": "pages with other class names", "wait": "429 with Retry-After of an hour",
    "busy": "429 with Retry-After of a second, the first time",
}  # fmt: skip


class Parliament:
    """The records and the server.

    `faults` is the share of requests that go wrong the first time, each in one of the ways of CHANCE; `always` maps a part of an
    address to the fault with which it is answered every time. The sets say which records are not as usual, by their place in
    the series (from 0); change them between runs, and `now`, to let time pass.
    """

    def __init__(
        self, written: int = 40, oral: int = 10, topical: int = 0, faults: float = 0.0, always: dict[str, str] | None = None,
        cap: int = 10_000, joined: bool = False, port: int = 0,
    ) -> None:  # fmt: skip
        self.written, self.oral, self.topical, self.faults, self.always, self.cap = written, oral, topical, faults, always or {}, cap
        self.joined = joined  # every fourth oral question is handled in the report of the one before it
        self.unanswered: set[int] = set()
        self.withdrawn: set[int] = set()  # written
        self.converted: set[int] = set()  # oral
        self.provisional: set[int] = set()  # oral
        self.unlisted: set[int] = set()  # written, in no list yet
        self.robots = "User-agent: *\nDisallow: /e/opendata/geheim\n"
        self.now = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
        self.log: list[str] = []
        self.agents: set[str] = set()
        self.tried: collections.Counter[str] = collections.Counter()
        self.server = _Server(("127.0.0.1", port), type("Handler", (_Handler,), {"parliament": self}))
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._pdf: dict[Any, bytes] = {}
        self._lists: dict[Any, list[dict[str, Any]]] = {}

    def __enter__(self) -> Parliament:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def sources(self, rate: float = 0, **more: object) -> str:
        """The [sources] of a corpus.toml that leads here; it insists on as many questions as there are."""
        # inline table: no "[" but the section's own
        least = f"{{written_question = {self.written}, request_for_explanation = {self.oral}, topical_question = {self.topical}}}"
        given = "".join(f"{key} = {value}\n" for key, value in {"at_once": 4, "patience": 0.02, "at_least": least, **more}.items())
        return (
            f'[sources]\nopendata = "{self.base}/e/opendata"\nsearch = "{self.base}/api/search"\nwebsite = "{self.base}/www"\n'
            f'files = "{self.base}/docs"\nrequests_per_second = {rate}\n{given}'
        )

    # --- records ------------------------------------------------------------------------------------------------------

    def day(self, n: int) -> tuple[int, int]:
        """Day of the month, and place in MONTHS, on which written question n was put."""
        return n % 28 + 1, n % 3

    def subject(self, n: int) -> str:
        """What written question n is about: one in twenty, from the eighth, is of the topic SIO."""
        return f"{'Sociale-impactobligatie' if n % 20 == 7 else 'Water'}  -  Plan {n}"

    def status(self, n: int) -> str:
        return "Ingetrokken" if n in self.withdrawn else "" if n in self.unanswered else "Tijdig beantwoord"

    def schv(self, n: int) -> dict[str, Any]:
        first, last = MINISTERS[n % 4]
        day, month = self.day(n)
        steps = [{"datum": f"2023-{10 + month}-{day:02}T00:00:00+0100", "status": "Vraag gesteld aan de minister"}]
        if self.status(n):
            steps.append({"datum": "2024-01-15T00:00:00+0100", "status": self.status(n)})
        files = [{"URL": f"https://docs.vlaamsparlement.be/pfile?id={BASE['pfile'] + n}"}] if self.answered(n) else []
        if files and n % 5 == 4:
            files.append({"URL": f"https://docs.vlaamsparlement.be/pfile?id={BASE['annex'] + n}"})
        return {
            "id": BASE["schv"] + n, "vraagnummer": n // 4 + 1, "onderwerp": self.subject(n), "zittingsjaar": YEAR, "thema": ["Natuur en Milieu"],
            "vraagsteller": {"id": 4429, "voornaam": "Suzy", "naam": "Wouters"}, "minister": {"id": n % 4 + 1, "voornaam": first, "naam": last},
            "tijdig": "J" if n % 2 else True, "procedureverloop": steps, **({"bestand-ordered": files} if files else {}),
        }  # fmt: skip

    def answered(self, n: int) -> bool:
        return n not in self.unanswered and n not in self.withdrawn

    def report(self, n: int) -> int:
        """The place of the report in which oral question n was handled."""
        return n - 1 if self.joined and n % 4 == 3 else n

    def vi(self, n: int, kind: str = "vou") -> dict[str, Any]:
        name = {"vou": "Vraag om uitleg", "av": "Actuele vraag"}[kind]
        held = {"id": BASE["verg"] + n // 10, "type": "Commissie" if kind == "vou" else "Plenair", "datumbegin": "2023-11-21T14:00:00+0100"}
        line = {"id": BASE["jln"] + (self.report(n) if kind == "vou" else 50_000 + n), "vergadering": held}
        gone = kind == "vou" and n in self.converted
        first, last, _ = MEMBERS[2 if self.report(n) != n else 1]
        asker = {"id": 1 + (self.report(n) != n), "voornaam": first, "naam": last}
        return {
            "id": BASE[kind] + n, "nummer": n + 1, "zittingsjaar": YEAR, "onderwerp": f"over water {n}", "objecttype": {"naam": name},
            "contacttype": [{"beschrijving": "Vraagsteller", "contact": [asker] if n % 2 else asker},
                            {"beschrijving": "Bevoegde minister", "contact": [{"id": 3, "voornaam": "Jo", "naam": "Brouns"}]}],
            "commissie": {"id": 1332937, "titel": "Commissie voor Leefmilieu"},
            **({"objectstatus": "omgevormd tot actualiteitsdebat"} if gone else {"journaallijn": line if n % 2 else [line]}),
        }  # fmt: skip

    def turns(self, n: int) -> list[tuple[str, str]]:
        answer = "Tekstfragment nog niet beschikbaar" if n in self.provisional else f"Plan {n} volgt in het voorjaar van 2024."
        joining = [("Els Robeyns (Vooruit)", f"En wat met water {n + 1}?")] if n + 1 < self.oral and self.report(n + 1) == n else []
        return [("Stijn De Roo (cd&v)", f"Wat met water {n}?"), *joining, ("Minister Jo Brouns", answer)]

    def handled(self, n: int) -> list[dict[str, Any]]:
        """The questions of report n."""
        some = [self.vi(k) for k in (n, n + 1) if k < self.oral and self.report(k) == n] if n < 50_000 else [self.vi(n - 50_000, "av")]
        return [{k: v for k, v in one.items() if k != "journaallijn"} for one in some]

    def jln(self, n: int) -> dict[str, Any]:
        return {
            "id": BASE["jln"] + n, "datum": "2023-11-21T14:00:00+0100", "vrageninterpellatie": self.handled(n),
            "spreker": [{"sprekertitel": who, "sprekertekst": f"<p>{words}</p>"} for who, words in self.turns(n)],
        }  # fmt: skip

    def verg(self, k: int) -> dict[str, Any]:
        day = dt.date(2023, 11, 21) + dt.timedelta(days=k)
        return {
            "id": BASE["verg"] + k, "type": "Commissie", "datumagendering": f"{day}T14:00:00+0100", "agenda-gewijzigd": "J", "besloten-vergadering": False,
            "voorlopig-verslag": False, "commissie": [{"id": 1332937, "titel": "Commissie voor Leefmilieu"}],
        }  # fmt: skip

    def members(self) -> list[dict[str, Any]]:
        out = []
        for n in range(124):
            first, last, group = MEMBERS[n] if n < len(MEMBERS) else ("Lid", f"Nummer{n}", "Groen")
            out.append({"id": 4429 + n, "voornaam": first, "naam": last, "fractie": {"id": 1, "naam": group}, "is-huidige-vv": "J"})
        return out

    def member(self, ident: int) -> dict[str, Any]:
        found = next(one for one in self.members() if one["id"] == ident)
        group = found.pop("fractie")
        before = [{"datumVan": "2019-06-18T00:00:00+0200", "datumTot": "2022-01-31T00:00:00+0100", "fractie": {"id": 2, "naam": "Onafhankelijke"}}] * (ident == 4429)
        return {**found, "huidigefractie": group, "lidmaatschap": [*before, {"datumVan": "2022-02-01T00:00:00+0100", "fractie": group}]}

    # --- files and lists ----------------------------------------------------------------------------------------------

    def file(self, n: int) -> bytes:
        """The PDF of written question n with its answer."""
        plan, number = str(n), str(n // 4 + 1)
        # one is drawn for each day and minister; the numbers are then put into it, as wide as they are
        at = (self.day(n), n % 4, len(plan), len(number), n % 20 == 7)
        if at not in self._pdf:
            first, last = MINISTERS[n % 4]
            x, y = "X" * len(plan), "Y" * len(number)
            text = made(f"1. Wanneer komt plan {x}?", f"1. Plan {x} komt in het voorjaar van 2024.", self.subject(n).replace(plan, x), nr=y,
                        date=f"{at[0][0]} {MONTHS[at[0][1]]} 2023", minister=f"{first} {last}".upper(), title="VLAAMS MINISTER VAN OMGEVING")  # fmt: skip
            self._pdf[at] = pdf(paged(text), compressed=False)
        drawn = re.sub(rb"([Pp]lan )X+", lambda m: m[1] + plan.encode(), self._pdf[at])
        return re.sub(rb"(nr\. )Y+", lambda m: m[1] + number.encode(), drawn)

    def rows(self, kind: str, query: str) -> list[dict[str, Any]]:
        """The results of a query, newest first."""
        at = (kind, query, self.written, self.oral, self.topical, *map(frozenset, (self.unanswered, self.withdrawn, self.converted, self.unlisted)))
        if at not in self._lists:
            between = re.search(r"daterange:(\S+?)\.\.([\d-]+)", query)
            year = re.search(r"zittingsjaar=(\d{4}-\d{4})", query)
            words = re.sub(r"\+?inmeta:\S*", "", query).strip(' +"').lower()
            self._lists[at] = [
                {"id": f"http://be.vlp.feed/{ident}/pfls/{ident}", "title": tags["onderwerp"], "metatags": {"metatag": [
                    *({"name": k, "value": v} for k, v in tags.items()), {"name": "thema", "value": "Natuur en Milieu"}, {"name": "thema", "value": "Landbouw"}]}}
                for ident, tags in self._tags(kind)
                if (not between or between[1] <= tags.get("publicatiedatum", "") <= between[2]) and (not year or year[1] == YEAR)
                and (not words or words in tags["onderwerp"].lower())
            ]  # fmt: skip
        return self._lists[at]

    def _tags(self, kind: str) -> list[tuple[int, dict[str, str]]]:
        out: list[tuple[int, dict[str, str]]] = []
        site = "https://www.vlaamsparlement.be/parlementaire-documenten"
        for n in range(self.written) if kind in ("Schriftelijke vraag", "") else ():
            if n in self.unlisted:
                continue
            first, last = MINISTERS[n % 4]
            day, month = self.day(n)
            tags = {"soort": "SCHV", "nummer": str(n // 4 + 1), "zittingsjaar": YEAR, "minister": f"{last}, {first}", "vraagsteller": "Wouters, Suzy",
                    "themadatum": f"2023-{10 + month}-{day:02}", "onderwerp": self.subject(n), "displayurl": f"{site}/schriftelijke-vragen/{BASE['schv'] + n}"}  # fmt: skip
            if self.answered(n):
                tags |= {"statusdatumSchvBeantwoord": "2024-01-15", "publicatiedatum": f"2024-02-{n % 28 + 1:02}", "documenttype": "Vraag en antwoord",
                         "document": f"https://docs.vlaamsparlement.be/pfile?id={BASE['pfile'] + n}"}  # fmt: skip
            if n in self.withdrawn:
                tags |= {"status": "Ingetrokken", "publicatiedatum": f"2024-02-{n % 28 + 1:02}"}
            out.append((BASE["schv"] + n, tags))
        for name, count, short in (("Vraag om uitleg", self.oral, "vou"), ("Actuele vraag", self.topical, "av")):
            for n in range(count) if kind in (name, "") else ():
                tags = {"soort": "VI", "nummer": str(n + 1), "zittingsjaar": YEAR, "minister": "Brouns, Jo", "vraagsteller": "De Roo, Stijn",
                        "publicatiedatum": f"2024-02-{n % 28 + 1:02}", "aggregaattype": name, "onderwerp": f"over water {n}", "commissie": "Commissie voor Leefmilieu",
                        "displayurl": f"{site}/vragen-en-interpellaties/{BASE[short] + n}"}  # fmt: skip
                out.append((BASE[short] + n, tags))
        return out

    # --- pages --------------------------------------------------------------------------------------------------------

    def cards(self, kind: str, page: int) -> str:
        """Twenty cards of the ajax list, as HTML."""
        out = []
        for n, (ident, tags) in list(enumerate(self._tags(kind)))[page * 20 : page * 20 + 20]:
            place = "schriftelijke-vragen" if tags["soort"] == "SCHV" else "vragen-en-interpellaties"
            last, first = tags["minister"].split(", ")
            pdf_link = f'<li class="card__link card__link-download"><a href="{tags["document"]}">Download pdf</a></li>' if "document" in tags else ""
            out.append(
                f'<article class="card card--document" data-n="{n}"><h3 class="card__title">{tags["onderwerp"]}</h3>'
                f'<span class="card__document-number">{tags["nummer"]} ({YEAR})</span><p class="card__author">van<a>Suzy Wouters</a>aan<span>minister {first} {last}</span></p>'
                f'<ul><li class="card__link card__link-view"><a href="/parlementaire-documenten/{place}/{ident}">Bekijk documentenfiche</a></li>{pdf_link}</ul></article>'
            )
        return "".join(out)

    def page(self, path: str) -> str | None:
        """A page of the website, or None where there is none."""
        out = None
        if m := re.fullmatch(r"/nl/parlementaire-documenten/schriftelijke-vragen/(\d+)", path):
            n = int(m[1]) - BASE["schv"]
            out = f'<div class="page-layout__content"><h2 class="page-subtitle">Plan {n}</h2><a href="/pfile?id={BASE["pfile"] + n}">Vraag en antwoord</a></div>'
        elif m := re.fullmatch(r"/nl/parlementaire-documenten/vragen-en-interpellaties/(\d+)", path):
            n = int(m[1]) - BASE["vou"]
            place = f"/nl/parlementair-werk/commissies/commissievergaderingen/{BASE['verg'] + n // 10}/verslag/{BASE['jln'] + self.report(n)}"
            out = f'<div class="page-layout__content"><h2 class="page-subtitle">Vraag om uitleg</h2><a class="button button-primary header-links-icon--report" href="{place}">Verslag</a></div>'
        elif m := re.fullmatch(r"/nl/parlementair-werk/commissies/commissievergaderingen/\d+/verslag/(\d+)", path):
            n = int(m[1]) - BASE["jln"]
            speeches = "".join(
                f'<div class="meeting-speech"><div class="meeting-speech__title">{html.escape(who)}</div><div class="meeting-speech__value"><p>{words}</p></div></div>'
                for who, words in self.turns(n)
            )

            def asker(one: dict[str, Any]) -> str:
                [who] = [c["contact"] if isinstance(c["contact"], dict) else c["contact"][0] for c in one["contacttype"] if c["beschrijving"] == "Vraagsteller"]
                return f"{who['voornaam']} {who['naam']}"

            heads = "".join(
                f'<header class="card__header"><h4 class="card__tag">Vraag om uitleg</h4><p class="card__title">{one["onderwerp"]}</p>'
                f'<span class="card__document-number">{one["nummer"]} ({YEAR})</span><p class="card__author">van {asker(one)} aan minister Jo Brouns</p></header>'
                for one in self.handled(n)
            )
            out = f'{heads}<date class="meeting-header__date-full">dinsdag 21 november 2023</date><div class="meeting-speeches__list">{speeches}</div>'
        elif m := re.fullmatch(r"/nl/parlementair-werk/commissies/commissievergaderingen/(\d+)", path):
            k = int(m[1]) - BASE["verg"]
            out = "".join(
                f'<article class="card document-type--report document-subtype--journal_item"><span class="card__document-number">{n + 1} ({YEAR})</span>'
                f'<ul><li class="card__link card__link-view internal"><a href="/nl/parlementaire-documenten/vragen-en-interpellaties/{BASE["vou"] + n}">Bekijk</a></li></ul></article>'
                for n in range(10 * k, min(10 * k + 10, self.oral))
            )
        return out and f"<!DOCTYPE html><html><body>{out}</body></html>"


def to_xml(name: str, value: Any) -> str:
    """A payload as XML: a list repeats its element."""
    if isinstance(value, list):
        return "".join(to_xml(name, one) for one in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(to_xml(k, v) for k, v in value.items())}</{name}>"
    return f"<{name}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</{name}>"


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(80 * 2**20))


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):  # the client was killed, or had enough
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together, so that no delayed acknowledgement slows a test
    parliament: Parliament

    def log_message(self, *_: Any) -> None:
        pass

    def date_time_string(self, timestamp: float | None = None) -> str:
        return email.utils.format_datetime(self.parliament.now, usegmt=True)

    def do_GET(self) -> None:
        p = self.parliament
        p.log.append(self.path)
        p.agents.add(self.headers.get("User-Agent", ""))
        p.tried[self.path] += 1
        try:
            for part, how in p.always.items():
                if part in self.path:
                    return self._misbehave(how)
            dice = int(hashlib.sha256(self.path.encode()).hexdigest()[:8], 16)
            if p.tried[self.path] == 1 and dice % 10_000 < p.faults * 10_000 and "robots" not in self.path:
                return self._misbehave(CHANCE[dice // 10_000 % len(CHANCE)])
            self._route()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _misbehave(self, how: str) -> None:
        if how == "429":
            self._send(b"busy", "text/plain", 429, {"Retry-After": "0"})
        elif how == "wait":
            self._send(b"busy", "text/plain", 429, {"Retry-After": email.utils.format_datetime(self.parliament.now + dt.timedelta(hours=1), usegmt=True)})
        elif how == "busy" and self.parliament.tried[self.path] == 1:
            self._send(b"busy", "text/plain", 429, {"Retry-After": "1"})
        elif how.isdigit():
            self._send(b"error", "text/plain", int(how))
        elif how == "empty":
            self._send(b"", "application/json")
        elif how == "maintenance":
            self._send(b"<!DOCTYPE html><html><body>Wegens onderhoud zijn de website en de webservices niet beschikbaar.</body></html>", "text/html")
        elif how == "slow":
            time.sleep(2)
            self._route()
        elif how == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "500")
            self.end_headers()
            for _ in range(500):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.02)
        elif how in ("picture", "word"):
            self._send(*((b"\x89PNG\r\n\x1a\n" * 20, "image/png") if how == "picture" else (b"PK\x03\x04" + b"x" * 99, "application/msword")))
        elif how == "large":
            self.send_response(200)
            self.send_header("Content-Length", str(70 * 2**20))
            self.end_headers()
            self.wfile.write(b"%PDF-1.4\n")
            self.close_connection = True
        elif how == "bomb":
            self._send(_bomb(), "application/pdf", 200, {"Content-Encoding": "gzip"})
        elif how == "deep":
            self._send(b"[" * 100_000 + b"]" * 100_000, "application/json")
        elif how in ("elsewhere", "metadata", "loop", "crooked"):
            places = {"crooked": "http://[::bad\x7f", "elsewhere": "https://example.org/evil", "metadata": "http://169.254.169.254/latest", "loop": self.path}
            self._send(b"", "text/plain", 302, {"Location": places[how]})
        elif how == "renamed":
            self._json({"items": [{"x": {"id": BASE["schv"], "nummer": 1}}]})
        elif how == "uncounted":
            self._json({"resultaten": []})
        elif how in ("cut", "half"):
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"items": [' if how == "cut" else b"%PDF-1.4\n")
            self.close_connection = True
        else:
            self._route(how)

    def _json(self, value: Any, how: str = "") -> None:
        if how == "xml" or ("/e/opendata/" in self.path and "application/json" not in self.headers.get("Accept", "")):
            name = "lijst" if "items" in value else "vergadering"
            return self._send(f'<?xml version="1.0" encoding="UTF-8"?>{to_xml(name, value)}'.encode(), "application/xml")
        self._send(json.dumps(value).encode(), "application/json")

    def _send(self, data: bytes, kind: str, status: int = 200, headers: dict[str, str] | None = None) -> None:
        # members are known by when they changed, all else by its ETag
        name, value, asked = "ETag", f'"{hashlib.sha256(data).hexdigest()[:16]}"', "If-None-Match"
        if "/vv/" in self.path:
            name, value, asked = "Last-Modified", "Mon, 02 Sep 2024 08:00:00 GMT", "If-Modified-Since"
        if status == 200 and self.headers.get(asked) == value:
            status, data = 304, b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status == 200:
            self.send_header(name, value)
        for more in (headers or {}).items():
            self.send_header(*more)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _route(self, how: str = "") -> None:
        p = self.parliament
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), parse_qs(parts.query)

        def asked(name: str, default: str = "") -> str:
            return (query.get(name) or [default])[0]

        if path == "/robots.txt":
            return self._send(p.robots.encode(), "text/plain")
        if path.startswith("/api/search/query/"):
            return self._search(path.removeprefix("/api/search/query/"), asked("requiredfields").removeprefix("aggregaattype:"), int(asked("page", "1")), how)
        if path.startswith("/e/opendata/"):
            return self._opendata(path.removeprefix("/e/opendata/"), asked, how)
        if path == "/docs/pfile":
            ident = int(asked("id", "0"))
            if ident - BASE["annex"] in range(p.written):
                return self._send(pdf([[f"Bijlage {ident}"]]), "application/pdf")
            if ident - BASE["pfile"] in range(p.written) and p.answered(ident - BASE["pfile"]):
                return self._send(p.file(ident - BASE["pfile"]), "application/pdf")
        if path.startswith("/www/"):
            if path == "/www/ajax/document-overview":
                cards = p.cards(asked("aggregaattype[]"), int(asked("page", "0")))
                return self._json({"html": cards.replace("card--document", "kaart") if how == "layout" else cards})
            if page := p.page(path.removeprefix("/www")):
                return self._send((re.sub(r"class=\"[^\"]*\"", 'class="nieuw"', page) if how == "layout" else page).encode(), "text/html")
        return self._send(b"not found", "text/plain", 404)

    def _search(self, query: str, kind: str, page: int, how: str) -> None:
        p = self.parliament
        found = p.rows(kind, query)
        if how == "duplicates":
            annex = [json.loads(json.dumps(one).replace("Vraag en antwoord", "bijlage").replace(f"pfile?id={BASE['pfile'] // 1000}", f"pfile?id={BASE['annex'] // 1000}")) for one in found]
            found = [one for three in zip(found, found, annex, strict=True) for one in three]
        shown = found[: p.cap][(page - 1) * 100 : page * 100]
        if how == "short" and page > 1:
            shown = []
        body = {"count": len(found), "firstindex": (page - 1) * 100 + 1, "lastindex": (page - 1) * 100 + len(shown), "result": shown}
        self._json(body, how)

    def _opendata(self, path: str, asked: Any, how: str) -> None:
        p = self.parliament

        def items(name: str, some: list[dict[str, Any]], **more: Any) -> None:
            extra = {"nieuw-veld": 1} if how == "extra" else {}
            self._json({"disclaimer": "", **more, "items": [{name: {**one, **extra}} for one in some]}, how)

        def question(kind: str, ident: int) -> dict[str, Any] | None:
            for name, count, make in (("schv", p.written, p.schv), ("vou", p.oral, p.vi), ("av", p.topical, lambda n: p.vi(n, "av"))):
                if (name == "schv") == (kind == "schv") and 0 <= ident - BASE[name] < count:
                    return make(ident - BASE[name])
            return None

        if m := re.fullmatch(r"(schv|vi)/lijst", path):
            if not re.fullmatch(r"\d+(,\d+)*", asked("id")):
                return self._send(b"id", "text/plain", 400)
            found = [one for i in asked("id").split(",") if (one := question(m[1], int(i)))]
            return items("schriftelijkevraag" if m[1] == "schv" else "vrageninterpellatie", found)
        if (m := re.fullmatch(r"(schv|vi)/(\d+)", path)) and (one := question(m[1], int(m[2]))):
            return self._json(one, how)
        if m := re.fullmatch(r"jln/(\d+)", path):
            n = int(m[1]) - BASE["jln"]
            if (0 <= n < p.oral or 0 <= n - 50_000 < p.topical) and p.handled(n):
                return self._json({**p.jln(n), **({"nieuw-veld": 1} if how == "extra" else {})}, how)
        if path == "verg/vorige":
            return self._send(REAL.read_bytes(), "application/json") if REAL.exists() else items("vergadering", [p.verg(0)])
        if m := re.fullmatch(r"verg/(\d+)", path):
            return self._json({"vergadering": p.verg(int(m[1]) - BASE["verg"])}, how)
        if path == "verg/zoek/datums":
            first, last = (dt.datetime.strptime(asked(name), "%d%m%Y").date().isoformat() for name in ("datumVan", "datumTot"))
            some = [p.verg(k) for k in range(-(-p.oral // 10)) if first <= p.verg(k)["datumagendering"][:10] <= last] if asked("type") == "comm" else []
            return items("vergadering", some, count=len(some), lastindex=len(some))
        if m := re.fullmatch(r"verg/(\d+)/(agd|hand)", path):
            some = range(10 * (int(m[1]) - BASE["verg"]), min(10 * (int(m[1]) - BASE["verg"]) + 10, p.oral))
            named = [{"id": BASE["vou"] + n, "nummer": n + 1, "zittingsjaar": YEAR, "objecttype": {"naam": "Vraag om uitleg"}} for n in some]
            lines = [{"titel": f"<p>over water {one['id']}</p>", "agenda-lijn-type": {"naam": "Vraag"}, "vrageninterpellatie": [one]} for one in named]
            if m[2] == "agd":
                return self._json({"vergadering": {"id": int(m[1]), "agenda-item": [{"opmaak": "normaal", "agenda-lijn": lines}]}}, how)
            reports = sorted({p.report(n) for n in some if n not in p.converted})
            return self._json({"vergadering": {"id": int(m[1]), "journaallijn": [{"id": BASE["jln"] + n, "titel": f"water {n}"} for n in reports]}}, how)
        if path in ("vv/huidige", "vv/gewezen"):
            return items("volksvertegenwoordiger", p.members() if path == "vv/huidige" else [{"id": 1, "voornaam": "Oud", "naam": "Lid"}])
        if m := re.fullmatch(r"vv/(\d+)", path):
            return self._json(p.member(int(m[1])), how)
        if path == "comm/huidige" or re.fullmatch(r"comm/\d+", path):
            found = {"id": 1332937, "naam": "Commissie voor Leefmilieu", "afkorting": "LEE", "datumvan": "2019-07-09T00:00:00+0200"}
            return items("commissie", [found]) if path == "comm/huidige" else self._json(found, how)
        if path == "leg/alle":
            starts = [("2019-2024", "2019-06-18T00:00:00+0200"), ("2024-2029", "2024-07-02T00:00:00+0200")]
            return items("legislatuur", [{"id": n + 1, "naam": name, "start-legislatuur": start} for n, (name, start) in enumerate(starts)])
        return self._send(b"not found", "text/plain", 404)
