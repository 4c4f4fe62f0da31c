"""Questions as TEI, one file each, after the practice of ParlaMint: utterances with who and role, names in particDesc.

What has no place in that practice (sub-questions, answer parts, dispositions) is a `div` with a type, said in the header.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

from pq_corpus.export.tables import ATTRIBUTION, LICENCE
from pq_corpus.parliament.people import key
from pq_corpus.records import Question, SubQuestion

if TYPE_CHECKING:
    from pq_corpus.corpus import Corpus

_NS = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_ROLES = {"chair": "#chair", "asker": "#regular", "joining": "#regular", "minister": "#guest", "unknown": None}
_BAD = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(corpus: Corpus, folder: Path, keep: set[str] | None) -> None:
    """Write a file for each question."""
    folder.mkdir()
    for question in corpus.questions():
        if keep is None or question.id in keep:
            (folder / f"{question.id}.xml").write_bytes(document(question))


def document(q: Question) -> bytes:
    """One question as a TEI document."""
    ET.register_namespace("", _NS)
    root = _put(None, "TEI")
    root.set(f"{_XML}lang", "nl")
    root.set(f"{_XML}id", q.id)
    header = _put(root, "teiHeader")
    description = _put(header, "fileDesc")
    titles = _put(description, "titleStmt")
    _put(titles, "title", q.title or q.id)
    publication = _put(description, "publicationStmt")
    _put(publication, "publisher", ATTRIBUTION)
    _put(_put(publication, "availability", status="free"), "licence", LICENCE)
    sources = _put(description, "sourceDesc")
    for source in q.sources:
        bibl = _put(sources, "bibl")
        _put(bibl, "title", q.title or q.id)
        _put(bibl, "idno", source.sha256, type="sha256")
        if source.url:
            _put(bibl, "idno", source.url, type="URI")
    encoding = _put(header, "encodingDesc")
    _put(
        _put(encoding, "projectDesc"),
        "p",
        "Sub-questions, answer parts and their dispositions are div elements with a type; ParlaMint has no place for them.",
    )
    profile = _put(header, "profileDesc")
    settings = _put(_put(profile, "settingDesc"), "setting")
    _put(settings, "name", "Vlaams Parlement", type="org")
    if q.date:
        _put(settings, "date", q.date.isoformat(), when=q.date.isoformat())
    names = {key(n): n for n in [*(a.name for a in q.askers), *(a.name for a in (*q.addressees, *q.answered_by)), *(i.speaker for i in q.interventions if i.speaker and i.role != "chair")]}  # fmt: skip
    if names:
        people = _put(_put(profile, "particDesc"), "listPerson")
        for name in names.values():
            person = _put(people, "person")
            person.set(f"{_XML}id", _id(name))
            _put(person, "persName", name)
    body = _put(_put(root, "text"), "body")
    if q.interventions:
        div = _put(body, "div", type="debateSection")
        for n, turn in enumerate(q.interventions, 1):
            u = _put(div, "u")
            u.set(f"{_XML}id", f"{q.id}.u{n}")
            if turn.speaker and turn.role != "chair":
                u.set("who", f"#{_id(turn.speaker)}")
            if role := _ROLES[turn.role]:
                u.set("ana", role)
            for paragraph in turn.text.split("\n\n") if turn.text else []:
                _put(u, "seg", paragraph)
            if turn.missing:
                _put(u, "gap", reason="editorial")
    else:
        if q.context:
            context = _put(body, "div", type="context")
            for paragraph in q.context.split("\n\n"):
                _put(context, "p", paragraph)
        for part in q.sub_questions:
            _sub(body, part)
        for answer in q.answers:
            div = _put(body, "div", type="answer", n=" ".join(answer.labels) or "all")
            for paragraph in answer.text.split("\n\n"):
                _put(div, "p", paragraph)
        if not len(body):
            _put(_put(body, "div", type="metadata"), "p", "No text is known.")
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _sub(parent: ET.Element, part: SubQuestion) -> None:
    div = _put(parent, "div", type="question", n=part.label or "-")
    if part.disposition:
        div.set("subtype", part.disposition.kind)
    for paragraph in part.text.split("\n\n"):
        _put(div, "p", paragraph)
    for child in part.children:
        _sub(div, child)


def _id(name: str) -> str:
    return "p." + re.sub(r"[^a-z0-9]+", "-", key(name)).strip("-")


def _put(parent: ET.Element | None, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.Element(f"{{{_NS}}}{name}", attributes) if parent is None else ET.SubElement(parent, f"{{{_NS}}}{name}", attributes)
    if text is not None:
        made.text = _BAD.sub("", text)
    return made
