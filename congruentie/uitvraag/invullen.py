"""Fill in a form as a civil servant would: only the answer cells. For trials and tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from congruentie.errors import CongruentieFout
from congruentie.uitvoer.xlsx import als_bytes, zet_cel
from congruentie.uitvraag.antwoorden import Antwoord
from congruentie.uitvraag.openen import lees_werkmap
from congruentie.uitvraag.velden import (
    CONTACT,
    KEUZES,
    LOSSE_VELDEN,
    REGIO_KOLOMMEN,
    WENS_KOLOMMEN,
    Veld,
)
from congruentie.uitvraag.werkblad import Werkmap
from congruentie.veilig import veilig_schrijven

__all__ = ["vul_in"]


def vul_in(
    formulier: Path, naar: Path, antwoord: Antwoord, contact: Mapping[str, str] | None = None
) -> None:
    """Write a copy of a form with the answers in it.

    Parameters
    ----------
    formulier
        A form as `congruentie uitvraag maak` makes it.
    naar
        Where the filled-in copy comes; may be `formulier` itself.
    antwoord
        What is answered; `wie`, `soort`, `status`, `bestand` and the places are not used.
    contact
        ``naam``, ``functie``, ``email`` and ``telefoon``; default those in `antwoord`.

    Raises
    ------
    CongruentieFout
        The file is no form, it has fewer rows than there are wishes, or it does not offer a gemeente
        or regio that is in the answer.
    """
    boek, _ = lees_werkmap(formulier)
    werk = Werkmap(boek)
    vulling = _Vulling(werk)
    vulling.zet(LOSSE_VELDEN["keuze"], [KEUZES.get(antwoord.keuze, "")])
    vulling.zet(LOSSE_VELDEN["alternatief"], [vulling.label("regio's", antwoord.alternatief)])
    vulling.zet(LOSSE_VELDEN["voorwaarden"], [antwoord.voorwaarden])
    vulling.zet(LOSSE_VELDEN["opmerkingen"], [antwoord.opmerkingen])
    voorkeuren = antwoord.voorkeuren
    kolommen: dict[str, list[str]] = {
        "gemeente": [vulling.label("gemeenten", v.naar) for v in voorkeuren],
        "oordeel": [v.oordeel for v in voorkeuren],
        "domein": [v.domein for v in voorkeuren],
        "opmerking": [v.opmerking for v in voorkeuren],
    }
    for naam, teksten in kolommen.items():
        vulling.zet(WENS_KOLOMMEN[naam], teksten)
    if antwoord.regios:
        vulling.zet_regios({een.regio: een.opmerking for een in antwoord.regios})
    for naam, tekst in (antwoord.contact if contact is None else contact).items():
        vulling.zet(CONTACT[naam], [tekst])
    inhoud = als_bytes(boek)
    with veilig_schrijven(naar) as tijdelijk:
        tijdelijk.write_bytes(inhoud)


class _Vulling:
    """Puts texts into the answer cells of a form."""

    def __init__(self, werk: Werkmap) -> None:
        if werk.vragen is None:
            raise CongruentieFout("Dit bestand is geen formulier.")
        self.werk, self.blad = werk, werk.vragen

    def label(self, lijst: str, code: str) -> str:
        """What a drop-down shows for a code."""
        if not code:
            return ""
        for label in self.werk.lijsten.get(lijst, []):
            if label.endswith(f"({code})"):
                return label
        raise CongruentieFout(f"Het formulier kent {code} niet.")

    def zet(self, veld: Veld, teksten: list[str]) -> None:
        """Fill the cells of a field from the top; an empty text leaves a cell as it is."""
        if not any(teksten):
            return
        plekken = self.werk.plekken(veld)
        if len(plekken) < len(teksten):
            raise CongruentieFout(
                f"Er zijn {len(teksten)} antwoorden bij {veld.label!r}, maar {len(plekken)} vakken."
            )
        for plek, tekst in zip(plekken, teksten, strict=False):
            if tekst:
                # What looks like an escaped character in a workbook is escaped itself.
                bewaard = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", tekst)
                zet_cel(self.blad.cell(*plek), bewaard)

    def zet_regios(self, opmerkingen: Mapping[str, str]) -> None:
        """Fill in the remarks of an observer, each beside its regio."""
        regels = self.werk.plekken(REGIO_KOLOMMEN["regio"])
        teksten = []
        over = dict(opmerkingen)
        for plek in regels:
            cel = self.werk.cel(*plek)
            code = next((c for c in over if cel and cel.tekst.endswith(f"({c})")), "")
            teksten.append(over.pop(code, ""))
        if over:
            raise CongruentieFout(f"Het formulier vraagt niets over {', '.join(sorted(over))}.")
        self.zet(REGIO_KOLOMMEN["opmerking"], teksten)
