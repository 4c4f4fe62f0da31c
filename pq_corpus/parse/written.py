"""The written question (schriftelijke vraag) with its answer, as Parliament's PDF prints it or as its text reads.

Header (number, asker, date, minister), title, context, sub-questions; then the answering minister, ANTWOORD, "op vraag
nr. … van …", answers. Either header may be missing. Old forms (Bulletin): "Vraag nr. 42 van 8 maart 2006 van JAN LOONES".
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping

from pq_corpus.parliament import calendar
from pq_corpus.parliament.people import key, people, slug, strip
from pq_corpus.parse import Fit, Layout, Origin, Parsed, numbering
from pq_corpus.parse.media import MEDIA_TYPES, Document
from pq_corpus.parse.numbering import Item, letters
from pq_corpus.parse.text import DATE, Facts, gaps, parse_date, prose, trim
from pq_corpus.records import Addressee, AnswerPart, Asker, Days, Question, Source, Span, SubQuestion

_U = r"[^\W\d_a-zß-ÿ]"  # a capital, with or without an accent
_CAPS = rf"{_U}(?:{_U}|['’‘`´.-])*"
_NAME = rf"{_CAPS}(?:[ \t]+{_CAPS}){{0,5}}"
_ANYNAME = rf"{_U}[\w'’‘`´.-]*(?:[ \t]+[\w'’‘`´.-]+){{0,5}}"
_TITLE = rf"(?:(?:VICE-?)?MINISTER-PRESIDENT|VLAAMS\s+MINISTER|MINISTER)(?:(?:[ \t]+|[ \t]*\n(?=[^a-zà-ÿ\n]*(?:\n|\Z))[ \t]*)(?:{_CAPS}(?!\w),?|&|-))*"
_DAY = rf"(?:{DATE}|\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}})"
_SIR = r"(?:(?i:de\s+heer|mevrouw|mevr\.|dhr\.)\s+)?"
_HEAD = re.compile(
    rf"(?:(?P<word>SCHRIFTELIJKE\s+VRAAG)\s+)?\b[Nn]r\.?(?:\s*:)?\s*(?P<number>\d{{1,5}})\s+van\s+{_SIR}(?P<asker>{_ANYNAME}?)\s+"
    rf"[Dd]atum(?:\s*:)?\s*(?P<date>{_DAY})(?:\s+aan)?\s+(?P<minister>{_NAME}?),?\s+(?P<title>{_TITLE})"
)
_ANSWER = re.compile(
    rf"ANTWOORD\b\s+(?i:op\s+(?:de\s+|uw\s+)?(?:schriftelijke\s+)?vraag\s+nr\.?)\s*"
    rf"(?P<number>\d{{1,5}})\s+van\s+(?P<date>{_DAY})"
    rf"(?:\s+van\s+{_SIR}(?P<asker>(?:{_NAME}|{_ANYNAME})(?=[ \t]*(?:\n|$))|{_NAME}(?!\w)))?"
)
_HOW = re.compile(r"\b(?:GECOÖRDINEERD|GECOORDINEERD|GEZAMENLIJK|GEMEENSCHAPPELIJK|VERWIJZEND|AANVULLEND|DEFINITIEF|VOORLOPIG)\s+\Z")
_OLD = re.compile(
    rf"(?m)^[ \t]*(?:Schriftelijke[ \t]+)?Vraag nr\.?[ \t]*(?P<number>\d{{1,5}})\s+van\s+(?P<date>{_DAY})\s+(?:van\s+)?{_SIR}"
    rf"(?P<asker>{_NAME})[ \t]*(?=\n|{_U}[a-zà-ÿ])"
)
_OLD_ANSWER = re.compile(
    r"(?m)^[ \t]*(?:ANTWOORD|Antwoord|VOORLOPIG ANTWOORD|Voorlopig antwoord)[ \t]*:?[ \t]*$|(?<=[.?!] )(?:ANTWOORD|Antwoord)[ \t]*:?(?=[ ][A-ZÀ-Þ0-9])"
)
_SIGNED = re.compile(rf"(?P<name>{_CAPS}(?:[ \t]+{_CAPS}){{0,5}}?),?\s*\n?\s*(?P<title>{_TITLE})\s*\Z")
_MINISTER_HEADING = re.compile(rf"(?m)^[ \t]*(?P<name>{_NAME}),?[ \t]*(?:\n[ \t]*)?(?P<title>{_TITLE})[ \t]*$")
_ATTACHED = re.compile(
    r"(?m)^[ \t]*(?:BIJLAGEN|BIJLAGE(?:\(N\))?)(?:[ \t]*:?[ \t]*$|[ \t]*:[ \t]*(?=\S)|(?=[ \t]+\d+[.:)]))|^[ \t]*Bijlage(?:n|\(n\))?[ \t]*:?[ \t]*$"
)
_SIBLINGS = re.compile(
    r"Deze\s+(?:schriftelijke\s+)?vraag\s+(?:werd|wordt|is)\s+(?:(?:ook|eveneens|tevens|tegelijk)\s+)?gesteld\s+aan\s+(?P<list>[^.]{0,2000}?\(\s*(?:nr\.?\s*)?\d+\s*\)(?:[^.()]{0,120}\(\s*(?:nr\.?\s*)?\d+\s*\))*)\s*\.?"
)
_SIBLING = re.compile(rf"(?P<name>{_U}[\w'’-]+(?:\s+[\w'’-]+){{0,6}}?)\s*\(\s*(?:nr\.?\s*)?(?P<number>\d+)\s*\)")
_PAGE = re.compile(r"(?m)^[ \t]*(?:\d{1,3}|-[ ]?\d{1,3}[ ]?-|[Pp]agina \d+(?: van \d+)?|\d+ ?/ ?\d+)[ \t]*$")
# a section of the old Bulletin, or the next group of questions in it
_SECTION = re.compile(
    r"(?m)^[ \t]*(?:[IVX]+\.[ \t]*[A-C]?\.?[ \t]+(?:VRAGEN|Vragen)\b.*|BULLETIN VAN VRAGEN EN ANTWOORDEN\b.*|VRAGEN (?:EN ANTWOORDEN|VAN DE LEDEN)\b.*)$"
)


def _heads(text: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    """The headers of questions; looked for around the word that each has, since that is found fast."""
    at = begin
    while (at := text.find("atum", at, end)) >= 0:
        m = _HEAD.search(text, max(begin, at - 400), min(end, at + 2000))
        if m and m.start() < at < m.end():
            yield m
            begin = at = m.end()
        else:
            at += 4


def _answer_head(text: str, begin: int, end: int) -> tuple[re.Match[str], int] | None:
    """The header of the answer and where it begins, with the word before it ("GECOÖRDINEERD ANTWOORD")."""
    at = begin
    while (at := text.find("ANTWOORD", at, end)) >= 0:
        if (at == begin or not text[at - 1].isalnum()) and (m := _ANSWER.match(text, at, end)):
            how = _HOW.search(text, max(begin, at - 40), at)
            return m, how.start() if how else at
        at += 8
    return None


def fit(document: Document, supplied: Mapping[str, str]) -> Fit:
    """Sure where a header of the question or of the answer stands in the text; a mere mention of one is not enough."""
    text = document.text
    if document.media in ("json", "xml", "html"):
        return Fit("written", 0.0, f"a written question is a PDF or a text, and this is {document.media.upper()}", 1)
    head, answer = next(_heads(text, 0, len(text)), None), _answer_head(text, 0, len(text))
    if head and answer:
        return Fit("written", 1.0, "it has the headers of the question and of the answer")
    if head or answer:
        return Fit("written", 0.9, f"it has the header of the {'question' if head else 'answer'}")
    old = _OLD.search(text)
    if old and (old.start() < 400 or _OLD_ANSWER.search(text, old.end())):
        return Fit("written", 0.8, "it has the heading of the old Bulletin")
    lines = text[:4000].split("\n")
    first = next((n for n, line in enumerate(lines, 1) if line.strip()), 1)
    line, missing = _stopped(text)
    if line:
        return Fit("written", 0.3, f"here {missing} of a written question should follow", line)
    return Fit("written", 0.1, "there is no header of a written question or answer (nr., van, datum, ANTWOORD op vraag nr.)", first)


_STEPS = [
    ("the number (nr. …)", re.compile(r"\s*[Nn]r\.?\s*\d")),
    ("the asker's name (van …)", re.compile(rf"\s*[Nn]r\.?\s*\d+\s+van\s+{_SIR}{_U}[^\n]*")),
    ("the date (datum: 1 januari 2024)", re.compile(rf"\s*[Nn]r\.?\s*\d+\s+van\s+{_SIR}{_ANYNAME}?\s+[Dd]atum(?:\s*:)?\s*{_DAY}")),
    ("the minister's name in capitals and title (aan …, VLAAMS MINISTER VAN …)", _HEAD),
]


def _stopped(text: str) -> tuple[int, str]:
    """The line where a document that begins as a written question stops to be one, and what was to follow; (0, "") for none."""
    seen = re.search(r"SCHRIFTELIJKE\s+VRAAG|(?m:^[ \t]*ANTWOORD[ \t]*$)", text)
    if not seen:
        return 0, ""
    at = seen.end()
    missing = "the number and date (op vraag nr. … van …)"
    if not seen[0].strip().startswith("ANTWOORD"):
        for missing, step in _STEPS:  # noqa: B007
            m = step.match(text, at) or (step is _HEAD and step.search(text, at, at + 2000))
            if not m:
                break
            good = m.end()
        else:
            good = at
        at = good if missing != _STEPS[0][0] else at
    follows = re.compile(r"\S").search(text, at)
    return text.count("\n", 0, follows.start() if follows else at) + 1, missing


def parse(document: Document, supplied: Mapping[str, str], origin: Origin) -> Parsed:
    """The written questions in a document (one, or those of a Bulletin); what the text does not say is None or, where
    supplied, marked so."""
    text = document.text
    starts = [m.start() for m in _heads(text, 0, len(text))]
    if not starts and not _answer_head(text, 0, len(text)):
        starts = [m.start() for m in _OLD.finditer(text)]
    bounds = [0, *starts[1:], len(text)]
    groups: list[re.Match[str]] = []
    if len(starts) > 1:  # a heading of the next group, or of the next minister, ends a question
        groups = list(_MINISTER_HEADING.finditer(text))
    made: list[Question] = []
    for begin, end in itertools.pairwise(bounds):
        made.append(_one(document, supplied if len(bounds) == 2 else {}, origin, begin, end, groups))
    spans = [_covered(q) for q in made]
    furniture = gaps(document, [place for one in spans for place in one])
    made = [q.model_copy(update={"sources": (q.sources[0].model_copy(update={"furniture": furniture}),)}) for q in made]
    return Parsed("written", text, document.media, tuple(made), furniture, tuple(dict.fromkeys(p for q in made for p in q.problems)))


def _one(
    document: Document, supplied: Mapping[str, str], origin: Origin, begin: int, limit: int, headings: list[re.Match[str]]
) -> Question:
    """The question between two places of a document; `headings` are the names of ministers that stand above groups of questions."""
    text, body = document.text, document.body
    facts = Facts(origin.sha256, "written", dict(supplied))
    problems: list[str] = []
    head = next(_heads(text, begin, limit), None)
    answer, answer_at = _answer_head(text, head.end() if head else begin, limit) or (None, 0)
    old = None if head or answer else _OLD.search(text, begin, limit)
    heading = head or answer or old
    assert heading is not None
    above = None
    if old:
        above = next((m for m in reversed(headings) if m.end() <= old.start()), None) or _MINISTER_HEADING.search(text, 0, old.start())
        later = [m.start() for m in headings if m.start() > old.end()] + [m.start() for m in [_SECTION.search(text, old.end(), limit)] if m]
        limit = min([at for at in later if at < limit], default=limit)
    body_start = head.end() if head else old.end() if old else begin

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

    # --- the end of the question: the answering ministers' names and titles, perhaps glued to its last word
    answer_start = answer_at if answer else None
    answer_body = answer.end() if answer else None
    old_answer = _OLD_ANSWER.search(text, body_start, limit) if answer is None and old else None
    if old_answer:
        answer_start, answer_body = old_answer.start(), old_answer.end()
    body_end = answer_start if answer_start is not None else limit
    answered_by: tuple[Addressee, ...] = ()
    if answer_start is not None:
        signed: list[tuple[str, str, int, int, int, int]] = []
        while one := _signature(text, body_start, body_end, Days(first=date)):
            signed.insert(0, one)
            body_end = one[2]
        for n, (name, title, start, end, title_start, title_end) in enumerate(signed):
            answered_by += (_minister(name, title, Days(first=date), problems),)
            facts.parsed(f"answered_by[{n}].name", " ".join(text[start:end].split()), (start, end), "signature.name")
            facts.parsed(f"answered_by[{n}].title", title, trim(text, title_start, title_end), "signature.title")
        if not signed and not above:
            problems.append("the name and title of the answering minister were not found before the answer")
    addressees: tuple[Addressee, ...] = ()
    asked = head or above
    if asked:
        name, (title_start, title_end) = " ".join(asked["minister" if head else "name"].split()), trim(text, *asked.span("title"))
        match = people().minister(name, on)
        title_end = _title_end(text, title_start, title_end, match.person.title_on(on) if match.person else None)
        title = " ".join(text[title_start:title_end].split())
        addressees = (_minister(name, title, on, problems),)
        facts.parsed("addressees[0].name", name, asked.span("minister" if head else "name"), "header.minister")
        facts.parsed("addressees[0].title", title, (title_start, title_end), "header.minister_title")
        if head:
            body_start = title_end
        elif not answered_by and answer_start is not None:
            answered_by = addressees
            facts.derived("answered_by[0].name", addressees[0].name, "the answer stands under the name of the minister asked")
    elif supplied.get("minister"):
        addressees = (_minister(supplied["minister"], None, on, problems),)
        facts.choose("addressees[0].name", "minister", None)
    elif answered_by:
        addressees = answered_by[:1]
        facts.derived("addressees[0].name", addressees[0].name, "the question has no header of its own; the answering minister was asked")

    # --- title, context, sub-questions
    title_text, title_parts, title_span = _title(document, body_start, body_end)
    if title_span:
        facts.parsed("title", title_text, title_span, "title")
    chosen_title = facts.choose("title", "title", title_text)
    rest = title_span[1] if title_span else body_start
    siblings, sibling_spans = _siblings(text, begin, limit, number, date, addressees)
    stop = _before_siblings(text, rest, body_end, sibling_spans)
    stop = _without_page_number(text, rest, stop)
    context, context_span, subs = _questions(document, rest, stop, facts)
    if context_span:
        facts.parsed("context", (context or "")[:80], context_span, "context")
    for start, end in sibling_spans:
        facts.parsed("siblings", ", ".join(siblings), (start, end), "siblings")

    # --- answers
    answers: tuple[AnswerPart, ...] = ()
    attachments: tuple[str, ...] = ()
    if answer_body is not None:
        end = limit
        if attached := _attached(text, answer_body, limit):
            end = attached.start()
            attachments = _listed(text[attached.end() : limit])
            place = trim(text, attached.end(), limit)
            if place[0] < place[1]:
                facts.parsed("attachments", "; ".join(attachments), place, "attachments")
        end = _before_siblings(text, answer_body, end, sibling_spans)
        answers = _answers(document, body, answer_body, end, subs, header=head is not None or old is not None)

    session = calendar.session_year(date) if date else None
    if session:
        facts.derived("session_year", session, "the session year in which the question was put")
    session = facts.choose("session_year", "session_year", session)
    who = addressees[0].name if addressees else None
    ident = supplied.get("id") or (
        f"sv-{session}-{slug(who)}-{number}" if session and who else f"sv-r{origin.sha256[:12]}" + (f"-{number}" if begin else "")
    )
    if not (session and who) and not supplied.get("id"):
        problems.append("the question has no identifier of its own: its date or its minister is not known")
    answered = facts.choose("answered_on", "answered_on", None)
    published = facts.choose("published_on", "published_on", None)
    return Question(
        id=ident, kind="written_question", number=number, session_year=session, legislature=calendar.legislature(date) if date else None,
        title=chosen_title, title_parts=title_parts, asked_on=date,
        answered_on=dt.date.fromisoformat(answered) if answered else None, published_on=dt.date.fromisoformat(published) if published else None,
        askers=askers, addressees=addressees, answered_by=answered_by, context=context, sub_questions=subs, answers=answers,
        attachments=attachments, siblings=siblings,
        sources=(
            Source(
                sha256=origin.sha256, url=origin.url, path=origin.path, media_type=MEDIA_TYPES[document.media], retrieved_at=origin.retrieved_at,
                layout="written",
            ),
        ),
        external_ids=_external(origin.url), facts=tuple(facts.found), problems=tuple(dict.fromkeys(problems)),
    )  # fmt: skip


LAYOUT = Layout("written", fit, parse)


def _covered(question: Question) -> list[tuple[int, int]]:
    """The places of all parts of a question."""
    out = [(fact.span.start, fact.span.end) for fact in question.facts if fact.span]
    parts = list(question.sub_questions)
    for part in parts:
        parts.extend(part.children)
        out.append((part.span.start, part.span.end))
    return out + [(part.span.start, part.span.end) for part in question.answers]


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


def _title_end(text: str, start: int, end: int, known: str | None) -> int:
    """The end of a minister's title. Where the next line is in capitals too, it can be the question's title ("OVAM  -  PFAS"):
    then the known title of that day, or the hyphen with spaces around it, says where the minister's own ends."""
    lines = [m.span() for m in re.finditer(r"[^\n]+", text[start:end])]
    for n in range(1, len(lines)):
        before, line = text[start : start + lines[n - 1][1]], text[start + lines[n][0] : start + lines[n][1]]
        if re.search(r"[ ]{1,}[-–][ ]{1,}", line) or (known and key(" ".join(before.split())) == key(known)):
            return start + lines[n - 1][1]
    return end


def _signature(text: str, begin: int, end: int, on: Days) -> tuple[str, str, int, int, int, int] | None:
    """Name and title of an answering minister right before ANTWOORD (or before another one's). Words in capitals at the end
    of the question can run into the name; a known minister in office decides where the name begins."""
    window = max(begin, end - 700)
    m = _SIGNED.search(text[window:end])
    if not m:
        return None
    start, stop = window + m.start("name"), window + m.end("name")
    title_start, title_end = window + m.start("title"), window + m.end("title")
    for later in _COSIGNED.finditer(text, title_start, title_end):  # another one signs too; the last one first
        if people().minister(later["name"], on).person:
            start, stop, title_start = later.start("name"), later.end("name"), later.end()
    words = list(re.finditer(r"\S+", text[start:stop]))
    for n in range(len(words) - 1):
        candidate = text[start + words[n].start() : stop]
        if people().minister(candidate, on).person and len(words) - n >= 2:
            start += words[n].start()
            break
    else:
        # the name stands on its own line, or after the end of a sentence
        line = text.rfind("\n", window, stop) + 1
        sentence = max((start + w.end() for w in words[:-1] if w[0][-1] in ".?!"), default=0)
        start = trim(text, max(start, line, sentence), stop)[0]
    return " ".join(text[start:stop].split()), " ".join(text[title_start:title_end].split()), start, stop, title_start, title_end


_COSIGNED = re.compile(rf"\n[ \t]*(?P<name>{_CAPS}(?:[ \t]+{_CAPS}){{1,5}}),?[ \t]*\n[ \t]*(?=(?:VICE-?)?MINISTER|VLAAMS\s+MINISTER)")
_OPENERS = re.compile(
    r"(?<=[a-zà-ÿ0-9)\]] )(?=(?:In|De|Het|Een|Op|Uit|Naar|Begin|Eind|Sinds|Volgens|Tijdens|Bij|Vorige?|Recent|Onlangs|Vandaag|Momenteel|Met|Met|Er|Dit|Deze|Via|Om|Als|Wanneer|"
    r"Vlaanderen|Vlaamse|Jaarlijks|Enkele|Binnen|Door|Voor|Onze|Wij|We|Ik|Uw|Heel|Steeds|Mijn|Tot|Al|Ondanks|Dankzij|Hoewel|Sommige|Veel|Vele|Elk|Elke|Na|Over|Onder|Zoals|Tussen) )"
)


def _title(document: Document, start: int, end: int) -> tuple[str | None, tuple[str, ...], tuple[int, int] | None]:
    """The title: the first line of the body, with the lines it wraps over; "Hoofdonderwerp  -  Deelonderwerp".

    In a PDF it is what is printed in italics. In a text it wraps where the next word had no place on the line, and its last
    line is short and ends no sentence."""
    text = document.body
    start, end = trim(text, start, end)
    if start >= end:
        return None, (), None
    lines: list[tuple[int, int]] = []
    at = start
    while at < end and len(lines) < 8:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        lines.append(trim(text, at, stop))
        at = stop + 1
    if re.match(r"1[.)]", text[start:end]):
        return None, (), None
    count = 0
    slanted = {line.start for line in document.lines[: 60 if document.media == "pdf" else 0] if line.italic}
    while count < len(lines) and any(lines[count][0] - 3 <= at <= lines[count][0] for at in slanted):
        count += 1
    if not count:
        block = next((n for n, (a, b) in enumerate(lines) if a == b), len(lines) if at >= end else 0)
        if 0 < block <= 3 and block < len(lines) and not re.search(r"[.?!:;]$", text[start : lines[block - 1][1]]):
            count = block
        else:
            count = 1
            width = numbering.width(text[start : min(end, start + 20_000)])
            while count + 1 < len(lines) and _wraps([text[a:b] for a, b in lines[count - 1 : count + 2]], width):
                count += 1
    stop = lines[count - 1][1]
    if (stop - start > 200 or re.search(r"[.?!]\s+[A-ZÀ-Þ0-9]", text[start:stop])) and (m := _OPENERS.search(text, start + 10, stop)):
        stop = m.start()
    words = re.sub(r"\s*\n\s*", " ", text[start:stop]).strip()
    parts = tuple(part.strip() for part in re.split(r"\s{2,}[-–]\s{1,}|\s[-–]\s{2,}", words))
    if len(parts) == 1 and len(re.findall(r"\s[-–]\s", words)) == 1:
        parts = tuple(part.strip() for part in re.split(r"\s[-–]\s", words))
        if document.media == "pdf":
            words = "  -  ".join(parts)
    return words, parts, trim(text, start, stop)


def _wraps(lines: list[str], width: int) -> bool:
    """Whether the second of these lines goes on with a title that the first began."""
    first, second, third = [*lines, ""][:3]
    if not second or len(first) < 40 or re.search(r"[.?!:;]$", second):
        return False
    if second[0].islower() and third[:1].isupper() and len(second) < 0.8 * width:
        return True
    forced = len(first) + 1 + len(second.split()[0]) > width - 3
    return forced and len(second) < 0.8 * width and (third[:1].isupper() or third[:1].isdigit())


def _attached(text: str, start: int, end: int) -> re.Match[str] | None:
    """The heading of the list of attachments. Not in capitals it is one only before short lines at the end."""
    for m in _ATTACHED.finditer(text, start, end):
        if m[0].strip().startswith("BIJLAGE"):
            return m
        rest = [line for line in text[m.end() : end].split("\n") if line.strip()]
        if rest and len(rest) <= 12 and all(len(line) < 120 for line in rest):
            return m
    return None


def _listed(text: str) -> tuple[str, ...]:
    """The titles of the attachments, a title that wraps joined again."""
    out: list[str] = []
    for line in text.split("\n"):
        bare = line.strip(" -•\t")
        if not bare or _PAGE.fullmatch(bare):
            continue
        if out and (bare[0].islower() or re.fullmatch(r"\d{1,2}[.)]", out[-1])):
            out[-1] += " " + bare
        else:
            out.append(bare)
    return tuple(out)


def _before_siblings(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> int:
    """The end of a body without the closing sentence that names the other ministers asked."""
    for a, b in spans:
        if start <= a and b <= end and not _PAGE.sub("", text[b:end]).strip():
            return a
    return end


def _without_page_number(text: str, start: int, end: int) -> int:
    """The end of a body without a page number that stands alone on its last line."""
    a, b = trim(text, start, end)
    line = text.rfind("\n", a, b) + 1
    return line if line > a and _PAGE.fullmatch(text[line:b]) else end


def _across(document: Document, shift: int) -> Callable[[int], float] | None:
    """The place on the line of a character of a part that starts at `shift`; None where the medium has no pages."""
    if document.media != "pdf":
        return None
    return lambda at: document.lines[max(0, bisect_right(document.starts, shift + at) - 1)].x


def _questions(
    document: Document, start: int, end: int, facts: Facts
) -> tuple[str | None, tuple[int, int] | None, tuple[SubQuestion, ...]]:
    text = document.text
    body = document.body[start:end]
    subs: list[SubQuestion] = []
    cut = len(body)
    found = numbering.questions(body, _across(document, start))
    if found:
        cut = found[0].label
        number = ""
        for item in found:
            one = _sub(document, start, item, facts)
            parent, _, letter = item.labels[0].partition(".")
            if letter:  # "1a. … 1b. …": the letters of one number
                if parent != number:
                    at = start + item.label
                    subs.append(SubQuestion(label=parent, text="", span=facts.span(at, at)))
                subs[-1] = subs[-1].model_copy(update={"children": (*subs[-1].children, one)})
            else:
                subs.append(one)
            number = parent
    elif "?" in body:
        lettered = [item for item in letters(body, "") if "?" in body[item.start :]]
        if lettered and body[: lettered[0].label].rstrip(" \t")[-1:] in ("\n", ""):
            cut = lettered[0].label
            subs = [_sub(document, start, item, facts) for item in lettered]
        else:
            cut = _asking(body)
            a, b = trim(text, start + cut, end)
            subs.append(SubQuestion(label=None, text=prose(document, a, b), span=facts.span(a, b)))
    a, b = trim(text, start, start + cut)
    return (prose(document, a, b), (a, b), tuple(subs)) if a < b else (None, None, tuple(subs))


def _sub(document: Document, shift: int, item: Item, facts: Facts) -> SubQuestion:
    text = document.text
    label = item.labels[0]
    begin, end = shift + item.start, shift + item.end
    nested = letters(document.body[begin:end], label) if "." not in label and label.isdigit() else []
    children = []
    for child in nested:
        a, b = trim(text, begin + child.start, begin + child.end)
        children.append(SubQuestion(label=child.labels[0], text=prose(document, a, b), span=facts.span(a, b)))
    a, b = trim(text, begin, begin + nested[0].label if nested else end)
    return SubQuestion(label=label, text=prose(document, a, b), span=facts.span(a, b), children=tuple(children))


_MORE = re.compile(r"\s*(?:Zo (?:ja|nee|neen|niet)|Indien|Graag|Gelieve|En|Of)\b")


def _asking(body: str) -> int:
    """Where an unnumbered question begins: the last sentences that ask, with those among them that ask for more ("Graag …")."""
    paragraphs = [m.span() for m in re.finditer(r"\S(?:[^\n]|\n(?![ \t]*\n))*", body)]
    last = max(n for n, (a, b) in enumerate(paragraphs) if "?" in body[a:b])
    begin: int | None = None
    for a, b in reversed(paragraphs[: last + 1]):
        starts = [a] + [a + m.end() for m in re.finditer(r"[.?!][\s]+(?=[A-ZÀ-Þ‘“])", body[a:b])]
        ends = [*starts[1:], b]
        for start, end in reversed(list(zip(starts, ends, strict=True))):
            sentence = body[start:end].rstrip(' \t\n"”’)')
            if sentence.endswith("?"):
                begin = start
            elif begin is not None and not _MORE.match(sentence):
                return begin
        if begin is None or begin > a:
            break
    return begin if begin is not None else 0


def _siblings(
    text: str, begin: int, end: int, number: int, date: dt.date | None, addressees: tuple[Addressee, ...]
) -> tuple[tuple[str, ...], list[tuple[int, int]]]:
    """Ids of the same question put to other ministers: "Jan Jambon (142), Hilde Crevits (256)"."""
    out: dict[str, None] = {}
    spans = []
    for m in _SIBLINGS.finditer(text, begin, end):
        spans.append(m.span())
        for one in _SIBLING.finditer(m["list"]):
            name = strip(re.sub(r"^(?:en|de|ministers?|aan)\s+", "", " ".join(one["name"].split())))[0]
            name = re.sub(r"^(?:(?:de|ministers?|en|aan|vice)\s+)+", "", name)
            same = addressees and key(addressees[0].name) == key(name) and int(one["number"]) == number
            if date and not same and name:
                out[f"sv-{calendar.session_year(date)}-{slug(name)}-{one['number']}"] = None
    return tuple(out), spans


def _answers(document: Document, body: str, start: int, end: int, subs: tuple[SubQuestion, ...], *, header: bool) -> tuple[AnswerPart, ...]:
    text = document.text
    start, end = trim(text, start, _without_page_number(text, start, end))
    if start >= end:
        return ()
    labels = [sub.label for sub in subs if sub.label] + [child.label for sub in subs for child in sub.children if child.label]
    known = labels if labels else None
    out: list[AnswerPart] = []

    def part(labels: tuple[str, ...], a: int, b: int) -> None:
        a, b = trim(text, a, b)
        if a < b:
            out.append(AnswerPart(labels=labels, text=prose(document, a, b), span=Span(source=document.sha256, start=a, end=b)))

    if known and not labels[0][0].isdigit():
        found = letters(body[start:end], "", known)
    elif known is None and (subs or header):
        found = []  # the question has no numbers, so those of the answer are its own
    else:
        found = numbering.answers(body[start:end], known, _across(document, start))
    if not found:
        part((), start, end)
        return tuple(out)
    nested = {label.split(".")[0] for label in labels if "." in label}
    part((), start, start + found[0].label)
    for item in found:
        begin, stop = start + item.start, start + item.end
        inner = letters(body[begin:stop], item.labels[0], known) if len(item.labels) == 1 and item.labels[0] in nested else []
        part(item.labels, begin, begin + inner[0].label if inner else stop)
        for child in inner:
            part(child.labels, begin + child.start, begin + child.end)
    return tuple(out)
