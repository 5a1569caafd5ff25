"""The heatmap of `vergelijk`: a page with a table that can be read, and a picture."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from congruentie import __version__
from congruentie.meten.vergelijking import VERGELIJKMATEN, Vergelijking
from congruentie.nl import getal
from congruentie.tekenen import plaat
from congruentie.veilig import schrijf_tekst, veilig_schrijven
from congruentie.webpagina import maak_webpagina

__all__ = ["schrijf_warmtekaart", "schrijf_warmteplaat"]

_MAAT = "jaccard"


def _vierkant(vergelijking: Vergelijking) -> pd.DataFrame:
    """Turn the rows per pair into an indeling x indeling table of `_MAAT`; 1 on the diagonal."""
    namen, tabel = list(vergelijking.indelingen.namen), vergelijking.tabel
    vierkant = pd.DataFrame(np.eye(len(namen)), index=namen, columns=namen)
    for a, b, waarde in zip(tabel["a"], tabel["b"], tabel[_MAAT], strict=True):
        vierkant.loc[a, b] = vierkant.loc[b, a] = waarde
    return vierkant


def schrijf_warmtekaart(vergelijking: Vergelijking, pad: Path) -> None:
    """Write the comparison as one self-contained HTML page, without script.

    Parameters
    ----------
    vergelijking
        The comparison.
    pad
        The file; written whole or not at all.
    """
    sjabloon = (files("congruentie.uitvoer") / "warmtekaart.html").read_text(encoding="utf-8")
    indelingen = vergelijking.indelingen
    pagina = maak_webpagina(
        sjabloon,
        filters={"getal": _getal},
        indelingen=list(indelingen),
        labels={indeling.naam: indeling.label for indeling in indelingen},
        jaar=indelingen.gemeenten.jaar,
        rijen=_vierkant(vergelijking).to_numpy().tolist(),
        paren=vergelijking.tabel.to_dict("records"),
        maten=VERGELIJKMATEN,
        maat=_MAAT,
        versie=__version__,
    )
    schrijf_tekst(pad, pagina)


def _getal(waarde: float) -> str:
    return "-" if np.isnan(waarde) else getal(waarde, 2)


def schrijf_warmteplaat(vergelijking: Vergelijking, pad: Path) -> None:
    """Write the heatmap as a picture (PNG, SVG or PDF by suffix)."""
    indelingen, vierkant = vergelijking.indelingen, _vierkant(vergelijking)
    titels = [indeling.label.replace("$", r"\$") for indeling in indelingen]
    zijde = 4 + 0.45 * len(titels)
    with (
        veilig_schrijven(pad) as tijdelijk,
        plaat(tijdelijk, (zijde, zijde), pad.suffix.lower(), 150, layout="constrained") as figuur,
    ):
        assen = figuur.subplots()
        assen.imshow(vierkant, cmap="YlGnBu", vmin=0, vmax=1)
        assen.set_xticks(range(len(titels)), titels, rotation=45, ha="right")
        assen.set_yticks(range(len(titels)), titels)
        for i, rij in enumerate(vierkant.to_numpy()):
            for j, waarde in enumerate(rij):
                kleur = "white" if waarde > 0.5 else "black"
                assen.text(j, i, _getal(waarde), ha="center", va="center", color=kleur, fontsize=8)
        assen.set_title(
            f"Overeenkomst tussen indelingen, {indelingen.gemeenten.jaar}\n"
            f"{VERGELIJKMATEN[_MAAT][0]}: 0 = geen paar gemeenten gelijk, 1 = alle"
        )
