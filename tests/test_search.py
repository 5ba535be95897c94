"""The search index: which scripts it makes, what they hold, that nothing in them can break out."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable
from typing import Any

import pytest

from aimsbook.search import FOLDER, SHARD_BYTES, Entry, build_index, fold, key_of, words

CALL = re.compile(r'AIMSBOOK\.shard\("([^"]+)",(.*)\);\n', re.DOTALL)


def entry(number: int, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": f"CTL-{number}",
        "title": f"Bias test {number}",
        "type": "control",
        "label": "Control",
        "href": f"records/CTL-{number}.html",
        "state": "planned",
        "text": "Every candidate model is tested.",
        "tone": "weak",
        "symbol": "◐",
    }
    return Entry(**{**values, **changes})


def read(entries: Iterable[Entry]) -> dict[str, Any]:
    """What the browser is handed, by the name of the script."""
    scripts = {}
    for asset in build_index(entries):
        found = CALL.fullmatch(asset.content.decode())
        assert found and asset.path == f"{FOLDER}/{found[1]}.js"
        scripts[found[1]] = json.loads(found[2])
    return scripts


def entries_with(index: dict[str, Any], word: str) -> list[list[int]]:
    """The numbers of the entries that have a word in their id, title, text."""
    rows = [row for name, rows in index.items() if name.startswith("w-") for row in rows if row[0] == word]
    columns = [[sum(steps[: end + 1]) for end in range(len(steps))] for steps in rows[0][1:]] if rows else []
    return [*columns, [], [], []][:3]


def shard_of(index: dict[str, Any], word: str) -> list[str]:
    return [name for name, rows in index.items() if name.startswith("w-") and any(row[0] == word for row in rows)]


# words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Überprüfung", "uberprufung"),
        ("STRASSE straße", "strasse strasse"),
        ("Ærø Łódź Đà", "aero lodz da"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("İstanbul ılık", "istanbul ilik"),
        ("ﬁle №1 ℡", "file no1 tel"),
        ("한국어", "한국어"),
    ],
)
def test_case_and_diacritics_do_not_matter(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words("CTL-BIAS_TEST, v2.1 (draft)") == {"ctl", "bias", "test", "v2", "1", "draft"}


def test_scripts_without_spaces_are_found_by_characters_and_pairs() -> None:
    assert words("AI管理体系") == {"ai", "管", "理", "体", "系", "管理", "理体", "体系"}


def test_an_id_is_looked_up_without_regard_to_case_and_separators() -> None:
    assert key_of("nist-ai-rmf:GOVERN-1.1") == key_of("NIST AI RMF govern 1-1") == "nist-ai-rmf-govern-1-1"


# the index ---------------------------------------------------------------------------------------------------------


def test_a_word_leads_to_the_ids_titles_and_texts_that_hold_it() -> None:
    index = read(
        [
            entry(1),
            entry(2, title="Release", text="Bias is tested here"),
            entry(3, id="CTL-BIAS", title="Audit", text=""),
        ]
    )
    assert [index["r-0"][number][0] for column in entries_with(index, "bias") for number in column] == [
        "CTL-BIAS",
        "CTL-1",
        "CTL-2",
    ]
    assert entries_with(index, "bias") == [[2], [0], [1]]


def test_a_result_shows_id_title_address_and_state() -> None:
    index = read([entry(7)])
    assert index["r-0"] == [["CTL-7", "Bias test 7", "records/CTL-7.html", 0]]
    assert index["manifest"]["states"] == [["planned", "weak", "◐"]]


def test_ids_come_in_natural_order_and_types_stand_together() -> None:
    others = [entry(number, type="risk", label="Risk", id=f"RSK-{number}", icon="▲") for number in (2, 1)]
    index = read([entry(10), *others, entry(9)])
    assert [row[0] for row in index["r-0"]] == ["CTL-9", "CTL-10", "RSK-1", "RSK-2"]
    assert index["manifest"]["types"] == [["control", "Control", "", 0], ["risk", "Risk", "▲", 2]]


def test_a_framework_id_is_found_by_its_local_part() -> None:
    index = read([entry(1), entry(2, id="nist-800-53:ac-2")])
    assert index["i-0"] == ["ac-2", 1, "ctl-1", 0, "nist-800-53-ac-2", 1]


def test_a_section_of_the_manual_needs_no_id() -> None:
    index = read([entry(1, id="", type="manual", label="Manual", title="Scope", href="manual/scope.html#limits")])
    assert "i-0" not in index
    assert index["manifest"]["ids"] == []
    assert entries_with(index, "scope") == [[], [0], []]


def test_many_ids_and_results_are_cut_into_blocks() -> None:
    index = read([entry(number) for number in range(1000)])
    flat = [part for name in ("i-0", "i-1") for part in index[name]]
    assert len(flat) == 2000 and flat[::2] == sorted(flat[::2])
    assert index["manifest"]["ids"] == [index["i-0"][0], index["i-1"][0]]
    assert sum(len(index[f"r-{block}"]) for block in range(8)) == index["manifest"]["count"] == 1000


def test_shards_stay_small_by_taking_one_more_letter() -> None:
    pick = random.Random(7)
    texts = ["".join(pick.choices("abcde", k=6)) for _ in range(20_000)]
    assets = list(build_index(entry(number, text=" ".join(texts[number::500])) for number in range(500)))
    shards = [asset for asset in assets if asset.path.startswith(f"{FOLDER}/w-")]
    assert {"w-aa", "w-ec"} <= {asset.path.rpartition("/")[2][:4] for asset in shards}
    assert max(len(asset.content) for asset in shards) < SHARD_BYTES + 100


def test_every_word_stands_in_one_shard_that_begins_it() -> None:
    texts = " ".join(
        f"a{first}{second}{third}" for first in "abcdefgh" for second in "abcdefghijkl" for third in range(60)
    )
    index = read([entry(1, text=f"a ab abc {texts}")])
    assert shard_of(index, "a") == ["w-a"]
    assert shard_of(index, "ab") == ["w-ab"]
    assert index["manifest"]["words"] == [name[2:] for name in index if name.startswith("w-")]


def test_names_of_shards_are_safe_on_every_file_system() -> None:
    paths = [asset.path for asset in build_index([entry(1, text="con aux über 管理 жизнь con.txt \u202e ../x")])]
    assert all(re.fullmatch(r"assets/aimsbook/search/(manifest|[wri]-[a-z0-9_]+)\.js", path) for path in paths)


def test_the_same_entries_give_the_same_bytes_in_any_order() -> None:
    entries = [entry(number, text=f"word{number % 7} Überprüfung") for number in range(300)]
    shuffled = random.Random(3).sample(entries, k=len(entries))
    assert list(build_index(entries)) == list(build_index(shuffled))


def test_a_changed_word_changes_the_version_of_the_index() -> None:
    assert read([entry(1)])["manifest"]["digest"] != read([entry(1, text="other")])["manifest"]["digest"]


def test_nothing_in_an_entry_leaves_its_script() -> None:
    payload = '</script><script>alert(1)</script><!-- & \u2028\u2029 "'
    content = b"".join(
        asset.content for asset in build_index([entry(1, title=payload, href=payload, state=payload, label=payload)])
    )
    assert not re.search(rb"[<>&]|\xe2\x80[\xa8\xa9]", content)
    assert read([entry(1, title=payload)])["r-0"][0][1] == payload


def test_names_of_javascript_objects_are_words_as_any_other() -> None:
    index = read([entry(1, text="constructor __proto__ toString hasOwnProperty")])
    for word in ("constructor", "proto", "tostring", "hasownproperty"):
        assert entries_with(index, word) == [[], [], [0]]


def test_an_empty_site_has_an_index() -> None:
    assert read([]) == {
        "manifest": {
            "digest": read([])["manifest"]["digest"],
            "count": 0,
            "rows": 128,
            "types": [],
            "states": [],
            "ids": [],
            "words": [],
        }
    }
