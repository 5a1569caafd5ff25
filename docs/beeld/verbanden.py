"""Make what docs/verbanden.md shows: ``python docs/beeld/verbanden.py`` (``make beeld``), ten minutes.

It makes proposals from the embedded verbanden alone, from indelingen alone, and from both, and writes
who is where (verbanden-voorstellen.csv), how theta matters (verbanden-theta.csv) and the pictures. The
tables in the page follow from those two files (`tabellen`): a test makes them again.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib.patches import PathPatch

import congruentie as cg
from congruentie.meten.geraakt import Geraakt
from congruentie.model import Indeling, Indelingen
from congruentie.nl import getal
from congruentie.tekenen import pad_van, plaat, teken_vlakken
from congruentie.voorstel import Voorstel

HIER = Path(__file__).parent
BLADZIJDE = HIER.parent / "verbanden.md"
VOORSTELLEN, CURVE = HIER / "verbanden-voorstellen.csv", HIER / "verbanden-theta.csv"
JAREN = {
    2016: ("ggd", "jeugdregio", "arbeidsmarktregio", "veiligheidsregio"),
    2026: ("ggd", "res", "jeugdregio", "arbeidsmarktregio"),
}
WATTEN = ("verbanden", "indelingen", "beide")
TITELS = {
    "verbanden": "Alleen verbanden",
    "indelingen": "Alleen indelingen",
    "beide": "Allebei",
}
THETAS = ("0.5", "0.4", "0.35", "0.3", "0.25", "0.2", "0.15")
TIJD = 60


@cache
def laad(jaar: int, *, getekend: bool = False) -> Indelingen:
    """The indelingen of a year, with the verbanden of 2016 carried to it."""
    return cg.laad_indelingen(jaar, JAREN[jaar], verbanden=["verbanden_2016"], met_grenzen=getekend)


def maak(jaar: int, wat: str, theta: str | None = None) -> Voorstel:
    """A proposal from verbanden, from indelingen, or from both; with the default theta."""
    indelingen = laad(jaar)
    gewichten = {"indelingen": {"verbanden": 0.0}}.get(wat, {})
    if wat == "verbanden":
        indelingen = cg.laad_indelingen(jaar, [], verbanden=["verbanden_2016"])
    return cg.stel_voor(indelingen, gewichten=gewichten, theta=theta, tijd=TIJD)


def schrijf(pad: Path, rijen: Iterable[Iterable[object]]) -> None:
    """Write rows as CSV."""
    with pad.open("w", encoding="utf-8", newline="") as bestand:
        csv.writer(bestand, lineterminator="\n").writerows(rijen)


def lees(pad: Path) -> list[dict[str, str]]:
    """Read them."""
    with pad.open(encoding="utf-8") as bestand:
        return list(csv.DictReader(bestand))


def reken() -> None:
    """Make every proposal."""
    rijen = []
    for jaar in JAREN:
        gemaakt = [maak(jaar, wat) for wat in WATTEN]
        codes = gemaakt[0].indelingen.gemeenten.codes
        per = [[voorstel.codes[r] for r in voorstel.regio] for voorstel in gemaakt]
        rijen += [(jaar, code, *waar) for code, *waar in zip(codes, *per, strict=True)]
    schrijf(VOORSTELLEN, [("jaar", "gm_code", *WATTEN), *rijen])
    punten = []
    for theta in THETAS:
        voorstel = maak(2016, "verbanden", theta)
        assert voorstel.geraakt is not None
        alleen = sum(aantal == 1 for aantal in Counter(voorstel.regio.tolist()).values())
        punten.append(
            (
                *(theta, len(voorstel.codes), alleen, *voorstel.geraakt.aantallen.values()),
                *(f"{voorstel.doelwaarde:g}", "ja" if voorstel.bewezen_optimaal else "nee"),
            )
        )
    kop = ("theta", "regios", "alleen", "gelijk", "binnen", "gesneden", "doelwaarde", "bewezen")
    schrijf(CURVE, [kop, *punten])


# --- the tables, from the files ----------------------------------------------------------------------


def geraakt(jaar: int, wat: str) -> Geraakt:
    """What a proposal that was made does to the verbanden."""
    indelingen = laad(jaar)
    assert indelingen.verbanden is not None
    waar = {rij["gm_code"]: rij[wat] for rij in lees(VOORSTELLEN) if rij["jaar"] == str(jaar)}
    return Geraakt(indelingen.verbanden, indelingen.gemeenten, Indeling("voorstel", waar))


def als_tabel(kop: Iterable[str], rijen: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    kop = list(kop)
    regels = [kop, ["---"] * len(kop), *rijen]
    return "\n".join(f"| {' | '.join(map(str, regel))} |" for regel in regels)


def tabellen() -> Iterator[tuple[str, str]]:
    """Every table of the page that this makes, by name."""
    koppen = (
        "Theta",
        "Regio's",
        "Van één gemeente",
        "Verbanden heel",
        "Gesneden",
        "Bewezen het beste",
    )
    yield (
        "theta",
        als_tabel(
            koppen,
            (
                (
                    getal(float(p["theta"]), 2),
                    *(p["regios"], p["alleen"], int(p["gelijk"]) + int(p["binnen"]), p["gesneden"]),
                    p["bewezen"],
                )
                for p in lees(CURVE)
            ),
        ),
    )
    rijen = []
    for jaar in JAREN:
        for wat in WATTEN:
            uitkomst = geraakt(jaar, wat)
            gelijk, binnen, gesneden = uitkomst.aantallen.values()
            gemeenten = uitkomst.buiten["gm_code"].nunique()
            regios = len(uitkomst.indeling.regios)
            rijen.append((jaar, TITELS[wat], regios, gelijk, binnen, gesneden, gemeenten))
    koppen = ("Jaar", "Voorstel uit", "Regio's", "Gelijk aan een regio", "Binnen een regio", "Gesneden",
              "Gemeenten in een verband buiten hun regio")  # fmt: skip
    yield "voorstellen", als_tabel(koppen, rijen)
    per = {wat: {li.verband.naam: li for li in geraakt(2026, wat).liggingen} for wat in WATTEN}
    overal = [
        naam
        for naam in per["beide"]
        if all(liggingen[naam].uitkomst == "gesneden" for liggingen in per.values())
    ]
    groot = sorted(overal, key=lambda naam: (-len(per["beide"][naam].verband.leden), naam))[:10]
    yield (
        "gesneden",
        als_tabel(
            ("Verband", "Gemeenten", *(f"{TITELS[wat]}: regio's" for wat in WATTEN)),
            (
                (
                    naam,
                    len(per["beide"][naam].verband.leden),
                    *(len(per[wat][naam].delen) for wat in WATTEN),
                )
                for naam in groot
            ),
        ),
    )


def vul_in(bladzijde: str) -> str:
    """The page with its tables as they are now, each between two comments."""
    for naam, tabel in tabellen():
        begin, einde = f"<!-- tabel {naam} -->\n", "\n<!-- einde -->"
        voor, _, rest = bladzijde.partition(begin)
        _, gevonden, na = rest.partition(einde)
        assert gevonden, naam
        bladzijde = f"{voor}{begin}\n{tabel}\n{einde}{na}"
    return bladzijde


# --- the pictures ------------------------------------------------------------------------------------


def teken() -> None:
    """Draw the lappendeken, and the proposals side by side."""
    indelingen = laad(2026, getekend=True)
    vlakken, verbanden = indelingen.gemeenten.vlakken, indelingen.verbanden
    assert vlakken is not None
    assert verbanden is not None
    with plaat(HIER / "verbanden.png", (6, 7), ".png", dpi=130) as figuur:
        assen = _kaart(figuur.add_axes((0, 0, 1, 1)), vlakken)
        for verband in verbanden.tellende:
            _lijn(assen, vlakken.loc[list(verband.leden)].union_all(), alpha=0.25, linewidth=0.8)
    waar = {rij["gm_code"]: rij for rij in lees(VOORSTELLEN) if rij["jaar"] == "2026"}
    with plaat(HIER / "verbanden-voorstellen.png", (12, 5), ".png", dpi=110) as figuur:
        for nummer, wat in enumerate(WATTEN):
            assen = _kaart(figuur.add_axes((nummer / 3, 0, 1 / 3, 0.92)), vlakken)
            regios = Counter(rij[wat] for rij in waar.values())
            assen.set_title(f"{TITELS[wat]}: {len(regios)} regio's")
            for regio in regios:
                leden = [code for code, rij in waar.items() if rij[wat] == regio]
                _lijn(assen, vlakken.loc[leden].union_all(), linewidth=1.2)


def _kaart(assen: Any, vlakken: Any) -> Any:
    teken_vlakken(assen, vlakken, ["#eef1f4"] * len(vlakken), ["#ffffff"] * len(vlakken))
    assen.set_aspect("equal")
    assen.autoscale_view()
    assen.set_axis_off()
    return assen


def _lijn(assen: Any, vlak: Any, **hoe: float) -> None:
    assen.add_patch(PathPatch(pad_van(vlak), fill=False, edgecolor="#154273", **hoe))


if __name__ == "__main__":
    if "--alleen-tekenen" not in sys.argv:
        reken()
    teken()
    BLADZIJDE.write_text(vul_in(BLADZIJDE.read_text("utf-8")), "utf-8", newline="\n")
