"""The Whoosh index behind a small interface: state, rebuild, update, search. The one module that imports whoosh.

The index is a cache of the store. Whoosh unpickles what it opens, so an index is opened only if it carries a mark that
this user alone can make: an HMAC, with a key in the user's configuration folder, over the index's files.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from pq_corpus.records import Commitment, Question, Record
from pq_corpus.search import analysis
from pq_corpus.search.query import Leaf, Query, citation, parse
from pq_corpus.store import Store

VERSION = 2
PARTS = {"title": 4.0, "question": 2.0, "answer": 1.0, "commitment": 1.0}
State = Literal["ours", "absent", "foreign", "damaged"]
Entry = tuple[Question, list[Commitment], list[str]]


class Spelled(Protocol):
    """A topic, as far as search needs it."""

    @property
    def id(self) -> str: ...

    def spellings(self) -> list[list[str]]:
        """Groups of spellings that mean the same."""


class Snippet(Record):
    """A passage that matches: which part it is, its words, and where the matching ones stand in them."""

    part: str
    text: str
    highlights: list[list[int]]


class Why(Record):
    """What one word adds to the score of a hit, in which part."""

    part: str
    words: str
    score: float


class Similar(Record):
    """A question like another: the share (0 to 1) of the other's rare words that it has, and those words (stems)."""

    id: str
    title: str | None
    date: str | None
    score: float
    shared: list[str]


class Hit(Record):
    """A question that matches; `why` only where an explanation was asked for."""

    id: str
    title: str | None
    date: str | None
    score: float
    snippets: list[Snippet]
    why: tuple[Why, ...] = ()


class Result(Record):
    """One page of hits, with the total, facets over all hits, a better spelling where nothing matched, and a notice."""

    total: int
    hits: list[Hit]
    facets: dict[str, list[dict[str, Any]]]
    suggestion: str | None = None
    notice: str | None = None


# --- the mark ------------------------------------------------------------------------------------------------------------


def _key() -> bytes | None:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "pq-corpus"
    path = folder / "index.key"
    with contextlib.suppress(OSError):
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
        key = path.read_bytes()
        if len(key) == 32:
            return key
    return None


def _fingerprint(folder: Path, key: bytes) -> str:
    digest = hmac.new(key, f"pq-corpus index {VERSION} {folder.resolve()}".encode(), hashlib.sha256)
    for path in sorted(folder.iterdir()):
        if path.name == "mark" or path.name.endswith("LOCK"):
            continue
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        with open(path, "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def state(folder: Path) -> State:
    """Whether the index may be opened: made by this user, whole, and of this version ("ours")."""
    if not folder.is_dir():
        return "absent"
    key = _key()
    try:
        now = (key, *sorted((p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in folder.iterdir()))
        if _looked.get(folder) == now:  # this process found it to be ours, and no file has changed since
            return "ours"
        mark = (folder / "mark").read_text()
    except OSError:
        return "foreign"
    if key is None or len(mark) != 64:
        return "foreign"
    if not hmac.compare_digest(mark, _fingerprint(folder, key)):
        return "damaged"
    _looked[folder] = now
    return "ours"


_looked: dict[Path, tuple[Any, ...]] = {}


def _set_mark(folder: Path) -> None:
    key = _key()
    if key is not None:
        temporary = folder / "mark.LOCK"
        temporary.write_text(_fingerprint(folder, key))
        os.replace(temporary, folder / "mark")


# --- writing -------------------------------------------------------------------------------------------------------------


def _schema() -> Any:
    from whoosh.analysis import SpaceSeparatedTokenizer
    from whoosh.fields import ID, STORED, TEXT, Schema

    plain = SpaceSeparatedTokenizer()
    fields = {part: TEXT(analyzer=plain, phrase=True) for part in PARTS}
    return Schema(id=ID(stored=True, unique=True), exact=TEXT(analyzer=plain, phrase=False), about=STORED, **fields)


WORDS = "words.txt"  # every word of the index, a line each: much faster to read than the index's own lexicon


def _words(folder: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return (folder / WORDS).read_text(encoding="utf-8").split("\n")
    return []


def _codec() -> Any:
    """Posting blocks that are larger and not compressed: faster to write and to read, for more room on disk."""
    from whoosh.codec.whoosh3 import W3Codec

    return W3Codec(blocklimit=512, compression=0)


def _document(entry: Entry) -> dict[str, Any]:
    question, commitments, topics = entry
    texts: dict[str, list[str]] = {part: [] for part in PARTS}
    for part, _, text in passages(question, commitments):
        texts[part].append(text)
    about = {
        "title": question.title, "date": question.date.isoformat() if question.date else None, "kind": question.kind,
        "number": question.number, "minister": sorted({a.name for a in (*question.addressees, *question.answered_by)}),
        "asker": [a.name for a in question.askers], "group": sorted({a.group for a in question.askers if a.group}),
        "session_year": question.session_year, "theme": list(question.themes), "topic": topics,
    }  # fmt: skip
    out: dict[str, Any] = {part: " ".join(analysis.terms(" \n ".join(text))) for part, text in texts.items()}
    names = " ".join([*(a.name for a in (*question.addressees, *question.answered_by)), *(a.name for a in question.askers)])
    out["exact"] = " ".join(
        word for text in (*texts["title"], *texts["question"], *texts["answer"], names) for word, _, _ in analysis.words(text)
    )
    return {"id": question.id, "about": about, **out}


def passages(question: Question, commitments: Sequence[Commitment] = ()) -> list[tuple[str, str, str]]:
    """The passages of a question: part, Dutch name, text."""
    out: list[tuple[str, str, str]] = []
    if question.title:
        out.append(("title", "titel", question.title))
    if question.context:
        out.append(("question", "context", question.context))
    stack = [(str(n), sub) for n, sub in reversed(list(enumerate(question.sub_questions, 1)))]
    while stack:
        n, sub = stack.pop()
        out.append(("question", f"vraag {sub.label or n}", sub.text))
        stack.extend((n, child) for child in reversed(sub.children))
    if question.interventions:
        for number, turn in enumerate(question.interventions, 1):
            if turn.role != "chair" and not (turn.role == "asker" and turn.part == "question"):
                out.append(
                    (
                        "answer" if turn.role == "minister" else "question",
                        f"tussenkomst {number} ({turn.speaker or 'spreker niet bekend'})",
                        turn.text,
                    )
                )
    else:
        out += [("answer", f"antwoord {', '.join(a.labels)}".strip(), a.text) for a in question.answers]
    out += [("commitment", "toezegging", c.text) for c in commitments if c.kind != "denial"]
    return out


def rebuild(folder: Path, entries: Iterable[Entry], topics: Sequence[Spelled] = ()) -> None:
    """Make the whole index anew beside the old one, and put it in its place."""
    from whoosh import index

    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    writer = index.create_in(str(fresh), _schema()).writer(limitmb=256, codec=_codec())
    known: set[str] = set()
    for entry in entries:
        document = _document(entry)
        known.update(document["exact"].split())
        writer.add_document(**document)
    writer.commit()
    (fresh / WORDS).write_text("\n".join(sorted(known)), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(fresh, folder)
    _set_mark(folder)


def update(folder: Path, changed: Iterable[Entry], removed: Iterable[str], topics: Sequence[Spelled] = ()) -> None:
    """Bring changed and removed questions into an index that is ours."""
    from whoosh import index

    writer = index.open_dir(str(folder)).writer(limitmb=256, codec=_codec())
    known = set(_words(folder))
    for ident in removed:
        writer.delete_by_term("id", ident)
    for entry in changed:
        document = _document(entry)
        known.update(document["exact"].split())
        writer.update_document(**document)
    writer.commit()
    (folder / WORDS).write_text("\n".join(sorted(known)), encoding="utf-8")
    _set_mark(folder)


# --- asking --------------------------------------------------------------------------------------------------------------


def _open(store: Store, folder: Path) -> Any:
    """The index; where it may not be opened, one in memory from the store (slower, and says nothing less)."""
    from whoosh import index
    from whoosh.filedb.filestore import RamStorage

    if state(folder) == "ours":
        return index.open_dir(str(folder), readonly=True)
    ix = RamStorage().create_index(_schema())
    writer = ix.writer()
    for question in store.questions():
        writer.add_document(**_document((question, store.commitments(question.id), [])))
    writer.commit()
    return ix


def _alternatives(leaf: Leaf, topics: Sequence[Spelled]) -> list[list[str]]:
    """The term sequences that a word or phrase stands for: its own, and the topic spellings of the same thing."""
    own = analysis.terms(leaf.words)
    out = [own]
    for topic in topics:
        for group in topic.spellings():
            spelled = [analysis.terms(words) for words in group]
            if own in spelled:
                out += [terms for terms in spelled if terms not in out]
    return out


def _leaf(leaf: Leaf, part: str | None, topics: Sequence[Spelled]) -> Any:
    from whoosh import query as q

    found: list[Any] = []
    for field, boost in PARTS.items():
        if (part and field != part) or (part is None and field == "commitment"):
            continue
        for terms in _alternatives(leaf, topics):
            if leaf.prefix:
                found.append(q.Prefix(field, analysis.fold(leaf.words), boost=boost))
            elif len(terms) == 1:
                found.append(q.Term(field, terms[0], boost=boost))
            elif terms:
                found.append(q.Phrase(field, terms, boost=boost))
    folded = [word for word, _, _ in analysis.words(leaf.words)]
    if part is None and len(folded) == 1:
        found.append(q.Prefix("exact", folded[0]) if leaf.prefix else q.Term("exact", folded[0], boost=2.0))
    return q.Or(found)


_JOINTS = ("", "s", "en", "e", "n", "er")
COMPOUNDS_BELOW = 10  # with as many hits as this, words within compounds are not sought


def compounds(known: Sequence[str], word: str) -> list[str]:
    """The known words that are compounds with a word as first or last part: the rest, without a joining letter, must be a
    known word itself ("obligatie" in "impactobligatie"). The index is its own dictionary."""
    if len(word) < 5:
        return []
    standing = frozenset(known)
    out = []
    base = analysis.stem(word)
    for other in known:
        if word[:5] not in other or len(other) < len(word) + 3:
            continue
        rests: list[str] = []
        if other.startswith(word):
            rests = [other[len(word) + len(j) :] for j in _JOINTS if other[len(word) :].startswith(j)]
        elif analysis.stem(other).endswith(base):
            left = analysis.stem(other)[: -len(base)]
            rests = [left[: len(left) - len(j)] for j in _JOINTS if left.endswith(j)]
        if any(len(rest) >= 3 and (rest in standing or rest[:-1] in standing) for rest in rests):
            out.append(other)
    return sorted(out)


def _tree(query: Query, topics: Sequence[Spelled], *, relaxed: bool) -> Any:
    from whoosh import query as q

    groups = [g for g in query.groups if not all(leaf.words.lower() in analysis.STOP for leaf in g)] or list(query.groups)
    parts = [q.Or([_leaf(leaf, query.part, topics) for leaf in group]) for group in _joined(groups, topics)]
    if not parts:
        return q.Every()
    return q.Or(parts) if relaxed else q.And(parts)


def _joined(groups: list[tuple[Leaf, ...]], topics: Sequence[Spelled]) -> list[tuple[Leaf, ...]]:
    """Words typed one after the other that together are a topic's spelling are one thing ("sociale impactobligaties")."""
    spelled = {tuple(analysis.terms(words)) for topic in topics for group in topic.spellings() for words in group}
    longest = max((len(s) for s in spelled), default=1)
    out: list[tuple[Leaf, ...]] = []
    n = 0
    while n < len(groups):
        for size in range(min(longest, len(groups) - n), 1, -1):
            run = groups[n : n + size]
            words = " ".join(g[0].words for g in run)
            if all(len(g) == 1 and not g[0].prefix for g in run) and tuple(analysis.terms(words)) in spelled:
                out.append((Leaf(words),))
                n += size
                break
        else:
            out.append(groups[n])
            n += 1
    return out


def _fits(about: dict[str, Any], name: str, value: str) -> bool:
    if name == "date":
        day = about["date"]
        first, _, last = value.partition("..")
        last = last if ".." in value else first
        return bool(day is not None and (not first or day >= first) and (not last or day[: len(last)] <= last))
    if name == "number":
        return bool(str(about["number"]) == value)
    if name in ("kind", "session_year"):
        return bool(about[name] == value)
    held: list[str] = [analysis.fold(part) for one in about[name] for part in (one, *one.replace("-", " ").split())]
    wanted = analysis.fold(value)
    return wanted in held or any(wanted in whole for whole in held if " " in wanted)


def search(
    store: Store, folder: Path, query: str, *, kind: str | None = None, minister: str | None = None, asker: str | None = None,
    group: str | None = None, session_year: str | None = None, theme: str | None = None, topic: str | None = None, from_: Any = None,
    to: Any = None, sort: str = "relevance", limit: int = 20, page: int = 1, topics: Sequence[Spelled] = (),
    explain: bool = False,
) -> Result:  # fmt: skip
    """The questions that match, best first (or newest first). Raises query.QueryError for a query that cannot be read."""
    filters = [(n, v) for n, v in (("kind", kind), ("minister", minister), ("asker", asker), ("group", group), ("session_year", session_year),
               ("theme", theme), ("topic", topic)) if v]  # fmt: skip
    if from_ or to:
        filters.append(("date", f"{from_ or ''}..{to or ''}"))
    asked = Query()
    direct = _direct(store, query)
    notice = None
    if not direct:
        asked = parse(query)
    filters += [(n, v) for n, v in asked.filters if n != "id"]
    index = _open(store, folder)
    scored: list[tuple[float, str, dict[str, Any]]] = []
    with index.searcher() as searcher:
        if direct:
            for ident in direct:
                if hit := searcher.document(id=ident):
                    scored.append((1.0, ident, hit["about"]))
        else:
            from whoosh import query as q

            out = q.Or([_leaf(leaf, asked.part, topics) for leaf in asked.excluded]) if asked.excluded else None
            for relaxed in (False, True):
                tree = _tree(asked, topics, relaxed=relaxed)
                for hit in searcher.search(q.AndNot(tree, out) if out is not None else tree, limit=None):
                    about = hit["about"]
                    if all(_fits(about, n, v) for n, v in filters):
                        scored.append((round(float(hit.score or 0.0), 4), hit["id"], about))
                if scored or len(asked.groups) < 2:
                    break
                notice = "Niets bevat al deze woorden; dit zijn vragen met een deel ervan."
            if not scored:
                notice = None
        parts: list[str] = []
        if not direct and not notice and len(asked.groups) == 1 and asked.part is None and len(scored) < COMPOUNDS_BELOW:
            for leaf in asked.groups[0]:
                folded = [word for word, _, _ in analysis.words(leaf.words)]
                parts += compounds(_words(folder), folded[0]) if len(folded) == 1 and not leaf.prefix else []
            if parts:
                from whoosh import query as q

                here = {ident for _, ident, _ in scored}
                within = q.Or([q.Term("exact", part) for part in parts[:200]])
                found = searcher.search(q.AndNot(within, out) if out is not None else within, limit=None)
                below = min((score for score, _, _ in scored), default=1.0)
                most = max((float(hit.score or 0.0) for hit in found), default=1.0) or 1.0
                scored += [
                    (round(0.9 * below * float(hit.score or 0.0) / most, 4), hit["id"], hit["about"])
                    for hit in found
                    if hit["id"] not in here and all(_fits(hit["about"], n, v) for n, v in filters)
                ]
        suggestion = None if scored else _suggest(searcher, asked)
        scored.sort(key=lambda s: (-s[0], s[1]) if sort == "relevance" else (_newest(s[2]["date"]), s[1]))
        shown = scored[(page - 1) * limit : page * limit]
        why = {ident: _why(searcher, asked, ident, topics, parts) for _, ident, _ in shown} if explain and not direct else {}
    index.close()
    return Result(
        total=len(scored), facets=_facets([about for _, _, about in scored]), suggestion=suggestion, notice=notice,
        hits=[
            Hit(id=ident, title=about["title"], date=about["date"], score=score, snippets=_snippets(store, ident, asked, topics, parts), why=tuple(why.get(ident, ())))
            for score, ident, about in shown
        ],
    )  # fmt: skip


def _why(searcher: Any, asked: Query, ident: str, topics: Sequence[Spelled], parts: Sequence[str]) -> list[Why]:
    """What each word adds to the score of a hit, part by part, the most first."""
    from whoosh import query as q

    dutch = {"title": "titel", "question": "vraag", "answer": "antwoord", "commitment": "toezegging", "exact": "letterlijk"}
    one = q.Term("id", ident)
    out = []
    for group in _joined(list(asked.groups), topics):
        for leaf in group:
            for clause in _leaf(leaf, asked.part, topics).subqueries:
                hits = searcher.search(clause, limit=1, filter=one)
                if hits.scored_length():
                    words = " ".join(getattr(clause, "words", [getattr(clause, "text", leaf.words)]))
                    out.append(Why(part=dutch.get(clause.fieldname, clause.fieldname), words=words, score=round(float(hits.score(0)), 3)))
    for part in parts:
        if searcher.search(q.Term("exact", part), limit=1, filter=one).scored_length():
            out.append(Why(part="samenstelling", words=part, score=0.0))
    return sorted(out, key=lambda w: (-w.score, w.part, w.words))


def similar(store: Store, folder: Path, ident: str, limit: int = 10) -> list[Similar]:
    """The questions most like one: those that share its rarest words, weighted by how rare and how often."""
    import math

    question = store.question(ident)
    if question is None:
        return []
    count: Counter[str] = Counter()
    for part, _, text in passages(question):
        for term in analysis.terms(text):
            count[term] += 3 if part == "title" else 1
    index = _open(store, folder)
    with index.searcher() as searcher:
        reader = searcher.reader()
        total = reader.doc_count()
        weights: dict[str, float] = {}
        for term, n in count.items():
            seen = max(reader.doc_frequency(part, term) for part in PARTS)
            if len(term) >= 4 and 2 <= seen <= max(2, total // 4) and not term.isdigit():
                weights[term] = (1 + math.log(n)) * math.log((1 + total) / seen)
        chosen = sorted(weights, key=lambda t: (-weights[t], t))[:25]
        from whoosh import query as q

        found: dict[str, tuple[float, list[str], dict[str, Any]]] = {}
        for term in chosen:
            clause = q.Or([q.Term(part, term) for part in PARTS])
            for hit in searcher.search(clause, limit=None, scored=False):
                score, shared, about = found.get(hit["id"], (0.0, [], hit["about"]))
                found[hit["id"]] = (score + weights[term], [*shared, term], about)
    index.close()
    found.pop(ident, None)
    best = sorted(found.items(), key=lambda pair: (-pair[1][0], pair[0]))
    whole = sum(weights[t] for t in chosen) or 1.0
    return [
        Similar(id=other, title=about["title"], date=about["date"], score=round(score / whole, 3), shared=shared)
        for other, (score, shared, about) in best[:limit]
        if len(shared) >= 2
    ]


def _newest(day: str | None) -> tuple[int, ...]:
    return tuple(-int(part) for part in (day or "0-0-0").split("-"))


def _direct(store: Store, query: str) -> list[str]:
    """The records that a pasted citation names."""
    found = citation(query)
    if found is None:
        return []
    if "id" in found:
        return [found["id"]] if store.question(found["id"]) else []
    if "external" in found:
        return sorted({i for key in ("schv", "vi", "jln") for i in store.named(f"{key}:{found['external']}")})
    kinds = {"sv": "written_question", "schriftelijke vraag": "written_question", "vou": "request_for_explanation", "vraag om uitleg": "request_for_explanation",
             "av": "topical_question", "actuele vraag": "topical_question", "in": "interpellation"}  # fmt: skip
    out = []
    for ident, kind, year, day in store.numbered(int(found["number"])):
        if found.get("kind") and kinds[found["kind"]] != kind:
            continue
        if (found.get("session_year") and found["session_year"] != year) or (found.get("date") and found["date"] != day):
            continue
        if found.get("minister"):
            question = store.question(ident)
            wanted = analysis.fold(found["minister"].strip())
            if question is None or not any(wanted in analysis.fold(a.name) for a in question.addressees):
                continue
        out.append(ident)
    return out


def _facets(abouts: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    out = {}
    for name in ("minister", "asker", "group", "kind", "session_year", "theme", "topic"):
        count = Counter(v for about in abouts for v in (about[name] if isinstance(about[name], list) else [about[name]]) if v)
        out[name] = [{"value": value, "count": n} for value, n in sorted(count.items(), key=lambda p: (-p[1], p[0]))]
    return out


def _suggest(searcher: Any, asked: Query) -> str | None:
    words = []
    better = False
    for group in asked.groups:
        for leaf in group:
            for word, _, _ in analysis.words(leaf.words):
                near = [] if ("exact", word) in searcher.reader() else searcher.suggest("exact", word, limit=1, maxdist=2, prefix=1)
                better = better or bool(near)
                words.append(near[0] if near else word)
    return " ".join(words) if better else None


def _snippets(store: Store, ident: str, asked: Query, topics: Sequence[Spelled], parts: Sequence[str] = (), most: int = 3) -> list[Snippet]:
    question = store.question(ident)
    if question is None:
        return []
    wanted = [
        terms for group in _joined(list(asked.groups), topics) for leaf in group for terms in _alternatives(leaf, topics) if not leaf.prefix
    ]
    prefixes = [*parts, *(analysis.fold(leaf.words) for group in asked.groups for leaf in group if leaf.prefix)]
    out: list[tuple[int, Snippet]] = []
    for part, name, text in passages(question, store.commitments(ident)):
        if (asked.part and part != asked.part) or (not asked.part and part == "commitment"):
            continue
        places = _places(text, wanted, prefixes)
        if not places:
            continue
        start = max(0, places[0][0] - 90)
        start = text.find(" ", start) + 1 if start else 0
        start = min(start, places[0][0])
        end = min(len(text), start + 240)
        end = text.rfind(" ", start, end) if end < len(text) and text.rfind(" ", start, end) > places[0][1] else max(end, places[0][1])
        inside = [[a - start, b - start] for a, b in places if start <= a and b <= end]
        out.append((len(inside), Snippet(part=name, text=text[start:end], highlights=inside)))
    if not out and question.title:
        return [Snippet(part="titel", text=question.title, highlights=[])]
    return [snippet for _, snippet in sorted(out, key=lambda p: -p[0])[:most]]


def _places(text: str, wanted: list[list[str]], prefixes: list[str]) -> list[tuple[int, int]]:
    found = list(analysis.words(text))
    stems = [analysis.stem(word) for word, _, _ in found]
    places = set()
    for terms in wanted:
        size = len(terms)
        if size == 1 and terms[0] in analysis.STOP:
            continue
        for n in range(len(stems) - size + 1):
            if size and stems[n : n + size] == terms:
                places.add((found[n][1], found[n + size - 1][2]))
    for word, a, b in found:
        if any(word.startswith(p) for p in prefixes):
            places.add((a, b))
    chosen: list[tuple[int, int]] = []
    for a, b in sorted(places, key=lambda p: (p[0], -p[1])):
        if not chosen or a >= chosen[-1][1]:
            chosen.append((a, b))
    return chosen
