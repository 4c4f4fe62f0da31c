"""Later passages that bear on a commitment, by written rules and a score that a person can add up.

A build keeps the cues of each question: a minister's sentences that a rule of evidence.toml matches or that are themselves
commitments, and, where a question cites another or follows it up, the parts that ask. `find` holds a commitment against the
cues of its thread, and against those of its portfolio that share rare words with it. Precision before recall: a wrong
"fulfilled" is worse than a missing one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from pq_corpus.parliament.people import key
from pq_corpus.records import Commitment, Cue, Evidence, Question, Span, telling
from pq_corpus.search.analysis import stem
from pq_corpus.store import Store
from pq_corpus.track.topics import Topic

CITES, THREAD, BACK, PHRASE = 4, 3, 2, 2  # points of a passage that cites the question, is of its thread, says "zoals beloofd", shares a phrase
NEXT = 25  # cues looked at for each telling word under a portfolio, the first after the commitment
MOST_WORDS = 5  # points that shared words can give
SHOWN, ASKS, SHOWN_ALONE = 5, 4, 6  # the least points to be shown; for a question that asks about it; outside the thread
DECIDES, DONE, ALONE = 6, 7, 8  # the least points to propose a status: in general, for words of completion, outside the thread


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files("pq_corpus.track") / "evidence.toml").read_text(encoding="utf-8"))


@cache
def rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """The rules in order: name, relation, words."""
    return tuple((one["name"], one["relation"], re.compile(one["words"])) for one in _data()["rule"])


@cache
def fingerprint() -> str:
    """A hash of what makes cues, so that a build makes them again when it changed."""
    room = resources.files("pq_corpus")
    names = ("track/evidence.py", "track/evidence.toml", "track/common_words.txt", "search/analysis.py", "search/forms.csv")
    return hashlib.sha256(b"".join(room.joinpath(name).read_bytes() for name in names)).hexdigest()


def relation(sentence: str) -> tuple[str, str] | None:
    """What a sentence says of an earlier plan: (relation, rule), or None."""
    low = re.sub(r"\bPAS\b", "programma", sentence).casefold()  # the programme, not the word
    return next(((kind, name) for name, kind, words in rules() if words.search(low)), None)


@cache
def _common() -> frozenset[str]:
    text = (resources.files("pq_corpus.track") / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


@lru_cache(maxsize=262144)
def _stem(word: str) -> str:
    return "" if word in _common() else stem(word)


@lru_cache(maxsize=16384)
def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W\d_]+", key(text)))


def stems(text: str) -> frozenset[str]:
    """The stems of the words of a passage that say what it is about."""
    return frozenset(root for word in _words(text) if len(word) > 3 and len(root := _stem(word)) > 2)


@lru_cache(maxsize=16384)
def near(text: str) -> frozenset[str]:
    """The words that say what a passage is about by their first six letters, so that evaluatie and evalueren meet."""
    return frozenset(word[:6] for word in _words(text) if len(word) > 4 and word not in _GENERAL)


_GENERAL = frozenset(
    "worden wordt werden zullen hebben heeft kunnen moeten willen verder momenteel binnen volgend volgende vorige maand minister vlaamse "
    "vlaanderen regering overheid vraag vragen antwoord tegen tussen verschillende bijkomende nieuwe eerste einde begin deze hierover hiervoor "
    "daarvoor onder andere samen reeds alvast zodat waarbij januari februari maart april augustus september oktober november december "
    "voorjaar najaar zomer herfst lente winter verwachten verwacht plannen voorzien intussen inmiddels ondertussen".split()
)



def phrases(text: str) -> frozenset[str]:
    """The pairs of neighbouring words that can name a product or an act ("federale regeerakkoord"), each word by its first eight
    letters; the names of institutions are none."""
    words = _words(text)
    good = [len(w) > 4 and w not in _GENERAL for w in words]
    pairs = (f"{a[:8]} {b[:8]}" for n, (a, b) in enumerate(itertools.pairwise(words)) if good[n] and good[n + 1])
    return frozenset(pairs) - _institutions()


@cache
def _institutions() -> frozenset[str]:
    return frozenset(" ".join(w[:8] for w in key(name).split()) for name in _data()["institutions"]["names"])


_SENTENCE = re.compile(r"\S(?:[^.?!]|[.](?=\S)|(?<=\bnr)[.]|(?<=\bart)[.])*[.?!]?")


# --- what a build keeps ------------------------------------------------------------------------------------------------


def cues(question: Question, commitments: Iterable[Commitment], text_of: Callable[[str], str]) -> Iterator[Cue]:
    """The cues of a question in order of place; `text_of` gives the plain text of a source."""
    from pq_corpus.language.deadlines import deadline
    from pq_corpus.track.setting import portfolios_of, said_on

    day = said_on(question)
    made = [c for c in commitments if c.kind != "denial"]
    for span, speaker in _told(question):
        held = portfolios_of(question, speaker)
        passage = text_of(span.source)[span.start : span.end]
        for m in _SENTENCE.finditer(passage):
            place = Span(source=span.source, start=span.start + m.start(), end=span.start + m.end())
            promised = next((c for c in made if c.span.source == place.source and c.span.start < place.end and place.start < c.span.end), None)
            sentence = " ".join(m[0].split())
            found = relation(sentence)
            if found is None and promised is None:
                continue
            if found is None and promised is not None and promised.span.start < place.start:
                continue  # the rest of a commitment that holds several sentences by this count
            text = promised.text if promised and found is None else sentence
            yield Cue(
                question=question.id, day=day, speaker=speaker, portfolios=held, relation=found[0] if found else None,  # type: ignore[arg-type]
                rule=found[1] if found else "commitment", text=text, span=promised.span if promised and found is None else place,
                deadline=deadline(text, question.said), commitment=promised.id if promised else None, words=tuple(sorted(stems(text) | phrases(text))),
            )  # fmt: skip
    if follows_up(question):
        stack = list(reversed(question.sub_questions))
        while stack:
            part = stack.pop()
            stack.extend(reversed(part.children))
            yield Cue(
                question=question.id, day=question.date, speaker=None, portfolios=(), relation="asks_about", rule="asked",
                text=" ".join(part.text.split()), span=part.span, deadline=None, commitment=None, words=(),
            )  # fmt: skip


def follows_up(question: Question) -> bool:
    """Whether a question cites another or is marked as a follow-up by "(2)" in its title."""
    return any(r.target for r in question.references) or part_of(question.title)[1] > 1


def part_of(title: str | None) -> tuple[str, int]:
    """The matter that a title names and its number there: "Bedrijfssteun  -  Evaluatie (3)" is (its words, 3)."""
    if not title:
        return "", 1
    found = re.search(r"\((\d{1,2})\)\s*$", title)
    return key(title[: found.start()] if found else title), int(found[1]) if found else 1


def _told(question: Question) -> list[tuple[Span, str | None]]:
    turns = [(t.span, t.speaker) for t in question.interventions if t.role == "minister"]
    minister = (question.answered_by or question.addressees or (None,))[0]
    return turns or [(a.span, minister.name if minister else None) for a in question.answers]


# --- what a question of a user needs -------------------------------------------------------------------------------------


class Cues:
    """The cues of a corpus, by question and by telling word."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.of = lru_cache(maxsize=256)(store.cues)
        self._told = lru_cache(maxsize=4096)(store.told)

    def alike(self, text: str, held: Iterable[str], since: dt.date | None) -> list[Cue]:
        """The cues after a day, under one of these portfolios, that can be about the same as a text: a telling word (a long compound,
        or a phrase) is the same, and another rare word, or three words with the phrase. Of each word the NEXT cues are looked at."""
        ours, pairs = stems(text), phrases(text)
        after = (since or dt.date.min).isoformat()
        found: dict[tuple[str, int], Cue] = {}
        for word in sorted(filter(telling, ours | pairs)):
            for portfolio in held:
                for question, seq, words in self._told(word, portfolio, after, NEXT):
                    if (question, seq) in found:
                        continue
                    theirs = words.split("|")
                    rare = len(ours.intersection(theirs)) >= 2
                    if not rare and pairs.isdisjoint(theirs):
                        continue
                    cue = self.of(question)[seq]
                    if rare or len(near(text) & near(cue.text)) >= 3:
                        found[question, seq] = cue
        return [found[place] for place in sorted(found)]

    def reach(self, question: str) -> set[str]:
        """The earlier questions of which a commitment can be about the same as a cue of this one."""
        out: set[str] = set()
        for cue in self.of(question):
            ours = {w for w in cue.words if " " not in w}
            for word in filter(telling, cue.words):
                for held in cue.portfolios:
                    for ident, words in self._store.before(word, held, cue.day.isoformat() if cue.day else ""):
                        if " " in word or len(ours.intersection(words.split("|"))) >= 2:
                            out.add(ident)
        return out


def find(
    commitment: Commitment, asked: Question, held: tuple[str, ...], topics: Sequence[Topic], thread: Mapping[str, str], known: Cues,
) -> list[Evidence]:  # fmt: skip
    """The evidence in order of day. `held` are the commitment's portfolios, `topics` its topics, `thread` the other questions of
    its matter with how they belong to it ("cites" or "thread")."""
    since = commitment.made_on or commitment.made_within.first or asked.earliest
    linked = [(cue, how) for ident, how in sorted(thread.items()) for cue in known.of(ident)]
    alone = [(cue, "") for cue in known.alike(commitment.text, held, since)]
    if not linked and not alone:
        return []
    wanted = near(commitment.text)
    around = wanted.union(
        *(near(t) for t in (asked.title or "", *(p.text for p in asked.sub_questions), *(p.text for p in asked.answers)))
    ) if thread else wanted  # fmt: skip
    found: dict[tuple[str, int], Evidence] = {}
    for cue, how in linked + alone:
        if cue.question == asked.id or cue.question in asked.siblings or cue.day is None or (since and cue.day <= since):
            continue
        if not how and cue.question in thread:
            continue
        shared = sorted(wanted & near(cue.text))
        asks = cue.relation == "asks_about" and wanted and len(shared) >= min(2, len(wanted))
        if how and not (asks or len(shared) >= 2 or (len(wanted) == len(shared) == 1 and len(around & near(cue.text)) >= 2)):
            continue
        beside = sorted((around - wanted) & near(cue.text))[:1] if how and len(shared) == 1 else []
        made = _weigh(commitment, cue, how, (shared, beside), held, topics)
        if made and (cue.span.source, cue.span.start) not in found:
            found[cue.span.source, cue.span.start] = made
    best: dict[str, Evidence] = {}  # of one question only the strongest passage proposes a status
    for one in found.values():
        if one.decides and (one.question not in best or (one.score, -one.span.start) > (best[one.question].score, -best[one.question].span.start)):
            best[one.question] = one
    told = [e if e is best.get(e.question) else e.model_copy(update={"decides": False}) for e in found.values()]
    return sorted(told, key=lambda e: (e.date or dt.date.max, e.question, e.span.start))


def _printed(text: str, marks: Iterable[str]) -> str:
    """The words of a text that have these stems or beginnings, as they stand there."""
    out: dict[str, str] = {}
    for word in re.findall(r"[^\W\d_]{4,}", text):
        for mark in (_stem(key(word)), key(word)[:6]):
            if mark in marks:
                out.setdefault(mark, word.lower())
    return ", ".join(out.values())


def _weigh(
    commitment: Commitment, cue: Cue, how: str, words: tuple[Sequence[str], Sequence[str]], held: Sequence[str], topics: Sequence[Topic]
) -> Evidence | None:  # fmt: skip
    """The cue as evidence with its points and what gave them, or None where they are too few. `words` are shared with the
    commitment itself, and with the rest of its question."""
    shared, beside = words
    points: list[tuple[int, str]] = []
    if how:
        points.append((CITES, "verwijst naar de vraag") if how == "cites" else (THREAD, "hoort bij dezelfde zaak"))
    if cue.speaker and cue.speaker == commitment.made_by:
        points.append((1, "zelfde minister"))
    elif same := [p for p in held if p in cue.portfolios]:
        points.append((1, f"zelfde bevoegdheid: {', '.join(same)}"))
    if shared:
        points.append((min(len(shared), MOST_WORDS), f"{len(shared)} gedeelde {'woorden' if len(shared) > 1 else 'woord'}: {_printed(cue.text, shared)}"))  # fmt: skip
    if beside:
        points.append((1, f"en uit de rest van de vraag: {_printed(cue.text, beside)}"))
    same_phrase = [] if how else sorted(phrases(commitment.text) & phrases(cue.text))
    if same_phrase:
        points.append((PHRASE, "dezelfde woordgroep"))
    if on := [t.id for t in topics if t.match(cue.text)]:
        points.append((1, f"zelfde thema: {', '.join(on)}"))
    back = re.search(_data()["back"]["words"], cue.text.casefold())
    if back and cue.speaker:
        points.append((BACK, f"“{back[0]}”"))
    score = sum(n for n, _ in points)
    if score < (SHOWN_ALONE if not how else ASKS if cue.relation == "asks_about" else SHOWN):
        return None
    kind = cue.relation
    old, new = commitment.deadline, cue.deadline
    if kind is None:
        moved = old and new and old.last and new.last and old.last != new.last
        kind = "moves_date" if moved else "repeats"
    decides = kind in ("moves_date", "drops", "reports_done", "partly_done") and score >= (ALONE if not how else DONE if kind == "reports_done" else DECIDES)
    if kind == "reports_done" and not _completes(cue.text, commitment.text):
        decides = False
        points.append((0, "een ander soort daad, dus geen voorstel"))
    rule = f"{score} punten: " + "; ".join(f"{why} ({n})" for n, why in points) + f"; regel {cue.rule}"
    return Evidence(
        question=cue.question, text=cue.text, relation=kind, date=cue.day, span=cue.span, rule=rule, score=score, decides=decides,
        deadline=new, commitment=cue.commitment,
    )  # fmt: skip


def _completes(told: str, promised: str) -> bool:
    """Whether the participle of a passage can complete the act of a commitment."""
    table: dict[str, list[str]] = _data()["completes"]
    low, act = key(told), re.findall(r"\w+", key(promised))
    participles = [p for p in table if re.search(rf"\b{p}\b", low)]
    return not participles or any(word.startswith(tuple(table[p])) for p in participles for word in act)
