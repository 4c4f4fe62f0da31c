"""A sentence read clause by clause: who acts, how (will, wants, examines, must ...), which kind of act, denied or supposed or not.

No parser is needed for this: Dutch puts the finite verb second or last and the infinitives at the end of the clause. The
word lists are in rules/clauses.toml.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

_TOKEN = re.compile(r"[\w’'-]*\w|[,;:.?!()“”\"–…]")
_PUNCTUATION = frozenset(',;:.?!()“”"–…')
_BREAKS = frozenset(
    "of als indien wanneer omdat zodat terwijl want maar waarbij waardoor waarin waarop waarmee waarvan waarvoor waaronder hoe welke zoals zodra doordat"
    " hoewel nadat voordat tenzij opdat aangezien gezien naarmate mits om".split()
)
_CONDITION = frozenset("als indien wanneer tenzij mits naarmate".split())
_PREPOSITIONS = frozenset(
    "aan achter bij binnen boven buiten door gedurende in inzake langs met na naar naast om onder op over per rond sinds tegen tijdens tot tussen uit van vanaf"
    " vanuit via volgens voor voorbij zonder".split()
)
_OPENERS = frozenset(
    "ik we wij u ze zij hij het er de een dit deze mijn onze ons men elke alle heel wat ook in bij voor op nu die dat daar vdab vlaio".split()
)
_AFTER_EN = frozenset("we ik wij dat ook zal gaan zullen willen wil die dit".split())
_INFINITIVE = re.compile(r"[\wë’'-]{2,}en$|^(?:zijn|gaan|doen|zien|staan|slaan)$|(?:gaan|staan|doen|zien|slaan)$")
_PARTICIPLE = re.compile(r"^(?:\w{0,8}ge|be|ver|ont|her)\w+(?:d|t|en)$|\w+(?:eerd|iseerd)$")
_NOUNS_IN_EN = frozenset(
    "maatregelen middelen partners plannen projecten scholen steden gemeenten besturen sectoren bedrijven mensen dossiers vragen cijfers zaken landen jaren weken maanden"
    " dagen kansen diensten teksten gronden redenen wegen doelen kosten gezinnen jongeren vrouwen mannen leerlingen leerkrachten ondernemingen voorwaarden eigen open"
    " binnen buiten tegen samen boven beneden zeven negen tien eigenaren instellingen opleidingen punten collega’s aspecten procedures onderdelen elementen europese"
    " tussen een geen alleen even ten gegevens resultaten bedoelingen trajecten handelingen kinderen ouders gebouwen terreinen dingen keren oplossingen".split()
)


@dataclass(frozen=True)
class Clause:
    """A clause as read: `who` acts, `how` it is said, `act` of the verb; `sub` is how the clause hangs on another."""

    who: str
    how: str
    act: str
    sub: str
    negated: bool
    marks: frozenset[str]


@cache
def _lists() -> dict[str, dict[str, str]]:
    table = tomllib.loads((resources.files("pq_corpus.language") / "rules" / "clauses.toml").read_text(encoding="utf-8"))
    return {room: {word: name for name, words in reversed(table[room].items()) for word in words.split()} for room in table}


def _chunks(tokens: list[str]) -> list[tuple[str, list[str]]]:
    """Stretches of words between punctuation and subordinators, each with the word that opened it."""
    out: list[tuple[str, list[str]]] = []
    opener = ""
    words: list[str] = []
    finite = _lists()["how"]
    for n, token in enumerate(tokens):
        following = tokens[n + 1] if n + 1 < len(tokens) else ""
        begins = words and token == "en" and following in _AFTER_EN
        begins = begins or (token in _BREAKS and not (token == "als" and words and words[-1] == "zowel"))
        if token in ("dat", "die") and following in _OPENERS:
            last = words[-1] if words else ""
            begins = opener == "," if not words else last not in _PREPOSITIONS and (token == "dat" or last not in finite)
        if begins or token in _PUNCTUATION:
            if words:
                out.append((opener, words))
            opener, words = token, []
        else:
            words.append(token)
    if words:
        out.append((opener, words))
    return out


def _verbs(words: list[str]) -> list[str]:
    """The infinitives and participles that a clause has after its finite verb, the last first."""
    return [w for w in reversed(words) if (_INFINITIVE.search(w) or _PARTICIPLE.match(w)) and w not in _NOUNS_IN_EN]


def _who(before: list[str], after: list[str], carried: str) -> str:
    lists = _lists()["who"]
    near = after[:2]
    for pronoun, name in (("ik", "speaker"), ("we", "we"), ("wij", "we"), ("u", "you"), ("men", "men")):
        if pronoun in near[:1] or pronoun in before or (pronoun in near and pronoun != "u"):
            return name
    found = [lists[w] for w in before if w in lists]
    named = [name for name in found if name != "it"]
    if named:
        return named[-1] if "others" not in named else "others"
    if after and after[0] in (
        "de",
        "het",
        "een",
        "elke",
        "alle",
        "onze",
        "mijn",
        "er",
        "ook",
        "dan",
        "daar",
        "dus",
        "uiteraard",
        "hier",
        "vdab",
        "vlaio",
    ):
        inverted = [lists[w] for w in after[:6] if w in lists and lists[w] != "it"]
        if inverted:
            return "others" if "others" in inverted else inverted[0]
        if after[0] == "er":
            return "there"
    if before and before[0] == "er":
        return "there"
    if "it" in found and len(before) <= 3:
        return "it"
    if not before and carried:
        return carried
    return "thing"


def clauses(sentence: str) -> list[Clause]:
    """The clauses of a sentence that have a finite verb, in order."""
    tokens = _TOKEN.findall(sentence.lower())
    lists = _lists()
    finite, acts, mark = lists["how"], lists["act"], lists["mark"]
    chunks = _chunks(tokens)
    out: list[Clause] = []
    carried = ""
    for n, (opener, words) in enumerate(chunks):
        places = [i for i, w in enumerate(words) if w in finite]
        if not places:
            continue
        kinds = {finite[words[i]] for i in places}
        modal: str | None = next((k for k in ("future", "would", "want", "must", "can") if k in kinds), None)
        if modal:
            place = next(i for i in places if finite[words[i]] == modal)
        else:
            place = places[0]
            modal = finite[words[place]]
        before, after = words[:place], words[place + 1 :]
        rest = after
        if modal in ("future", "want") and not _verbs(after) and not _verbs(before[-3:]):
            for _, more in chunks[n + 1 : n + 5]:  # the bracket goes on behind an inserted phrase
                rest = rest + more
                if _verbs(more):
                    break
        who = _who(before, after, carried)
        carried = who if opener not in ("die", "dat") else carried
        verbs = _verbs(rest) or (_verbs(before[-3:]) if opener not in ("", ",") else [])
        how = modal
        passive = "worden" in rest or (modal == "passive" and bool(verbs))
        if modal == "future" and words[place] in ("ga", "gaat", "gaan") and not verbs:
            how = "go"
        if modal == "passive" and passive:
            how = "is_done"
        elif passive and modal in ("future", "must", "can", "want"):
            how = f"{modal}_passive"
        if modal == "are" and "aan" in words and any(w.endswith("en") for w in words[place + 1 :]):
            how = "are_doing" if re.search(r"\baan het \w+en\b|\been? \w+ aan het\b", " ".join(words)) else "are"
        act = "other"
        if how in (
            "want",
            "future",
            "future_passive",
            "want_passive",
            "must",
            "can",
            "must_passive",
            "can_passive",
            "would",
            "go",
            "is_done",
            "are_doing",
        ):
            named = [acts[v] for v in verbs[:3] if v in acts]
            strong = [a for a in named if a != "state"]
            act = (strong or named or ["other" if verbs else "none"])[0]
        elif modal in ("do", "examine", "prepare", "plan", "expect"):
            act = words[place]
        sub = "main"
        if opener in _CONDITION:
            sub = "condition"
        elif opener in ("dat", "die"):
            sub = opener
        elif opener == "om":
            sub = "om"
        elif opener in _BREAKS and opener not in ("maar", "want", "of"):
            sub = "sub"
        elif opener == "of":
            sub = "whether"
        marks = frozenset(mark[w] for w in words if w in mark and mark[w] != "negation")
        out.append(Clause(who, how, act, sub, any(mark.get(w) == "negation" for w in words), marks))
    return out


def read(sentence: str) -> dict[str, float]:
    """What the weights look at of a sentence's clauses."""
    out: dict[str, float] = {}
    found = clauses(sentence)
    asserted = 0
    for clause in found:
        if clause.negated:
            out[f"not:{clause.how}"] = 1.0
            continue
        if clause.sub in ("condition", "whether"):
            out[f"if:{clause.how}"] = 1.0
            continue
        asserted += clause.how in ("future", "future_passive", "want", "examine", "plan", "is_done", "do", "prepare", "are_doing", "expect")
        out[f"c:{clause.who}|{clause.how}|{clause.act}"] = 1.0
        out[f"wh:{clause.who}|{clause.how}"] = 1.0
        out[f"ha:{clause.how}|{clause.act}"] = 1.0
        out[f"h:{clause.how}"] = 1.0
        out[f"sh:{clause.sub}|{clause.how}"] = 1.0
        for mark in clause.marks:
            out[f"mh:{mark}|{clause.how}"] = 1.0
            out[f"mw:{mark}|{clause.how}|{clause.who}"] = 1.0
    out[f"as:{min(asserted, 3)}"] = 1.0
    if found:
        out[f"first:{found[0].who}|{found[0].how}"] = 1.0
    return out
