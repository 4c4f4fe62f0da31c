"""Clauses as read: who acts, how, what, and what is denied or supposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_corpus.language.clauses import clauses


@pytest.mark.parametrize(
    ("sentence", "who", "how", "verb"),
    [
        ("Ik zal de administratie daarop wijzen.", "speaker", "future", "wijzen"),
        ("Daarna zullen we maatregelen voorstellen.", "we", "future", "voorstellen"),
        ("VLAIO zal een rol opnemen.", "government", "future", "opnemen"),
        ("De gemeenten zullen dat betalen.", "others", "future", "betalen"),
        ("De federale regering zal dat betalen.", "others", "future", "betalen"),
        ("De middelen zullen zeker vrijgemaakt worden.", "passive", "future", "vrijmaken"),
        ("De oproep wordt volgend jaar uitgerold.", "passive", "is_done", "uitrollen"),
        ("Dat zal worden betaald door de gemeenten.", "others", "future", "betalen"),
        ("We willen de procedures stroomlijnen.", "we", "want", "stroomlijnen"),
        ("We bekijken hoe dat past.", "we", "do", "bekijken"),
        ("We starten volgend jaar een oproep op.", "we", "do", "opstarten"),
        ("We zullen daar keuzes in moeten maken.", "we", "future+moeten", "maken"),
        ("Bij niet-naleving van de afspraken zal een laatste kans volgen.", "thing", "future", "volgen"),
        ("Als laatste punt zal VDAB versterkt inzetten op samenwerking.", "government", "future", "inzetten"),
        ("Ik ga uit van de recentste kaart.", "speaker", "do", "uitgaan"),
        ("Wij hebben dat besluit goedgekeurd.", "we", "perfect", "goedkeuren"),
        ("Dit plan bevat heel wat acties.", "it", "do", "bevatten"),
        ("Ook dat item nemen we mee in de oefening.", "we", "do", "meenemen"),
        ("Daarom zal dat een alarmsignaal geven.", "it", "future", "geven"),
        ("Dan brengen wij dat in orde met de sector, die dat vraagt.", "we", "do", "brengen"),
        ("Ik vraag dat na bij de federatie en ik laat het u weten.", "speaker", "do", "navragen"),
        ("Elk lid van de regering voert zijn deel daarvan uit.", "thing", "do", "uitvoeren"),
        ("Ik denk dat een evaluatie nodig is.", "speaker", "think", ""),
        ("Daar staan nu wel wat maatregelen op het programma.", "thing", "do", "programma staan"),
        ("Ik laat dat onderzoeken door mijn administratie.", "speaker", "let", "onderzoeken"),
        ("We evalueren de regeling volgend jaar.", "we", "do", "evalueren"),
        ("De premie zal worden geïndexeerd.", "passive", "future", "indexeren"),
        ("De maatregel is al geëvalueerd.", "thing", "perfect", "evalueren"),
        ("Het aantal aanvragen groeit elk jaar.", "thing", "do", "groeien"),
        ("Dat instrument wordt niet gebruikt.", "passive", "is_done", "gebruiken"),
        ("Die lanceren we ook.", "we", "do", "lanceren"),
        ("Over de herberekening van die kosten bezorg ik u een antwoord.", "speaker", "do", "bezorgen"),
        ("Dat gesprek vindt plaats nog voor het verlof.", "it", "do", "plaatsvinden"),
        ("Een belangrijk onderdeel is een geïntegreerd actieplan.", "thing", "are", ""),
        ("Ik neem dat advies zeker mee.", "speaker", "do", "meenemen"),
        ("Natuurlijk kom ik daar verslag over uitbrengen.", "speaker", "do", "uitbrengen"),
        ("Het departement heeft een voorontwerp in de maak.", "government", "have", "maak hebben"),
        ("We zijn bezig met het omzetten van die termijn.", "we", "doing", ""),
        ("We beloven het e-loket verder uit te bouwen.", "we", "promise", "uitbouwen"),
        ("Om die reden zal mijn administratie dat nagaan.", "government", "future", "nagaan"),
        ("Het maximum van de boete wordt in het decreet vertienvoudigd.", "passive", "is_done", "vertienvoudigd"),
        ("Er zullen met 20 plaatsen meer mensen worden begeleid.", "passive", "future", "begeleiden"),
        ("De noden van jongeren met een handicap krijgen daar een plaats.", "thing", "do", "krijgen"),
        ("Mijn administratie bezorgt u daarvan een kopie.", "government", "do", "bezorgen"),
        ("Dat behoort tot de mogelijkheden.", "it", "do", "behoren"),
        ("De VDAB-bemiddelaar zal hen opvolgen.", "government", "future", "opvolgen"),
    ],
)
def test_who_acts_and_how(sentence: str, who: str, how: str, verb: str) -> None:
    first = clauses(sentence)[0]
    assert (first.who, first.how, first.verb) == (who, how, verb)


def test_who_stands_behind_the_verb_that_opens_a_clause() -> None:
    assert clauses("Naast die gids, die al bestaat, wil de Vlaamse Regering de kaders vereenvoudigen.")[-1].who == "government"
    assert clauses("Als de stad dat vraagt, zal VDAB de oproep begeleiden.")[-1].who == "government"


@pytest.mark.parametrize(
    ("sentence", "who", "how", "verb"),
    [
        ("Een deel van de middelen waarin is voorzien voor sanering zal worden ingezet.", "passive", "future", "inzetten"),
        ("Het plan, dat u kent, wordt volgend jaar uitgevoerd.", "passive", "is_done", "uitvoeren"),
        ("De minister die bevoegd is, zal dat regelen.", "government", "future", "regelen"),
        ("De rest hoop ik tegen de zomer – want het gaat over veel – rond te krijgen.", "speaker", "hope", "rondkrijgen"),
        ("We zullen dat, zoals u weet, nog dit jaar wijzigen.", "we", "future", "wijzigen"),
        ("Dyzo en VLAIO zullen dat samen onderzoeken.", "government", "future", "onderzoeken"),
        ("Die regeling laten we voor de zomer van start gaan.", "we", "do", "start gaan"),
        ("Daarom gaan we de noden in kaart brengen.", "we", "future", "kaart brengen"),
        ("Het beleid om bij te sturen zal worden herzegd.", "passive", "future", "herzegd"),
        ("Een voorbeeld is de tool om dat voor te bereiden.", "none", "om", "voorbereiden"),
        ("Ik zal elke instantie die haar termijn niet haalt, daarover per brief aanspreken.", "speaker", "future", "aanspreken"),
        ("Ook Kind en Gezin zal, en dat is mijn laatste punt, de bezoeken versterken.", "others", "future", "versterken"),
        ("Een exploitant die dat herhaalt, die wordt voortaan meteen geschorst.", "passive", "is_done", "schorsen"),
        ("De achterstand, die halen we eruit.", "we", "do", "halen"),
        ("Wat ik ga doen, is de burgemeesters opbellen.", "speaker", "future", "opbellen"),
        ("Ik lanceer een oproep die bedrijven moet helpen.", "speaker", "do", "lanceren"),
        ("We laten hun weten dat Vlaanderen die controles wil uitvoeren.", "government", "want", "uitvoeren"),
        ("Voor we landen, bezoek ik de federatie.", "speaker", "do", "bezoeken"),
        ("De erkenning als ramp heb ik gisteren aangevraagd.", "speaker", "perfect", "aanvragen"),
        ("Zowel de gemeenten als de provincies zullen dat onderzoeken.", "others", "future", "onderzoeken"),
        ("We kunnen als overheid dat plan uitwerken.", "we", "can", "uitwerken"),
        ("We doen dat als minister Claes dat goedkeurt.", "government", "do", "goedkeuren"),
        ("De 18.000 halen we dit jaar, zoals in nr. 85 is gezegd.", "we", "do", "halen"),
    ],
)
def test_a_clause_is_whole_across_what_stands_in_it(sentence: str, who: str, how: str, verb: str) -> None:
    assert (who, how, verb) in {(clause.who, clause.how, clause.verb) for clause in clauses(sentence)}


def test_what_hangs_on_two() -> None:
    assert [clause.frame for clause in clauses("Ik denk dat het belangrijk is dat we dat doen en dat we dat volhouden.")] == ["-", "think", "norm", "norm"]
    assert clauses("We kijken uit naar het pakket, dat in februari wordt gelanceerd.")[-1].frame == "rel"


def test_als_supposes_only_where_a_clause_follows() -> None:
    assert [clause.hangs for clause in clauses("We doen dat als VDAB dat vraagt.")] == ["main", "cond"]
    assert [clause.hangs for clause in clauses("We doen dat als Vlaanderen dat wil.")] == ["main", "cond"]
    assert [clause.hangs for clause in clauses("Ik vat mijn antwoord als volgt samen.")] == ["main"]
    assert [clause.hangs for clause in clauses("Zeker niet als je met veel besturen moet werken.")] == ["main", "cond"]


def test_the_rest_of_daarvoor_is_no_particle() -> None:
    assert clauses("Daar komt ook een app voor.")[0].verb == "komen"
    assert clauses("Daar maken we een nota over.")[0].verb == "maken"
    assert clauses("Daar zetten we op in.")[0].verb == "inzetten"


def test_what_stands_in_quotation_marks_is_marked() -> None:
    said, quoted = clauses("Ik lees voor: “We zullen elke vrijwilliger een opleiding aanbieden.”")
    assert "m:quoted" in quoted.marks and "m:quoted" not in said.marks
    inside, behind = clauses('Hij zei: "we gaan dat nog dit jaar doen", en ik vind dat goed.')[1:]
    assert "m:quoted" in inside.marks and "m:quoted" not in behind.marks
    assert "m:quoted" not in clauses("We voelen de ‘sense of urgency’ en gaan dat doen.")[0].marks


def test_negation_stays_in_its_clause() -> None:
    first, second = clauses("Ik kan daar niet op vooruitlopen, maar ik zal een voorstel formuleren.")
    assert first.negated and not second.negated
    assert not clauses("Ik sluit niet uit dat te wijzigen.")[0].negated
    assert not clauses("We zullen niet alleen de scholen bezoeken.")[0].negated


@pytest.mark.parametrize(
    ("sentence", "frame"),
    [
        ("Als de gemeente dat wil, zullen we dat doen.", "after"),
        ("U zegt dat ik dat zal doen.", "you"),
        ("Ik denk dat we dat moeten doen.", "think"),
        ("Het is belangrijk dat we dat doen.", "norm"),
        ("Ik kan u zeggen dat we dat zullen doen.", "-"),
        ("De gemeente beweert dat ze dat zal doen.", "said"),
        ("VLAIO zegt dat het dat zal doen.", "-"),
        ("In het plan staat vermeld dat we dat zullen doen.", "-"),
    ],
)
def test_what_keeps_the_last_clause_from_being_asserted(sentence: str, frame: str) -> None:
    assert clauses(sentence)[-1].frame == frame


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    for clause in clauses(text):
        assert clause.words
