"""The index behind its interface: what it finds against sets counted by hand, and that only what is ours and whole is opened."""

from __future__ import annotations

import os
import pickle
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pq_corpus.records import Addressee, AnswerPart, Asker, Question, Span, SubQuestion
from pq_corpus.search import analysis, engine, find
from pq_corpus.search.query import QueryError
from pq_corpus.store import Store

SPAN = Span(source="0" * 64, start=0, end=1)
# made up, and so that none is a form or a part of another
WORDS = "appel brug citroen dorp egel fiets gras hamer inkt jurk".split()


def question(number: int, title: str, asked: str, told: str = "", minister: str = "An Janssens", year: str = "2023-2024") -> Question:
    return Question(
        id=f"sv-{year}-x-{number}", kind="written_question", number=number, session_year=year, title=title,
        askers=(Asker(name="Piet Pieters", group="Groen"),), addressees=(Addressee(name=minister),),
        sub_questions=(SubQuestion(label="1", text=asked, span=SPAN),), answers=(AnswerPart(labels=("1",), text=told, span=SPAN),),
    )  # fmt: skip


class Corpus:
    """A store and its index, without documents."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.store, self.index = Store(folder / "x.sqlite", create=True), folder / "index"

    def put(self, questions: list[Question], removed: tuple[str, ...] = ()) -> None:
        with self.store.step():
            for one in questions:
                self.store.put_question(one, "", [], [])
            for ident in removed:
                self.store.drop_question(ident)
        entries = [(q, [], []) for q in questions]
        if engine.state(self.index) == "ours":
            engine.update(self.index, entries, removed)
        else:
            engine.rebuild(self.index, entries)

    def search(self, query: str, **options: object) -> find.Result:
        return find.search(self.store, self.index, query, **options)

    def ids(self, query: str, **options: object) -> list[str]:
        return [hit.id for hit in self.search(query, limit=1000, **options).hits]


def some(seed: int, count: int) -> list[Question]:
    draw = random.Random(seed)
    return [
        question(n, " ".join(draw.sample(WORDS, 2)), " ".join(draw.sample(WORDS, 3)), " ".join(draw.sample(WORDS, 2)),
                 draw.choice(["An Janssens", "Bo Peeters"]), draw.choice(["2022-2023", "2023-2024"]))
        for n in range(1, count + 1)
    ]  # fmt: skip


QUESTIONS = some(6, 60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    corpus = Corpus(tmp_path_factory.mktemp("made"))
    for at in range(0, 60, 20):  # three segments
        corpus.put(QUESTIONS[at : at + 20])
    return corpus


def holds(q: Question, word: str) -> bool:
    return word in f"{q.title} {q.sub_questions[0].text} {q.answers[0].text}".split()


TREES = st.recursive(
    st.sampled_from(WORDS).map(lambda w: (w, lambda q: holds(q, w)))
    | st.sampled_from(["janssens", "peeters"]).map(lambda m: (f"minister:{m}", lambda q: m in q.addressees[0].name.lower()))
    | st.tuples(st.integers(1, 60), st.integers(0, 30)).map(lambda r: (f"nr:{r[0]}..{r[0] + r[1]}", lambda q: r[0] <= q.number <= sum(r)))
    | st.sampled_from(WORDS).map(lambda w: (f"titel:{w}", lambda q: w in q.title.split())),
    lambda inner: (
        st.tuples(inner, inner).map(lambda p: (f"({p[0][0]} {p[1][0]})", lambda q: p[0][1](q) and p[1][1](q)))
        | st.tuples(inner, inner).map(lambda p: (f"({p[0][0]} OR {p[1][0]})", lambda q: p[0][1](q) or p[1][1](q)))
        | inner.map(lambda i: (f"-({i[0]})", lambda q: not i[1](q)))
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(tree=TREES)
def test_a_query_finds_what_its_words_say(made: Corpus, tree: tuple) -> None:
    text, fits = tree
    found = made.search(text, limit=1000)
    if found.notice is None:  # else nothing fits, and what fits in part is shown
        assert {hit.id for hit in found.hits} == {q.id for q in QUESTIONS if fits(q)}
    else:
        assert not any(map(fits, QUESTIONS))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60) | st.text(alphabet='()"-*: ORabnminister:.2019', max_size=30))
def test_any_text_finds_or_is_refused_with_a_place(made: Corpus, text: str) -> None:
    try:
        found = made.search(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text) and f"teken {error.position + 1}" in str(error)
    else:
        assert len(found.hits) <= 20


@settings(max_examples=60, deadline=None)
@given(
    titles=st.lists(
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=40), min_size=1, max_size=4
    )
)
def test_every_record_is_found_by_its_title_id_and_citation(titles: list[str]) -> None:
    questions = [question(n, title, "Hoe?") for n, title in enumerate(titles, 1)]
    index = engine.in_memory([(q, [], []) for q in questions])
    for doc, q in enumerate(questions):
        if analysis.folded(q.title or ""):
            assert find._Finder(index).titled(q.title or "")[doc]


def test_records_of_a_store_are_found_by_what_names_them(made: Corpus) -> None:
    for q in QUESTIONS[::5]:
        assert made.ids(q.id) == [q.id]
        assert made.ids(f"schriftelijke vraag nr. {q.number} ({q.session_year})") == [q.id]
        assert made.ids(f"sv {q.number} {q.addressees[0].name.split()[1]}") == [q.id]
        assert made.ids(q.title or "")[0] in {other.id for other in QUESTIONS if other.title == q.title}


def test_an_updated_index_answers_as_one_made_anew(tmp_path: Path) -> None:
    draw = random.Random(3)
    corpus = Corpus(tmp_path / "a")
    standing: dict[str, Question] = {}
    for round_ in range(14):  # more than it takes for small segments to be joined
        fresh = [
            q.model_copy(update={"number": q.number + 5 * round_, "id": f"sv-2023-2024-x-{q.number + 5 * round_}"}) for q in some(round_, 8)
        ]
        gone = tuple(draw.sample(sorted(standing), min(len(standing), 3)))
        standing |= {q.id: q for q in fresh}
        for ident in gone:
            standing.pop(ident, None)
        corpus.put([q for q in fresh if q.id in standing], gone)
    assert len(list(corpus.index.glob("*.arr"))) <= engine.SMALL
    anew = Corpus(tmp_path / "b")
    anew.put(list(standing.values()))
    for query in [*WORDS, "appel brug", '"citroen dorp"', "egel OR fiets", "titel:gras", "minister:peeters", "ink*", "-hamer"]:
        one, other = corpus.search(query, limit=1000), anew.search(query, limit=1000)
        assert one.total == other.total and one.facets == other.facets
        assert [(h.id, pytest.approx(h.score, abs=0.01)) for h in one.hits] == [(h.id, h.score) for h in other.hits]


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_pages_together_are_the_whole(made: Corpus, sort: str) -> None:
    whole = made.ids("appel OR brug", sort=sort)
    pages = [hit.id for page in range(1, 12) for hit in made.search("appel OR brug", sort=sort, limit=7, page=page).hits]
    assert pages == whole and len(set(whole)) == len(whole) > 14


def test_facets_count_the_hits(made: Corpus) -> None:
    facets = made.search("egel minister:janssens").facets
    fitting = [q for q in QUESTIONS if holds(q, "egel") and q.addressees[0].name == "An Janssens"]
    assert facets["minister"] == [{"value": "An Janssens", "count": len(fitting)}]
    assert {f["value"]: f["count"] for f in facets["session_year"]} == {
        year: n for year in ("2022-2023", "2023-2024") if (n := sum(q.session_year == year for q in fitting))
    }


def test_title_above_question_above_answer_and_exact_above_form(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    corpus.put([question(1, "gras dorp", "egel fiets", "vergunning hamer"), question(2, "gras dorp", "vergunning fiets", "egel hamer"),
                question(3, "vergunning dorp", "egel fiets", "gras hamer"), question(4, "vergunningen dorp", "egel fiets", "gras hamer")])  # fmt: skip
    assert [i[-1] for i in corpus.ids("vergunning")] == ["3", "4", "2", "1"]
    assert corpus.ids("vergunningen")[0][-1] == "4"
    why = corpus.search("vergunning", explain=True).hits[0].why
    assert [w.part for w in why] == ["titel"] and why[0].score == pytest.approx(corpus.search("vergunning").hits[0].score, abs=0.01)


def test_words_within_words(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    corpus.put([question(1, "Duaal leren", "Hoe?"), question(2, "Kmo-portefeuille", "Hoe?"), question(3, "Waterlekken in de leiding", "Hoe?"),
                question(4, "Arbeidsmigratie", "Hoe?"), question(5, "Het lek van water", "Hoe?"), question(6, "Lerarentekort", "Het tekort?"),
                question(7, "De ziekenhuisbedden", "Een bed?")])  # fmt: skip
    assert corpus.ids("dualleren") == ["sv-2023-2024-x-1"]
    assert corpus.ids("kmoportefeuille") == corpus.ids("kmo portefeuille") == ["sv-2023-2024-x-2"]
    assert corpus.ids("waterlek") == corpus.ids("waterlekken") == ["sv-2023-2024-x-3"] and corpus.ids("water")[-1] == "sv-2023-2024-x-3"
    assert corpus.ids("leraar") == corpus.ids("leraren") == ["sv-2023-2024-x-6"] and corpus.ids("ziekenhuizen") == ["sv-2023-2024-x-7"]
    found = corpus.search("arbeidsmigranten")
    assert [h.id[-1] for h in found.hits] == ["4"] and found.notice and "arbeidsmigratie" in found.notice
    apart = corpus.search("tekort-leraren")
    assert [h.id[-1] for h in apart.hits] == ["6"] and apart.notice and "tekort + leraren" in apart.notice
    assert corpus.ids("waterle") == []  # too short to be sought by its beginning
    assert corpus.search("portefuille").suggestion == "portefeuille"
    assert corpus.search("minister:jansens").suggestion == "minister:janssens" and corpus.search("piters").suggestion == "pieters"


# --- what may be opened --------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh(tmp_path: Path) -> Corpus:
    corpus = Corpus(tmp_path / "fresh")
    corpus.put(some(1, 12))
    return corpus


class Trap:
    def __init__(self, sprung: Path) -> None:
        self.sprung = sprung

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.sprung),)


def test_every_file_altered_in_place_or_planted(fresh: Corpus, tmp_path: Path) -> None:
    right = fresh.ids("appel")
    keep, sprung = tmp_path / "keep", tmp_path / "sprung"
    shutil.copytree(fresh.index, keep)
    trap = pickle.dumps(Trap(sprung))
    for name in sorted(p.name for p in keep.iterdir()):
        path = fresh.index / name
        stat = path.stat()
        data = path.read_bytes()
        for spoilt in (data[:-1] + bytes([data[-1] ^ 1]), trap + data[len(trap) :], data[: len(data) // 2], b"", trap):
            path.write_bytes(spoilt)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as one would who wants it to pass for the old one
            assert engine.state(fresh.index) in ("foreign", "damaged")
            assert fresh.ids("appel") == right  # from the store
        path.write_bytes(data)
    assert engine.state(fresh.index) == "ours"
    generation = int(next(fresh.index.glob("*.toc")).stem.split("_")[-1])
    (fresh.index / f"_MAIN_{generation + 1}.toc").write_bytes(trap)  # what Whoosh by itself would open next
    assert fresh.ids("appel") == right and not sprung.exists()
    fresh.put([question(99, "appel", "Hoe?")])
    assert "sv-2023-2024-x-99" in fresh.ids("appel") and not sprung.exists()


def test_the_index_of_another_user_is_not_opened(fresh: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    assert engine.state(fresh.index) == "foreign" and fresh.ids("appel")


def test_a_copied_folder_stays_ours_and_another_version_does_not(fresh: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(fresh.index, tmp_path / "copy")
    assert engine.state(tmp_path / "copy") == "ours"
    monkeypatch.setattr(engine, "_FORM", "other")
    assert engine.state(fresh.index) == "of another version" and fresh.ids("appel")
    fresh.put(some(1, 12))
    assert engine.state(fresh.index) == "ours"


@pytest.mark.parametrize("step", ["_add", "_write_mark", "TOC.write"])
@pytest.mark.parametrize("work", ["update", "rebuild"])
def test_killed_while_indexing_the_old_index_answers(fresh: Corpus, step: str, work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    before = fresh.ids("appel OR brug")
    entries = [(question(77, "appel brug", "Hoe?"), [], [])]
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(f"pq_corpus.search.engine.{step}", die)
        engine.update(fresh.index, entries, before[:1]) if work == "update" else engine.rebuild(fresh.index, entries)
    assert engine.state(fresh.index) == "ours" and fresh.ids("appel OR brug") == before
    fresh.put([entries[0][0]], tuple(before[:1]))
    assert set(fresh.ids("appel OR brug")) == {*before[1:], "sv-2023-2024-x-77"}
    assert len(list(fresh.index.glob("*.toc"))) == 1


def test_whoosh_itself_opens_and_searches_the_index(fresh: Corpus) -> None:
    from whoosh import index, query

    opened = index.open_dir(str(fresh.index), readonly=True)
    with opened.searcher() as searcher:
        term = f"{analysis.stem('appel')}\0appel"
        assert sorted(hit["id"] for hit in searcher.search(query.Term("text", term), limit=None)) == sorted(fresh.ids("appel"))
        assert searcher.reader().doc_frequency("text", term) == len(fresh.ids("appel"))
        assert len(list(searcher.search(query.Prefix("text", "appel"), limit=None))) == len(fresh.ids("appel"))


def test_a_reader_never_meets_half_an_update(fresh: Corpus) -> None:
    from threading import Thread

    def write() -> None:
        for n in range(100, 125):
            engine.update(fresh.index, [(question(n, "appel", "Hoe?"), [], [])], [f"sv-2023-2024-x-{n - 1}"])

    writer = Thread(target=write)
    writer.start()
    seen = 0
    while writer.is_alive():
        engine._opened.clear()
        index = engine.open_index(fresh.index)
        assert index is not None and 12 <= index.live.sum() <= 13
        seen += 1
    writer.join()
    last = engine.open_index(fresh.index)
    assert seen > 5 and last is not None and last.doc("sv-2023-2024-x-124") is not None and last.doc("sv-2023-2024-x-123") is None


def test_links_that_another_planted_are_not_written_through(fresh: Corpus, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    generation = int(next(fresh.index.glob("*.toc")).stem.split("_")[-1])
    for name in ("mark.new", f"_MAIN_{generation + 1}.toc", "MAIN_planted.arr"):
        (fresh.index / name).symlink_to(mine)
    fresh.put([question(99, "appel", "Hoe?")])
    assert mine.read_text() == "mine" and "sv-2023-2024-x-99" in fresh.ids("appel")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("mine")
    shutil.rmtree(fresh.index)
    fresh.index.symlink_to(elsewhere)  # the index folder itself
    fresh.put(some(1, 12))
    assert (elsewhere / "kept.txt").read_text() == "mine" and engine.state(fresh.index) == "ours"
