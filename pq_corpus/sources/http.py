"""Polite HTTP to Parliament's services and nowhere else: paced, retried, checked, whole or not at all."""

from __future__ import annotations

import datetime as dt
import email.utils
import ipaddress
import random
import re
import socket
import threading
import time
import urllib.robotparser
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import httpx

from pq_corpus import __version__
from pq_corpus.payload import decode

Expected = Literal["json", "file", "html", "any"]
OFFICIAL = {
    "opendata": "https://ws.vlpar.be/e/opendata",
    "search": "https://ws.vlpar.be/api/search",
    "website": "https://www.vlaamsparlement.be",
    "files": "https://docs.vlaamsparlement.be",
}
MAX_BYTES = 64 * 2**20
MOST_WAIT = 300.0  # seconds that a Retry-After may ask within one run
TRIES = 5
_AGAIN = frozenset([408, 425, 429, 500, 502, 503, 504])
_ACCEPT = {"json": "application/json", "file": "application/pdf, */*;q=0.5", "html": "text/html", "any": "*/*"}
_OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")  # docx and xlsx; doc and xls; rtf


class Refused(Exception):
    """An address that gives no document; the message says what, where and what to do."""


class Unreachable(Refused):
    """Refused after several tries, for a reason that may pass: another way, or another time, can give the document."""


@dataclass(frozen=True)
class Answer:
    """What an address gave: its bytes (None where they did not change since the validators given), its validators, and
    where a payload was expected, the payload decoded."""

    data: bytes | None
    retrieved_at: str
    etag: str | None = None
    modified: str | None = None
    payload: Any = None


class Client:
    """Gets documents from the configured services. Addresses are Parliament's own; `bases` says where each service
    is really asked, so that a stand-in or a mirror can take its place. Safe for several threads."""

    def __init__(self, sources: Mapping[str, Any], *, tries: int = TRIES) -> None:
        """Settings are those of [sources] in corpus.toml. Raises Refused for a setting that cannot be used."""
        self.bases = {name: str(sources.get(name) or official).rstrip("/") for name, official in OFFICIAL.items()}
        rate = _number(sources, "requests_per_second", 1.0)
        self.pause = 1.0 / rate if rate > 0 else 0.0
        self.at_once = max(1, int(_number(sources, "at_once", 2)))
        self.tries = tries
        self._stopped = threading.Event()
        self.patience = _number(sources, "patience", 0.5)
        self.timeout = _number(sources, "timeout", 30.0)
        self.longest = 10 * self.timeout  # for one document in all, however slowly it drips
        self.requests = 0
        self.bytes = 0
        self._next = 0.0
        self._lock = threading.Lock()
        self._robots: dict[str, urllib.robotparser.RobotFileParser | Unreachable] = {}
        self._robots_lock = threading.Lock()
        self._public_hosts: set[str] = set()
        self._random = random.Random()
        contact = str(sources.get("contact") or "")
        purpose = f"research tool for parliamentary questions{'; ' + contact if contact else ''}"
        self._headers = {"User-Agent": f"pq-corpus/{__version__} ({purpose})", "Accept-Encoding": "gzip"}
        self._extensions = {"timeout": httpx.Timeout(self.timeout).as_dict()}
        # the transport alone: no cookies, no redirects by itself, no proxies of the environment, and half the work a request
        self._http = httpx.HTTPTransport(trust_env=False)
        for name, base in self.bases.items():
            parts = urlsplit(base)
            if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(parts.hostname or "")):
                raise Refused(f"corpus.toml: sources.{name} is {base}, which is not https; only an address of this machine may be http")

    def stop(self) -> None:
        """Ask for nothing more; what waits for another try, or for its turn, is refused at once."""
        self._stopped.set()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def where(self, url: str) -> str:
        """The address to ask for one of Parliament's. Raises Refused for any other host."""
        for name, official in OFFICIAL.items():
            for base in (official, official.replace("https:", "http:"), self.bases[name]):
                if url == base or url.startswith((base + "/", base + "?")):
                    return self.bases[name] + url[len(base) :]
        raise Refused(
            f"{url}: only the services of corpus.toml are asked ({', '.join(sorted({urlsplit(b).netloc for b in self.bases.values()}))})"
        )

    def get(
        self, url: str, expect: Expected = "any", *, etag: str | None = None, modified: str | None = None, accept: str | None = None
    ) -> Answer:
        """The document at an address, whole and of the type expected; XML in place of JSON is understood.

        Raises Unreachable after the last try, Refused for what another try would not mend.
        """
        target = self.where(url)
        headers = {"Accept": accept or _ACCEPT[expect]}
        headers |= {k: v for k, v in (("If-None-Match", etag), ("If-Modified-Since", modified)) if v}
        return self._tried(url, target, expect, headers)

    def _tried(self, url: str, target: str, expect: Expected, headers: dict[str, str], robots: bool = False) -> Answer:
        reason = ""
        for attempt in range(self.tries):
            if attempt:
                self._stopped.wait(self.patience * 2 ** (attempt - 1) * (0.5 + self._random.random()))
            if self._stopped.is_set():
                raise Unreachable(f"{url}: the run was stopped")
            try:
                return self._once(target, expect, headers, robots)
            except _Again as again:
                reason = str(again)
                if again.after > MOST_WAIT:
                    raise Unreachable(f"{url}: {reason} and asks to wait {again.after:.0f} seconds; run the same command after that") from None
                self._hold(again.after)
            except httpx.TimeoutException:
                reason = f"the service did not answer within {self.timeout:g} seconds"
            except httpx.RemoteProtocolError:
                reason = "the connection was cut off before the end"
            except httpx.TransportError as error:
                reason = f"the service cannot be reached ({type(error).__name__})"
        raise Unreachable(f"{url}: {reason}; tried {self.tries} times, try again later")

    def _hold(self, seconds: float) -> None:
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)

    def _pace(self) -> None:
        with self._lock:
            self.requests += 1
            now = time.monotonic()
            wait = self._next - now
            self._next = max(now, self._next) + self.pause
        if wait > 0:
            self._stopped.wait(wait)

    def _once(self, target: str, expect: Expected, headers: dict[str, str], robots: bool) -> Answer:
        until = time.monotonic() + self.longest
        for _ in range(6):
            if not robots:
                self._allowed(target)
            self._check_host(target)
            self._pace()
            request = httpx.Request("GET", target, headers=self._headers | headers, extensions=self._extensions)
            response = self._http.handle_request(request)
            try:
                self._check_peer(target, response)
                status, said = response.status_code, response.headers
                at = _moment(said.get("Date"))
                if status == 304 and len(headers) > 1:
                    return Answer(None, at, said.get("ETag") or headers.get("If-None-Match"), headers.get("If-Modified-Since"))
                if response.is_redirect:
                    target = self._hop(target, said.get("Location", ""), robots)
                    continue
                if status in _AGAIN:
                    raise _Again(f"the service answers {status}", _after(said.get("Retry-After"), at))
                if status != 200:
                    raise Refused(f"{target}: the service answers {status}; the address may be wrong or gone")
                data = self._body(target, response, until)
            finally:
                response.close()
            return Answer(data, at, said.get("ETag"), said.get("Last-Modified"), _check(target, data, expect, said.get("Content-Type", "")))
        raise Refused(f"{target}: it redirects without end")

    def _hop(self, target: str, location: str, robots: bool) -> str:
        """Where a redirect leads, if it may be asked."""
        try:
            place = urljoin(target, location)
            httpx.URL(place)
            if robots and urlsplit(place)[:2] != urlsplit(target)[:2]:
                raise Refused(f"{target}: it leads to another host")
        except (httpx.InvalidURL, ValueError):
            raise Refused(f"{target}: it redirects to what is no address") from None
        return place if robots else self.where(place)

    def _body(self, target: str, response: httpx.Response, until: float) -> bytes:
        """The whole body, never more than MAX_BYTES however it is compressed, and never longer than `until`."""
        large = f"{target}: more than {MAX_BYTES // 2**20} MB, which no parliamentary document is"
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in ("identity", "gzip"):
            raise Refused(f"{target}: the service compresses with {encoding}, which was not asked for")
        length = response.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > MAX_BYTES:
            raise Refused(large)
        inflate = zlib.decompressobj(31) if encoding == "gzip" else None
        parts, size = [], 0
        assert isinstance(response.stream, httpx.SyncByteStream)
        for raw in response.stream:
            self.bytes += len(raw)
            try:
                part = inflate.decompress(raw, MAX_BYTES + 1 - size) if inflate else raw
            except zlib.error:
                raise _Again("the compressed answer is damaged") from None
            size += len(part)
            if size > MAX_BYTES:
                raise Refused(large)
            if time.monotonic() > until:
                raise _Again(f"it took longer than {self.longest:g} seconds")
            parts.append(part)
        if inflate and size and not inflate.eof:
            raise _Again("the connection was cut off before the end")
        return parts[0] if len(parts) == 1 else b"".join(parts)

    # --- where it may ask ---------------------------------------------------------------------------------------------

    def _allowed(self, target: str) -> None:
        """Raises Refused where robots.txt of the host forbids an address, or cannot be had though the host answers."""
        parts = urlsplit(target)
        host = f"{parts.scheme}://{parts.netloc}"
        rules = self._robots.get(host)
        if rules is None:
            with self._robots_lock:
                rules = self._robots.get(host)
                if rules is None:
                    rules = self._robots[host] = self._rules(host)
        if isinstance(rules, Unreachable):
            raise rules
        if not rules.can_fetch("pq-corpus", target):
            raise Refused(f"{target}: robots.txt of {parts.netloc} forbids it")

    def _rules(self, host: str) -> urllib.robotparser.RobotFileParser | Unreachable:
        rules = urllib.robotparser.RobotFileParser()
        text, address = "", f"{host}/robots.txt"
        try:
            text = (self._tried(address, address, "any", {"Accept": "text/plain"}, robots=True).data or b"").decode("utf-8", "replace")
        except Unreachable as error:
            return Unreachable(f"{error} (nothing is asked of a host whose robots.txt cannot be had)")
        except Refused:
            pass  # it has none
        rules.parse([] if re.search(r"<(?:html|!doctype)", text[:500], re.I) else text.splitlines())
        with self._lock:
            self.pause = max(self.pause, float(rules.crawl_delay("pq-corpus") or 0))
        return rules

    def _check_host(self, target: str) -> None:
        """No name may lead to a private address, unless corpus.toml itself names this machine."""
        host = urlsplit(target).hostname or ""
        if _loopback(host) or host in self._public_hosts:
            return
        try:
            found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
        except OSError:
            return  # httpx will say that it cannot be reached
        for address in found:
            _check_address(target, host, address)
        self._public_hosts.add(host)

    def _check_peer(self, target: str, response: httpx.Response) -> None:
        """The address that really answered; a name may have led elsewhere since it was checked."""
        host = urlsplit(target).hostname or ""
        if _loopback(host):
            return
        stream = response.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        if peer:
            _check_address(target, host, str(peer[0]))


def _check_address(target: str, host: str, address: str) -> None:
    if not ipaddress.ip_address(address.partition("%")[0]).is_global:
        raise Refused(f"{target}: {host} leads to the private address {address}; that is never asked")


class _Again(Exception):
    """Worth another try, `after` so many seconds where the service said so."""

    def __init__(self, reason: str, after: float = 0.0) -> None:
        super().__init__(reason)
        self.after = after


def _number(sources: Mapping[str, Any], key: str, default: float) -> float:
    value = sources.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise Refused(f"corpus.toml: sources.{key} is {value!r}, which is no number of at least 0")
    return float(value)


def _loopback(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "::1")


def _after(said: str | None, at: str) -> float:
    """The seconds of a Retry-After, which is a number or a date."""
    if not said:
        return 0.0
    if said.isdigit():
        return float(said)
    try:
        then = email.utils.parsedate_to_datetime(said)
        return max(0.0, (then - dt.datetime.fromisoformat(at)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


@lru_cache(maxsize=64)
def _moment(date: str | None) -> str:
    try:
        at = email.utils.parsedate_to_datetime(date or "")
    except ValueError:
        at = dt.datetime.now(dt.UTC)
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat()


def _check(target: str, data: bytes, expect: Expected, said: str) -> Any:
    """The payload where one was expected. Raises _Again for what is not whole, Refused for another kind of thing."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    page = head.startswith((b"<!doctype html", b"<html"))
    kind = said.partition(";")[0].strip() or "something of no known type"
    if not head and expect != "any":
        raise _Again("the answer is empty")
    if expect == "file":
        if page:
            raise _Again("a page came in place of the file (maintenance?)")
        if not data.startswith((b"%PDF-", *_OFFICE)):
            raise Refused(f"{target}: the service sent {kind}, and neither a PDF nor an Office document")
        if data.startswith(b"%PDF-") and b"%%EOF" not in data[-2048:]:
            raise _Again("the PDF is not whole")
    if expect == "json":
        if page:
            raise _Again("a page came in place of the data (maintenance?)")
        if head[:1] not in (b"{", b"[", b"<"):
            raise Refused(f"{target}: the service sent {kind}, and neither JSON nor XML")
        try:
            return decode(data)
        except ValueError:
            raise _Again("the data are not whole") from None
    if expect == "html" and not page:
        raise Refused(f"{target}: the service sent {kind}, and no page")
    return None
