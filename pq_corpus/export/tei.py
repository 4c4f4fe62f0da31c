"""Questions as TEI after the practice of ParlaMint: a root file with persons, organisations and taxonomies, and a file for
each question with its utterances. The root takes the others in with XInclude; pointers (who, ana) resolve there.

What has no place in that practice is said in the header of the root (`_FIT`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pq_corpus import __version__
from pq_corpus.export.tables import ATTRIBUTION, LICENCE, LICENCE_URL, values
from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import key, people
from pq_corpus.records import Intervention, Question, Span, SubQuestion

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus

_NS = "http://www.tei-c.org/ns/1.0"
_NAMES = {"id": "xml:id", "lang": "xml:lang", "from_": "from"}
_BAD = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAFE = re.compile(r"[-\w #.:/]*").fullmatch
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"), ('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;"))
_SPEAKER = {"chair": "#chair", "asker": "#regular", "joining": "#regular", "minister": "#guest"}  # ParlaMint's types of speaker
# what the stenographer puts between brackets: the element and type of ParlaMint for it
_NOTED = re.compile(r"\((?:Applaus|Gelach|Rumoer|Opmerking(?:en)?|Onderbreking(?:en)?)\b[^()]*\)")
_HEARD = {"applaus": ("kinesic", "applause"), "gelach": ("vocal", "laughter"), "rumoer": ("vocal", "noise")}
_FIT = (
    "ParlaMint knows spoken debates only. A written question and its answer stand in u as if they had been spoken, in a div with "
    "subtype written_question, so that who said what is found in one way; seg has a type (context, question, answer), the label "
    "of the sub-question in n, what became of it in ana, and in corresp the sub-questions that an answer is to.",
    "Names are given whole, since the sources do not say which words are the surname. A group is that printed with the speaker; "
    "the days between which it was seen are given, not those of membership.",
    "The sub-questions of an oral question, citations, commitments with their deadlines and evidence, and the places in the "
    "sources have no element here: they are in the tables of this export, under the same identifiers.",
)


class _Node:
    """An element while it is made: lighter than one of lxml, since there are some 60 in each of hundreds of thousands of files."""

    __slots__ = ("attributes", "inner", "tag", "tail", "text")

    def __init__(self, tag: str, attributes: dict[str, str], text: str | None = None) -> None:
        self.tag, self.attributes, self.text, self.tail = tag, attributes, text, ""
        self.inner: list[_Node] = []

    def write(self, out: list[str], indent: str | None = "") -> None:
        """Append its markup; an indent of None is within a text, where white space means something."""
        said = "".join([f' {name}="{value if _SAFE(value) else _escaped(value, True)}"' for name, value in self.attributes.items()])
        start, end = ("", "") if indent is None else (indent, "\n")
        if not self.inner:
            out.append(f"{start}<{self.tag}{said}/>{end}" if self.text is None else f"{start}<{self.tag}{said}>{_escaped(self.text)}</{self.tag}>{end}")
        elif indent is None or self.tag == "seg":
            out.append(f"{start}<{self.tag}{said}>{_escaped(self.text or '')}")
            for one in self.inner:
                one.write(out, None)
                out.append(_escaped(one.tail))
            out.append(f"</{self.tag}>{end}")
        else:
            out.append(f"{start}<{self.tag}{said}>\n")
            for one in self.inner:
                one.write(out, indent + " ")
            out.append(f"{indent}</{self.tag}>\n")

    def tags(self) -> Iterator[str]:
        """The tag of this element and of all within it."""
        yield self.tag
        for one in self.inner:
            yield from one.tags()


def _escaped(text: str, attribute: bool = False) -> str:
    text = _BAD.sub("", text)
    for one, said in _ENTITIES if attribute else _ENTITIES[:4]:
        if one in text:
            text = text.replace(one, said)
    return text


class _Found:
    """What the root says of all components: persons, groups, counts."""

    def __init__(self) -> None:
        self.persons: dict[str, tuple[str, set[str], dict[str, set[str]]]] = {}  # id: name, identifiers, group: days seen
        self.tags: Counter[str] = Counter()
        self.years: set[str] = set()
        self.files: list[str] = []
        self.speeches = self.words = 0

    def person(self, name: str, ident: str | None = None, group: str | None = None, day: dt.date | None = None) -> str:
        """The pointer to a person, who is remembered for the list."""
        made = "p." + (_plain(key(name)) or hashlib.sha256(name.encode()).hexdigest()[:8])
        _, idents, groups = self.persons.setdefault(made, (name, set(), {}))
        if ident:
            idents.add(ident)
        if group:
            groups.setdefault(group, set()).update([day.isoformat()] if day else [])
        return f"#{made}"


def write(corpus: Corpus, folder: Path, keep: set[str] | None, tell: Callable[[str, int, int], None]) -> tuple[dict[str, int], dict[str, str]]:
    """Write a file for each question, and corpus.xml, which takes them in. Returned are how many files, utterances and words
    there are, and the hash of each file."""
    folder.mkdir()
    found = _Found()
    hashes: dict[str, str] = {}
    idents = corpus.store.ids() if keep is None else sorted(keep)
    for n, ident in enumerate(idents, 1):
        if question := corpus.store.question(ident):
            name = f"{re.sub(r'[^-.0-9A-Za-z_]', '_', ident)}.xml"
            hashes[f"{folder.name}/{name}"] = _save(folder / name, _document(question, found, corpus.passage))
            found.files.append(name)
            tell("tei", n, len(idents))
    hashes[f"{folder.name}/corpus.xml"] = _save(folder / "corpus.xml", _root(str(corpus.settings.get("name") or corpus.folder.name), found))
    return {"tei_files": len(found.files), "tei_utterances": found.speeches, "tei_words": found.words}, hashes


def _save(path: Path, root: _Node) -> str:
    data = _bytes(root)
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _bytes(root: _Node) -> bytes:
    out = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    root.write(out)
    return "".join(out).encode()


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-")


def _put(parent: _Node, tag: str, text: str | None = None, **attributes: str | None) -> _Node:
    """A new element at the end of another; attributes that are None are left out."""
    made = _Node(tag, {_NAMES.get(name, name): value for name, value in attributes.items() if value is not None}, text)
    parent.inner.append(made)
    return made


def _head(root: _Node, title: str, sub: str, meetings: Iterable[dict[str, str]], measures: Iterable[tuple[str, int, str]]) -> tuple[_Node, _Node]:  # fmt: skip
    """The header up to its publication statement; returned are teiHeader and fileDesc."""
    header = _put(root, "teiHeader")
    description = _put(header, "fileDesc")
    titles = _put(description, "titleStmt")
    _put(titles, "title", title, type="main", lang="nl")
    _put(titles, "title", sub, type="sub", lang="nl")
    for meeting in meetings:
        said = meeting.pop("text")
        _put(titles, "meeting", said, **meeting)
    resp = _put(titles, "respStmt")
    _put(resp, "resp", "omzetting naar TEI", lang="nl")
    _put(resp, "name", f"pq-corpus {__version__}")
    extent = _put(description, "extent")
    for unit, count, said in measures:
        _put(extent, "measure", f"{count} {said}", unit=unit, quantity=str(count), lang="nl")
    publication = _put(description, "publicationStmt")
    _put(publication, "publisher", ATTRIBUTION)
    _put(_put(publication, "availability", status="free"), "licence", LICENCE, target=LICENCE_URL)
    return header, description


def _document(q: Question, found: _Found, passage: Callable[[Span], str]) -> _Node:
    ident = re.sub(r"[^-.0-9A-Za-z_]", "_", q.id)
    root = _Node("TEI", {"xmlns": _NS, "xml:id": ident, "xml:lang": "nl", "ana": f"#kind.{q.kind}"})
    speeches, words = _text(root, q, ident, found, passage)
    meetings: list[dict[str, str]] = []
    if q.legislature:
        meetings.append({"n": q.legislature, "corresp": "#VP", "ana": f"#parla.term #LEG.{q.legislature}", "text": f"legislatuur {q.legislature}"})
    if q.session_year:
        meetings.append({"n": q.session_year, "corresp": "#VP", "ana": "#parla.session", "text": f"zittingsjaar {q.session_year}"})
    if q.committee:
        meetings.append({"corresp": "#VP", "ana": "#parla.committee", "text": q.committee})
    number = f" nr. {q.number}" if q.number is not None else ""
    year = f" ({q.session_year})" if q.session_year else ""
    kind = values()["question_kind"][q.kind][0]
    sub = f"{kind[0].upper()}{kind[1:]}{number}{year}"
    measures = (("speeches", speeches, "tussenkomsten"), ("words", words, "woorden"))
    header, description = _head(root, q.title or q.id, sub, meetings, measures)
    root.inner.reverse()  # the header was made after the text, of which it says the extent
    source_desc = _put(description, "sourceDesc")
    for source in q.sources:
        bibl = _put(source_desc, "bibl")
        _put(bibl, "title", q.title or q.id)
        _put(bibl, "publisher", ATTRIBUTION)
        if source.url:
            _put(bibl, "idno", source.url, type="URI")
        _put(bibl, "idno", source.sha256, type="sha256")
    _put(_put(_put(header, "encodingDesc"), "projectDesc"), "p", "See the header of corpus.xml.", lang="en")
    setting = _put(_put(_put(header, "profileDesc"), "settingDesc"), "setting")
    _put(setting, "name", "Vlaams Parlement", type="org")
    if q.date:
        _put(setting, "date", q.date.isoformat(), when=q.date.isoformat())
    elif q.day_bounds and (q.day_bounds.first or q.day_bounds.last):
        first, last = q.day_bounds.first, q.day_bounds.last
        _put(setting, "date", f"{first or '?'} / {last or '?'}", notBefore=first.isoformat() if first else None, notAfter=last.isoformat() if last else None)
    found.speeches += speeches
    found.words += words
    if q.session_year:
        found.years.add(q.session_year)
    found.tags.update(root.inner[-1].tags())
    return root


def _text(root: _Node, q: Question, ident: str, found: _Found, passage: Callable[[Span], str]) -> tuple[int, int]:
    """The text of a question; returned are how many utterances and words it has."""
    body = _put(_put(root, "text", lang="nl"), "body")
    div = _put(body, "div", type="debateSection", subtype=q.kind)
    _put(div, "head", q.title or q.id)
    words = 0
    idents = {key(a.name): a.external_id for a in q.askers} | {key(m.name): m.external_id for m in (*q.addressees, *q.answered_by)}
    if q.interventions:
        directions = sorted(q.stage_directions, key=lambda span: (span.source, span.start))
        for n, turn in enumerate(q.interventions, 1):
            while directions and (directions[0].source, directions[0].start) < (turn.span.source, turn.span.start):
                _put(div, "note", " ".join(passage(directions.pop(0)).split()), type="narrative")
            words += _turn(div, turn, f"{ident}.u{n}", q, found, idents)
        for span in directions:
            _put(div, "note", " ".join(passage(span).split()), type="narrative")
        return len(q.interventions), words
    ids: dict[str, str] = {}
    asked = _flat(q.sub_questions)
    count = 0
    if q.context or asked:
        count += 1
        askers = [found.person(a.name, a.external_id, a.group, q.date) for a in q.askers]
        _put(div, "note", ", ".join(f"{a.name} ({a.group})" if a.group else a.name for a in q.askers) or "(niet bekend)", type="speaker")
        u = _put(div, "u", id=f"{ident}.u1", who=" ".join(askers) or None, ana="#regular #role.asker")
        words += _paragraphs(u, q.context or "", f"{ident}.u1.c", type="context")
        for n, part in enumerate(asked, 1):
            place = f"{ident}.u1.q{n}"
            if part.label:
                ids.setdefault(part.label, place)
            told = f"#disposition.{part.disposition.kind}" if part.disposition else None
            words += _paragraphs(u, part.text, place, type="question", n=part.label and _BAD.sub("", part.label), ana=told)
    if q.answers:
        count += 1
        who = [found.person(m.name, m.external_id) for m in q.answered_by]
        _put(div, "note", ", ".join(m.name for m in q.answered_by) or "(niet bekend)", type="speaker")
        u = _put(div, "u", id=f"{ident}.u2", who=" ".join(who) or None, ana="#guest #role.minister")
        for n, answer in enumerate(q.answers, 1):
            to = " ".join(f"#{ids[label]}" for label in answer.labels if label in ids)
            words += _paragraphs(u, answer.text, f"{ident}.u2.a{n}", type="answer", n=_BAD.sub("", " ".join(answer.labels)) or None, corresp=to or None)
    if not count:
        _put(div, "note", "(geen tekst bekend)", type="narrative")
    return count, words


def _turn(div: _Node, turn: Intervention, place: str, q: Question, found: _Found, idents: dict[str, str | None]) -> int:
    who = None
    if turn.speaker:
        _put(div, "note", f"{turn.speaker} ({turn.group})" if turn.group else turn.speaker, type="speaker")
        if turn.role != "chair":
            who = found.person(turn.speaker, idents.get(key(turn.speaker)), turn.group, q.date)
    ana = f"{_SPEAKER[turn.role]} #role.{turn.role}" if turn.role in _SPEAKER else "#role.unknown"
    u = _put(div, "u", id=place, who=who, ana=ana)
    if turn.missing:
        _put(_put(u, "gap", reason="missing"), "desc", "De tekst was nog niet gepubliceerd.", lang="nl")
    return _paragraphs(u, turn.text, f"{place}.s")


def _paragraphs(parent: _Node, text: str, place: str, **attributes: str | None) -> int:
    """A seg for each paragraph, what the stenographer heard in elements of its own; returned are the words."""
    count = 0
    for n, paragraph in enumerate((p for p in text.split("\n\n") if p.strip()), 1):
        seg = _put(parent, "seg", id=place if n == 1 and attributes else f"{place}{'.' if attributes else ''}{n}", **attributes)
        at, last = 0, None
        for noted in _NOTED.finditer(paragraph):
            before = paragraph[at : noted.start()]
            if last is None:
                seg.text = before
            else:
                last.tail = before
            element, kind = _HEARD.get(re.split(r"\W", noted[0][1:].casefold())[0], ("vocal", "interruption"))
            last = _put(seg, element, type=kind)
            _put(last, "desc", noted[0], lang="nl")
            at = noted.end()
        rest = paragraph[at:]
        if last is None:
            seg.text = rest
        else:
            last.tail = rest
        count += len(_NOTED.sub(" ", paragraph).split())
    return count


def _flat(parts: Iterable[SubQuestion]) -> list[SubQuestion]:
    return [one for part in parts for one in (part, *_flat(part.children))]


def _root(title: str, found: _Found) -> _Node:
    root = _Node("teiCorpus", {"xmlns": _NS, "xmlns:xi": "http://www.w3.org/2001/XInclude", "xml:id": "pq-corpus", "xml:lang": "nl"})
    meetings = [{"n": year, "corresp": "#VP", "ana": "#parla.session", "text": f"zittingsjaar {year}"} for year in sorted(found.years)]
    measures = (("texts", len(found.files), "vragen"), ("speeches", found.speeches, "tussenkomsten"), ("words", found.words, "woorden"))
    header, description = _head(root, title, "Vragen en interpellaties van het Vlaams Parlement", meetings, measures)
    bibl = _put(_put(description, "sourceDesc"), "bibl")
    _put(bibl, "title", "Vragen, interpellaties en verslagen", lang="nl")
    _put(bibl, "publisher", ATTRIBUTION)
    _put(bibl, "idno", "https://www.vlaamsparlement.be", type="URI")
    encoding = _put(header, "encodingDesc")
    project = _put(encoding, "projectDesc")
    for said in _FIT:
        _put(project, "p", said, lang="en")
    editorial = _put(encoding, "editorialDecl")
    _put(_put(editorial, "normalization"), "p", "Words broken over lines and running heads of printed pages are undone; nothing else is.", lang="en")
    _put(_put(editorial, "segmentation"), "p", "A seg is a paragraph as it was printed.", lang="en")
    if found.tags:
        tags = _put(_put(encoding, "tagsDecl"), "namespace", name=_NS)
        for tag, count in sorted(found.tags.items()):
            _put(tags, "tagUsage", gi=tag, occurs=str(count))
    classes = _put(encoding, "classDecl")
    _taxonomy(classes, "parla.legislature", "", {"parla.term": ("legislatuur", "legislature"), "parla.session": ("zittingsjaar", "session year"), "parla.committee": ("commissie", "committee")})  # fmt: skip
    _taxonomy(classes, "speaker_types", "", {"chair": ("voorzitter", "chair"), "regular": ("lid", "member"), "guest": ("geen lid: minister", "no member: minister")})  # fmt: skip
    for name, prefix in (("question_kind", "kind."), ("role", "role."), ("disposition", "disposition.")):
        _taxonomy(classes, name, prefix, values()[name])
    profile = _put(header, "profileDesc")
    _put(_put(_put(profile, "settingDesc"), "setting"), "name", "Vlaams Parlement", type="org")
    participants = _put(profile, "particDesc")
    _organisations(participants, sorted({group for _, _, groups in found.persons.values() for group in groups}))
    if found.persons:
        listed = _put(participants, "listPerson")
        for ident, (name, idents, groups) in sorted(found.persons.items()):
            _person(listed, ident, name, idents, groups)
    _put(_put(profile, "langUsage"), "language", "Nederlands", ident="nl", lang="nl")
    for name in found.files:
        _put(root, "xi:include", href=name)
    return root


def _taxonomy(parent: _Node, name: str, prefix: str, some: dict[str, tuple[str, str]]) -> None:
    taxonomy = _put(parent, "taxonomy", id=name)
    _put(taxonomy, "desc", name.replace("_", " ").replace(".", " "), lang="en")
    for value, (nl, en) in some.items():
        category = _put(taxonomy, "category", id=f"{prefix}{value}")
        _put(category, "catDesc", nl, lang="nl")
        _put(category, "catDesc", en, lang="en")


def _organisations(parent: _Node, groups: list[str]) -> None:
    listed = _put(parent, "listOrg")
    parliament = _put(listed, "org", id="VP", role="parliament")
    _put(parliament, "orgName", "Vlaams Parlement", full="yes", lang="nl")
    events = _put(parliament, "listEvent")
    for name, first, last in calendar.legislatures():
        event = _put(events, "event", id=f"LEG.{name}", from_=first.isoformat(), to=last.isoformat() if last else None)
        _put(event, "label", f"legislatuur {name}", lang="nl")
    government = _put(listed, "org", id="VR", role="government")
    _put(government, "orgName", "Vlaamse Regering", full="yes", lang="nl")
    for group in groups:
        org = _put(listed, "org", id=_group(group), role="parliamentaryGroup")
        _put(org, "orgName", group, full="abb", lang="nl")


def _group(name: str) -> str:
    return "group." + (_plain(key(name)) or hashlib.sha256(name.encode()).hexdigest()[:8])


def _person(parent: _Node, ident: str, name: str, idents: set[str], groups: dict[str, set[str]]) -> None:
    person = _put(parent, "person", id=ident)
    _put(person, "persName", name)
    minister = people().ministers.get(key(name))
    for title, first, last in sorted(minister.mandates, key=lambda m: (m[1], m[0])) if minister else ():
        affiliation = _put(person, "affiliation", role="minister", ref="#VR", from_=first.isoformat(), to=last.isoformat() if last else None)
        _put(affiliation, "roleName", title, lang="nl")
    for group, days in sorted(groups.items()):
        affiliation = _put(person, "affiliation", role="member", ref=f"#{_group(group)}")
        if days:
            since, until = min(days), max(days)
            said = f"gezien {since}" if since == until else f"gezien van {since} tot {until}"
            _put(affiliation, "date", said, notBefore=since, notAfter=until)
    for external in sorted(idents):
        _put(person, "idno", external, type="VP")
