"""``congruentie voorstel``, and the options of the commands that start from a proposal."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congruentie.cli import Commando
from congruentie.cli.keuze import CACHE, TIJD, Keuze, keuze_opties
from congruentie.cli.opties import algemene_opties, optie, opties_voor, stel, uit_optie, zeg
from congruentie.nl import opsomming
from congruentie.voorstel.eisen import Eisen
from congruentie.vraag import Vraag, vraag, vragen_van

if TYPE_CHECKING:
    from fractions import Fraction

    from congruentie.gemeenten import Gemeenten
    from congruentie.model import Indeling, Indelingen
    from congruentie.voorstel import Voorstel
    from congruentie.voorstel.alternatieven import Alternatief
    from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = ["NOEM", "Voorstelkeuze", "namen_van_regios", "voorstel", "voorstel_opties"]

_log = logging.getLogger(__name__)
_EISEN = (*Eisen.vragen().values(), Vraag("eisen", "bestand", "YAML-bestand met deze wensen."))

NOEM = Vraag(
    "noem",
    "paren",
    "Noem de regio waarin deze gemeente zit zo, zoals Ede=Foodvalley. Mag vaker.",
    vorm="GM=NAAM",
)


def namen_van_regios(noem: Mapping[str, str], gemeenten: Gemeenten) -> dict[str, str]:
    """What `Voorstel.noem` takes: gm_code -> name."""
    from congruentie.bronnen.zoeken import zoeker_voor

    zoeker = zoeker_voor(gemeenten)
    return {zoeker.vind(wie, "Bij --noem: "): naam for wie, naam in noem.items()}


def _wat_gegeven_is(**antwoorden: Any) -> dict[str, Any]:
    gegeven = ((vraag.naam, antwoorden[vraag.veld]) for vraag in _EISEN)
    # Zero is an answer, and equal to False.
    return {naam: een for naam, een in gegeven if not (een is None or een is False or een == ())}


@click.command("voorstel", cls=Commando)
@keuze_opties(wegen=True, raakt=True)
@optie(
    "domein",
    "lijst",
    "Neem alle indelingen van een domein die het hele land dekken; bij meer domeinen komt er "
    "per domein een voorstel.",
    vorm="DOMEIN,DOMEIN",
    niet_met=("indelingen", "casus"),
)
@optie(
    "theta",
    "getal",
    "Welk deel twee gemeenten moeten delen om bij elkaar te horen (standaard 0,5, voor alleen "
    "verbanden 0,25, en met allebei ertussenin). Lager geeft grotere regio's.",
)
@opties_voor("wensen", _EISEN, _wat_gegeven_is)
@optie(
    "methode",
    "keus",
    "Hoe er wordt gezocht (standaard exact: met bewijs).",
    keuzes=("exact", "zoeken", "louvain", "agglomeratief"),
    standaard="exact",
)
@stel(TIJD)
@optie(
    "voortgang",
    "pad",
    "Schrijf onder het zoeken hoe ver het is: per verbetering een regel JSON met seconden, doelwaarde "
    "en bovengrens. Met - op de standaarduitvoer.",
    niet_met=("domein", "reeks"),
)
@optie("zonder-uitleg", "ja/nee", "Alleen .csv en .json; dat is sneller.")
@optie(
    "reeks",
    "ja of pad",
    "Het beste voorstel voor elk aantal regio's van --regios, als tabel en plaatje; of voor elk getal "
    "van een andere wens, zoals theta=0.4,0.5. De tijd geldt per getal.",
    vorm="[WENS=GETAL,GETAL]",
    niet_met=(
        "domein",
        "kies-bestaande",
        "bereik-congruentie",
        "bereik-doelwaarde",
        "naast",
        "waarom",
        "noem",
    ),
)
@optie(
    "kies-bestaande",
    "ja/nee",
    "Toon ook hoe goed elke bestaande indeling als basis is, de beste eerst.",
)
@optie(
    "bereik-congruentie",
    "getal",
    "Met --uitgaand-van: verhuis zo min mogelijk om deze gemiddelde congruentie te halen.",
    vorm="PROCENT",
    niet_met=("bereik-doelwaarde",),
)
@optie(
    "bereik-doelwaarde",
    "getal",
    "Met --uitgaand-van: verhuis zo min mogelijk inwoners om deze doelwaarde te halen.",
)
@optie(
    "alternatieven",
    "heel getal",
    "Maak ook zoveel alternatieven: voorstellen die bijna even goed zijn, en zo veel mogelijk "
    "verschillen van het voorstel en van elkaar.",
    minstens=1,
    niet_met=("reeks",),
)
@optie(
    "marge",
    "getal",
    "Hoeveel procent slechter een alternatief hoogstens mag zijn (standaard 1).",
    vorm="PROCENT",
    hoort_bij=("alternatieven",),
)
@optie(
    "naast",
    "bestand",
    "Zet op de kaart een ander voorstel ernaast, zoals eerder.csv, om te vergelijken.",
    niet_met=("zonder-uitleg",),
)
@optie(
    "waarom",
    "gemeenten",
    "Zeg waarom deze twee gemeenten samen of apart zitten. Mag vaker.",
    vaker=True,
)
@stel(NOEM)
@uit_optie("Naam van de bestanden, zonder .csv of .json (standaard voorstel).", vorm="NAAM")
@algemene_opties
def voorstel(
    keuze: Keuze,
    domein: tuple[str, ...] | None,
    theta: str | None,
    wensen: dict[str, Any],
    methode: str,
    tijd: int,
    uit: str | None,
    **hoe: Any,
) -> Voorstel | None:
    """Stel regio's voor die het best passen bij de gekozen indelingen, met bewijs."""
    naam = uit or "voorstel"
    hoe["bereik"] = {
        wat: None if (doel := hoe.pop(f"bereik_{wat}")) is None else float(doel)
        for wat in ("congruentie", "doelwaarde")
    }
    hoe["marge"] = float(hoe["marge"] or 1) / 100
    if Path(naam).suffix.lower() in {".csv", ".json", ".html", ".gpkg", ".xlsx"}:
        raise click.BadParameter(
            f"{naam!r} is een naam zonder {Path(naam).suffix}; er komen meer bestanden.",
            param_hint="--uit",
        )
    if (reeks := hoe.pop("reeks")) is not None:
        verder = {"theta": theta, "methode": methode, "tijd": tijd}
        _maak_reeks(keuze, reeks, wensen, Path(naam), uitleg=not hoe["zonder_uitleg"], **verder)
        return None
    if domein is None:
        return _maak(keuze, theta, wensen, methode, tijd, naam, **hoe)

    from congruentie.bronnen import namen_van_domein

    gemaakt = {}
    for een in domein:
        namen = namen_van_domein(een, keuze.jaar, cache=keuze.cache)
        deel = replace(keuze, indelingen=tuple(namen))
        waar = naam if len(domein) == 1 else f"{naam}-{een}"
        gemaakt[een] = _maak(deel, theta, wensen, methode, tijd, waar, **hoe)
    if len(gemaakt) == 1:
        return gemaakt[domein[0]]
    _schrijf_domeinen(gemaakt, Path(f"{naam}-domeinen.csv"))
    return None


def _maak_reeks(
    keuze: Keuze, over: str, wensen: dict[str, Any], naam: Path, *, uitleg: bool, **hoe: Any
) -> None:
    from congruentie.uitvoer.reeks import schrijf_reeks
    from congruentie.voorstel.eisenbestand import lees_eisen
    from congruentie.voorstel.reeks import lees_over, stel_reeks_voor

    def meld(waarde: int | Fraction, gemaakt: Voorstel | None) -> None:
        wat = "geen voorstel" if gemaakt is None else f"doelwaarde {gemaakt.doelwaarde:g}"
        bewijs = ", bewezen het beste" if gemaakt is not None and gemaakt.bewezen_optimaal else ""
        getal_ = f"{float(waarde):.10g}"
        _log.info("%s %s: %s", wens, getal_.replace(".", ","), f"{wat}{bewijs}".replace(".", ","))

    indelingen = keuze.laad()
    eisen, indelingen = lees_eisen(wensen, indelingen, cache=keuze.cache)
    wens, waarden = lees_over(over, eisen)
    eigen = {"gewichten": keuze.gewichten, "noemer": keuze.noemer, "cache": keuze.cache}
    gemaakt = stel_reeks_voor(indelingen, wens, waarden, eisen=eisen, meld=meld, **eigen, **hoe)
    for reden in dict.fromkeys(filter(None, gemaakt.redenen)):
        bij = [
            f"{float(w):.10g}" for w, r in zip(waarden, gemaakt.redenen, strict=True) if r == reden
        ]
        _log.info("Bij %s %s: %s", wens, opsomming(bij), reden)
    paden = schrijf_reeks(gemaakt, naam, uitleg=uitleg)
    _log.info("Geschreven: %s", ", ".join(str(pad) for pad in paden))


def _schrijf_domeinen(gemaakt: dict[str, Voorstel], pad: Path) -> None:
    """Say how well the proposals of several domains agree, and write it."""
    from congruentie.uitvoer.tabel import schrijf_csv
    from congruentie.voorstel.uitleg import vergelijk_voorstellen

    tabel = vergelijk_voorstellen(gemaakt)
    for rij in tabel.to_dict("records"):
        _log.info(
            "Voorstellen %s en %s: van de paren die er een samenvoegt, delen ze %.0f%%.",
            rij["a"],
            rij["b"],
            100 * rij["jaccard"],
        )
    schrijf_csv(tabel, pad)
    _log.info("Geschreven: %s", pad)


def _maak(  # noqa: PLR0913  # the options
    keuze: Keuze,
    theta: str | None,
    wensen: dict[str, Any],
    methode: str,
    tijd: int,
    naam: str,
    *,
    voortgang: str | None,
    alternatieven: int | None,
    marge: float,
    zonder_uitleg: bool,
    kies_bestaande: bool,
    naast: str | None,
    waarom: tuple[str, ...],
    noem: dict[str, str],
    bereik: dict[str, float | None],
) -> Voorstel:
    from congruentie.cli.voorstelmelding import maak_alternatieven, meld_voorstel
    from congruentie.cli.voortgang import volg
    from congruentie.uitvoer.tabel import schrijf_csv
    from congruentie.uitvoer.voorstel import schrijf_voorstel
    from congruentie.uitvraag.logboek import controleer_uitvoer
    from congruentie.voorstel import stel_voor
    from congruentie.voorstel.eisenbestand import lees_eisen, lees_paar
    from congruentie.voorstel.uitgaand import controleer_bereik, haal_bereik
    from congruentie.voorstel.uitleg import waarom as leg_uit

    controleer_uitvoer(Path(naam))
    indelingen, zonder_kaart = keuze.laad_liefst_met_grenzen()
    eisen, indelingen = lees_eisen(wensen, indelingen, cache=keuze.cache)
    controleer_bereik(eisen, **bereik)
    tweede = _lees_naast(naast, indelingen) if naast else None
    paren = [lees_paar(paar, indelingen.gemeenten) for paar in waarom]
    with volg(voortgang) as volger:
        gemaakt = stel_voor(
            indelingen,
            theta=theta,
            eisen=eisen,
            gewichten=keuze.gewichten,
            noemer=keuze.noemer,
            methode=methode,  # type: ignore[arg-type]  # Keus checked it
            tijd=tijd,
            cache=keuze.cache,
            voortgang=volger,
        )
    if volger.gestopt and any(doel is not None for doel in bereik.values()):
        raise KeyboardInterrupt  # the best so far is not what was asked
    stappen = None
    if not volger.gestopt:
        gemaakt, stappen = haal_bereik(gemaakt, **bereik, tijd=tijd)
    if noem:
        gemaakt = gemaakt.noem(namen_van_regios(noem, indelingen.gemeenten))
    meld_voorstel(gemaakt, theta_gekozen=theta is not None)
    for een, ander in paren:
        zeg(leg_uit(gemaakt, een, ander))
    if kies_bestaande:
        schrijf_csv(gemaakt.bestaande, None)
    anderen: list[Alternatief] = []
    if alternatieven is not None and not volger.gestopt:
        anderen = maak_alternatieven(gemaakt, alternatieven, marge=marge, tijd=tijd)
    zonder_uitleg |= volger.gestopt
    paden = schrijf_voorstel(
        gemaakt, Path(naam), uitleg=not zonder_uitleg, stappen=stappen, alternatieven=anderen
    )
    if zonder_kaart and not zonder_uitleg:
        _log.info("%s Daarom zijn er geen .gpkg en .html.", zonder_kaart)
    elif not zonder_uitleg:
        paden.append(_schrijf_kaart(gemaakt, Path(f"{naam}.html"), tweede))
    _log.info("Geschreven: %s", ", ".join(str(pad) for pad in paden))
    if volger.gestopt:
        _log.info("Dit is het beste dat er was toen u stopte, zonder uitleg.")
        raise KeyboardInterrupt
    return gemaakt


def _lees_naast(bestand: str, indelingen: Indelingen) -> Indeling:
    """Read another proposal, to set beside the new one."""
    from congruentie.bronnen.lidmaatschap import lees_eigen_indeling

    naam = Path(bestand).stem
    return replace(lees_eigen_indeling(bestand, "naast", indelingen.gemeenten), titel=naam)


def _schrijf_kaart(gemaakt: Voorstel, pad: Path, naast: Indeling | None) -> Path:
    from congruentie import kaart
    from congruentie.errors import GebruiksFout
    from congruentie.veilig import schrijf_tekst

    if len(gemaakt.indelingen) < 2 and not gemaakt.opgave.verbandgewicht:
        raise GebruiksFout(
            "Een kaart bij een voorstel kan pas met twee indelingen.", "Gebruik --zonder-uitleg."
        )
    schrijf_tekst(pad, kaart.maak_pagina(gemaakt.meting, voorstel=gemaakt, naast=naast))
    return pad


F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Voorstelkeuze:
    """Which proposal, and the files of one's own that it was made with."""

    voorstel: str | None = vraag("bestand", "", vorm="NAAM.json")
    eigen: dict[str, str] = vraag(
        "paren",
        "Waar een eigen indeling van het voorstel nu staat, als haar bestand is verplaatst. Mag "
        "vaker.",
        vorm="NAAM=BESTAND",
        van="bestand",
    )
    verbanden: tuple[str, ...] = vraag(
        "bestand",
        "Waar de samenwerkingsverbanden van het voorstel nu staan, als hun bestand is verplaatst. Noem "
        "ze dan allemaal, in dezelfde volgorde. Mag vaker.",
        vaker=True,
    )
    peildatum: int | None = vraag(
        "jaar", "Het jaar van de eigen bestanden, als het niet in het voorstel staat."
    )
    grenzen: str | None = vraag(
        "bestand", "Waar de eigen gemeentegrenzen van het voorstel nu staan."
    )
    cache: str | None = field(default=None, metadata={"vraag": CACHE})

    def lees(self) -> GelezenVoorstel:
        """Read the proposal."""
        from congruentie.voorstel.bestand import lees_voorstel

        if self.voorstel is None:
            raise ValueError("no proposal was given")
        return lees_voorstel(
            Path(self.voorstel),
            eigen=self.eigen,
            verbanden=self.verbanden,
            peildatum=self.peildatum,
            grenzen=self.grenzen,
            cache=self.cache,
        )


def voorstel_opties(hulp: str, *, verplicht: bool = True) -> Callable[[F], F]:
    """Add the options that make a `Voorstelkeuze`, and pass it as ``keuze``.

    Parameters
    ----------
    hulp
        Text for ``--voorstel``.
    verplicht
        Whether the command cannot do without.
    """
    voorstel, *rest = vragen_van(Voorstelkeuze)
    voorstel = replace(voorstel, hulp=hulp, verplicht=verplicht)
    return opties_voor("keuze", (voorstel, *rest), Voorstelkeuze)
