"""Reads text as a file with scenarios."""

from __future__ import annotations

from congruentie.batch.lezen import lees_plan
from congruentie.batch.taken import maak_werklijst
from congruentie.cli.batch import maak_register

REGISTER = maak_register()


def lezer_in(map_):
    """Read a file with this text in a folder; give the task of every scenario by name."""

    def doe(tekst: str):
        pad = map_ / "s.yaml"
        pad.write_text(tekst, "utf-8")
        return maak_werklijst(lees_plan(pad, REGISTER), REGISTER)

    return doe
