"""What became of each sub-question, told from the words of its answer."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from pq_corpus.language import dispositions
from pq_corpus.language.dispositions import KINDS
from pq_corpus.language.enrich import enrich
from pq_corpus.language.sentences import sentences
from pq_corpus.records import Disposition, Question
from tests.conftest import SHARED, Pq, needs_shared
from tests.test_written import made, read

ANSWERS = [
    ("In 2023 werden 1.204 premies uitbetaald.", "answered"),
    ("Ik verwijs naar het antwoord op schriftelijke vraag nr. 851 van 21 februari 2023.", "referred"),
    ("Ik verwijs hiervoor naar de bijlage.", "referred"),
    ("Zie bijlage.", "referred"),
    ("Zie het antwoord op vraag 2.", "referred"),
    ("Voor deze vraag verwijs ik u naar collega Weyts.", "referred"),
    ("Deze gegevens worden niet centraal geregistreerd.", "no_data"),
    ("De Vlaamse overheid heeft geen zicht op het aantal aanvragen.", "no_data"),
    ("Er is geen centrale structurele registratie of monitoring van deze toestellen.", "no_data"),
    ("Wonen in Vlaanderen beschikt dan ook niet over deze data.", "no_data"),
    ("Hierover zijn geen cijfers beschikbaar.", "no_data"),
    ("Dit onderzoek werd nog niet vrijgegeven.", "declined"),
    ("Dit behoort niet tot mijn bevoegdheid.", "declined"),
    ("Om privacyredenen kunnen deze gegevens niet worden meegedeeld.", "declined"),
    # referred: shortly, to a place where it can be read, to who is to answer, to an earlier answer
    ("Zie hierboven.", "referred"),
    ("Cfr. supra.", "referred"),
    ("Idem vraag 1.", "referred"),
    ("De gegevens zijn terug te vinden in de bijgevoegde tabel.", "referred"),
    ("U kan deze cijfers raadplegen op de website van het agentschap.", "referred"),
    ("Dit behoort tot de bevoegdheid van mijn collega Benjamin Dalle.", "referred"),
    ("Mijn collega, minister Demir, zal deze vraag beantwoorden.", "referred"),
    ("Ik heb deze vraag reeds beantwoord in de commissie van 12 januari 2023.", "referred"),
    ("Het antwoord op deze vraag is vervat in het antwoord op vraag 1.", "referred"),
    # no data: not held, not kept, not known, not to be derived, not there yet
    ("Noch mijn administratie, noch het agentschap beschikt over deze cijfers.", "no_data"),
    ("Mijn diensten houden hierover geen afzonderlijke statistieken bij.", "no_data"),
    ("Dat weten we niet.", "no_data"),
    ("Onbekend.", "no_data"),
    ("De gevraagde opsplitsing kan niet worden gemaakt.", "no_data"),
    ("De databank laat niet toe om deze informatie te genereren.", "no_data"),
    ("Cijfers voor 2024 zullen pas in juni beschikbaar zijn.", "no_data"),
    ("Deze cijfers zijn niet centraal beschikbaar. De voorzieningen houden dit zelf bij.", "no_data"),
    ("Deze vraag kan niet worden beantwoord omdat de nodige gegevens ontbreken.", "no_data"),
    # declined: another's power, not disclosed, no comment, too much work
    ("Dit is een federale bevoegdheid.", "declined"),
    ("Het komt mij niet toe om mij daarover uit te spreken.", "declined"),
    ("Gelet op het vertrouwelijke karakter kunnen deze gegevens niet publiek worden gemaakt.", "declined"),
    ("Ik kan niet ingaan op individuele dossiers.", "declined"),
    ("Ik loop niet vooruit op de beslissing van de Vlaamse Regering.", "declined"),
    ("Het opvragen hiervan zou een te grote planlast veroorzaken.", "declined"),
    # answered, though a part is not known, referred or another's
    ("Neen.", "answered"),
    ("12", "answered"),
    ("In 2021 werden 345 premies uitbetaald. De opsplitsing per type wordt niet bijgehouden.", "answered"),
    ("Er werd 2,3 miljoen euro toegekend. Zie bijlage 2 voor de verdeling.", "answered"),
    ("Hoewel dit een federale bevoegdheid is, heb ik daarover overlegd en komt er een campagne.", "answered"),
    ("De lokale besturen zijn bevoegd. Wel ondersteun ik hen met vormingen en met een jaarlijkse subsidie.", "answered"),
    ("Er zijn mij geen klachten bekend.", "answered"),
    ("Ik liet een registratiesysteem uitwerken, omdat er vandaag geen zicht is op het aantal. Een eerste proef loopt in Gent.", "answered"),
    ("De beraadslagingen zijn vertrouwelijk, maar elke beslissing wordt aan de betrokkene gemotiveerd.", "answered"),
    (
        "Ik verwijs naar de bijlage. In 2023 ging het om 12 dossiers, in 2024 om 15. De stijging is te wijten aan de nieuwe regels.",
        "answered",
    ),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Pq:
    """One question for each answer, numbered from 1."""
    folder = tmp_path_factory.mktemp("dispositions")
    pq = Pq(folder / "corpus")
    assert pq("init", folder / "corpus").returncode == 0
    for n, (answer, _) in enumerate(ANSWERS, 1):
        asked = "1. Hoeveel premies waren er in 2023?\n2. Wat is de evolutie?"
        (folder / f"{n}.txt").write_text(made(asked, f"1. {answer}\n2. De evolutie is stabiel.", "Premies", nr=n))
    assert pq("add", *folder.glob("*.txt")).returncode == 0 and pq("build").returncode == 0
    return pq


@pytest.mark.parametrize("n", range(1, len(ANSWERS) + 1), ids=[answer[:40] for answer, _ in ANSWERS])
def test_an_answer(corpus: Pq, n: int) -> None:
    answer, kind = ANSWERS[n - 1]
    question = corpus.json("show", f"sv-2023-2024-demir-{n}")
    first, second = question["sub_questions"]
    assert (first["disposition"]["kind"], second["disposition"]["kind"]) == (kind, "answered")
    assert first["disposition"]["text"] in answer and first["disposition"]["rule"].startswith("disposition.")


def test_counts_in_words(corpus: Pq) -> None:
    assert "1 van 2 beantwoord, 1 zonder gegevens" in corpus("show", "sv-2023-2024-demir-7").stdout
    assert "1 van 2 beantwoord, 1 verwezen" in corpus("show", "sv-2023-2024-demir-2").stdout


ASKED = [
    (
        "Waarom worden deze gegevens niet geregistreerd?",
        "Ze worden niet centraal geregistreerd, om de scholen niet te belasten.",
        "answered",
    ),
    ("Wordt het gebruik gemonitord?", "Neen, het gebruik wordt niet gemonitord.", "answered"),
    ("Hoeveel gebruikers zijn er?", "Het gebruik wordt niet gemonitord.", "no_data"),
    ("Wie is bevoegd?", "Dit is een federale bevoegdheid.", "answered"),
    ("Hoeveel kost dit?", "Dat is nog niet bekend.", "no_data"),
    ("Wat is de timing?", "Dat is nog niet bekend.", "answered"),
    ("Welke bedragen?", "/", None),
]


@pytest.mark.parametrize(("asked", "answer", "kind"), ASKED, ids=[asked for asked, _, _ in ASKED])
def test_an_answer_is_read_with_what_was_asked(asked: str, answer: str, kind: str | None) -> None:
    assert dispositions_of(f"1. {asked}\n2. Wat nog?", f"1. {answer}\n2. Niets.")["1"] == kind


def test_letters_within_one_answer() -> None:
    told = dispositions_of(
        "1. Wat is er?\na) Hoeveel?\nb) Sinds wanneer?\nc) Per gemeente?",
        "1. Er zijn 12 dossiers: a) 12. b) Sinds 2019. c) Dat wordt niet bijgehouden.",
    )
    assert told["1.c"] == "no_data" and told["1"] == "answered"


def test_one_answer_without_numbers_to_several_questions() -> None:
    """A referral or refusal is one to all of them; what else it answers of each cannot be told."""
    asked = "1. Hoeveel?\n2. Waarom?"
    assert set(dispositions_of(asked, "Ik verwijs naar het antwoord van minister Jan Jambon.").values()) == {"referred"}
    assert set(dispositions_of(asked, "Het project loopt tot eind 2024 en wordt dan stopgezet.").values()) == {None}


# Answer parts by a language model that knew the definitions of the four outcomes and neither the program nor what its weights were learned from, labelled
# as they were written and not changed since: 320 made hard on purpose, 300 as they ordinarily occur, and 200 in the long-winded prose of administrations,
# which nothing was chosen by.
TABLE = list(csv.DictReader((Path(__file__).parent / "dispositions.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("made", "right", "least"), [("hard", 0.9, 0.8), ("ordinary", 0.95, 0.9), ("dry", 0.95, 0.85)])
def test_answers_that_were_not_learned_from(made: str, right: float, least: float) -> None:
    pairs = [(row["kind"], end_of(row["asked"], row["answer"]).kind) for row in TABLE if row["set"] == made]
    share = sum(a == b for a, b in pairs) / len(pairs)
    recall = {kind: sum(a == b == kind for a, b in pairs) / sum(a == kind for a, _ in pairs) for kind in KINDS}
    precision = {kind: sum(a == b == kind for a, b in pairs) / sum(b == kind for _, b in pairs) for kind in KINDS}
    print(f"{made}: {share:.3f} of {len(pairs)} right; recall {recall}; precision {precision}")  # what docs/language.md says; seen with pytest -rP
    assert share >= right and min(*recall.values(), *precision.values()) >= least


@needs_shared
def test_what_ministers_really_say_is_seldom_taken_for_a_refusal() -> None:
    """Passages of the real reports: what the weights learned from made-up answers must not see refusals in ordinary words."""
    passages = []
    for path in sorted((SHARED / "real" / "oral_reports").glob("[0-9]*.json")):
        for turn in json.loads(path.read_text(encoding="utf-8"))["turns"]:
            if (turn["speaker"] or "").lower().startswith("minister"):
                said = [" ".join(turn["text"][a:b].split()) for a, b in sentences(turn["text"])]
                passages += [said[n : n + 3] for n in range(0, len(said), 3)]
    taken = [(kind, passage) for passage in passages if (kind := dispositions.outcome("Wat is de stand van zaken?", passage)[0]) != "answered"]
    print(f"{len(taken)} of {len(passages)}", *taken, sep="\n")  # what docs/language.md says; seen with pytest -rP
    assert len(passages) > 500 and len(taken) < 0.03 * len(passages)


def test_none_of_these_answers_was_learned_from() -> None:
    training = Path(dispositions.__file__).parent / "training" / "dispositions.tsv"
    learned = {line.split("\t")[3] for line in training.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    alike = [row["answer"] for row in TABLE if row["answer"] in learned and len(row["answer"].split()) > 3]
    assert len(learned) > 3000 and not alike


# Answer parts written with their end and the words that say so, before the rules that read them; `class` is the rule they are of. The weights learned from these too.
CLASSES = list(csv.DictReader((Path(__file__).parent / "disposition_classes.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("row", CLASSES, ids=[f"{row['class']}: {row['answer'][:50]}" for row in CLASSES])
def test_a_class_of_answers(row: dict[str, str]) -> None:
    end = end_of(row["asked"], row["answer"])
    assert end.kind == row["kind"] and row["words"] in " ".join(end.text.split())


STRUCTURE = [
    # not told because not held is no refusal; what is kept from the asker is
    ("Welk bedrag?", "Dat bedrag kan ik niet meedelen, omdat het niet geregistreerd wordt.", "no_data"),
    ("Welk bedrag?", "Dat bedrag kan ik niet meedelen, omdat het vertrouwelijk is.", "declined"),
    ("Hoeveel stemmen?", "Het aantal kan ik niet meedelen. Er wordt geen telling bijgehouden.", "no_data"),
    # none is a figure
    ("Hoeveel boetes?", "Er werden geen boetes opgelegd.", "answered"),
    ("Hoeveel plaatsen zijn er vrij?", "Er zijn geen plaatsen beschikbaar.", "answered"),
    # an evolution without a number
    ("Wat is de evolutie?", "Het aantal is licht gedaald.", "answered"),
    # others who do not tell, or who find something lacking
    ("Wat doet de jury?", "Juryleden geven geen commentaar op de dossiers.", "answered"),
    ("Wat doet de minister?", "Ik geef geen commentaar op lopende dossiers.", "declined"),
    ("Wat zegt de sector?", "De sector klaagt over het gebrek aan cijfers.", "answered"),
    # a clause that only says which or when
    ("Wat gebeurt er dan?", "Als er geen gegevens beschikbaar zijn, wordt de aanvraag geweigerd.", "answered"),
    ("Wat gebeurt er dan?", "Aanvragen waarvoor geen gegevens beschikbaar zijn, worden geweigerd.", "answered"),
    ("Wat kost een product?", "Als Vlaams minister ben ik niet bevoegd voor productnormering.", "declined"),
    # an answer with an aside; a reason and then a refusal
    ("Wie zetelt er?", "De VVSG en het departement zetelen in de stuurgroep. De verslagen zijn niet openbaar.", "answered"),
    ("Wat is het bod?", "De onderhandelingen lopen nog. Ik deel het bod dan ook niet mee.", "declined"),
    # the size of the work is no figure that answers
    ("Hoeveel fouten?", "Elk van de 14.000 dossiers zou daarvoor apart geopend moeten worden.", "declined"),
    # what is kept per another thing
    ("Hoeveel per dossier?", "Erelonen worden per kantoor geregistreerd en niet per dossier.", "no_data"),
]


@pytest.mark.parametrize(("asked", "answer", "kind"), STRUCTURE, ids=[answer[:50] for _, answer, _ in STRUCTURE])
def test_how_words_and_sentences_add_up(asked: str, answer: str, kind: str) -> None:
    assert end_of(asked, answer).kind == kind


def end_of(asked: str, answer: str) -> Disposition:
    """What became of the first of two sub-questions, of which the second is answered."""
    text = made(f"1. {asked}\n2. Wat is de evolutie?", f"1. {answer}\n2. De evolutie is stabiel.")
    end = enriched(text).sub_questions[0].disposition
    assert end is not None
    return end


def enriched(text: str) -> Question:
    return enrich(read(text), lambda _: text)[0]


def dispositions_of(asked: str, answer: str) -> dict[str | None, str | None]:
    """The label of each sub-question of a made-up question, and what became of it."""
    question = enriched(made(asked, answer))
    out: dict[str | None, str | None] = {}
    stack = list(question.sub_questions)
    while stack:
        sub = stack.pop()
        out[sub.label] = sub.disposition.kind if sub.disposition else None
        stack += sub.children
    return out
