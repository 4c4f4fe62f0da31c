"""Clauses as read: who acts, how, and what is denied or supposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_corpus.language.clauses import clauses


@pytest.mark.parametrize(
    ("sentence", "who", "how"),
    [
        ("Ik zal de administratie daarop wijzen.", "speaker", "future"),
        ("Daarna zullen we maatregelen voorstellen.", "we", "future"),
        ("VLAIO zal een rol opnemen.", "government", "future"),
        ("De gemeenten zullen dat betalen.", "others", "future"),
        ("De middelen zullen zeker vrijgemaakt worden.", "thing", "future_passive"),
        ("We willen de procedures stroomlijnen.", "we", "want"),
        ("We bekijken hoe dat past.", "we", "examine"),
        ("We moeten daar zorg voor dragen.", "we", "must"),
    ],
)
def test_who_acts_and_how(sentence: str, who: str, how: str) -> None:
    assert (clauses(sentence)[0].who, clauses(sentence)[0].how) == (who, how)


def test_negation_and_condition_stay_in_their_clause() -> None:
    first, second = clauses("Ik kan daar niet op vooruitlopen, maar ik zal een voorstel formuleren.")
    assert first.negated and not second.negated
    assert clauses("Als de gemeente dat wil, zullen we dat doen.")[0].sub == "condition"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(clauses(text), list)
