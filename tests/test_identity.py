"""What an id looks like."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimsbook.address import record_page
from aimsbook.identity import LONGEST, framework_of, id_fault

SOUND = ["CTL-BIAS-TEST", "CTL-1", "a.b", "EV-BIAS-4.2.0", "REQ_7", "Ctl-9a", f"A-{'9' * (LONGEST - 2)}", "CONTROL.1", "COM10-1", "con-1.x"]
FRAMED = ["iso42001:6.1.3", "iso42001:A.6.2.4", "nist-ai-rmf:GOVERN-1.1", "eu-ai-act:10", "eu-ai-act:4a", "sp800-53:ac-2.1"]
NO_IDS = [
    "", "CTL", "CTL-", "-CTL-1", "CTL--1", "CTL-1-", "CTL 1", " CTL-1", "CTL-1 ", "CTL-1\n", "1-CTL", "CTL/1", "../CTL-1", "CTL-.1",
    "CTL\\1", "CTL-é", "СTL-1", "CTL-1\u200b", "\u202eCTL-1", "CTL-①", "CTL-١", "__proto__", "index", "--help", "=1+1", "CTL-1.html#x",
    "C:TL-1", f"A-{'9' * (LONGEST - 1)}", "CTL-1%00", "CTL-{{x}}", "CTL-<b>", "constructor",
]  # fmt: skip
DEVICES = ["CON.1", "aux.1", "AUX.b", "prn.txt", "NUL.1", "com1.a", "LPT9.x"]


@pytest.mark.parametrize("word", SOUND)
def test_a_sound_id_is_one_with_and_without_frameworks(word: str) -> None:
    assert (id_fault(word, framed=False), id_fault(word, framed=True)) == (None, None)


@pytest.mark.parametrize("word", FRAMED)
def test_a_framework_stands_before_the_colon_of_requirements_only(word: str) -> None:
    assert id_fault(word, framed=True) is None
    assert "only ids of a framework" in str(id_fault(word, framed=False))


@pytest.mark.parametrize("word", [*NO_IDS, "iso42001:", ":6.1", "ISO:6.1", "iso 42001:6.1", "iso42001:6..1", "a:b:c"])
def test_what_could_not_be_published_or_told_apart_is_no_id(word: str) -> None:
    assert id_fault(word, framed=True)


@pytest.mark.parametrize("word", DEVICES)
def test_names_that_windows_reserves_are_no_ids(word: str) -> None:
    assert "Windows" in str(id_fault(word, framed=False))


def test_the_framework_of_an_id_is_what_stands_before_its_colon() -> None:
    assert [framework_of(one) for one in ("iso42001:6.1.3", "CTL-1")] == ["iso42001", ""]


@given(st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,8}([._-][A-Za-z0-9]{1,8}){1,5}", fullmatch=True))
def test_every_word_of_the_stated_form_is_an_id_unless_a_device_bears_it(word: str) -> None:
    device = re.match(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)", word)
    assert bool(id_fault(word, framed=False)) == bool(device)


@given(st.text(max_size=20))
def test_no_other_word_is_an_id(word: str) -> None:
    stated = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)+", word, re.ASCII)
    assert stated or id_fault(word, framed=False)


@given(st.lists(st.from_regex(r"[a-z]{1,3}([:._-][a-z0-9]{1,2}){1,3}", fullmatch=True), unique=True, max_size=30))
def test_no_two_sound_ids_share_a_page(words: list[str]) -> None:
    ids = [word for word in words if id_fault(word, framed=True) is None]
    assert len({record_page(one) for one in ids}) == len(ids)
