"""Polite HTTP to Parliament's services and nowhere else: paced, retried, checked, whole or not at all."""

from __future__ import annotations

import datetime as dt
import email.utils
import ipaddress
import json
import random
import socket
import threading
import time
import urllib.robotparser
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import httpx

from pq_corpus import __version__

Expected = Literal["json", "pdf", "html", "any"]
OFFICIAL = {
    "opendata": "https://ws.vlpar.be/e/opendata",
    "search": "https://ws.vlpar.be/api/search",
    "website": "https://www.vlaamsparlement.be",
    "files": "https://docs.vlaamsparlement.be",
}
MAX_BYTES = 64 * 2**20
TRIES = 5
_AGAIN = frozenset([408, 425, 429, 500, 502, 503, 504])


class Refused(Exception):
    """An address that gives no document; the message says what, where and what to do."""


@dataclass(frozen=True)
class Answer:
    """What an address gave: its bytes (None where they did not change since the validators given), and its validators."""

    data: bytes | None
    retrieved_at: str
    etag: str | None = None
    modified: str | None = None


class Client:
    """Gets documents from the configured services. Addresses are Parliament's own; `bases` says where each service
    is really asked, so that a stand-in or a mirror can take its place. Safe for several threads."""

    def __init__(self, sources: Mapping[str, Any], *, tries: int = TRIES) -> None:
        self.bases = {name: str(sources.get(name) or official).rstrip("/") for name, official in OFFICIAL.items()}
        rate = float(sources.get("requests_per_second", 1.0))
        self.pause = 1.0 / rate if rate > 0 else 0.0
        self.tries = tries
        self.patience = float(sources.get("patience", 0.5))
        self.requests = 0
        self._next = 0.0
        self._lock = threading.Lock()
        self._robots: dict[str, urllib.robotparser.RobotFileParser | None] = {}
        self._robots_lock = threading.Lock()
        self._random = random.Random()
        self._http = httpx.Client(
            headers={"User-Agent": f"pq-corpus/{__version__} (research tool for parliamentary questions)"},
            timeout=httpx.Timeout(30.0), follow_redirects=False, trust_env=False,
        )  # fmt: skip
        for name, base in self.bases.items():
            parts = urlsplit(base)
            if parts.scheme != "https" and not _loopback(parts.hostname or ""):
                raise Refused(f"corpus.toml: sources.{name} is {base}, which is not https; only an address of this machine may be http")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def where(self, url: str) -> str:
        """The address to ask for one of Parliament's. Raises Refused for any other host."""
        for name, official in OFFICIAL.items():
            for base in (official, self.bases[name]):
                if url == base or url.startswith((base + "/", base + "?")):
                    return self.bases[name] + url[len(base) :]
        raise Refused(
            f"{url}: only the services of corpus.toml are asked ({', '.join(sorted({urlsplit(b).netloc for b in self.bases.values()}))})"
        )

    def get(self, url: str, expect: Expected = "any", *, etag: str | None = None, modified: str | None = None) -> Answer:
        """The document at an address, whole and of the type expected. Raises Refused after the last try."""
        target = self.where(url)
        self._allowed(target)
        reason = ""
        for attempt in range(self.tries):
            if attempt:
                time.sleep(self._wait(attempt, reason))
            try:
                return self._once(target, expect, etag, modified)
            except _Again as again:
                reason = str(again)
            except httpx.TimeoutException:
                reason = "the service did not answer in time"
            except httpx.RemoteProtocolError:
                reason = "the connection was cut off before the end"
            except httpx.TransportError as error:
                reason = f"the service cannot be reached ({type(error).__name__})"
        raise Refused(f"{url}: {reason.partition('|')[0]}; tried {self.tries} times, try again later")

    def _wait(self, attempt: int, reason: str) -> float:
        asked = reason.partition("|")[2]
        if asked:
            return min(float(asked), 300.0)
        return float(self.patience * 2 ** (attempt - 1) * (0.5 + self._random.random()))

    def _pace(self) -> None:
        with self._lock:
            self.requests += 1
            now = time.monotonic()
            wait = self._next - now
            self._next = max(now, self._next) + self.pause
        if wait > 0:
            time.sleep(wait)

    def _once(self, target: str, expect: Expected, etag: str | None, modified: str | None) -> Answer:
        headers = {k: v for k, v in (("If-None-Match", etag), ("If-Modified-Since", modified)) if v}
        for _ in range(6):
            self._pace()
            self._public(target)
            with self._http.stream("GET", target, headers=headers) as response:
                at = _moment(response.headers.get("Date"))
                if response.status_code == 304 and headers:
                    return Answer(None, at, etag, modified)
                if response.is_redirect:
                    target = self.where(urljoin(target, response.headers.get("Location", "")))
                    continue
                if response.status_code in _AGAIN:
                    after = response.headers.get("Retry-After", "")
                    said = f"|{after}" if after.isdigit() else ""
                    raise _Again(f"the service answers {response.status_code}{said}")
                if response.status_code != 200:
                    raise Refused(f"{target}: the service answers {response.status_code}; the address may be wrong or gone")
                parts, size = [], 0
                for part in response.iter_bytes():
                    size += len(part)
                    if size > MAX_BYTES:
                        raise Refused(f"{target}: more than {MAX_BYTES // 2**20} MB, which no parliamentary document is")
                    parts.append(part)
                data = b"".join(parts)
                _check(data, expect)
                return Answer(data, at, response.headers.get("ETag"), response.headers.get("Last-Modified"))
        raise Refused(f"{target}: it redirects without end")

    def _allowed(self, target: str) -> None:
        parts = urlsplit(target)
        host = f"{parts.scheme}://{parts.netloc}"
        with self._robots_lock:
            if host not in self._robots:
                rules = urllib.robotparser.RobotFileParser()
                try:
                    self._pace()
                    self._public(host)
                    answer = self._http.get(f"{host}/robots.txt")
                    found = answer.status_code == 200 and "<html" not in answer.text[:500].lower()
                    rules.parse(answer.text.splitlines() if found else [])
                    self._robots[host] = rules
                except httpx.HTTPError:
                    return  # the document itself will say that the service cannot be reached
            known = self._robots[host]
        if known is not None and not known.can_fetch("pq-corpus", target):
            raise Refused(f"{target}: robots.txt of {parts.netloc} forbids it")

    def _public(self, target: str) -> None:
        """No name may lead to a private address, unless corpus.toml itself names this machine."""
        host = urlsplit(target).hostname or ""
        if _loopback(host):
            return
        try:
            found = {info[4][0] for info in socket.getaddrinfo(host, None)}
        except OSError:
            return  # httpx will say that it cannot be reached
        for address in found:
            if not ipaddress.ip_address(address).is_global:
                raise Refused(f"{target}: {host} leads to the private address {address}; that is never asked")


class _Again(Exception):
    """Worth another try; "|" and seconds follow where the service said when."""


def _loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _moment(date: str | None) -> str:
    try:
        at = email.utils.parsedate_to_datetime(date or "")
    except ValueError:
        at = dt.datetime.now(dt.UTC)
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat()


def _check(data: bytes, expect: Expected) -> None:
    head = data[:512].lstrip().lower()
    page = head.startswith((b"<!doctype html", b"<html"))
    if not data.strip():
        raise _Again("the answer is empty")
    if expect == "pdf" and not (data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]):
        raise _Again("a page came in place of the PDF (maintenance?)" if page else "the PDF is not whole")
    if expect == "json":
        if page:
            raise _Again("a page came in place of the data (maintenance?)")
        if not head.startswith(b"<?xml"):
            try:
                json.loads(data)
            except ValueError:
                raise _Again("the data are not whole") from None
    if expect == "html" and not page:
        raise _Again("something else came in place of the page")
