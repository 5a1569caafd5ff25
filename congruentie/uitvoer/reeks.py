"""A curve of proposals as files: the table, a picture, and a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from congruentie.nl import getal
from congruentie.tekenen import plaat
from congruentie.uitvoer.tabel import (
    AANTAL,
    PROCENT,
    Blad,
    Kolom,
    bronnenblad,
    schrijf_csv,
    schrijf_xlsx,
    uitlegblad,
)
from congruentie.voorstel.reeks import OVER, Reeks

__all__ = ["schrijf_reeks"]

_INKT, _GRIJS, _LIJN = "#16202b", "#4a5866", "#1f5a93"
_KOLOMMEN = [
    Kolom("doelwaarde, bovengrens", formaat="#,##0.0##"),
    Kolom("doelwaarde", "Doelwaarde", "Hoe goed het beste voorstel met dit getal is.",
          "S. Régnier (1965); mediaan-verdeling"),
    Kolom("bovengrens", "Bovengrens", "Geen voorstel met dit getal is meer waard."),
    Kolom("bewezen_optimaal", "Bewezen het beste", "Of doelwaarde en bovengrens gelijk zijn."),
    Kolom("congruentie", "Congruentie (%)",
          "Gemiddelde van het land als een indeling het voorstel overneemt: de indeling waarvan het "
          "uitgaat, en anders gemiddeld over alle.", "RegioAtlas", formaat=PROCENT),
    Kolom("verhuizers_gemeenten", "Gemeenten die verhuizen",
          "Uit de indeling waarvan het voorstel uitgaat, en anders uit alle indelingen samen.",
          formaat=AANTAL),
    Kolom("verhuizers_inwoners", "Inwoners die verhuizen", "Van die gemeenten.", formaat=AANTAL),
    Kolom("apart_vanaf", "Apart vanaf", "Het laagste getal waarbij zij niet in een regio zitten."),
    Kolom("apart_tot", "Apart tot", "Het hoogste getal waarbij dat zo is."),
    Kolom("apart", "Apart", "In hoeveel voorstellen van de reeks."),
]  # fmt: skip


def schrijf_reeks(reeks: Reeks, naam: Path, *, uitleg: bool = True) -> list[Path]:
    """Write ``<naam>-reeks.csv``, and with `uitleg` also ``.png``, ``.svg`` and ``.xlsx``.

    Parameters
    ----------
    reeks
        The curve.
    naam
        Path without suffix.
    uitleg
        Also what takes longer: the picture, and the workbook with the borders.

    Returns
    -------
    list of Path
        What was written.
    """
    csv, xlsx, *platen = (
        naam.with_name(f"{naam.name}-reeks{suffix}") for suffix in (".csv", ".xlsx", ".png", ".svg")
    )
    schrijf_csv(reeks.tabel, csv)
    if not uitleg:
        return [csv]
    for pad in platen:
        _teken(reeks, pad)
    indelingen = next(v for v in reeks.voorstellen if v is not None).indelingen
    bladen = [
        Blad("Reeks", reeks.tabel, _KOLOMMEN),
        Blad("Grenzen", reeks.grenzen, _KOLOMMEN),
        uitlegblad(_KOLOMMEN),
        bronnenblad(indelingen),
    ]
    schrijf_xlsx(bladen, xlsx)
    return [csv, *platen, xlsx]


def _teken(reeks: Reeks, pad: Path) -> None:
    """Three lines above each other: how good, how congruent, and who moves."""
    from matplotlib.ticker import FuncFormatter

    tabel = reeks.tabel
    x = tabel.iloc[:, 0].astype(float)
    lijnen = {
        "doelwaarde": "Doelwaarde",
        "congruentie": "Congruentie (%)",
        "verhuizers_inwoners": "Inwoners die verhuizen",
    }
    with plaat(pad, (8.27, 9.0), pad.suffix) as figuur:
        vakken = figuur.subplots(len(lijnen), 1, sharex=True)
        for as_, (kolom, titel) in zip(vakken, lijnen.items(), strict=True):
            y = tabel[kolom].astype(float)
            as_.plot(x, y, color=_LIJN, linewidth=1.4)
            _teken_punten(as_, x, y, tabel["bewezen_optimaal"])
            if kolom == "doelwaarde" and not tabel["bewezen_optimaal"].all():
                grens = tabel["bovengrens"].astype(float)
                as_.plot(x, grens, color=_GRIJS, linestyle=":", label="bovengrens")
                as_.legend(frameon=False, fontsize=8, labelcolor=_INKT)
            as_.set_title(titel, loc="left", fontsize=10, color=_INKT)
            as_.grid(color="#d5dade", linewidth=0.5)
            as_.tick_params(colors=_GRIJS, labelsize=8)
            as_.spines[["top", "right"]].set_visible(False)
            cijfers = int(kolom == "congruentie")
            as_.yaxis.set_major_formatter(FuncFormatter(lambda n, _, c=cijfers: getal(n, c)))
        vakken[-1].set_xlabel(OVER[reeks.over][0].upper() + OVER[reeks.over][1:], color=_INKT)
        if reeks.over != "theta":
            vakken[-1].xaxis.set_major_formatter(FuncFormatter(lambda n, _: getal(n)))
        kop = f"Het beste voorstel bij elk getal: {OVER[reeks.over]}"
        figuur.suptitle(kop, x=0.06, ha="left", fontsize=14, fontweight="bold", color=_INKT)
        figuur.text(
            0.06, 0.015, "Dicht punt: bewezen het beste. Open: het beste dat in de tijd is gevonden.",
            fontsize=8, color=_GRIJS,
        )  # fmt: skip
        figuur.subplots_adjust(left=0.13, right=0.97, top=0.90, bottom=0.09, hspace=0.28)


def _teken_punten(as_: Any, x: pd.Series, y: pd.Series, bewezen: pd.Series) -> None:
    for vol, kleur in ((True, _LIJN), (False, "white")):
        deel = bewezen.astype(bool) == vol
        as_.scatter(x[deel], y[deel], s=18, color=kleur, edgecolors=_LIJN, linewidths=1.0, zorder=3)
