"""The SQLite store of what was derived: documents as parsed, questions, commitments. Rebuildable, never the truth."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pq_corpus.records import Commitment, Cue, Question

SCHEMA_VERSION = 3
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE documents (
  sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, fingerprint TEXT NOT NULL, layout TEXT, media TEXT, text TEXT NOT NULL, problem TEXT);
CREATE TABLE drafts (sha256 TEXT NOT NULL, seq INTEGER NOT NULL, keys TEXT NOT NULL, fingerprint TEXT NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (sha256, seq));
CREATE TABLE questions (
  id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, kind TEXT NOT NULL, number INTEGER, session_year TEXT, date TEXT, record TEXT NOT NULL);
CREATE INDEX questions_number ON questions (number, session_year);
CREATE INDEX questions_date ON questions (date);
CREATE TABLE names (name TEXT NOT NULL, question TEXT NOT NULL, PRIMARY KEY (name, question));
CREATE INDEX names_question ON names (question);
CREATE TABLE commitments (id TEXT PRIMARY KEY, question TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX commitments_question ON commitments (question);
CREATE TABLE cues (question TEXT NOT NULL, seq INTEGER NOT NULL, day TEXT, portfolios TEXT NOT NULL, words TEXT NOT NULL, record TEXT NOT NULL,
  PRIMARY KEY (question, seq));
CREATE TABLE followed (question TEXT PRIMARY KEY);
CREATE TABLE telling (word TEXT NOT NULL, portfolio TEXT NOT NULL, day TEXT NOT NULL, question TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (word, portfolio, day, question, seq)) WITHOUT ROWID;
CREATE TABLE to_index (question TEXT PRIMARY KEY);
"""


class Damaged(RuntimeError):
    """The store cannot be read; it is derived, so `pq build` makes it again."""


class Store:
    """One SQLite file. Writers hold the corpus lock; readers see the last finished step."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        """Open the store; with `create` it is made, or made anew where it is damaged or of another version."""
        self.path = path
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._open()
                if self._version() == 0 and not self._tables():
                    self._create()
                elif self._version() != SCHEMA_VERSION:
                    raise Damaged(f"{path} is of another version")
                self.db.execute("SELECT count(*) FROM questions").fetchone()
            except (sqlite3.DatabaseError, Damaged):
                self.close()
                for suffix in ("", "-wal", "-shm", "-journal"):
                    with contextlib.suppress(FileNotFoundError):
                        path.with_name(path.name + suffix).unlink()
                self._open()
                self._create()
        else:
            if not path.exists():
                raise FileNotFoundError(path)
            try:
                self._open()
                if self._version() != SCHEMA_VERSION:
                    raise Damaged(f"{path} is of another version of this program; run pq build")
            except sqlite3.DatabaseError as error:
                raise Damaged(f"{path} is damaged ({error}); run pq build, which makes it again") from error

    def _open(self) -> None:
        # used by one thread at a time; the garbage collector may close it in another
        self.db = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=NORMAL")

    def _version(self) -> int:
        return int(self.db.execute("PRAGMA user_version").fetchone()[0])

    def _tables(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])

    def _create(self) -> None:
        with self.step():
            for statement in filter(str.strip, _SCHEMA.split(";")):
                self.db.execute(statement)
            self.db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    def close(self) -> None:
        """Close the file; using the store afterwards is an error."""
        with contextlib.suppress(AttributeError):
            self.db.close()

    def __del__(self) -> None:
        self.close()

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """One transaction: all of it, or none where the process dies."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the store, whatever a build writes meanwhile."""
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def meta(self, key: str) -> str | None:
        """A value kept under a name, or None."""
        row = self.db.execute("SELECT value FROM meta WHERE key=?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Keep a value under a name, inside a step."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?,?)", (key, value))

    # --- documents ---------------------------------------------------------------------------------------------------

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint of each document as parsed, by hash."""
        return dict(self.db.execute("SELECT sha256, fingerprint FROM documents"))

    def put_document(
        self, sha256: str, path: str, fingerprint: str, layout: str | None, media: str | None, text: str, problem: str | None,
        drafts: Iterable[tuple[list[str], str, Question]],
    ) -> None:  # fmt: skip
        """Replace what is known of a document: its plain text and its draft records, or why there are none."""
        self.db.execute(
            "INSERT OR REPLACE INTO documents VALUES (?,?,?,?,?,?,?)", (sha256, path, fingerprint, layout, media, text, problem)
        )
        self.db.execute("DELETE FROM drafts WHERE sha256=?", (sha256,))
        self.db.executemany(
            "INSERT INTO drafts VALUES (?,?,?,?,?)",
            ((sha256, n, json.dumps(keys), mark, draft.model_dump_json()) for n, (keys, mark, draft) in enumerate(drafts)),
        )

    def drop_documents(self, hashes: Iterable[str]) -> None:
        """Forget documents that are no longer kept."""
        for sha in hashes:
            self.db.execute("DELETE FROM documents WHERE sha256=?", (sha,))
            self.db.execute("DELETE FROM drafts WHERE sha256=?", (sha,))

    def problems(self) -> list[tuple[str, str]]:
        """Path and reason of each document that gave no record, in order of path."""
        return list(self.db.execute("SELECT path, problem FROM documents WHERE problem IS NOT NULL ORDER BY path"))

    def text(self, sha256: str) -> str:
        """The plain text of a document; spans count its characters. Raises KeyError."""
        row = self.db.execute("SELECT text FROM documents WHERE sha256=?", (sha256,)).fetchone()
        if row is None:
            raise KeyError(sha256)
        return str(row[0])

    def document_count(self) -> int:
        """How many documents were read, with and without records."""
        return int(self.db.execute("SELECT count(*) FROM documents").fetchone()[0])

    def layouts(self) -> dict[str, int]:
        """Documents by layout; those without one are left out."""
        return dict(self.db.execute("SELECT layout, count(*) FROM documents WHERE layout IS NOT NULL GROUP BY layout ORDER BY layout"))

    def draft_keys(self) -> list[tuple[str, int, list[str], str]]:
        """Hash, sequence, keys and fingerprint of every draft, in a fixed order."""
        rows = self.db.execute("SELECT sha256, seq, keys, fingerprint FROM drafts ORDER BY sha256, seq")
        return [(sha, seq, json.loads(keys), mark) for sha, seq, keys, mark in rows]

    def draft(self, sha256: str, seq: int) -> Question:
        """One draft record, as its document alone gives it."""
        from pq_corpus.records import Question

        row = self.db.execute("SELECT record FROM drafts WHERE sha256=? AND seq=?", (sha256, seq)).fetchone()
        return Question.model_validate_json(row[0])

    # --- questions ---------------------------------------------------------------------------------------------------

    def question_fingerprints(self) -> dict[str, str]:
        """Fingerprint of what each question was made from, by id."""
        return dict(self.db.execute("SELECT id, fingerprint FROM questions"))

    def put_question(self, question: Question, fingerprint: str, names: Iterable[str], commitments: Iterable[Commitment]) -> None:
        """Replace a question, the other names that lead to it, and its commitments; it will be indexed again."""
        self._put_record(question, fingerprint)
        self.db.execute("INSERT OR IGNORE INTO to_index VALUES (?)", (question.id,))
        self.db.execute("DELETE FROM names WHERE question=?", (question.id,))
        self.db.executemany("INSERT OR IGNORE INTO names VALUES (?,?)", ((name, question.id) for name in names))
        self.db.execute("DELETE FROM commitments WHERE question=?", (question.id,))
        self.db.executemany(
            "INSERT INTO commitments VALUES (?,?,?,?,?)",
            ((c.id, c.question, n, c.kind, c.model_dump_json()) for n, c in enumerate(commitments)),
        )

    def update_question(self, question: Question) -> None:
        """Replace the record alone (its references were resolved anew)."""
        mark = self.db.execute("SELECT fingerprint FROM questions WHERE id=?", (question.id,)).fetchone()[0]
        self._put_record(question, mark)

    def _put_record(self, question: Question, fingerprint: str) -> None:
        day = question.date.isoformat() if question.date else None
        record = question.model_dump_json()
        old = self.db.execute("SELECT record FROM questions WHERE id=?", (question.id,)).fetchone()
        self.db.execute(
            "INSERT OR REPLACE INTO questions VALUES (?,?,?,?,?,?,?)",
            (question.id, fingerprint, question.kind, question.number, question.session_year, day, record),
        )
        if old is None or old[0] != record:
            self.db.execute("INSERT OR IGNORE INTO to_index VALUES (?)", (question.id,))

    def drop_question(self, ident: str) -> None:
        """Forget a question and all that hangs on it."""
        self.db.execute("DELETE FROM questions WHERE id=?", (ident,))
        self.db.execute("DELETE FROM names WHERE question=?", (ident,))
        self.db.execute("DELETE FROM commitments WHERE question=?", (ident,))
        self._drop_cues(ident)
        self.db.execute("INSERT OR IGNORE INTO to_index VALUES (?)", (ident,))

    def question(self, ident: str) -> Question | None:
        """The question with this id, or None."""
        from pq_corpus.records import Question

        row = self.db.execute("SELECT record FROM questions WHERE id=?", (ident,)).fetchone()
        return None if row is None else Question.model_validate_json(row[0])

    def question_json(self, ident: str) -> str | None:
        """The same as its JSON, not validated again: for pages of hits."""
        row = self.db.execute("SELECT record FROM questions WHERE id=?", (ident,)).fetchone()
        return None if row is None else str(row[0])

    def commitments_json(self, question: str) -> list[str]:
        """The commitments of a question as their JSON, in order of place."""
        return [row[0] for row in self.db.execute("SELECT record FROM commitments WHERE question=? ORDER BY seq", (question,))]

    def named(self, name: str) -> list[str]:
        """Ids of the questions that another name (an external id, an address) leads to."""
        return [row[0] for row in self.db.execute("SELECT question FROM names WHERE name=? ORDER BY question", (name,))]

    def ids(self) -> list[str]:
        """All question ids, in order."""
        return [row[0] for row in self.db.execute("SELECT id FROM questions ORDER BY id")]

    def asked_of(self) -> list[str]:
        """Ids of the questions in whose answers a commitment or denial was found, in order."""
        return [row[0] for row in self.db.execute("SELECT DISTINCT question FROM commitments ORDER BY question")]

    def questions(self) -> Iterator[Question]:
        """All questions, in order of id."""
        for ident in self.ids():
            if question := self.question(ident):
                yield question

    def numbered(self, number: int) -> list[tuple[str, str, str | None, str | None]]:
        """Id, kind, session year and date of the questions with a number."""
        return list(self.db.execute("SELECT id, kind, session_year, date FROM questions WHERE number=? ORDER BY id", (number,)))

    def on(self, day: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """Id, kind and the names of the askers of the questions of a day."""
        rows = self.db.execute("SELECT id, kind, json_extract(record, '$.askers') FROM questions WHERE date=? ORDER BY id", (day,))
        return [(ident, kind, tuple(one["name"] for one in json.loads(askers or "[]"))) for ident, kind, askers in rows]

    def newest(self) -> dt.date | None:
        """The day of the newest question (where its day is known); what came after it is not here."""
        (day,) = self.db.execute("SELECT max(date) FROM questions").fetchone()
        return dt.date.fromisoformat(day) if day else None

    def promisers(self) -> set[str]:
        """The names of all who made a commitment."""
        rows = self.db.execute("SELECT DISTINCT json_extract(record, '$.made_by') FROM commitments")
        return {row[0] for row in rows if row[0]}

    def commitments(self, question: str | None = None) -> list[Commitment]:
        """The commitments of one question, or of all, in order of question and place."""
        from pq_corpus.records import Commitment

        where, values = (" WHERE question=?", (question,)) if question else ("", ())
        rows = self.db.execute(f"SELECT record FROM commitments{where} ORDER BY question, seq", values)
        return [Commitment.model_validate_json(row[0]) for row in rows]

    def put_cues(self, question: str, cues: Iterable[Cue]) -> None:
        """Replace the sentences of a question that can bear on earlier commitments, inside a step."""
        from pq_corpus.records import telling

        self._drop_cues(question)
        for n, c in enumerate(cues):
            day = c.day.isoformat() if c.day else None
            row = (question, n, day, "|".join(c.portfolios), "|".join(c.words), c.model_dump_json())
            self.db.execute("INSERT INTO cues VALUES (?,?,?,?,?,?)", row)
            if day:
                self.db.executemany(
                    "INSERT INTO telling VALUES (?,?,?,?,?)",
                    ((word, held, day, question, n) for word in filter(telling, c.words) for held in c.portfolios),
                )

    def _drop_cues(self, question: str) -> None:
        from pq_corpus.records import telling

        rows = self.db.execute("SELECT seq, day, portfolios, words FROM cues WHERE question=? AND day IS NOT NULL", (question,)).fetchall()
        self.db.executemany(
            "DELETE FROM telling WHERE word=? AND portfolio=? AND day=? AND question=? AND seq=?",
            (
                (word, held, day, question, seq)
                for seq, day, powers, words in rows for word in filter(telling, words.split("|")) for held in powers.split("|")
            ),
        )  # fmt: skip
        self.db.execute("DELETE FROM cues WHERE question=?", (question,))

    def cues(self, question: str) -> list[Cue]:
        """The cues of a question, in order of place."""
        from pq_corpus.records import Cue

        rows = self.db.execute("SELECT record FROM cues WHERE question=? ORDER BY seq", (question,))
        return [Cue.model_validate_json(row[0]) for row in rows]

    def told(self, word: str, portfolio: str, after: str, most: int) -> list[tuple[str, int, str]]:
        """Question, place and words (joined by "|") of the first cues after a day under a portfolio that have a telling word."""
        return list(self.db.execute(
            "SELECT t.question, t.seq, c.words FROM telling t JOIN cues c ON c.question=t.question AND c.seq=t.seq "
            "WHERE t.word=? AND t.portfolio=? AND t.day>? ORDER BY t.day, t.question, t.seq LIMIT ?", (word, portfolio, after, most)
        ))  # fmt: skip

    def before(self, word: str, portfolio: str, day: str) -> list[tuple[str, str]]:
        """Question and words (joined by "|") of the cues before a day under a portfolio that have a telling word."""
        return list(self.db.execute(
            "SELECT DISTINCT t.question, c.words FROM telling t JOIN cues c ON c.question=t.question AND c.seq=t.seq "
            "WHERE t.word=? AND t.portfolio=? AND t.day<?", (word, portfolio, day)
        ))  # fmt: skip

    def follow(self, questions: Iterable[str]) -> None:
        """Say, inside a step, that later passages can bear on the commitments of these questions."""
        self.db.executemany("INSERT OR IGNORE INTO followed VALUES (?)", ((ident,) for ident in questions))

    def followed(self) -> set[str]:
        """The questions on whose commitments later passages can bear, on some day."""
        return {row[0] for row in self.db.execute("SELECT question FROM followed")}

    # --- index -------------------------------------------------------------------------------------------------------

    def waiting(self) -> list[str]:
        """Ids that the index does not show as they are now."""
        return [row[0] for row in self.db.execute("SELECT question FROM to_index ORDER BY question")]

    def indexed(self, idents: Iterable[str]) -> None:
        """Say, inside a step, that the index shows these as they are now."""
        self.db.executemany("DELETE FROM to_index WHERE question=?", ((ident,) for ident in idents))
