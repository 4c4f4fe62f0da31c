"""What became of each sub-question: answered, referred, declined, no data, unanswered; with the words that say so.

Each sentence of an answer is read by the rules; how they add up: sentences that tell figures or take a step of their own make it
answered; a refusal with its explanation is still a refusal.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pq_corpus.language.sentences import boundaries
from pq_corpus.parse.text import MONTHS
from pq_corpus.records import AnswerPart, Disposition, Question, Span, SubQuestion


@dataclass(frozen=True)
class Rule:
    """What a sentence of an answer says became of a sub-question, unless its words ask for just that, or only if they ask for it."""

    name: str
    kind: str
    pattern: re.Pattern[str]
    unless_asked: re.Pattern[str] | None
    if_asked: re.Pattern[str] | None
    unless_said: re.Pattern[str] | None
    if_said: re.Pattern[str] | None
    despite_figures: bool
    by_speaker: bool
    example: str
    counter: str

    def holds(self, asked: str) -> bool:
        """Whether the rule applies to a sub-question with these words."""
        return not (self.unless_asked and self.unless_asked.search(asked)) and not (self.if_asked and not self.if_asked.search(asked))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files("pq_corpus.language") / "rules" / "dispositions.toml").read_text(encoding="utf-8"))


def _compiled(pattern: str | list[str]) -> re.Pattern[str]:
    """The pattern, or any of several, with the named words put into it."""
    whole = pattern if isinstance(pattern, str) else "|".join(pattern)
    return re.compile(re.sub(r"<([a-z]+)>", lambda m: _table()["words"][m[1]], whole), re.I)


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of the data file, in their order."""

    def optional(words: str | None) -> re.Pattern[str] | None:
        return _compiled(words) if words else None

    return tuple(
        Rule(
            rule["name"], rule["kind"], _compiled(rule["pattern"]), optional(rule.get("unless_asked")), optional(rule.get("if_asked")),
            optional(rule.get("unless_said")), optional(rule.get("if_said")),
            rule.get("despite_figures", False), rule.get("by_speaker", False), rule["example"], rule["counter"],
        )
        for rule in _table()["rule"]
    )  # fmt: skip


@cache
def _figures_asked() -> re.Pattern[str]:
    """The words of a sub-question that ask for figures or a list."""
    return _compiled(r"\b<asked>\b")


_NOT_TOLD = ("not_disclosed", "does_not_tell")
_SECRET = re.compile(r"vertrouwelijk|confidentieel|privacy|gevoelig|geheim|persoonsgegevens|\b(?:GDPR|AVG|embargo|vermoeden van onschuld)\b", re.I)
_CLAUSE = re.compile(r"[,;:(]|\s(?:en|dus|omdat|aangezien|want|doordat|zodat|waardoor)\s", re.I)
_FINDS = re.compile(r"\b(?:wijst|wijzen|wees|wezen|klaagt|klagen|klaagde|hekelt|hekelen|betreurt|betreuren)\b(?! ik\b)", re.I)
_SPEAKER = re.compile(
    r"\b(?:ik|we|wij|mij|me|ons|mijn|onze|men|er|wordt|worden|werd|vra(?:ag|gen)|minister|regering|overheid|Vlaanderen|kabinet|agentschap|departement|administratie|\w*inspectie|diensten|elke|iedere)\b"
    r"|\bniet (?:\w+ )?(?:gepast|opportuun|aangewezen|wenselijk|aan de orde)\b|\b(?:voorbarig|prematuur|hypothetisch\w*)\b", re.I
)  # fmt: skip
_CASE = re.compile(
    r"^\W*(?:wie|wanneer|als(?! (?:Vlaams )?(?:minister|regering|overheid)\b)|indien|zolang)\b[^,;]*,|^\W*(?!(?:er|dit|dat|het)\b)(?:[\w'-]+ ){1,4}?(?:die|waar\w+|van wie)\s[^,;]*,\s(?=\w+en\b|\w+t\b|kan\b|mag\b|zal\b|is\b)"
    r"|,?\s(?:indien|wanneer|tenzij)\s[^,;]*", re.I
)  # fmt: skip
_YES = re.compile(r"\W*(?:ja|neen|nee|inderdaad)\b(?!,? (?:zie|cf))", re.I)
_WHETHER = re.compile(  # asks whether, and for no figures
    r"\W*(?:is|zijn|wordt|worden|werd|werden|heeft|hebben|bestaat|bestaan|geldt|gelden)\b(?!.*\b(?:cijfers|gegevens|overzicht|opsplitsing|lijst|raming|hoeveel)\b)", re.I
)
_HENCE = re.compile(r"\b(?:dus|dan ook|bijgevolg|daarom|daardoor|derhalve|hierdoor)\b", re.I)
_NOTHING = re.compile(r"[\W_]*")  # "/", "-"
_CONCESSION = re.compile(r"\s*(?:hoewel|ofschoon|ondanks|alhoewel|al is|al zijn)\b", re.I)
_CONTRAST = re.compile(r"\b(?:wel|echter|toch|niettemin|desondanks|daarnaast|bovendien|daarom|intussen|ondertussen)\b|^\s*maar\b", re.I)
_BECAUSE = re.compile(r"(?<=\w)(?:,?\s(?:omdat|aangezien|doordat|gezien)|,\sdaar)\s", re.I)
_SO_THAT = re.compile(r"(?<=\w),?\szodat\s", re.I)
_DENIED = re.compile(r"\b(?:niet|geen|niets|nooit|evenmin|noch|onmogelijk|moeilijk)\b", re.I)
_BUT = re.compile(r"(?:,\s|\s)(?:maar|doch)\s(?=(?:\S+\s){3})", re.I)
_YES_NO = re.compile(
    r"\s*(?:ja|neen|nee|inderdaad|zeker|klopt)\b(?!,?\s+(?:zie|dit|dat|deze|die|daar|hier)\b.*\b(?:niet|geen|bijlage)\b)", re.I
)
_FIGURE = re.compile(
    r"(?<![\w.,])\d[\d.,\s]*(?:\d)?\s*(?:%|procent|euro|miljoen|miljard)|(?<![\w./:,-])\d{1,3}(?:[.\s]\d{3})+(?![\w/])"
    r"|(?<![\w./,-])\d+(?:,\d+)?(?![\w/-]|[.,]\d)"
)
_NO_FIGURE = re.compile(  # numbers that name something: a day, year, article, another question, an attachment, an address
    rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)})(?: \d{{4}})?\b|\b(?:nrs?\.?|nummers?|vra(?:ag|gen)|deelvra(?:ag|gen)|punt|bijlagen?|tabel|artikel|art\.|lid|pagina"
    rf"|p\.|versie|SV|stuk|tabblad|blad|kolom|rij|figuur|grafiek|fase|hoofdstuk|titel|deel) ?\d+(?:[.-]\d+)*(?: ?[a-z]\b)?(?:(?:, | en | tot | tot en met )\d+(?: ?[a-z]\b)?)*|"
    r"\b(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?\b|\(\d{4}-\d{4}\)|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b|https?://\S+|www\.\S+|§ ?\d+"
    r"|^\s*\d{1,2}(?:\s?[-–.a-z]){0,3}\s|\b(?:Zie|cf\.?r?) \d+|\b(?:onder|bij|sub|in) \d{1,2}(?: ?[a-z])?(?= (?:al |reeds )?(?:beschreven|vermeld|geschetst|toegelicht|gemeld|uiteengezet)\b)", re.I
)  # fmt: skip


def dispose(question: Question, text_of: Callable[[str], str]) -> Question:
    """The question with what became of its sub-questions. Oral questions are left: their answers have no labels."""
    if question.interventions or not question.sub_questions:
        return question
    return question.model_copy(update={"sub_questions": tuple(_disposed(sub, question, text_of) for sub in question.sub_questions)})


def _disposed(sub: SubQuestion, question: Question, text_of: Callable[[str], str]) -> SubQuestion:
    children = tuple(_disposed(child, question, text_of) for child in sub.children)
    return sub.model_copy(update={"children": children, "disposition": _disposition(sub, question, text_of)})


def _disposition(sub: SubQuestion, question: Question, text_of: Callable[[str], str]) -> Disposition | None:
    if not question.answers:
        return Disposition(kind="unanswered", rule="disposition.no_answer") if question.addressees else None
    label = sub.label
    parts: list[AnswerPart] = []
    if label:
        parts = [a for a in question.answers if label in a.labels]
        parts = parts or [a for a in question.answers if any(x.startswith(f"{label}.") for x in a.labels)]
        parts = parts or [a for a in question.answers if label.split(".")[0] in a.labels]
    if parts:
        ends = [end for part in parts if (end := _of_answer(part, sub, question, text_of))]
        return next((end for end in ends if end.kind == "answered"), ends[0] if ends else None)
    whole = [a for a in question.answers if not a.labels]
    if len(whole) == len(question.answers):
        end = _of_answer(whole[0], sub, question, text_of)
        # one answer to all of several sub-questions: a refusal or referral holds for each; what else it answers cannot be told
        return end if label is None or len(question.sub_questions) == 1 or (end and end.kind != "answered" and len(whole) == 1) else None
    return Disposition(kind="unanswered", rule="disposition.no_part") if label and not whole else None


def _of_answer(part: AnswerPart, sub: SubQuestion, question: Question, text_of: Callable[[str], str]) -> Disposition | None:
    """What one part says: by the rule that covers it, else answered; None where it says nothing ("/")."""
    passage = re.sub(r"\s", " ", text_of(part.span.source)[part.span.start : part.span.end])
    begins, ends = _own_words(passage, sub.label, part)
    if _NOTHING.fullmatch(passage[begins:ends]):
        return None
    passage = " " * begins + passage[begins:ends]
    cuts = [0, *boundaries(passage), len(passage)]
    spans = [(a, b) for a, b in itertools.pairwise(cuts) if re.search(r"\w", passage[a:b])] or [(0, len(passage))]
    asked = " ".join(sub.text.split())
    read = [_rule_of(passage[a:b], asked) for a, b in spans]
    rule, at = _together([passage[a:b] for a, b in spans], read, asked)
    a, b = max(spans[at][0], begins), spans[at][1]
    place = Span(source=part.span.source, start=part.span.start + a, end=part.span.start + a + len(passage[a:b].rstrip()))
    kind = rule.kind if rule else "answered"
    return Disposition(kind=kind, text=passage[a:b].strip(), span=place, rule=f"disposition.{rule.name if rule else 'answered'}")  # type: ignore[arg-type]


def _own_words(passage: str, label: str | None, part: AnswerPart) -> tuple[int, int]:
    """Where an answer to 2 tells of 2.b: from "b)" to the next letter; the whole of it where it has no such letters."""
    letter = (label or "").rpartition(".")[2]
    if label and label not in part.labels and re.fullmatch(r"[a-z]", letter):
        marks = list(re.finditer(r"(?:(?<=^)|(?<=\s))(?P<letter>[a-z])\s?[).]\s", passage))
        for n, mark in enumerate(marks):
            if mark["letter"] == letter:
                return mark.end(), marks[n + 1].start() if n + 1 < len(marks) else len(passage)
    return 0, len(passage)


def _rule_of(sentence: str, asked: str) -> Rule | None:
    """The rule that a sentence meets; none where it grants something first ("hoewel"), or tells figures as well."""
    flat = sentence.replace("’", "'")
    if _CONCESSION.match(flat):
        return None
    for rule in rules():
        met = rule.pattern.search(flat)
        if met and rule.holds(asked) and not _of_others(flat, rule, met.start()) and not _in_case(flat, rule, met) and not _in_reason(flat, met.start(), asked) and not _besides(flat, rule, met.start()):
            if (_figures(flat) and not rule.despite_figures) or _tells_more(flat, met.end()):
                return None
            return _lack_behind(flat, met.end(), rule, asked) or rule
    return None


def _lack_behind(sentence: str, at: int, rule: Rule, asked: str) -> Rule | None:
    """The rule by which another clause of a sentence says that what is not told is not held at all, rather than kept from the asker."""
    if rule.name not in _NOT_TOLD or _SECRET.search(sentence):
        return None
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    others = [sentence[a:b] for a, b in itertools.pairwise(cuts) if not a < at <= b]
    return next((r for r in rules() if r.kind == "no_data" and r.holds(asked) and any(r.pattern.search(clause) for clause in others)), None)


def _tells_more(sentence: str, at: int) -> bool:
    """Whether a sentence goes on after a place with a "but" that denies and refers nothing itself."""
    but = _BUT.search(sentence, at)
    return but is not None and not _DENIED.search(sentence, but.end()) and not any(r.pattern.search(sentence[but.end() :]) for r in rules())


def _in_reason(sentence: str, at: int, asked: str) -> bool:
    """Whether a place is in a clause that gives the reason of an act told before it ("ik liet een systeem uitwerken, omdat er geen zicht is"),
    or its outcome, unless figures were asked, which that outcome denies."""
    marks = (_BECAUSE,) if _figures_asked().search(asked) else (_BECAUSE, _SO_THAT)
    because = sorted(m.end() for mark in marks for m in mark.finditer(sentence, 0, at + 1))
    before = sentence[: because[-1]] if because else ""
    return len(before.split()) > 4 and not _DENIED.search(before)


def _of_others(sentence: str, rule: Rule, at: int) -> bool:
    """Whether it is others who do not tell ("juryleden mogen geen commentaar geven") or who find something lacking ("de sector wijst op"),
    or the sentence says another thing with the same words."""
    if (rule.unless_said and rule.unless_said.search(sentence)) or (rule.if_said and not rule.if_said.search(sentence)):
        return True
    return bool(_FINDS.search(sentence, 0, at)) or (rule.by_speaker and not _SPEAKER.search(sentence))


def _in_case(sentence: str, rule: Rule, met: re.Match[str]) -> bool:
    """Whether a place is in a clause that only says which or when: "dossiers waarover geen informatie is, worden aangevuld"."""
    return rule.kind != "referred" and any(case.start() <= met.start() and met.end() <= case.end() for case in _CASE.finditer(sentence))


def _besides(sentence: str, rule: Rule, at: int) -> bool:
    """Whether a place where more can be read is only added to what the sentence tells: "elke dienst wordt doorgelicht en het verslag staat op de website"."""
    told = [m.start() for m in re.finditer(r",?\s(?:en|waarvan|waarbij)\s", sentence[:at])]
    return rule.name in ("elsewhere", "read_there") and bool(told) and len(sentence[: told[-1]].split()) > 5


def _figures(sentence: str) -> bool:
    """Whether a sentence has a number that counts something."""
    return bool(_FIGURE.search(_NO_FIGURE.sub(" ", sentence)))


def _together(sentences: list[str], read: list[Rule | None], asked: str) -> tuple[Rule | None, int]:
    """The rule for the whole and the sentence that shows it; no rule means answered."""
    hits = [n for n, rule in enumerate(read) if rule]
    rest = [n for n, rule in enumerate(read) if not rule]
    if not hits:
        return None, 0
    if _YES.match(sentences[0]) and _WHETHER.match(asked):
        return None, 0
    first = hits[0]
    if read[first].name in _NOT_TOLD and not any(_SECRET.search(s) for s in sentences):  # type: ignore[union-attr]
        first = next((n for n in hits if read[n].kind == "no_data"), first)  # type: ignore[union-attr]
    if not rest:
        return read[first], first
    if any(_figures(sentences[n]) for n in rest) or (0 in rest and _YES_NO.match(sentences[0])):
        return None, rest[0]
    if any(read[n].kind == "no_data" for n in hits) and _figures_asked().search(asked) and len(rest) <= 3:  # type: ignore[union-attr]
        return read[first], first  # figures were asked, and none are given
    if first == 0:
        steps = [n for n in rest if _CONTRAST.search(sentences[n])]
        return (read[first], first) if not steps and len(rest) <= len(hits) else (None, rest[0])
    if read[first].kind == "referred" and len(sentences[0].split()) > 8:  # type: ignore[union-attr]
        return None, 0  # an answer, and where to read more
    last = hits[-1]
    if read[last].kind != "referred" and last == len(sentences) - 1 and len(rest) <= 4 and _HENCE.search(sentences[last]):  # type: ignore[union-attr]
        return read[last], last  # what went before was the reason of it
    if len(rest) > 1 or _CONTRAST.search(sentences[first]) or (read[first].kind == "declined" and _aside(sentences[first], asked)):  # type: ignore[union-attr]
        return None, rest[0]
    return read[first], first


def _aside(sentence: str, asked: str) -> bool:
    """Whether a sentence begins with a thing that was not asked about: "De verslagen van de stuurgroep zijn niet openbaar"."""
    thing = re.match(r"\s*(?:(?:op|over|van|voor|in) )?(?:de|het) (?!(?:is|was|zou|kan|komt|past|lijkt|betreft|gaat|blijft|behoort|hoort|staat)\b)(?P<noun>\w+)", sentence, re.I)
    return thing is not None and _stem(thing["noun"]) not in {_stem(word) for word in re.findall(r"\w{3,}", asked)}


def _stem(word: str) -> str:
    """The first letters of a word, without the prefix of a participle: "gesloten" and "sluiten" stay apart, "premie" and "premies" do not."""
    return re.sub(r"^ge(?=\w{4})", "", word.casefold())[:4]


def lead(question: Question) -> Question:
    """The question with each referral led to the record that the citation in it resolves to."""
    if question.interventions:
        return question
    return question.model_copy(update={"sub_questions": tuple(_led(sub, question) for sub in question.sub_questions)})


def _led(sub: SubQuestion, question: Question) -> SubQuestion:
    end = sub.disposition
    if end and end.kind == "referred" and (at := end.span):
        inside = (r.target for r in question.references if r.span.source == at.source and at.start <= r.span.start < at.end and r.target)
        end = end.model_copy(update={"target": next(inside, None)})
    return sub.model_copy(update={"disposition": end, "children": tuple(_led(child, question) for child in sub.children)})


DUTCH = {
    "answered": "beantwoord",
    "referred": "verwezen",
    "declined": "geweigerd",
    "no_data": "zonder gegevens",
    "unanswered": "onbeantwoord",
}


def summary(question: Question) -> str:
    """In Dutch, how many sub-questions met which end: "3 van 5 beantwoord, 1 verwezen, 1 zonder gegevens". Of one with parts of its own, its parts count."""
    kinds: Counter[str] = Counter()
    total = 0
    stack = list(question.sub_questions)
    while stack:
        sub = stack.pop()
        stack += sub.children
        if not sub.children:
            total += 1
            kinds.update([sub.disposition.kind] if sub.disposition else [])
    return in_words(kinds, total) if kinds else ""


def in_words(ends: Mapping[str, int], total: int) -> str:
    """So many ends of so many sub-questions, in Dutch; of the others it cannot be told."""
    told = [f"{ends.get('answered', 0)} van {total} beantwoord"]
    told += [f"{ends[kind]} {word}" for kind, word in DUTCH.items() if kind != "answered" and ends.get(kind)]
    unclear = total - sum(ends.values())
    return ", ".join([*told, f"{unclear} niet uit te maken"] if unclear else told)
