"""A sentence read clause by clause: who acts, how it is said (will, wants, examines, must ...), what is done, denied or supposed or not.

No parser is needed for this: Dutch puts the finite verb second in a main clause and last in a subordinate one, with the
infinitives and participles at the end. The words are in rules/clauses.toml; this module makes the forms of its verbs.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

from pq_corpus.parse.text import MONTHS

TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[\w’'-]*\w|[,;:.?!()“”\"–…‘]")
_QUOTED = re.compile(r"“[^”]*|\"[^\"]*(?:\"|$)|‘(?![st]\b)[^’]*")
_TERM = 24  # letters; what is shorter in quotation marks is a word used with reserve or a title, and no quotation
_ABBREVIATED = re.compile(r"\s?[a-zà-þ0-9]")  # what follows a full stop that ends no sentence
_PUNCTUATION = frozenset(',;:.?!()“”"–…‘')
_CONDITIONS = frozenset("als indien wanneer tenzij mits naarmate alsof naargelang".split())
_QUESTIONS = frozenset("hoe welke wat wie waarom".split())
_SUBORDINATORS = _CONDITIONS | frozenset(
    "of omdat zodat terwijl waarbij waardoor waarin waarop waarmee waarvan waarvoor waaronder waaraan waarover waarna waarlangs waaruit waarnaar waartoe waarbinnen waartegen waartussen zoals zodra doordat"
    " hoewel nadat voordat opdat aangezien om totdat toen hoe welke wat wie waarom waar".split()
)
_COORDINATORS = frozenset("en maar want dus".split())
_PREPOSITIONS = frozenset(
    "aan achter bij binnen boven buiten door gedurende in inzake langs met na naar naast om onder op over per rond sinds tegen tijdens"
    " tot tussen uit van vanaf vanuit via volgens voor voorbij zonder wegens dankzij richting".split()
)
_PRONOUNS = frozenset("ik we wij u jullie men ze zij hij het dat dit".split())
_FIRST_PERSON = frozenset("ik we wij".split())
_PERSONS = frozenset("ik we wij u jullie men je jij".split())
_SUBJECTS = frozenset("ik we wij u jullie men ze zij hij het dat er de een deze die onze mijn ons elke alle haar hun geen".split())
_DETERMINERS = frozenset("de het een deze dit die dat onze mijn ons elke alle haar hun zijn uw geen enkele".split())
_YEARS = frozenset(str(year) for year in range(2020, 2100))
_BEFORE = frozenset({"voor", "tot"})  # "voor we landen"
_STOPS = frozenset(".;:?!()")
_INDEFINITE = frozenset("een geen elk ieder welk zulk zo’n zo'n".split())  # what follows without a final e is an adjective, if it is no noun
_ARTICLES = frozenset("de een onze mijn elke uw geen enkele alle".split())  # behind these stands no infinitive
_CUTS = _PUNCTUATION | _COORDINATORS | _SUBORDINATORS | {"zoals", "indien", "door", "zonder", "dat", "die"}  # where a stretch can end
_NO_DAT = frozenset("doen laten duren brengen geven nemen zetten leggen krijgen".split())  # what is done, and not that something is
_BEHIND_DIE = frozenset("er ook niet nu momenteel zich".split())
_ALSO = frozenset("ook zelfs alleen enkel net juist precies vooral".split())  # "ook dat item": no conjunction
_AUXILIARIES = frozenset("worden zijn hebben kunnen moeten mogen laten gaan willen zullen blijven komen hoeven".split())
_FINITE_ONLY = frozenset("zal wordt moet wil kan gaat is heeft zou".split())
_GONE = frozenset("gegaan geweest gebleven gekomen geworden".split())  # participles of auxiliaries
_BESIDE = frozenset("worden wordt werd werden".split())  # beside these even an unknown "herzegd" is a participle
_WITH_INFINITIVE = _AUXILIARIES - {"zijn", "hebben", "worden"}
_MODALS = frozenset("moeten kunnen mogen hoeven".split())
_UNREAL = frozenset("norm think you said cond hope would".split())  # frames that what hangs on such a clause shares
_SPEAKING = frozenset("say think past have perfect do did hope promise want can are".split())  # what a "dat" clause can hang on
_INFINITIVE = re.compile(r"[a-zéëïàè’'-]{3,}en")
_NOUNS = ("ingen", "heden", "teiten", "ieven", "torens", "burgen", "ementen")
_KEPT = _SUBORDINATORS - frozenset("als of wat waar hoe welke wie zoals".split()) | {"dat", "die"}  # open a clause even where its verb is far
BETWEEN_NAMES = frozenset({",", "en"})  # a name can go on behind these, where a stretch ends
JOINED = "/"  # where a stretch without a finite verb was joined to the clause before it
Verb = tuple[str, str]  # infinitive and class
Placed = tuple[Verb, bool, int]  # an infinitive or participle of a clause: the verb, whether a participle, its place in the words


@dataclass(slots=True)
class Clause:
    """A clause as read. `who` acts (speaker, we, government, others, it, thing ...; `body` is the word for a body that does), `how` it is said (future, want, is_done,
    perfect ...), `act` and `verb` are the class and the infinitive of what is done, `hangs` says on what the clause hangs
    (main, cond, whether, wh, dat.<who>.<how>, rel, om, sub), `frame` what keeps it from being asserted ("-": nothing), `marks` what
    else its words tell; `starts` are where its parts begin in the sentence (more than one where another clause stands in it)."""

    words: list[str]
    opener: str
    starts: list[int] = field(default_factory=list)
    who: str = "thing"
    body: str = ""
    how: str = "none"
    act: str = "none"
    verb: str = ""
    passive: bool = False
    negated: bool = False
    hangs: str = "main"
    frame: str = "-"
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Lexicon:
    how: dict[str, str]
    who: dict[str, str]
    mark: dict[str, tuple[str, ...]]
    marks: dict[str, tuple[str, ...]]  # what a word tells of its clause
    negations: set[str]
    documents: set[str]
    elsewhere: tuple[str, ...]
    other_levels: set[str]
    not_verbs: set[str]
    nouns_too: set[str]
    compared: set[str]
    infinitives: dict[str, Verb]
    participles: dict[str, Verb]
    present: dict[str, Verb]
    joined: set[str]  # forms of separable verbs in one word, finite in subordinate clauses only ("dat we dat aanvragen")
    stems: set[str]  # present forms of "ik" alone, which are often nouns too ("rol", "stap")
    certain: set[str]  # present forms that are neither: nothing but a finite verb
    past: dict[str, Verb]
    plural: dict[str, Verb]
    verbal: dict[str, tuple[Verb, bool, bool]]  # infinitives and participles: the verb, whether a participle, whether it can follow a determiner
    idioms: dict[str, dict[str, str]]  # verb, word: the class that they make together
    split: dict[str, dict[str, tuple[Verb, bool]]]  # finite form, particle: verb, and whether it is the past


# --- the forms of verbs -------------------------------------------------------------------------------------------------


def _stem(infinitive: str, irregular: dict[str, str]) -> str:
    """The first person of the present, by the rules of spelling (open and closed syllables, v to f, z to s)."""
    if known := re.search(rf"(?<!\S){infinitive}=(\S+)", irregular["stems"]):
        return known[1]
    if re.search(r"(?:aa|oe|oo|e|ij|u)ien$", infinitive):  # draaien, groeien, gooien
        return infinitive[:-2]
    if infinitive.endswith(("aan", "doen", "zien")):
        return infinitive[:-2] if infinitive.endswith("aan") else infinitive[:-1]
    if infinitive.endswith(("iëren", "ueren")):  # definiëren, evalueren
        return infinitive[:-5] + {"iëren": "ieer", "ueren": "ueer"}[infinitive[-5:]]
    stem = infinitive[:-1] if infinitive.endswith(("iën", "eën")) else infinitive[:-2]
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "aeou":
        stem = stem[:-1]
    elif re.search(r"(?:^|[^aeiou])[aou][^aeiouw]$", stem) or (
        re.search(r"(?:^|[^aeiou])e[^aeiouw]$", stem)
        and infinitive not in irregular["short_er"].split()
        and (len(re.findall(r"[aeiouéë]+", stem)) == 1 or stem.endswith("er") or infinitive in irregular["long_e"].split())
    ):
        stem = stem[:-1] + stem[-2] + stem[-1]
    return stem[:-1] + {"v": "f", "z": "s"}.get(stem[-1], stem[-1])


def _forms(infinitive: str, irregular: dict[str, str]) -> tuple[tuple[str, str], set[str], str]:
    """Present (first and third person), past (singular and plural) and participle of a verb without its particle."""
    stem = _stem(infinitive, irregular)
    third = f"{stem[:-1]}{stem[-1] * 2}t" if stem.endswith("a") else stem if stem.endswith("t") else f"{stem}t"
    for prefix in ("", "be", "ver", "ont", "her", "er", "onder", "over", "voor", "om"):
        base = infinitive.removeprefix(prefix) if infinitive.startswith(prefix) else ""
        if known := re.search(rf"(?<!\S){base}=(\S+),(\S+)", irregular["parts"]) if len(base) > 3 or base == infinitive else None:
            past, participle = prefix + known[1], known[2] if not prefix else prefix + known[2].removeprefix("ge")
            plural = re.sub(r"([aeou])\1([^aeiou])$", r"\1\2", past)
            return (stem, third), {past, f"{past}n", f"{plural}en", f"{past}{past[-1]}en", plural.replace("f", "v") + "en"}, participle
    root = infinitive[:-2]
    ending = "t" if root.endswith(("t", "k", "f", "s", "ch", "p", "x")) else "d"
    participle = stem if stem.endswith(ending) else stem + ending
    if not infinitive.startswith(tuple(irregular["unstressed"].split())):
        participle = f"ge{participle}" if participle[0] not in "eiu" or participle.startswith("ij") else f"ge{'ëïü'['eiu'.index(participle[0])]}{participle[1:]}"
    return (stem, third), {f"{stem}{ending}e", f"{stem}{ending}en"}, participle


@cache
def _lexicon() -> _Lexicon:
    table = tomllib.loads((resources.files("pq_corpus.language") / "rules" / "clauses.toml").read_text(encoding="utf-8"))
    irregular = table["irregular"]
    nouns, elsewhere = table["nouns"], table["elsewhere"]
    out = _Lexicon(
        how={}, who={}, mark={}, marks={}, negations=set(table["mark"]["negation"].split()), documents=set(table["documents"]["words"].split()),
        elsewhere=tuple(elsewhere["parts"].split()), other_levels=set(elsewhere["adjectives"].split()), not_verbs=set(nouns["not_verbs"].split()),
        nouns_too=set(nouns["verbs_beside_a_pronoun"].split()), compared=set(nouns["compared"].split()), infinitives={}, participles={}, present={},
        joined=set(), stems=set(), certain=set(), past={}, plural={}, verbal={}, idioms={}, split={},
    )  # fmt: skip
    for room, kept in (("how", out.how), ("who", out.who)):
        kept.update({word: name for name, words in table[room].items() for word in words.split()})
    for name, words in table["mark"].items():
        out.mark.update({word: (*out.mark.get(word, ()), name) for word in words.split()})
    told = [(f"t:{name}", words.split()) for name, words in table["time"].items()]
    told += [(f"m:{name}", words.split()) for name, words in table["mark"].items() if name != "negation"]
    told += [(f"has:{name}", table["who"][name].split()) for name in ("government", "others")]
    for name, listed in (*told, ("t:month", MONTHS)):
        out.marks.update({word: (*out.marks.get(word, ()), name) for word in listed})
    for name, words in table["verbs"].items():
        for entry in words.split():
            particle, _, base = entry.rpartition("|")
            present, past, participle = _forms(base, irregular)
            if present[0] != present[1]:
                out.stems.add(present[0])
            verb = (particle + base, name)
            out.infinitives.setdefault(particle + base, verb)
            out.participles.setdefault(particle + participle, verb)
            if particle:
                for past_tense, forms in ((False, {*present, base}), (True, past)):
                    for form in forms:
                        out.split.setdefault(form, {}).setdefault(particle, (verb, past_tense))
                        (out.past if past_tense else out.present).setdefault(particle + form, verb)
                        out.joined.add(particle + form)
            else:
                out.plural.setdefault(base, verb)
                for form in present:
                    out.present.setdefault(form, verb)
                for form in past:
                    out.past.setdefault(form, verb)
    out.verbal.update({form: (verb, False, True) for form, verb in out.infinitives.items()})
    out.verbal.update({form: (verb, False, False) for form, verb in out.plural.items()})
    out.verbal.update({form: (verb, True, True) for form, verb in out.participles.items() if form not in ("gezien", "bereid")})
    for name, pairs in table["idioms"].items():
        for verb_, _, word in (pair.partition("+") for pair in pairs.split()):
            out.idioms.setdefault(verb_, {})[word] = name
    for form in out.past.keys() & out.infinitives.keys():
        del out.past[form]  # "wonen" is no past of "winnen"
    out.present.update({form: out.infinitives[base] for form, _, base in (pair.partition("=") for pair in irregular["present"].split())})
    out.past.update({form: out.infinitives[base] for form, _, base in (pair.partition("=") for pair in irregular["past"].split())})
    out.certain.update(out.present.keys() - out.stems - out.joined)
    return out


# --- clauses ------------------------------------------------------------------------------------------------------------


def _pieces(tokens: list[str]) -> list[tuple[str, list[str], str, int]]:
    """Stretches of words between punctuation, coordinators and subordinators: the subordinator, the words, what stood before, the
    place of the first token."""
    out: list[tuple[str, list[str], str, int]] = []
    opener, before = "", ""
    words: list[str] = []

    def close() -> None:
        nonlocal opener, words, before
        if words:
            out.append((opener, words, before, n - len(words) - (1 if opener else 0)))
        opener, words, before = "", [], ""

    n = 0
    for n, token in enumerate(tokens):
        if token not in _CUTS and opener != "om" and not (len(words) < 2 and token in _BEFORE):
            words.append(token)
            continue
        if token in _PUNCTUATION:
            close()
            before = token
            continue
        rest = tokens[n + 1 :]
        if opener == "om" and _behind_om(words, token, rest):
            close()
            words.append(token)
        elif _stays(token, opener, words, rest):
            words.append(token)
        elif token in _COORDINATORS and rest and (token != "dus" or not words):
            close()
            before = before or token
        elif token == "dat" and not words and not opener and _dat_heads(before, rest[:1]):
            opener = token
        elif opened := _opens(token, opener, words, before, rest):
            close()
            opener = opened
        else:
            words.append(token)
    n = len(tokens)
    close()
    return out


def _stays(token: str, opener: str, words: list[str], rest: list[str]) -> bool:
    """Whether a word that can end a stretch is one among others here: "heel wat speling", "niet wat soepeler", "waar nodig",
    "om die reden", "schreef toen in de krant", "hoe dan ook", "zodat hij maar op één plek", "als de stad dat vraagt"."""
    lexicon = _lexicon()
    following = rest[0] if rest else ""
    if token == "wat":
        more = following in ("meer", "minder") or (len(following) > 4 and following.endswith("er"))
        return bool(words) and (more or (words[-1] in ("heel", "wel", "nog", "toch", "nogal") and following not in _PRONOUNS))
    if token == "als" and _compares(opener, words, rest):
        return True
    if token in ("waar", "zoals", "indien", "als"):
        return following in ("nodig", "mogelijk", "gewenst", "relevant", "gezegd", "afgesproken")
    if token == "om":
        return following in lexicon.participles or not _te_before_stop(rest)
    if token == "toen":
        return bool(words) and following not in _PRONOUNS
    if token == "hoe":
        return rest[:2] == ["dan", "ook"]
    if token == "maar":
        return bool(opener and words) and _finite(opener, words) is None
    return token == "dat" and opener in _CONDITIONS and following in lexicon.present and rest[1:2] == [","]


def _compares(opener: str, words: list[str], rest: list[str]) -> bool:
    """Whether "als" behind these words supposes nothing: "zowel de stad als de provincie", "de erkenning als ramp heb ik aangevraagd", "die als buddy optreedt",
    "we kunnen als overheid"; but "we doen dat als Vlaanderen dat wil" does."""
    if "zowel" in words:
        return True
    following = rest[0] if rest else ""
    if following in _SUBJECTS or following in _PERSONS or (words[-1] in _ALSO or words[-1] in ("pas", "dan", "wat", "zeker", "niet") if words else opener not in ("die", "wie")):
        return False
    if following not in _lexicon().compared:
        return _finite(opener, words) is None
    end = next((n for n, token in enumerate(rest) if token in _PUNCTUATION or token in _COORDINATORS), len(rest))
    supposes = not opener and end > 2 and not _PRONOUNS.isdisjoint(rest[1 : end - 1]) and _ends_finite(rest[end - 1])
    return not supposes or _finite(opener, words) is None


def _ends_finite(word: str) -> bool:
    """Whether a word that ends a subordinate clause can be nothing but its finite verb: "wil", "beslist", "goedkeurt"."""
    lexicon = _lexicon()
    return word in _FINITE_ONLY or word in lexicon.certain or (word in lexicon.joined and word not in lexicon.infinitives)


def _behind_om(words: list[str], token: str, rest: list[str]) -> bool:
    """Whether a verb is that of the clause behind the infinitive: "om bij te sturen | zal worden herleid", "om ruimte te maken | gaan we kijken"."""
    lexicon = _lexicon()
    if "te" not in words:
        return False
    if token in lexicon.how:
        return words[-1] in lexicon.infinitives or words[-1] in lexicon.plural or (bool(rest) and rest[0] in _FIRST_PERSON)
    return words[-2:-1] == ["te"] and token in lexicon.certain


def _opens(token: str, opener: str, words: list[str], before: str, rest: list[str]) -> str:
    """The word by which the clause is known that a token opens ("voor we landen" is one of "voordat", "door te werken" one of "om"), or "" where it opens none."""
    if token in _BEFORE:
        return "voordat" if words in ([], ["nog"]) and rest and rest[0] in ("ik", "we", "wij", "ze", "hij") else ""
    if token in ("door", "zonder"):
        return "om" if _te_follows(rest) else ""
    if token == "dat":
        return token if _dat_opens(words, rest) else ""
    if token == "die":
        bounded = bool(words) and not opener and _finite(opener, words) is None and _closed_by_finite(rest)  # "de minister die bevoegd is, zal ..."
        return token if bounded or _die_opens(opener, words, before, rest) else ""
    return token if token in _SUBORDINATORS else ""


def _dat_heads(before: str, following: list[str]) -> bool:
    """Whether "dat" opens a clause at the head of a stretch: "dat we dat doen, bewijst ...", ", dat in mei komt"."""
    if not following:
        return False
    return following[0] in _SUBJECTS or (
        before == "," and (following[0] in _PREPOSITIONS or following[0] in _BEHIND_DIE or following[0].startswith(("daar", "hier")))
    )


def _dat_opens(words: list[str], rest: list[str]) -> bool:
    """Whether "dat" behind these words opens a clause, before `rest`."""
    lexicon = _lexicon()
    following = rest[0] if rest else ""
    if words and words[-1] == "voor" and "er" in words and _finite_follows(rest[1:]):
        return True  # "zorgen we er dan voor dat"
    if not words or _pronoun(words, rest) or following in lexicon.how or (words[-1] in _PREPOSITIONS and not ((words[-1] == "uit" or following in _SUBJECTS) and _ends_verb(words))):
        return False
    if lexicon.how.get(words[-1], "think") not in ("think", "say", "hope", "expect") and not (following in _PRONOUNS or following in _DETERMINERS or following == "er"):
        return False
    return _finite_follows(rest[1:])


def _die_opens(opener: str, words: list[str], before: str, rest: list[str]) -> bool:
    """Whether "die" behind these words opens a relative clause, before `rest`."""
    lexicon = _lexicon()
    following, second = (*rest, "", "")[:2]
    if following[:1].isdigit() or (words and (words[-1] in _PERSONS or words[-1] in _ALSO)):
        return False  # "die 700 euro", "dan heb ik die in handen", "ook die worden rechtgezet"
    if not words:
        return before == "," and not (second in ("ik", "we", "wij", "u") and (following in lexicon.how or following in lexicon.present or following in lexicon.plural))
    if following in _PERSONS or following in lexicon.certain:
        return True
    if words[-1] in _PREPOSITIONS or words[-1] in lexicon.how or words[-1] in lexicon.certain:
        return False
    opening = following in _PRONOUNS or following in _DETERMINERS or following in _PREPOSITIONS or following in lexicon.how or following in lexicon.participles
    return opening or following.startswith(("daar", "hier")) or following in _BEHIND_DIE or (second in _FINITE_ONLY and not opener)


def _pronoun(words: list[str], rest: list[str]) -> bool:
    """Whether "dat" behind these words is no conjunction: "ook dat item", "omdat we dat doen", "zal dat een rol spelen", "dan brengen wij dat in orde",
    "ik vraag dat na", "ik neem dat advies mee"."""
    lexicon = _lexicon()
    if _ALSO.issuperset(words) or words[-1] == "heel" or (len(words) == 1 and words[0] in _PERSONS) or lexicon.how.get(words[-1]) in ("future", "can", "must", "would", "passive", "past", "have", "need"):
        return True
    verb, act = lexicon.present.get(words[-1]) or lexicon.plural.get(words[-1]) or ("", "")
    if verb in _NO_DAT or (act in ("act", "examine", "loose") and rest and rest[0] in _PREPOSITIONS):
        return True  # "ik signaleer dat aan de dienst"
    if words[-1] in lexicon.split and _particle(words[-1], rest[: next((n for n, token in enumerate(rest) if token in _PUNCTUATION or token in _COORDINATORS or token in _SUBORDINATORS), len(rest))]):
        return True
    return words[-1] in _FIRST_PERSON and len(words) > 1 and words[-2] not in lexicon.how and (
        (lexicon.present.get(words[-2]) or lexicon.plural.get(words[-2]) or ("", "mind"))[1] not in ("mind", "speech")
    )


def _ends_verb(words: list[str]) -> bool:
    """Whether the last word is the particle of a verb before it ("ik ga ervan uit")."""
    return any(words[-1] in _lexicon().split.get(word, {}) for word in words)


def _te_follows(tokens: list[str]) -> bool:
    """Whether an infinitive with "te" comes before the next punctuation or finite modal."""
    for n, token in enumerate(tokens[:14]):
        if token in _PUNCTUATION or token == "om" or token in _lexicon().how:
            return False
        if token == "te" and n:
            return True
    return False


def _te_before_stop(tokens: list[str]) -> bool:
    """Whether an infinitive with "te" comes before the end of what a full stop, a colon or a bracket closes."""
    end = next((n for n, token in enumerate(tokens) if token in _STOPS), len(tokens))
    return "te" in tokens[1:end]


def _closed_by_finite(tokens: list[str]) -> bool:
    """Whether a finite verb ends what follows, and another comes behind the comma."""
    lexicon = _lexicon()
    end = tokens.index(",") if "," in tokens else 0
    return 1 < end < len(tokens) - 1 and all(word in lexicon.how or word in lexicon.present for word in (tokens[end - 1], tokens[end + 1]))


def _finite_follows(tokens: list[str]) -> bool:
    lexicon = _lexicon()
    for token in tokens:
        if token in _PUNCTUATION and token != ",":
            return False
        if token in lexicon.how or (token in lexicon.present and token not in lexicon.stems) or token in lexicon.past or token in lexicon.plural or token in lexicon.split:
            return True
    return False


def _finite(opener: str, words: list[str]) -> int | None:
    """The place of the finite verb, or None: what the first of these finds that finds one."""
    for find in (_beside_first_person, _auxiliary, _inflected, _plural, _late_plural):
        if (place := find(opener, words)) is not None:
            return place
    return None


def _beside_first_person(opener: str, words: list[str]) -> int | None:
    """A verb right before "ik", "we", whatever else stands there: "lanceer ik", "die plannen we"."""
    if opener or _FIRST_PERSON.isdisjoint(words):
        return None
    lexicon = _lexicon()
    for n, word in enumerate(words[:-1]):
        if words[n + 1] in _FIRST_PERSON and (
            word in lexicon.how or word in lexicon.present or word in lexicon.plural or word in lexicon.past or (n == 0 and word in lexicon.split)
        ):
            return n
    return None


def _auxiliary(opener: str, words: list[str]) -> int | None:
    """A word that says how a thing is said ("zal", "willen", "denk"), or a verb right behind a pronoun before it ("Ik vraag hen of")."""
    lexicon = _lexicon()
    for place, word in enumerate(words if not lexicon.how.keys().isdisjoint(words) else ()):
        if word not in lexicon.how or (place and words[place - 1] == "te") or _no_auxiliary(opener, words, place):
            continue
        stands_before = not opener and place > 1 and words[0] in ("ik", "we", "wij", "u") and words[1] not in lexicon.mark
        return 1 if stands_before and (words[1] in lexicon.present or words[1] in lexicon.plural) else place
    return None


def _no_auxiliary(opener: str, words: list[str], place: int) -> bool:
    """Whether a word that is often a finite verb is something else here: a possessive, a noun, an infinitive, a participle."""
    lexicon = _lexicon()
    word, behind = words[place], words[place + 1] if place + 1 < len(words) else ""
    if word == "zijn":
        if opener and behind and behind not in _AUXILIARIES and not _verbs(words[place + 1 :], None):
            return True  # "wie zijn best doet"
        if not (place or opener) and behind and behind not in _SUBJECTS and any(w in lexicon.certain for w in words[2:]):
            return True  # "zijn administratie onderzoekt dat"
    may_follow = word == "zijn" or (place > 1 and not behind and word.endswith("en") and lexicon.how[word] in ("think", "hope", "expect"))
    if may_follow and not opener and any(w in lexicon.certain for w in words[:place]):
        return True  # "voert zijn deel uit", "laat het u weten"
    if place > 2 and word in _AUXILIARIES and not opener and any(w in lexicon.plural and words[n + 1] in ("we", "wij", "ze") for n, w in enumerate(words[: place - 1])):
        return True  # "dat laten we van start gaan"
    if opener and word == "verwacht" and (behind in _AUXILIARIES or behind in _BESIDE):
        return True  # "dat in mei verwacht wordt"
    return word in lexicon.nouns_too and _FIRST_PERSON.isdisjoint((words[place - 1] if place else "", behind))


def _inflected(opener: str, words: list[str]) -> int | None:
    """The first form of a verb that is finite only; behind a determiner only where none stands elsewhere ("dat komt", but "het onderzoek loopt")."""
    lexicon = _lexicon()
    found = None
    for n, word in enumerate(words):
        if not (word in lexicon.present or word in lexicon.past or word in lexicon.split) or (n and words[n - 1] == "te"):
            continue
        beside = words[max(0, n - 1) : n + 2]
        if word in lexicon.who or word in _PREPOSITIONS or (word in lexicon.mark and "ik" not in beside):
            continue
        if word in lexicon.joined and not opener:
            continue
        if word in lexicon.stems and "ik" not in (words if opener else beside):
            continue  # "werf" and "stap" are nouns unless "ik" stands beside them
        if word not in lexicon.present and word not in lexicon.past and not _particle(word, words[n + 1 :]):
            continue  # "wijken" is a verb only with its particle
        if n and ((word in lexicon.past and word.endswith("e") and words[n - 1].isdigit()) or (word == "volgt" and words[n - 1] == "als")):
            continue  # "van de 350 bestelde bussen", "als volgt"
        if not (n and words[n - 1] in _DETERMINERS) or (opener and n > 1 and n + 1 == len(words) and words[n - 1] in _PRONOUNS):
            return n  # "als de stad dat vraagt"
        if found is None and n == 1 and word.endswith("t"):
            found = n
    return found


def _plural(opener: str, words: list[str]) -> int | None:
    """A plural that is an infinitive too: the last of a subordinate clause, in a main clause an early one or one beside "we", "ze", "er"."""
    lexicon = _lexicon()
    found = None
    for n, word in enumerate(words):
        if not (word in lexicon.plural or (word in lexicon.split and word.endswith("n") and _particle(word, words[n + 1 :]))):
            continue
        ahead = words[n - 1] if n else ""
        ends = opener and n > 1 and n + 1 == len(words) and ahead in _PRONOUNS
        if n and (ahead == "te" or (ahead in _DETERMINERS and not ends) or _nominal(words, n)):
            continue
        if opener:
            found = n
        elif n <= 5 or not {"we", "wij", "ze", "er"}.isdisjoint((ahead, words[n + 1] if n + 1 < len(words) else "")):
            return n
    return found


def _late_plural(opener: str, words: list[str]) -> int | None:
    """A plural far behind a long subject ("de noden van jongeren met een handicap krijgen daar een plaats"), or right behind "die" ("die zitten straks in de indexering")."""
    lexicon = _lexicon()
    if not opener:
        for n, word in enumerate(words[6:-1], 6):
            if word in lexicon.plural and word not in lexicon.not_verbs and not (
                words[n - 1] == "te" or words[n - 1] in _DETERMINERS or words[n - 1] in _PREPOSITIONS or _adjective(words[n - 1]) or _nominal(words, n)
            ):
                return n
    if len(words) > 2 and words[0] in ("die", "deze", "ze", "zij") and words[1] in lexicon.plural and words[1] not in lexicon.not_verbs:
        return 1
    return None


Actor = tuple[str, str]  # who, and the word for the body


def _body(words: list[str]) -> Actor | None:
    """The first body, of the government or another, that no preposition governs; a document says things, but is no body that acts."""
    lexicon = _lexicon()
    for n, word in enumerate(words):
        if (level := _level(word)) in ("government", "others") and not any(w in _PREPOSITIONS for w in words[max(0, n - 4) : n]):
            if word in lexicon.other_levels:  # "het Waalse Gewest": no body that we know, but another's
                noun = words[n + 1] if n + 1 < len(words) else ""
                return "others", noun if lexicon.who.get(noun) in ("government", "others") else ""
            return "others" if n and words[n - 1] in lexicon.other_levels else level, "" if word in lexicon.documents else word
    return None


def _level(word: str) -> str | None:
    """Who a word names: "vdab-bemiddelaar" is one of VDAB."""
    who = _lexicon().who
    return who.get(word) or (who.get(word.partition("-")[0]) if "-" in word else None)


def _who(before: list[str], after: list[str], opener: str) -> Actor:
    who = _lexicon().who
    if before and before[-1] in _FIRST_PERSON:
        return who[before[-1]], ""
    if opener in ("", "of"):
        for word in after[:2]:
            if word == "u" and before and before[0] in _DETERMINERS and (found := _body(before)):
                return found  # "mijn administratie bezorgt u een kopie"
            if word == "u" and word != after[0] and (level := _level(after[0])) in ("government", "others"):
                return level, after[0]  # "cijfers bezorgt VLAIO u"
            if word in _PERSONS:
                return who[word], ""
    for word in before:
        if word in _PERSONS:
            return who[word], ""
    if found := _body(before):
        return found
    if after:
        if after[0] in ("hij", "zij", "ze"):
            return "it", ""
        inverted = not opener and (not before or before[0] not in _DETERMINERS or before[-1] in ("dan", "daar", "nu", "hier") or before[0] in ("dat", "dit"))
        if inverted and (found := _body(after[:7])):
            return found
        if after[0] in ("dat", "dit"):
            return "it", ""
        if "er" in after[:2]:
            return "there", ""
    if before and (before[0] == "er" or before[-1] == "er"):
        return "there", ""
    if before and len(before) <= 2 and who.get(before[0]) == "it":
        return "it", ""
    if before and before[0] in ("onze", "mijn", "ons"):
        return "ours", ""
    return "thing", ""


def _agent(words: list[str]) -> Actor:
    """Who acts in a passive clause: the body after "door", else nobody named."""
    who = _lexicon().who
    for n, word in enumerate(words):
        if word == "door":
            return next(((who[w], w) for w in words[n + 1 : n + 5] if who.get(w) in ("government", "others")), ("passive", ""))
    return "passive", ""


def _adjective(word: str) -> bool:
    """Whether a word looks like one that only nouns follow ("regionale", "vastgelegde")."""
    return len(word) > 4 and word.endswith(("ke", "le", "se", "ge", "de", "re", "we", "ne", "ve"))


def _nominal(words: list[str], n: int) -> bool:
    """Whether an infinitive is used as a noun: "het opmaken van", "het maximaal bewaken van", "het in gebruik nemen van", "tijdens het lezen"."""
    if n > 1 and words[n - 1] == "het" and words[n - 2] in _PREPOSITIONS:
        return True
    return "het" in words[max(0, n - 3) : n] and n + 1 < len(words) and words[n + 1] == "van"


def _verbs(words: list[str], finite: int | None) -> list[Placed]:
    """The infinitives and participles of a clause, in order."""
    lexicon = _lexicon()
    named = "het" in words
    how = lexicon.how.get(words[finite], "do") if finite is not None else ""
    infinitives = how not in ("do", "are", "past", "have", "say", "think", "passive")  # a word that we do not know is a verb only where one can stand
    participles = how not in ("do", "say", "think")
    whole = -1
    out: list[Placed] = []
    for n, word in enumerate(words):
        if n == whole:
            continue
        if word == "te" and n and n + 1 < len(words) and words[n - 1] in lexicon.split.get(words[n + 1], {}):
            whole = n + 1  # "uit te bouwen"
            out.append((lexicon.split[words[whole]][words[n - 1]][0], False, whole))
        if n == finite or word in _AUXILIARIES:
            continue
        if word in lexicon.verbal:
            verb, participle, after_determiner = lexicon.verbal[word]
            if (named and _nominal(words, n)) or (word == "beginnen" and n and words[n - 1] == "te" and words[n + 1 : n + 2] == ["met"]):
                continue  # "het opmaken van", "per provincie, te beginnen met Limburg"
            if participle and n and words[n - 1] in _INDEFINITE and n + 1 < len(words) and words[n + 1] != JOINED and words[n + 1] not in _AUXILIARIES:
                continue  # "een geïntegreerd actieplan"
            if after_determiner or not (n and (words[n - 1].isdigit() or words[n - 1] in _ARTICLES)):
                out.append((verb, participle, n))
        elif word.endswith("en") or "ge" in word or word.startswith(("be", "ver", "her", "ont")):
            last = n + 1 == len(words) or words[n + 1] == JOINED or words[n + 1] in _AUXILIARIES
            if not (last or words[n + 1] == "te" or (n and words[n - 1] == "te")) or word in lexicon.not_verbs or word in lexicon.who or word in lexicon.mark or (named and _nominal(words, n)):
                continue
            governed = n and (words[n - 1] in _DETERMINERS or words[n - 1] in _PREPOSITIONS or _adjective(words[n - 1]))
            if not governed and _INFINITIVE.fullmatch(word) and not word.endswith(_NOUNS) and (infinitives or words[n - 1] == "te" or not _WITH_INFINITIVE.isdisjoint(words[n + 1 : n + 2])):
                out.append(((word, "unknown"), False, n))
            elif last and len(word) > 5 and word[-1] in "dtn" and ((participles and word.startswith("ge")) or (how == "passive" and n + 1 == len(words)) or not _BESIDE.isdisjoint(words[max(0, n - 1) : n + 2])):
                out.append(((word, "unknown"), True, n))
    return out


def _particle(verb: str, tail: list[str]) -> str | None:
    """The particle of a split verb: the last word of its stretch or of the clause, or one before a preposition ("zet in op")."""
    known = _lexicon().split.get(verb, {})
    for n in reversed(range(len(tail))):
        following = tail[n + 1] if n + 1 < len(tail) else JOINED
        if tail[n] in known and (following == JOINED or following in _PREPOSITIONS or (n == 0 and tail[n] not in _PREPOSITIONS)):
            return tail[n]
    return None


def _stranded(words: list[str], particle: str) -> bool:
    """Whether what could be the particle of a verb is the rest of "daarvoor": "daar komt een app voor", "daar maken we een nota over", but "daar zetten we op in"."""
    if particle not in _PREPOSITIONS or "daar" not in words:
        return False
    ahead = words[max(n for n, word in enumerate(words) if word == particle) - 1]
    return ahead not in _PREPOSITIONS and ahead != "toe"


def _marks(words: list[str]) -> frozenset[str]:
    marks = _lexicon().marks
    out = {mark for word in marks.keys() & words for mark in marks[word]}
    if not _YEARS.isdisjoint(words):
        out.add("t:year")
    return frozenset(out)


def _negated(words: list[str], verb: str) -> bool:
    """Whether the clause denies; "niet alleen" adds, and who does not exclude something considers it."""
    if verb in ("uitsluiten", "nalaten", "aarzelen") or _lexicon().negations.isdisjoint(words):
        return False
    for n, word in enumerate(words):
        if word in _lexicon().negations:
            following = words[n + 1] if n + 1 < len(words) else ""
            if not (word == "niet" and following in ("alleen", "enkel", "louter", "zomaar", "langer")):
                return True
    return False


def _hangs(opener: str, first: str, before: str, previous: Clause | None) -> str:
    if opener == "dat" and before in ("en", "maar", ",") and previous and previous.opener == "dat":
        return previous.hangs  # "dat we ..., en dat we ..."
    if opener == "dat" and before == "," and previous and (
        first in _PREPOSITIONS or (previous.act not in ("speech", "mind") and previous.how not in ("say", "think", "hope"))
    ):
        return "rel"
    if opener in _CONDITIONS:
        return "cond"
    if opener == "of":
        return f"whether.{previous.how}" if previous else "whether"
    if opener == "dat":
        return f"dat.{previous.who}.{previous.how}" if previous and previous.how in _SPEAKING else "dat.x"
    if opener == "die" or opener.startswith("waar"):
        return "wh" if opener == "waarom" else "rel"
    if opener == "om":
        return "om"
    return "wh" if opener in _QUESTIONS else "sub" if opener else "main"


def _read(opener: str, words: list[str], finite: int | None, before: str, previous: Clause | None) -> Clause:
    clause = Clause(words, opener)
    verbs = _verbs(words, finite)
    auxiliaries = {w for n, w in enumerate(words) if n != finite and w in _AUXILIARIES}
    if finite is None:
        clause.how, clause.who = ("om" if opener == "om" else "none"), "none"
    else:
        _read_finite(clause, finite, verbs)
        if clause.who == "thing" and previous and not previous.opener and not finite and before in ("en", "maar", ",") and not opener:
            clause.who, clause.body = previous.who, previous.body
    if clause.how not in ("do", "did"):
        done = [v for v in verbs if v[0][0] not in _AUXILIARIES]
        participle = _read_done(clause, finite, done, auxiliaries)
        _sharpen(clause, finite, done, participle, auxiliaries)
    _read_idiom(clause)
    if clause.how in ("future", "want", "can", "must", "would") and auxiliaries & _MODALS:
        clause.how += f"+{min(auxiliaries & _MODALS)}"
    elif clause.how == "future" and "blijven" in auxiliaries:
        clause.how += "+blijven"
    elif clause.how in ("future", "want") and "willen" in auxiliaries:
        clause.how += "+willen"
    if clause.how == "are" and previous and previous.opener == "wat" and before == "," and words[0] == "is" and clause.act in ("act", "examine", "none", "loose"):
        clause.how, clause.who, clause.body = previous.how, previous.who, previous.body  # "wat ik ga doen, is hen opbellen"
    clause.negated = _negated(words, clause.verb)
    clause.hangs = _hangs(opener, words[0], before, previous)
    clause.marks = _marks(words)
    clause.frame = _frame(clause, before, previous)
    return clause


def _read_finite(clause: Clause, finite: int, verbs: list[Placed]) -> None:
    """How it is said and who acts, by the finite verb and what stands around it; what is done where that verb itself says it."""
    lexicon = _lexicon()
    words = clause.words
    word, head, tail = words[finite], words[:finite], words[finite + 1 :]
    clause.how = lexicon.how.get(word) or ("did" if word in lexicon.past and word not in lexicon.present and word not in lexicon.plural else "do")
    if clause.how == "must" and word not in ("moet", "moeten") and "te" not in words:
        clause.how = "do"  # "behoort tot", "dient als"
    clause.who, clause.body = _who(head, tail, clause.opener)
    particle = _particle(word, tail)
    if particle and _stranded(words, particle):
        particle = None
    if clause.how in ("think", "say", "plan", "expect") and particle and lexicon.split[word][particle][0][1] != "mind":
        clause.how = "do"  # "vindt plaats", "zie toe op", "verwijs u door", "rekenen uit"
    if clause.how not in ("do", "did"):
        return
    clause.verb, clause.act = lexicon.present.get(word) or lexicon.past.get(word) or lexicon.plural.get(word) or (word, "unknown")
    if particle:
        (clause.verb, clause.act), told = lexicon.split[word][particle]
        clause.how = "did" if told else clause.how
    elif word in ("kom", "komt", "komen") and verbs and not verbs[-1][1] and verbs[-1][2] > finite and verbs[-1][0][1] != "unknown":
        clause.verb, clause.act = verbs[-1][0]  # "ik kom dat hier toelichten"
    elif word in ("laat", "laten") and (done := [v for v in verbs if v[2] > finite and not v[1]]):
        clause.how, (clause.verb, clause.act) = "let", done[-1][0]  # "ik laat dat onderzoeken"


def _read_done(clause: Clause, finite: int | None, done: list[Placed], auxiliaries: set[str]) -> bool:
    """What is done by the infinitives and participles, and whether that is a participle; in the passive who acts is asked again."""
    if not done:
        if auxiliaries:
            clause.verb, clause.act = min(auxiliaries), "auxiliary"
        return False
    there = [v for v in done if clause.opener or finite is None or v[2] > finite] or done
    strong = [v for v in there if v[0][1] not in ("state", "unknown")] or [v for v in there if v[0][1] != "unknown"] or there
    told = [v for v in strong if v[1]] if clause.how in ("passive", "are") else []
    (clause.verb, clause.act), participle, _ = (told or strong)[-1]
    clause.passive = participle and ("worden" in auxiliaries or clause.how == "passive")
    if clause.passive and clause.who in ("thing", "it", "there", "others", "government"):
        clause.who, clause.body = _agent(clause.words)
    return participle


def _sharpen(clause: Clause, finite: int | None, done: list[Placed], participle: bool, auxiliaries: set[str]) -> None:
    """What an auxiliary says together with what is done (`participle`: whether that is one): a future that is no future, a passive,
    a perfect, what is under way."""
    words = clause.words
    if clause.how == "future" and finite is not None and words[finite] in ("ga", "gaat", "gaan") and (
        clause.act in ("none", "auxiliary") or (participle and not clause.passive)
    ):
        clause.how = "go"  # "dat gaat verloren", "we gaan uit van ...", "we gaan aan de slag"
        if particle := _particle(words[finite], words[finite + 1 :]):
            (clause.verb, clause.act), _ = _lexicon().split[words[finite]][particle]
            clause.how = "do"
    elif clause.how == "passive":
        clause.how = "is_done" if clause.passive else "become"
    elif (clause.how == "are" and (participle or not _GONE.isdisjoint(words))) or (clause.how == "past" and done) or (
        clause.how == "have" and done and (auxiliaries or any(told for _, told, _ in done))
    ):
        clause.how = "perfect"
    elif clause.how == "are" and ("bezig" in words or (done and "aan" in words and "het" in words)):
        clause.how = "doing"


def _read_idiom(clause: Clause) -> None:
    """What the verb and a word of its clause are together ("gaan" and "start")."""
    bare = {"go": "gaan", "are": "zijn", "have": "hebben"}.get(clause.how, "") if clause.verb in ("", "lopen") else ""
    if clause.verb == "laten" and "gaan" in clause.words:
        bare = "gaan"  # "dat laten we van start gaan"
    known_with = _lexicon().idioms.get(bare or clause.verb, {})
    if word_with := next((w for w in known_with if w in clause.words), None):
        clause.verb, clause.act = f"{word_with} {bare or clause.verb}", known_with[word_with]
        clause.how = "do" if clause.how == "go" else clause.how


def _frame(clause: Clause, before: str, previous: Clause | None) -> str:
    """What keeps a clause from being asserted outright, or "-"."""
    hangs = clause.hangs
    around = previous.frame if previous and previous.frame in _UNREAL else ""
    if hangs.split(".")[0] in ("cond", "whether", "wh"):
        return hangs.split(".")[0]
    if hangs.startswith("dat") and previous is None:
        return "sub"  # "dat we dat doen, bewijst ..."
    if hangs.startswith("dat") and previous:
        if clause.hangs == previous.hangs:
            return previous.frame
        if previous.who == "you":
            return "you"
        if _others_say(previous):
            return "said"
        if _norm(previous):
            return "norm"
        if previous.how in ("think", "hope", "would"):
            return previous.how
        return previous.frame
    if hangs in ("rel", "sub", "om"):  # said by the way
        return around or ("norm" if hangs == "om" and previous and _norm(previous) else hangs)
    if previous and clause.words[0] == "dan" and previous.frame in ("cond", "hope", "would"):
        return "after"
    return "after" if before == "," and previous and previous.hangs == "cond" and hangs == "main" else "-"


def _others_say(clause: Clause) -> bool:
    """Whether a clause tells what somebody else says: "de gemeente beweert dat", "de heer X zei dat", but "in het plan staat vermeld dat"."""
    if not (clause.how == "say" or clause.act == "speech") or "m:product" in clause.marks:
        return False
    return clause.who in ("others", "it", "men") or (clause.who == "thing" and clause.how in ("say", "do", "did"))


def _norm(clause: Clause) -> bool:
    return "m:norm" in clause.marks and clause.act in ("none", "auxiliary", "state", "mind")


@dataclass(slots=True)
class Stretch:
    """Words that stand together: what opens them, what stood before, the places of the first token of each part, and of the finite verb in the words."""

    opener: str
    words: list[str]
    before: str
    starts: list[int]
    finite: int | None

    def waits(self) -> bool:
        """Whether its finite verb is still to come."""
        return self.finite is None and self.opener != "om"

    def finished(self, words: list[str], starts: list[int], finite: int) -> Stretch:
        """This stretch with the words that bring its finite verb."""
        return Stretch(self.opener, [*self.words, JOINED, *words], self.before, self.starts + starts, len(self.words) + 1 + finite)


def _goes_on(ahead: Stretch, opener: str, words: list[str], finite: int | None) -> bool:
    """Whether a stretch belongs to the clause before it: it has no finite verb of its own, or only the infinitives that the
    clause before still waits for ("zal naar de wijken en verenigingen | moeten gaan")."""
    if finite is None:
        return opener not in _KEPT
    if opener or not finite or ahead.finite is None or not (words[finite] in _AUXILIARIES or words[finite] in _lexicon().infinitives):
        return False
    if not _PERSONS.isdisjoint(words[: finite + 2]) or _lexicon().how.get(ahead.words[ahead.finite]) not in ("future", "want", "must", "can", "would", "passive"):
        return False
    end = ahead.words.index(JOINED) if JOINED in ahead.words else len(ahead.words)
    return all(verb[1] == "unknown" for verb, _, _ in _verbs(ahead.words[ahead.finite + 1 : end], None))


def _apart(tokens: list[str]) -> list[list[int]]:
    """The places of the tokens of a sentence, and apart from them those of what is inserted: between dashes, or "zoals u weet",
    "denk ik" between commas; "wat mij betreft" is left out."""
    if "betreft" in tokens:
        for n in range(len(tokens) - 2):
            if tokens[n] == "wat" and tokens[n + 1] in ("mij", "ons") and tokens[n + 2] == "betreft":
                return [[*range(n), *range(n + 3, len(tokens))]] if len(tokens) > 3 else [list(range(3))]
    if not ("–" in tokens or "zoals" in tokens or ("," in tokens and ("ik" in tokens or "dat" in tokens))):
        return [list(range(len(tokens)))]
    host: list[int] = []
    inserted: list[list[int]] = []
    n = 0
    while n < len(tokens):
        longest = 30 if tokens[n] == "–" else 10 if tokens[n] == "," and _inserts(tokens[n + 1 : n + 4]) else 0
        end = next((m for m in range(n + 2, min(n + 2 + longest, len(tokens) - 1)) if tokens[m] == tokens[n]), None) if n and longest else None
        if end is None or tokens[end + 1] in _PUNCTUATION:
            host.append(n)
            n += 1
        else:
            inserted.append(list(range(n + 1, end)))
            n = end + 1
    return [host, *inserted]


def _inserts(words: list[str]) -> bool:
    return words[:1] == ["zoals"] or words == ["en", "dat", "is"] or (len(words) > 1 and words[1] == "ik" and _lexicon().how.get(words[0]) in ("think", "hope"))


def _stretches(tokens: list[str]) -> list[Stretch]:
    """The stretches that are clauses: those without a finite verb joined to the one that they belong to."""
    joined: list[Stretch] = []
    for opener, words, before, start in _pieces(tokens):
        finite = None if opener == "om" else _finite(opener, words)
        if opener == "als" and finite is not None and len(words) - finite > 3 and words[0] not in _PRONOUNS and not _verbs(words[:finite], None):
            opener = ""  # "als laatste punt zal VDAB ..." supposes nothing
        if opener == "die" and finite == 0 and joined and all(one.finite is None for one in joined):
            opener, before = "", ","  # "jawel, die worden geraadpleegd", "de herziening, die is lopende"
        ahead = joined[-1] if joined else None
        if opener == "of" and finite and ahead and ahead.opener in ("dat", "die", "omdat", "waarbij") and ahead.finite is None:
            opener, before = "", "en"  # "dat we de ene | of de andere zullen doen"
        if ahead and not opener and finite and ahead.waits() and not _PERSONS.intersection(words[: finite + 2]) and (
            before == "en" or (before == "," and ahead.opener and finite > 1)
        ):
            joined[-1] = ahead.finished(words, [start], finite)  # "VVSG en VLAIO | zullen", "dat minister X, mijn voorganger, | daarmee aan de slag is gegaan"
            continue
        if len(joined) > 1 and not opener and before == "," and words[-1] in _lexicon().infinitives and finite in (None, len(words) - 1) and (
            ahead and ahead.opener and _awaits_infinitive(joined[-2])
        ):
            open_ = joined[-2]
            joined[-2:] = [ahead, replace(open_, words=[*open_.words, JOINED, *words], starts=[*open_.starts, start])]  # "ik zal elke dienst die dat niet doet, | aanspreken"
            continue
        if ahead and _goes_on(ahead, opener, words, finite):
            ahead.words.extend([JOINED, *([opener] if opener else []), *words])
            ahead.starts.append(start)
            continue
        if opener in ("", "die") and finite == 0 and (opener or before == ",") and (host := _unfinished(joined)) is not None:
            joined.append(joined.pop(host).finished(words, [start], 0))  # "het plan, dat u kent, | wordt uitgevoerd"
            continue
        second = next((n for n in range(finite + 1, len(words)) if words[n] in _FINITE_ONLY), None) if opener and finite is not None else None
        if second and ahead and ahead.waits():  # "middelen waarin is voorzien | zal worden ingezet"
            joined[-1] = Stretch(opener, words[:second], before, [start], finite)
            joined.append(ahead.finished(words[second:], [start + second + 1], 0))
            continue
        joined.append(Stretch(opener if finite is not None or opener in _KEPT else "", words, before, [start], finite))
    return joined


def _awaits_infinitive(host: Stretch) -> bool:
    """Whether a main clause has a verb that asks for an infinitive, and none yet."""
    if host.opener or host.finite is None or _lexicon().how.get(host.words[host.finite]) not in ("future", "want", "must", "can", "would"):
        return False
    return not _verbs(host.words[host.finite + 1 :], None) and _AUXILIARIES.isdisjoint(host.words[host.finite + 1 :])


def _unfinished(joined: list[Stretch]) -> int | None:
    """The stretch that still waits for its finite verb, where only subordinate ones stand behind it."""
    for n in reversed(range(len(joined))):
        if joined[n].waits():
            return n if n + 1 < len(joined) else None
        if not joined[n].opener:
            return None
    return None


def clauses(sentence: str) -> list[Clause]:
    """The clauses of a sentence in order, those inserted in it last; a stretch without a finite verb belongs to the clause before it."""
    found = list(TOKEN.finditer(sentence.lower()))
    tokens = [m[0] for m in found]
    if "." in tokens[:-1]:
        found = [m for m in found if m[0] != "." or not _ABBREVIATED.match(sentence, m.end())]
        tokens = [m[0] for m in found]
    out: list[Clause] = []
    for part in _apart(tokens):
        read: list[Clause] = []
        for stretch in _stretches([tokens[n] for n in part]):
            starts = [found[part[place]].start() for place in stretch.starts]
            ahead = next((one for one in reversed(read) if one.starts[0] < starts[0]), None)  # a stretch finished late was begun before the last
            read.append(_read(stretch.opener, stretch.words, stretch.finite, stretch.before, ahead))
            read[-1].starts = starts
        out += read
    if "“" in sentence or "‘" in sentence or '"' in sentence:
        for m in _QUOTED.finditer(sentence):
            for clause in out if m.end() - m.start() > _TERM else ():
                if m.start() <= clause.starts[0] < m.end():
                    clause.marks |= {"m:quoted"}
    return out


def elsewhere() -> tuple[str, ...]:
    """Parts of the names of another level (Europe, the federal state), in lower case."""
    return _lexicon().elsewhere


def features(clause: Clause) -> dict[str, float]:
    """What the weights look at of a clause as read."""
    how = f"~{clause.how}" if clause.negated else clause.how
    act = f"{clause.act}{'p' if clause.passive else ''}"
    names = [
        f"hwa:{how}|{clause.who}|{act}|{clause.frame}", f"f:{clause.frame}|{how}", f"hw:{how}|{clause.who}", f"ha:{how}|{act}",
        f"e:{clause.hangs}|{how}", f"hl:{how}|{clause.verb}",
    ]  # fmt: skip
    for mark in sorted(clause.marks):
        names += [f"hm:{how}|{mark}", f"ham:{how}|{clause.act}|{mark}"]
    return dict.fromkeys(names, 1.0)
