"""The written question (schriftelijke vraag) with its answer, as Parliament's PDF prints it or as its text reads.

Header (number, asker, date, minister), title, context, sub-questions; then the answering minister, ANTWOORD, "op vraag
nr. … van …", answers. Either header may be missing. Old forms (Bulletin): "Vraag nr. 42 van 8 maart 2006 van JAN LOONES".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import key, people, slug
from pq_corpus.parse import Fit, Layout, Origin, Parsed
from pq_corpus.parse.media import MEDIA_TYPES, Document
from pq_corpus.parse.numbering import Item, items, letters
from pq_corpus.parse.text import DATE, Facts, gaps, parse_date, prose, trim
from pq_corpus.records import Addressee, AnswerPart, Asker, Days, Question, Source, Span, SubQuestion

_CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ'’‘`.-]*"
_NAME = rf"{_CAPS}(?:[ \t]+{_CAPS}){{0,5}}"
_ANYNAME = r"[A-ZÀ-Þ][\w'’‘`.-]*(?:[ \t]+[\w'’‘`.-]+){0,5}"
_TITLE = rf"(?:(?:VICE-?)?MINISTER-PRESIDENT|VLAAMS\s+MINISTER|MINISTER)(?:(?:[ \t]+|[ \t]*\n(?=[^a-zà-ÿ\n]*(?:\n|\Z))[ \t]*)(?:{_CAPS}(?!\w),?|&|-))*"
_HEAD = re.compile(
    rf"(?:SCHRIFTELIJKE\s+VRAAG\s+)?\bnr\.?\s*(?P<number>\d{{1,5}})\s+van\s+(?:(?:de\s+heer|mevrouw)\s+)?(?P<asker>{_ANYNAME}?)\s+"
    rf"datum\s*:\s*(?P<date>{DATE})(?:\s+aan)?\s+(?P<minister>{_NAME}?)\s+(?P<title>{_TITLE})"
)
_ANSWER = re.compile(
    rf"\bANTWOORD\b\s+op\s+(?:de\s+)?(?:schriftelijke\s+)?vraag\s+nr\.?\s*(?P<number>\d{{1,5}})\s+van\s+(?P<date>{DATE})"
    rf"(?:\s+van\s+(?:(?:de\s+heer|mevrouw)\s+)?(?P<asker>(?:{_NAME}|{_ANYNAME})(?=[ \t]*(?:\n|$))|{_NAME}))?"
)
_OLD = re.compile(
    rf"(?m)^[ \t]*Vraag nr\.?[ \t]*(?P<number>\d{{1,5}})\s+van\s+(?P<date>{DATE})\s+van\s+(?:(?:de\s+heer|mevrouw)\s+)?"
    rf"(?P<asker>{_NAME})[ \t]*(?=\n|[A-ZÀ-Þ][a-z])"
)
_OLD_ANSWER = re.compile(r"(?m)^[ \t]*(?:ANTWOORD|Antwoord)[ \t]*:?[ \t]*$")
_SIGNED = re.compile(rf"(?P<name>{_NAME})\s*\n?\s*(?P<title>{_TITLE})\s*\Z")
_ATTACHED = re.compile(r"(?m)^[ \t]*BIJLAGEN?[ \t]*:?[ \t]*$")
_SIBLINGS = re.compile(r"Deze\s+vraag\s+werd\s+(?:ook\s+)?gesteld\s+aan\s+(?:de\s+)?ministers?\s+(?P<list>[^.]*?\(\d+\)[^.]*)\.?")
_PAGE = re.compile(r"(?m)^[ \t]*(?:\d{1,3}|[Pp]agina \d+(?: van \d+)?|\d+ ?/ ?\d+)[ \t]*$")


def fit(document: Document, supplied: Mapping[str, str]) -> Fit:
    """Sure where a header of the question or of the answer stands in the text; a mere mention of one is not enough."""
    text = document.text
    if document.media in ("json", "xml", "html"):
        return Fit("written", 0.0, f"a written question is a PDF or a text, and this is {document.media.upper()}", 1)
    head, answer = _HEAD.search(text), _ANSWER.search(text)
    if head and answer:
        return Fit("written", 1.0, "it has the headers of the question and of the answer")
    if head or answer:
        return Fit("written", 0.9, f"it has the header of the {'question' if head else 'answer'}")
    old = _OLD.search(text)
    if old and (old.start() < 400 or _OLD_ANSWER.search(text, old.end())):
        return Fit("written", 0.8, "it has the heading of the old Bulletin")
    lines = text[:4000].split("\n")
    first = next((n for n, line in enumerate(lines, 1) if line.strip()), 1)
    seen = re.search(r"SCHRIFTELIJKE\s+VRAAG|(?m:^[ \t]*ANTWOORD[ \t]*$)", text)
    if seen:
        line = text.count("\n", 0, seen.start()) + 1
        return Fit("written", 0.3, "after this line the number, date and names of a written question do not follow", line)
    return Fit("written", 0.1, "there is no header of a written question or answer (nr., van, datum, ANTWOORD op vraag nr.)", first)


def parse(document: Document, supplied: Mapping[str, str], origin: Origin) -> Parsed:
    """The one written question in a document; what the text does not say is None or, where supplied, marked so."""
    text = document.text
    facts = Facts(origin.sha256, "written", dict(supplied))
    problems: list[str] = []
    head = _HEAD.search(text)
    answer = _ANSWER.search(text, head.end() if head else 0)
    old = None if head or answer else _OLD.search(text)
    covered: list[tuple[int, int]] = []
    body_start = head.end() if head else old.end() if old else 0
    heading = head or answer or old
    assert heading is not None

    # --- header: the question's own first, then the answer's
    date = parse_date(heading["date"])
    number = int(heading["number"])
    for m, where in ((head or old, "header"), (answer, "answer_header")):
        if m is None:
            continue
        for name, group in (("number", "number"), ("asked_on", "date"), ("askers[0].name", "asker")):
            if m[group]:
                value: object = m[group]
                if group == "date":
                    value = parse_date(m[group]) or m[group]
                elif group == "asker":
                    value = " ".join(m[group].split())
                facts.parsed(name, value, m.span(group), f"{where}.{group}")
                covered.append(m.span(group))
    if head and answer and (head["number"] != answer["number"] or parse_date(head["date"]) != parse_date(answer["date"])):
        problems.append(
            f"the answer is headed nr. {answer['number']} of {answer['date']}, the question nr. {head['number']} of {head['date']}; the question's header was taken"
        )
    if date is None:
        problems.append(f"{heading['date']!r} is no day of the calendar")
        if supplied.get("date"):
            date = dt.date.fromisoformat(supplied["date"])
    facts.choose("asked_on", "date", date.isoformat() if date else None)
    facts.choose("number", "number", str(number))
    on = Days(first=date, last=date)

    # --- who asked
    asker_printed = " ".join(
        (heading["asker"] or (answer["asker"] if answer and answer["asker"] else "") or supplied.get("asker", "")).split()
    )
    askers: tuple[Asker, ...] = ()
    if asker_printed:
        match = people().member(asker_printed, on)
        if match.person is None and asker_printed.isupper():
            problems.append(f"the name {asker_printed} is left in capitals: {match.reason}")
        askers = (Asker(name=match.name, group=match.group, external_id=match.person.external_id if match.person else None),)
        facts.choose("askers[0].name", "asker", match.name)

    # --- the end of the question: the answering minister's name and title, perhaps glued to its last word
    answer_start = answer.start() if answer else None
    answer_body = answer.end() if answer else None
    old_answer = _OLD_ANSWER.search(text, body_start) if answer is None and old else None
    if old_answer:
        answer_start, answer_body = old_answer.start(), old_answer.end()
    body_end = answer_start if answer_start is not None else len(text)
    answered_by: tuple[Addressee, ...] = ()
    if answer_start is not None:
        signed = _signature(text, body_start, answer_start, on)
        if signed:
            name, title, start, end, title_start = signed
            body_end = start
            answered_by = (_minister(name, title, on, problems),)
            facts.parsed("answered_by[0].name", " ".join(text[start:end].split()), (start, end), "signature.name")
            facts.parsed("answered_by[0].title", title, trim(text, title_start, answer_start), "signature.title")
            covered += [(start, end), trim(text, title_start, answer_start)]
        else:
            problems.append("the name and title of the answering minister were not found before the answer")
    addressees: tuple[Addressee, ...] = ()
    if head:
        title = " ".join(head["title"].split())
        addressees = (_minister(" ".join(head["minister"].split()), title, on, problems),)
        facts.parsed("addressees[0].name", " ".join(head["minister"].split()), head.span("minister"), "header.minister")
        facts.parsed("addressees[0].title", title, trim(text, *head.span("title")), "header.minister_title")
        covered += [head.span("minister"), trim(text, *head.span("title"))]
        body_start = trim(text, *head.span("title"))[1]
    elif supplied.get("minister"):
        addressees = (_minister(supplied["minister"], None, on, problems),)
        facts.choose("addressees[0].name", "minister", None)
    elif answered_by:
        addressees = answered_by
        facts.derived("addressees[0].name", addressees[0].name, "the question has no header of its own; the answering minister was asked")

    # --- title, context, sub-questions
    title_text, title_parts, title_span = _title(text, body_start, body_end, document.media == "pdf")
    if title_span:
        facts.parsed("title", title_text, title_span, "title")
        covered.append(title_span)
    chosen_title = facts.choose("title", "title", title_text)
    rest = title_span[1] if title_span else body_start
    siblings, sibling_spans = _siblings(text, number, date, addressees)
    stop = min([s for s, _ in sibling_spans if rest <= s < body_end] or [body_end])
    stop = _without_page_number(text, rest, stop)
    context, context_span, subs, sub_spans = _questions(document, rest, stop, facts)
    if context_span:
        facts.parsed("context", (context or "")[:80], context_span, "context")
        covered.append(context_span)
    covered += sub_spans
    for start, end in sibling_spans:
        facts.parsed("siblings", ", ".join(siblings), (start, end), "siblings")
        covered.append((start, end))

    # --- answers
    answers: tuple[AnswerPart, ...] = ()
    attachments: tuple[str, ...] = ()
    if answer_body is not None:
        end = len(text)
        if attached := _ATTACHED.search(text, answer_body):
            end = attached.start()
            listed = [line.strip(" -•\t") for line in text[attached.end() :].split("\n")]
            attachments = tuple(line for line in listed if line and not _PAGE.fullmatch(line))
            place = trim(text, attached.end(), len(text))
            if place[0] < place[1]:
                facts.parsed("attachments", "; ".join(attachments), place, "attachments")
                covered.append(place)
        end = min([s for s, _ in sibling_spans if s >= answer_body] or [end])
        answers = _answers(document, answer_body, end, subs)
        covered += [(part.span.start, part.span.end) for part in answers]

    session = calendar.session_year(date) if date else None
    if session:
        facts.derived("session_year", session, "the session year in which the question was put")
    session = facts.choose("session_year", "session_year", session)
    who = addressees[0].name if addressees else None
    ident = supplied.get("id") or (f"sv-{session}-{slug(who)}-{number}" if session and who else f"sv-r{origin.sha256[:12]}")
    if not (session and who) and not supplied.get("id"):
        problems.append("the question has no identifier of its own: its date or its minister is not known")
    answered = facts.choose("answered_on", "answered_on", None)
    published = facts.choose("published_on", "published_on", None)
    question = Question(
        id=ident, kind="written_question", number=number, session_year=session, legislature=calendar.legislature(date) if date else None,
        title=chosen_title, title_parts=title_parts, asked_on=date,
        answered_on=dt.date.fromisoformat(answered) if answered else None, published_on=dt.date.fromisoformat(published) if published else None,
        askers=askers, addressees=addressees, answered_by=answered_by, context=context, sub_questions=subs, answers=answers,
        attachments=attachments, siblings=siblings,
        sources=(
            Source(
                sha256=origin.sha256, url=origin.url, path=origin.path, media_type=MEDIA_TYPES[document.media], retrieved_at=origin.retrieved_at,
                layout="written", furniture=gaps(document, covered),
            ),
        ),
        external_ids=_external(origin.url), facts=tuple(facts.found), problems=tuple(dict.fromkeys(problems)),
    )  # fmt: skip
    return Parsed("written", text, document.media, (question,), question.sources[0].furniture, tuple(problems))


LAYOUT = Layout("written", fit, parse)


def _external(url: str | None) -> dict[str, str]:
    m = re.search(r"/schriftelijke-vragen/(\d+)|pfile\?id=(\d+)", url or "")
    return {} if m is None else {"schv": m[1]} if m[1] else {"pfile": m[2]}


def _minister(printed: str, title: str | None, on: Days, problems: list[str]) -> Addressee:
    match = people().minister(printed, on)
    if match.person is None and printed.isupper():
        problems.append(f"the name {printed} is left in capitals: {match.reason}")
    external = match.person.external_id if match.person else None
    if title is None and match.person:
        title = match.person.title_on(on)
    return Addressee(name=match.name, title=title, external_id=external)


def _signature(text: str, begin: int, end: int, on: Days) -> tuple[str, str, int, int, int] | None:
    """Name and title of the answering minister right before ANTWOORD. Words in capitals at the end of the question can
    run into the name; a known minister in office decides where the name begins."""
    window = max(begin, end - 700)
    m = _SIGNED.search(text[window:end])
    if not m:
        return None
    start, stop = window + m.start("name"), window + m.end("name")
    words = list(re.finditer(r"\S+", text[start:stop]))
    for n in range(len(words) - 1):
        candidate = text[start + words[n].start() : stop]
        if people().minister(candidate, on).person and len(words) - n >= 2:
            start += words[n].start()
            break
    return " ".join(text[start:stop].split()), " ".join(m["title"].split()), start, stop, window + m.start("title")


def _title(text: str, start: int, end: int, pdf: bool) -> tuple[str | None, tuple[str, ...], tuple[int, int] | None]:
    """The title: the first line of the body, with the lines it wraps over; "Hoofdonderwerp  -  Deelonderwerp"."""
    start, end = trim(text, start, end)
    if start >= end:
        return None, (), None
    block_end = min([m.start() for m in [re.compile(r"\n[ \t]*\n").search(text, start, end)] if m] or [end])
    line_end = text.find("\n", start, end)
    line_end = end if line_end < 0 else line_end
    lines = text[start:block_end].split("\n")
    stop = line_end
    if block_end < end and len(lines) <= 3 and not re.search(r"[.?!]\s*$", text[start:block_end]):
        stop = block_end
    elif len(lines) > 1 and len(lines[0].strip()) >= 70 and not lines[1][:1].isupper() and len(lines[1].strip()) < len(lines[0].strip()):
        stop = start + len(lines[0]) + 1 + len(lines[1])
    if re.match(r"\s*1[.)]", text[start:stop]):
        return None, (), None
    words = re.sub(r"\s*\n\s*", " ", text[start:stop]).strip()
    parts = tuple(part.strip() for part in re.split(r"\s{2,}[-–]\s{1,}|\s[-–]\s{2,}", words))
    if len(parts) == 1 and len(re.findall(r"\s[-–]\s", words)) == 1:
        parts = tuple(part.strip() for part in re.split(r"\s[-–]\s", words))
        if pdf:
            words = "  -  ".join(parts)
    return words, parts, trim(text, start, stop)


def _without_page_number(text: str, start: int, end: int) -> int:
    """The end of a body without a page number that stands alone on its last line."""
    a, b = trim(text, start, end)
    line = text.rfind("\n", a, b) + 1
    return line if line > a and _PAGE.fullmatch(text[line:b]) else end


def _questions(
    document: Document, start: int, end: int, facts: Facts
) -> tuple[str | None, tuple[int, int] | None, tuple[SubQuestion, ...], list[tuple[int, int]]]:
    text = document.text
    body = text[start:end]
    found = items(body)
    spans: list[tuple[int, int]] = []
    subs: list[SubQuestion] = []
    cut = len(body)
    if found:
        cut = found[0].label
        for item in found:
            subs.append(_sub(document, start, item, facts, spans))
    elif "?" in body:
        cut = _asking(body)
        a, b = trim(text, start + cut, end)
        spans.append((a, b))
        subs.append(SubQuestion(label=None, text=prose(document, a, b), span=facts.span(a, b)))
    a, b = trim(text, start, start + cut)
    return (prose(document, a, b), (a, b), tuple(subs), spans) if a < b else (None, None, tuple(subs), spans)


def _sub(document: Document, shift: int, item: Item, facts: Facts, spans: list[tuple[int, int]]) -> SubQuestion:
    text = document.text
    label = item.labels[0]
    begin, end = shift + item.start, shift + item.end
    nested = letters(text[begin:end], label)
    children = []
    for child in nested:
        a, b = trim(text, begin + child.start, begin + child.end)
        spans.append((a, b))
        children.append(SubQuestion(label=child.labels[0], text=prose(document, a, b), span=facts.span(a, b)))
    a, b = trim(text, begin, begin + nested[0].label if nested else end)
    spans.append((a, b))
    return SubQuestion(label=label, text=prose(document, a, b), span=facts.span(a, b), children=tuple(children))


def _asking(body: str) -> int:
    """Where an unnumbered question begins: the first sentence of the last paragraph that asks."""
    paragraphs = [m.span() for m in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*\n))*", body)]
    asking = [(a, b) for a, b in paragraphs if "?" in body[a:b]]
    begin = asking[-1][0]
    for a, b in reversed(asking[:-1]):
        if body[a:b].rstrip().endswith("?") and not body[b:begin].strip():
            begin = a
    paragraph = body[begin:]
    sentences = [0] + [m.end() for m in re.finditer(r"[.?!][\s]+(?=[A-ZÀ-Þ])", paragraph)]
    for n, at in enumerate(sentences):
        stop = sentences[n + 1] if n + 1 < len(sentences) else len(paragraph)
        if paragraph[at:stop].rstrip().endswith("?"):
            return begin + at
    return begin


def _siblings(
    text: str, number: int, date: dt.date | None, addressees: tuple[Addressee, ...]
) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """Ids of the same question put to other ministers: "Jan Jambon (142), Hilde Crevits (256)"."""
    out: dict[str, None] = {}
    spans = []
    for m in _SIBLINGS.finditer(text):
        spans.append(m.span())
        for name, other in re.findall(r"([A-ZÀ-Þ][^(),]+?)\s*\((\d+)\)", m["list"]):
            name = re.sub(r"^(?:en|minister)\s+", "", " ".join(name.split()))
            same = addressees and key(addressees[0].name) == key(name) and int(other) == number
            if date and not same:
                out[f"sv-{calendar.session_year(date)}-{slug(name)}-{other}"] = None
    return tuple(out), spans


def _answers(document: Document, start: int, end: int, subs: tuple[SubQuestion, ...]) -> tuple[AnswerPart, ...]:
    text = document.text
    start, end = trim(text, start, _without_page_number(text, start, end))
    if start >= end:
        return ()
    body = text[start:end]
    numbers = [int(sub.label) for sub in subs if sub.label]
    found = items("\n" + body, answer=True, highest=max(numbers, default=None) if numbers else None)
    nested = {sub.label for sub in subs if sub.children}
    out: list[AnswerPart] = []

    def part(labels: tuple[str, ...], a: int, b: int) -> None:
        a, b = trim(text, a, b)
        if a < b:
            out.append(AnswerPart(labels=labels, text=prose(document, a, b), span=Span(source=document.sha256, start=a, end=b)))

    if not found:
        part((), start, end)
        return tuple(out)
    shift = start - 1
    part((), start, shift + found[0].label)
    for item in found:
        begin, stop = shift + item.start, shift + item.end
        inner = letters(text[begin:stop], item.labels[0]) if len(item.labels) == 1 and item.labels[0] in nested else []
        part(item.labels, begin, begin + inner[0].label if inner else stop)
        for child in inner:
            part(child.labels, begin + child.start, begin + child.end)
    return tuple(out)
