"""What tests of rounds share: answers as objects and as files, and the command."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from congruentie.cli import _voer_uit
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, Voorkeur
from congruentie.uitvraag.logboek import LOGBOEK
from congruentie.voorstel import Eisen
from congruentie.voorstel.bestand import GelezenVoorstel

SHA = "a" * 64


def antwoorden(*delen: Antwoord, sha: str = SHA) -> Antwoorden:
    return Antwoorden(2026, sha, delen, (), ())


def zegt(van: str, *wensen: tuple[str, str] | tuple[str, str, str], **meer) -> Antwoord:
    voorkeuren = tuple(Voorkeur(van, w[0], w[1], w[2] if len(w) > 2 else "alle") for w in wensen)
    return Antwoord(van, "gemeente", "volledig", f"{van}.xlsx", voorkeuren=voorkeuren, **meer)


def gelezen(voorstel, eisen: Eisen | None = None) -> GelezenVoorstel:
    return GelezenVoorstel(Path("v.json"), SHA, voorstel, 0, eisen or Eisen())


def buren_in_voorstel(voorstel, *, samen: bool) -> tuple[str, str]:
    """Two bordering gemeenten of different brokken that share a proposed regio, or do not."""
    plek, brok = voorstel.indelingen.gemeenten.plek, voorstel.opgave.brok
    return next(
        (a, b)
        for a, b in voorstel.banden
        if brok[plek[a]] != brok[plek[b]]
        and (voorstel.regio[plek[a]] == voorstel.regio[plek[b]]) == samen
    )


# --- as files and commands -------------------------------------------------------------------

GEMEENTEN = ["GM0050", "GM0034", "GM0363", "GM0384", "GM0014", "GM0995", "GM0267", "GM0307", "GM0037",
             "GM0047"]  # fmt: skip


def antwoord(wie: str, *wensen: tuple[str, str], **meer) -> dict:
    voorkeuren = [
        {
            "van": wie,
            "naar": n,
            "oordeel": o,
            "domein": "alle",
            "opmerking": "",
            "plek": f"{wie}, B12",
        }
        for n, o in wensen
    ]
    return {
        "wie": wie, "soort": "gemeente", "status": "volledig", "bestand": f"{wie}.xlsx", "keuze": "",
        "alternatief": "", "voorwaarden": "", "opmerkingen": "", "regios": [], "voorkeuren": voorkeuren,
        **meer,
    }  # fmt: skip


def schrijf(pad: Path, *delen: dict, sha: str = "", **meer) -> Path:
    inhoud = {
        "jaar": 2026, "voorstel_sha256": sha, "niet_ontvangen": [], "meldingen": [],
        "antwoorden": list(delen), **meer,
    }  # fmt: skip
    pad.write_text(json.dumps(inhoud), "utf-8")
    return pad


def ronde(*opties: str | Path) -> int:
    return _voer_uit(["ronde", *map(str, opties), "--stil"])


def regels(map_: Path) -> list[dict[str, str]]:
    with (map_ / LOGBOEK).open(encoding="utf-8", newline="") as stroom:
        return list(csv.DictReader(stroom))


def vraag(overleg: Path, *meer: str | Path, uit: str = "tweede") -> int:
    antwoorden = meer or (overleg / "a.json",)
    opties = [f"--antwoorden={pad}" for pad in antwoorden]
    opties += [f"--voorstel={overleg / 'eerste.json'}", "--zonder-uitleg"]
    return ronde(*opties, f"--uit={overleg / uit}")
