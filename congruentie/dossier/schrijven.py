"""Make the documents and write them, with a page that lists them."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from congruentie.afspraken import Afspraken
from congruentie.dossier.document import Plaatje, lees_document, maak_lijst, maak_pagina
from congruentie.dossier.domein import domein_voor
from congruentie.dossier.feiten import Feiten, Rij
from congruentie.dossier.huisstijl import Huisstijl
from congruentie.dossier.inhoud import (
    beschrijf_gemeente,
    beschrijf_land,
    beschrijf_regio,
)
from congruentie.dossier.kaartje import Tekenaar
from congruentie.dossier.provincie import beschrijf_provincie, plekken_in, provincies
from congruentie.dossier.sjabloon import Invuller
from congruentie.dossier.word import maak_docx
from congruentie.errors import CongruentieFout, GebruiksFout
from congruentie.nl import aantal, bestandsnaam
from congruentie.plafond import plafond
from congruentie.veilig import schrijf_bytes, schrijf_tekst, tijdelijke_map, veilig_schrijven
from congruentie.voorstel import Voorstel
from congruentie.voorstel.bestand import GelezenVoorstel

__all__ = [
    "VORMEN", "Maker", "Per", "Stuk", "kies_naam", "maak_dossiers", "schrijf_stukken",
]  # fmt: skip

_log = logging.getLogger(__name__)
_MELD_NA = 25
_PER_KEER = 40
_SOORT = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
"""With the structure that a screen reader needs."""
_RAAD = "De andere vormen zijn wel geschreven. Maak de PDF zelf, met Word of LibreOffice."
_BEGIN, _PER_STUK = 90, 30
"""Seconds that LibreOffice may take to start, and per document."""

Per = Literal["regio", "gemeente", "land", "provincie"]
Soort = Literal["regio", "gemeente", "provincie", "land", "terugmelding", "nota"]
VORMEN = ("docx", "html", "pdf")


@dataclass(frozen=True)
class Stuk:
    """One document to make: what it is about, and the name of its files without suffix."""

    soort: Soort
    code: str
    naam: str
    bestand: str


def maak_dossiers(  # noqa: PLR0913  # every one is a choice of the user
    voorstel: Voorstel | GelezenVoorstel,
    map_: str | Path,
    *,
    per: Per = "regio",
    codes: Sequence[str] | None = None,
    vormen: Sequence[str] = ("docx", "html"),
    stijl: Huisstijl | None = None,
    domein: str = "",
    afspraken: Afspraken | None = None,
) -> list[Path]:
    """Write the documents of a proposal.

    Parameters
    ----------
    voorstel
        A proposal over at least two indelingen with boundaries; or the regio's of an existing
        indeling (`congruentie.voorstel.maken.bestaande_regios`). The documents of one that was
        read (`congruentie.voorstel.bestand.lees_voorstel`) name its file and hash.
    map_
        The folder; made when it is absent. Files of the same name are replaced, others stay.
    per
        One document per ``"regio"``, per ``"gemeente"``, per ``"provincie"``, or one for the
        ``"land"``.
    codes
        Of the regio's, gemeenten or provincies; default all.
    vormen
        Which of ``"docx"``, ``"html"`` and ``"pdf"``.
    stijl
        The house style.
    domein
        ``"fysiek"``, ``"sociaal"`` or ``"economisch"``; empty for none.
    afspraken
        Status, version and date, which stand on every page; what is asked by when, and of whom.

    Returns
    -------
    list of Path
        What was written; ``index.html``, which lists it, comes last. Apart from PDF, the same input
        gives the same bytes.

    Raises
    ------
    GebruiksFout
        An unknown kind of document, form or domain.
    CongruentieFout
        A single indeling, no boundaries, an unknown code, a template that cannot be used, a folder
        that cannot be written, or no converter to PDF (after the other forms were written).
    """
    feiten, map_ = _feiten_van(voorstel), Path(map_)
    if per not in get_args(Per):
        raise GebruiksFout(
            f"Een dossier per {per!r} kan niet.", f"Kies uit {', '.join(get_args(Per))}."
        )
    maker = _Maker(feiten, stijl or Huisstijl(), domein, afspraken or Afspraken(), per)
    return schrijf_stukken(maker, list(_stukken(feiten, per, codes)), map_, vormen)


def schrijf_stukken(
    maker: Maker, stukken: Sequence[Stuk], map_: Path, vormen: Sequence[str]
) -> list[Path]:
    """Write documents and the page that lists them, as `maak_dossiers` says."""
    vreemd = [vorm for vorm in vormen if vorm not in VORMEN]
    if vreemd or not vormen:
        raise GebruiksFout(
            f"De vorm {', '.join(vreemd) or 'van het dossier'} kan niet.",
            f"Kies uit {', '.join(VORMEN)}.",
        )
    omzetter = vind_omzetter() if "pdf" in vormen else None
    andere = [vorm for vorm in vormen if vorm != "pdf"]
    if not andere and omzetter is None:
        raise _geen_omzetter(andere)
    gemaakt: list[tuple[Stuk, list[Path]]] = []
    with tijdelijke_map() as werk:
        for nummer, stuk in enumerate(stukken, start=1):
            with maker.grens(stuk):
                inhoud = maker.maak(stuk, [*andere, "pdf"] if omzetter else andere)
            gemaakt.append((stuk, _schrijf_vormen(stuk, map_, inhoud)))
            if omzetter:
                (werk / f"{stuk.bestand}.docx").write_bytes(inhoud["pdf"])
            if nummer % _MELD_NA == 0 and nummer < len(stukken):
                _log.info("%d van de %d dossiers gemaakt.", nummer, len(stukken))
        if omzetter:
            documenten = [werk / f"{stuk.bestand}.docx" for stuk in stukken]
            pdfs = _zet_om(documenten, map_, omzetter)
            for (_, paden), pdf in zip(gemaakt, pdfs, strict=True):
                paden.append(pdf)
    lijst = maker.schrijf_lijst(gemaakt, map_)
    if "pdf" in vormen and omzetter is None:
        raise _geen_omzetter(andere)
    return [*(pad for _, paden in gemaakt for pad in paden), lijst]


def _feiten_van(voorstel: Voorstel | GelezenVoorstel) -> Feiten:
    if isinstance(voorstel, GelezenVoorstel):
        return Feiten(voorstel.voorstel, voorstel.pad.name, voorstel.sha256)
    return Feiten(voorstel)


def _geen_omzetter(gedaan: Sequence[str]) -> CongruentieFout:
    wel = f" Wel geschreven: {' en '.join(gedaan)}." if gedaan else ""
    return CongruentieFout(
        f"Er is geen PDF gemaakt: LibreOffice (soffice) is op deze computer niet gevonden.{wel}",
        "Installeer LibreOffice, of bewaar het document in Word als PDF.",
    )


def _schrijf_vormen(stuk: Stuk, map_: Path, inhoud: Mapping[str, Any]) -> list[Path]:
    paden = []
    if "docx" in inhoud:
        paden.append(map_ / f"{stuk.bestand}.docx")
        schrijf_bytes(paden[-1], inhoud["docx"])
    if "html" in inhoud:
        paden.append(map_ / f"{stuk.bestand}.html")
        schrijf_tekst(paden[-1], inhoud["html"])
    return paden


def _stukken(feiten: Feiten, per: Per, codes: Sequence[str] | None) -> Iterator[Stuk]:
    voorstel, bezet = feiten.voorstel, {"index"}
    if per == "land":
        yield Stuk("land", "", "Nederland", kies_naam(bezet, "Nederland"))
        return
    if per == "regio":
        bekend = {code: voorstel.namen[r] for code, r in feiten.nummers.items()}
        wat, soort = "regio", "regio's"
    elif per == "provincie":
        bekend = {code: provincies(feiten).regio_naam(code) for code in provincies(feiten).regios}
        wat, soort = "provincie", "provincies"
    else:
        bekend = dict(voorstel.indelingen.gemeenten.naam_van)
        wat, soort = "gemeente", "gemeenten"
    for code in dict.fromkeys(codes) if codes is not None else bekend:
        if code not in bekend:
            raise CongruentieFout(
                f"De {wat} {code[:60]!r} is er niet.",
                f"Kies een code van de {soort}, zoals {next(iter(bekend))}.",
            )
        yield Stuk(per, code, bekend[code], kies_naam(bezet, code, bekend[code]))


def kies_naam(bezet: set[str], *delen: str, begin: str = "dossier") -> str:
    """A file name of its own without suffix, such as ``dossier-V01-Groningen``; it goes in `bezet`."""
    naam = basis = bestandsnaam(begin, *delen)
    nummer = 2
    while naam.casefold() in bezet:
        naam = f"{basis}-{nummer}"
        nummer += 1
    bezet.add(naam.casefold())
    return naam


class Maker:
    """Makes documents of one kind of source; what they share is made once.

    Parameters
    ----------
    stijl, afspraken
        As in `maak_dossiers`.
    kop
        Of the page that lists them.
    vast
        What every template can name, more than texts of the organisation.
    """

    def __init__(self, stijl: Huisstijl, afspraken: Afspraken, kop: str, vast: Rij) -> None:
        self._stijl, self._afspraken, self._kop = stijl, afspraken, kop
        self._invuller = Invuller(stijl)
        self._vast: Rij = {
            "organisatie": stijl.organisatie,
            "contact": stijl.contact,
            "domein": None,
            "a": {
                "regel": afspraken.regel,
                "vastgesteld": afspraken.vastgesteld,
                "termijn": afspraken.termijn,
                "vraag_aan": afspraken.vraag_aan,
            },
            "teksten": {
                "inleiding": stijl.inleiding,
                "slot": stijl.slot,
                "vragen": stijl.vragen,
            },
            **vast,
        }

    def inhoud(self, stuk: Stuk) -> tuple[Rij, dict[str, Plaatje]]:
        """What one document says, by the names of its template, and its pictures."""
        raise NotImplementedError

    def maak(self, stuk: Stuk, vormen: Sequence[str]) -> dict[str, Any]:
        """One document in the forms that are asked; ``"pdf"`` is the DOCX to make the PDF of."""
        waarden, plaatjes = self.inhoud(stuk)
        alt = {naam: plaatje.alt for naam, plaatje in plaatjes.items()}
        tekst = self._invuller.vul_in(stuk.soort, {**self._vast, "alt": alt, **waarden})
        document = lees_document(tekst, plaatjes, self._invuller.fout_in_tag, self._afspraken.regel)
        maak: Mapping[str, Callable[[], bytes | str]] = {
            "docx": lambda: maak_docx(document, self._stijl),
            "html": lambda: maak_pagina(document, self._stijl),
            "pdf": lambda: maak_docx(document, self._stijl, voor_pdf=True),
        }
        return {vorm: maak[vorm]() for vorm in vormen}

    def grens(self, stuk: Stuk) -> AbstractContextManager[None]:
        """A template of others can be a document without end."""
        if not self._stijl.sjabloon:
            return nullcontext()
        wat = f"Het dossier {stuk.bestand} met het sjabloon {self._stijl.sjabloon}"
        return plafond(wat, "Maak het sjabloon eenvoudiger.")

    def schrijf_lijst(self, gemaakt: Sequence[tuple[Stuk, list[Path]]], map_: Path) -> Path:
        """Write the page that lists the documents."""
        rijen = [
            (
                f"{stuk.naam} ({stuk.code})" if stuk.code else stuk.naam,
                [(pad.suffix[1:].upper(), pad.name) for pad in paden],
            )
            for stuk, paden in gemaakt
        ]
        schrijf_tekst(map_ / "index.html", maak_lijst(self._kop, rijen, self._stijl))
        return map_ / "index.html"


class _Maker(Maker):
    """Makes the documents of a proposal."""

    def __init__(
        self, feiten: Feiten, stijl: Huisstijl, domein: str, afspraken: Afspraken, per: Per
    ) -> None:
        titel = {
            "regio": "Dossiers per regio",
            "gemeente": "Dossiers per gemeente",
            "provincie": "Dossiers per provincie",
        }
        kop = f"{titel.get(per, 'Dossier')}, {feiten.voorstel.indelingen.gemeenten.jaar}"
        vast = {"domein": domein_voor(feiten, domein) if domein else None}
        super().__init__(stijl, afspraken, kop, vast)
        self._feiten, self._tekenaar = feiten, Tekenaar(feiten)

    def inhoud(self, stuk: Stuk) -> tuple[Rij, dict[str, Plaatje]]:
        """As `Maker.inhoud`."""
        inhoud, plaatjes = self._inhoud(stuk)
        return {"d": inhoud, "v": inhoud["verantwoording"]}, plaatjes

    def _inhoud(self, stuk: Stuk) -> tuple[Rij, dict[str, Plaatje]]:
        feiten, tekenaar = self._feiten, self._tekenaar
        if stuk.soort == "land":
            kaarten = {"kaart": tekenaar.land(), "indelingen": tekenaar.indelingen(None)}
            return beschrijf_land(feiten), kaarten
        if stuk.soort == "regio":
            r = feiten.nummers[stuk.code]
            kaarten = {"kaart": tekenaar.regio(r), "indelingen": tekenaar.indelingen(r)}
            return beschrijf_regio(feiten, stuk.code), kaarten
        if stuk.soort == "provincie":
            naam = f"de provincie {stuk.naam}"
            kaarten = {"kaart": tekenaar.gebied(plekken_in(feiten, stuk.code), naam)}
            return beschrijf_provincie(feiten, stuk.code), kaarten
        plek = feiten.voorstel.indelingen.gemeenten.plek[stuk.code]
        r = int(feiten.voorstel.regio[plek])
        kaarten = {"kaart": tekenaar.regio(r, plek), "indelingen": tekenaar.indelingen(r)}
        return beschrijf_gemeente(feiten, stuk.code), kaarten


# --- PDF, by LibreOffice where it is present ------------------------------------------------------


def vind_omzetter() -> str | None:
    """The path of LibreOffice; None when it is not there."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _zet_om(documenten: Sequence[Path], map_: Path, omzetter: str) -> list[Path]:
    """Convert documents (DOCX, all in one folder) to PDF under the same names; gives the PDFs.

    LibreOffice runs in an empty profile of its own, so that one that is open does not matter.
    """
    hoeveel = aantal(len(documenten), "document wordt", "documenten worden")
    _log.info("%s omgezet naar PDF.", hoeveel)
    uit: list[Path] = []
    with tijdelijke_map() as werk:
        for begin in range(0, len(documenten), _PER_KEER):
            deel = documenten[begin : begin + _PER_KEER]
            _draai(deel, omzetter, werk)
            # Now and then it stops without a word; a second time helps.
            gemist = [docx for docx in deel if not (werk / f"{docx.stem}.pdf").is_file()]
            if gemist:
                _draai(gemist, omzetter, werk)
            uit += [_bewaar(werk / f"{docx.stem}.pdf", map_) for docx in deel]
    return uit


def _draai(documenten: Sequence[Path], omzetter: str, werk: Path) -> None:
    opdracht = [
        omzetter, f"-env:UserInstallation={(werk / 'profiel').as_uri()}", "--headless", "--norestore",
        "--convert-to", _SOORT, "--outdir", str(werk), *(str(docx) for docx in documenten),
    ]  # fmt: skip
    try:
        subprocess.run(  # noqa: S603  # the names are ours
            opdracht,
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_BEGIN + _PER_STUK * len(documenten),
        )
    except subprocess.TimeoutExpired as fout:
        raise CongruentieFout(
            "LibreOffice deed te lang over de PDF en is gestopt.", _RAAD
        ) from fout
    except (OSError, subprocess.CalledProcessError) as fout:
        raise CongruentieFout("LibreOffice kon geen PDF maken.", _RAAD) from fout


def _bewaar(gemaakt: Path, map_: Path) -> Path:
    if not gemaakt.is_file():
        raise CongruentieFout(f"LibreOffice maakte geen {gemaakt.name}.", _RAAD)
    with veilig_schrijven(map_ / gemaakt.name) as tijdelijk:
        shutil.copyfile(gemaakt, tijdelijk)
    gemaakt.unlink()
    return map_ / gemaakt.name
