"""The typed, validated records of the corpus: what everything after the parsers knows, and all it knows.

Records are immutable and strict; dates are days (ISO), spans count characters of a source's plain text. What is not
known is None or empty. The vocabulary and the JSON shapes are those of docs/architecture.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

QuestionKind = Literal["written_question", "request_for_explanation", "topical_question", "interpellation"]
Role = Literal["chair", "asker", "joining", "minister", "unknown"]
CommitmentKind = Literal["promise", "expectation", "intention", "denial"]
Precision = Literal["day", "week", "month", "quarter", "season", "semester", "year", "session_year", "legislature", "interval", "words"]
Status = Literal[
    "open", "due", "overdue", "fulfilled", "partly_fulfilled", "rescheduled", "superseded", "withdrawn", "lapsed", "not_counted"
]

KIND_PREFIX: dict[str, str] = {
    "written_question": "sv",
    "request_for_explanation": "vou",
    "topical_question": "av",
    "interpellation": "in",
}


class Record(BaseModel):
    """Base of all records: strict types, no unknown keys, immutable."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Span(Record):
    """A passage: characters `start` up to `end` of the plain text of the source with that SHA-256."""

    source: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"a span ends ({self.end}) before it starts ({self.start})")
        return self


class Days(Record):
    """An interval of days, both ends included; None is an open end."""

    first: dt.date | None = Field(default=None, alias="from")
    last: dt.date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Days:
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"an interval ends ({self.last}) before it starts ({self.first})")
        return self


class Fact(Record):
    """Where one value of a question comes from.

    `how` is "parsed" (read in the document, at `span`), "supplied" (said by the person who kept the document, in its
    sidecar) or "derived" (computed by `rule` from other values). `used` is False where another source won; then
    `rule` of the winning fact says why.
    """

    field: str
    value: str
    how: Literal["parsed", "supplied", "derived"]
    rule: str
    source: str | None = None
    span: Span | None = None
    used: bool = True


class Asker(Record):
    """A member who asked; `group` is the political group (fractie) on that day."""

    name: str
    group: str | None = None
    external_id: str | None = None


class Addressee(Record):
    """A minister asked or answering; `title` is the full title as the document prints it."""

    name: str
    title: str | None = None
    external_id: str | None = None


class Disposition(Record):
    """What became of a sub-question, with the words of the answer that say so."""

    kind: Literal["answered", "referred", "declined", "no_data", "unanswered"]
    text: str | None = None
    span: Span | None = None
    target: str | None = None
    rule: str = ""


class SubQuestion(Record):
    """One numbered or recognised part of a question; `label` is "2" or, nested, "2.a"; None where it has no number."""

    label: str | None
    text: str
    span: Span
    disposition: Disposition | None = None
    children: tuple[SubQuestion, ...] = ()


class AnswerPart(Record):
    """Part of an answer, to the sub-questions in `labels`; no labels means to all of them."""

    labels: tuple[str, ...] = ()
    text: str
    span: Span


class Intervention(Record):
    """One speaker's turn in an oral report; `speaker` None where the report does not say who spoke.

    `part` places it in the order of a question: question, answer (the first), reply, further_answer, closing, conduct
    (the chair's words). `missing` is True where a provisional report has no text yet.
    """

    speaker: str | None
    role: Role
    group: str | None = None
    text: str
    span: Span
    part: Literal["question", "answer", "reply", "further_answer", "closing", "conduct"] | None = None
    missing: bool = False


class Reference(Record):
    """A citation of another question, report, decree or policy document.

    `target` is the id of the record it resolves to; otherwise None and `reason` says why not. `would_be` is the id
    that the cited question would have, where the citation says enough.
    """

    text: str
    kind: Literal[
        "written_question",
        "oral_question",
        "policy_note",
        "policy_letter",
        "coalition_agreement",
        "decree",
        "parliamentary_document",
        "debate",
        "other",
    ]
    target: str | None = None
    reason: str | None = None
    span: Span
    would_be: str | None = None
    candidates: tuple[str, ...] = ()
    number: str | None = None
    date: dt.date | None = None
    rule: str = ""


class Source(Record):
    """A document this question was read from; `furniture` is what of its text belongs to no field (page furniture)."""

    sha256: str
    url: str | None = None
    path: str | None = None
    media_type: str
    retrieved_at: str | None = None
    layout: str
    furniture: tuple[Span, ...] = ()


class Question(Record):
    """One parliamentary question with all that came of it."""

    id: str
    kind: QuestionKind
    number: int | None = None
    session_year: str | None = None
    legislature: str | None = None
    title: str | None = None
    title_parts: tuple[str, ...] = ()
    asked_on: dt.date | None = None
    answered_on: dt.date | None = None
    answer_due: dt.date | None = None  # of a written question without an answer: the last day of its term
    published_on: dt.date | None = None
    debated_on: dt.date | None = None
    day_bounds: Days | None = None  # the days between which an unknown day of asking or debate lies
    askers: tuple[Asker, ...] = ()
    addressees: tuple[Addressee, ...] = ()
    answered_by: tuple[Addressee, ...] = ()
    committee: str | None = None
    context: str | None = None
    sub_questions: tuple[SubQuestion, ...] = ()
    answers: tuple[AnswerPart, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    stage_directions: tuple[Span, ...] = ()
    attachments: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()  # ids of the same question put to other ministers, or joined in the same report
    on_time: bool | None = None
    themes: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    cited_by: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    external_ids: dict[str, str] = Field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def date(self) -> dt.date | None:
        """The day of the question itself: of asking for a written one, of the debate for an oral one."""
        return self.asked_on or self.debated_on

    @property
    def earliest(self) -> dt.date | None:
        """The first day on which this question can have been known."""
        return self.date or (self.day_bounds.first if self.day_bounds else None)

    @property
    def said(self) -> Days:
        """The days within which its answer was given: one day where that is known."""
        day = self.answered_on or self.debated_on
        if day:
            return Days(first=day, last=day)
        if self.kind == "written_question":
            return Days(first=self.asked_on, last=self.published_on)
        return self.day_bounds or Days()


class Deadline(Record):
    """The words that date an act and the days they mean (`first` and `last` included; None an open end or not known)."""

    text: str
    first: dt.date | None = Field(default=None, alias="from")
    last: dt.date | None = Field(default=None, alias="to")
    precision: Precision = "words"
    span: Span | None = None
    rule: str = ""


class Commitment(Record):
    """What a minister said would be done (or, kind "denial", was or will not be done), in their own words. `certainty` (0 to 100) is how
    sure the learned weights are that it is one (docs/language.md says how often they are right); None for a denial, which a rule alone finds.
    `said_to` are the members whom the minister addressed by name last before it in that turn, at `said_to_span`; empty where none was,
    and it was said to who asked."""

    id: str
    question: str
    kind: CommitmentKind
    text: str
    span: Span
    made_on: dt.date | None
    made_within: Days
    made_by: str | None
    actor: str | None
    deadline: Deadline | None
    rule: str
    certainty: int | None = None
    said_to: tuple[Asker, ...] = ()
    said_to_span: Span | None = None


Relation = Literal["repeats", "reports_done", "partly_done", "moves_date", "drops", "asks_about"]


class Cue(Record):
    """A sentence that can bear on an earlier commitment, as a build keeps it: a minister's by a rule (`relation`) or because it
    is itself a commitment, or a part of a question that asks. `words` are the stems that say what it is about."""

    question: str
    day: dt.date | None
    speaker: str | None
    portfolios: tuple[str, ...]
    relation: Relation | None
    rule: str
    text: str
    span: Span
    deadline: Deadline | None
    commitment: str | None
    words: tuple[str, ...]


def telling(word: str) -> bool:
    """Whether a stem or phrase of a cue can name a matter by itself, as a long compound does: toegankelijkheidsverordening."""
    return len(word) >= 11 or " " in word


class Evidence(Record):
    """A later passage that bears on a commitment. `score` adds up the points that `rule` names; only evidence that `decides`
    proposes a status. `deadline` is the date it names, `commitment` the later commitment that it is."""

    question: str
    text: str
    relation: Relation
    date: dt.date | None
    span: Span
    rule: str = ""
    score: int = 0
    decides: bool = False
    deadline: Deadline | None = None
    commitment: str | None = None


class Review(Record):
    """A person's decision on a commitment; it outlives every rebuild. `at` is an ISO timestamp.

    `verdict` says whether it is a commitment at all; `status` what became of it; `kind`, `actor`, `topics` and the deadline
    (its words, and its days) correct what was found. What is None is left as it was.
    """

    commitment: str
    status: Status | None = None
    verdict: Literal["confirmed", "rejected"] | None = None
    kind: CommitmentKind | None = None
    actor: str | None = None
    topics: tuple[str, ...] | None = None
    deadline: str | None = None
    deadline_days: Days | None = None
    by: str
    at: str
    note: str | None = None
    evidence: str | None = None
    text: str | None = None  # the commitment's words when it was reviewed, to find it again after a re-parsing

    @model_validator(mode="after")
    def _dated(self) -> Review:
        dt.datetime.fromisoformat(self.at)  # a ValueError names what is wrong
        return self

    @property
    def day(self) -> dt.date:
        """The day of the decision."""
        return dt.date.fromisoformat(self.at[:10])


class Step(Record):
    """A status that a commitment got, on which day and why; `cause` is what gave it."""

    on: dt.date
    status: Status
    reason: str
    cause: Literal["made", "term", "evidence", "review", "legislature"]
    question: str | None = None
    span: Span | None = None


class Slip(Record):
    """One move of a deadline: what it was, what it became, the days between their last days where both are known."""

    on: dt.date
    question: str
    was: Deadline | None
    now: Deadline
    days: int | None


class TrackedCommitment(Record):
    """A commitment as it stood on a day: to whom it was made and where, its topics, its status and why.

    `deadline` is as it was said (or as a review corrects it), `moved_to` the newest one where a later passage moved it and
    `slips` each move. `responsible` answers for it on that day, under the portfolios. A sentence in a report with joined
    questions stands in the record of each; `same_as` names the first, and `made_to` all askers, or whom the minister
    addressed by name (at `made_to_span`). `continues` is the earlier commitment that this one repeats or moves. `certainty` is that of the commitment, or 100 where a person confirmed it.
    """

    id: str
    question: str
    kind: CommitmentKind
    text: str
    span: Span
    made_on: dt.date | None
    made_within: Days
    made_by: str | None
    made_to: tuple[Asker, ...] = ()
    made_to_span: Span | None = None
    activity: QuestionKind | None = None
    committee: str | None = None
    portfolios: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    actor: str | None
    deadline: Deadline | None
    moved_to: Deadline | None = None
    slips: tuple[Slip, ...] = ()
    topics: tuple[str, ...]
    status: Status
    status_reason: str
    history: tuple[Step, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    review: Review | None = None
    reviews: tuple[Review, ...] = ()
    same_as: str | None = None
    continues: str | None = None
    rule: str
    certainty: int | None = None

    @property
    def term(self) -> Deadline | None:
        """The deadline that counts on that day."""
        return self.moved_to or self.deadline

    @property
    def since(self) -> dt.date | None:
        """The first day on which it can have been made."""
        return self.made_on or self.made_within.first


class Event(Record):
    """One dated line of a timeline; `date` up to `date_to` is the interval its words mean."""

    date: dt.date | None
    date_to: dt.date | None
    precision: Precision
    kind: str
    title: str
    text: str
    question: str
    commitment: str | None = None
    span: Span | None = None
    url: str | None = None
    thread: str | None = None
    source: str | None = None  # the citation of the question it is read from
    note: str | None = None  # why, where a rule or review says so


def commitment_id(question: str, text: str, seen: set[str] | None = None) -> str:
    """The question's id, `#`, and eight hexadecimal digits of a hash of the words alone (case, spaces and
    punctuation left out), so that small re-parsings keep it. With `seen`, a repeated sentence gets `-2`, `-3`."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    base = f"{question}#{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    if seen is None:
        return base
    name, n = base, 1
    while name in seen:
        n += 1
        name = f"{base}-{n}"
    seen.add(name)
    return name
