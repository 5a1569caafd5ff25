"""The page of the manual about the commands, by section."""

from __future__ import annotations

import re

from conftest import REPO

HANDLEIDING = (REPO / "docs" / "opdrachten.md").read_text("utf-8")


def paragraaf(kop: str) -> str:
    """The part of opdrachten.md under a heading of level 2."""
    gevonden = re.search(rf"^## {re.escape(kop)}\n(.*?)(?=^## |\Z)", HANDLEIDING, re.M | re.S)
    assert gevonden, f"docs/opdrachten.md has no heading '## {kop}'"
    return gevonden[1]
