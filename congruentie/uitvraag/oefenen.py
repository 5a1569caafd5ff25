"""A consultation to practise with: forms filled in with answers that were made up."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from lxml import etree

from congruentie.errors import CongruentieFout
from congruentie.uitvoer.tabel import schoon
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, RegioOpmerking, Voorkeur
from congruentie.uitvraag.vragen import (
    BLADEN,
    KEUZES,
    LIJSTEN,
    VRAGEN,
    VRAGENBLAD,
    Keuze,
    Oordeel,
    Veld,
)
from congruentie.veilig import leesbaar, schrijf_bytes

if TYPE_CHECKING:
    from congruentie.uitvraag.ronde import Ronde
    from congruentie.voorstel import Voorstel

__all__ = ["Oefenaar", "verzin_contact", "vul_in", "wie_opnieuw"]

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_GEEN_ANTWOORD, _LEEG, _HALF = 0.10, 0.03, 0.10
"""Shares of the forms that do not come back, come back empty, or without a choice."""
_BUURT = 12
"""Wishes are about one of so many nearest gemeenten."""
_ZEKER = 0.25
"""Share of the wishes not to be together that are certain."""
_VOLHARDEN = 0.4
"""Chance that a gemeente repeats a wish that was not met."""
_DOMEINEN = ("alle", "alle", "alle", "fysiek", "sociaal", "economisch")


@dataclass(frozen=True)
class Oefenaar:
    """Makes up answers: the same seed gives the same ones.

    Gemeenten would rather sit with who they share many regio's with now, and rather not with who
    they share none with. Nobody looks at what others answer, so that answers contradict each other.

    Parameters
    ----------
    zaad
        Seed.
    """

    zaad: int

    def antwoorden(
        self, voorstel: Voorstel, ronde: int, eerder: Antwoorden | None = None
    ) -> Iterator[Antwoord]:
        """Give the answers of gemeenten that send their form back.

        Parameters
        ----------
        voorstel
            The proposal that is asked about.
        ronde
            From 1; every round has its own chance.
        eerder
            The answers so far. A gemeente that had wishes holds on to some of what it did not get
            and gives up the rest; one that never answered, answers as in the first round.
        """
        gemeenten = voorstel.indelingen.gemeenten
        gaf = {een.wie: een for een in eerder.antwoorden} if eerder else {}
        afstand = _afstanden(voorstel)
        for i, code in enumerate(gemeenten.codes):
            dobbel = np.random.default_rng([self.zaad, ronde, i])
            lot = dobbel.random()
            if lot < _GEEN_ANTWOORD:
                continue
            if lot < _GEEN_ANTWOORD + _LEEG:
                yield Antwoord(code, "gemeente", "leeg", "")
                continue
            vorig = gaf.get(code)
            if vorig is None or vorig.status == "leeg":
                wensen = tuple(self._verzin(voorstel, i, afstand[i], dobbel))
            else:
                wensen = tuple(_houd_vast(vorig.voorkeuren, voorstel, dobbel))
            half = lot < _GEEN_ANTWOORD + _LEEG + _HALF
            keuze, alternatief = self._kies(voorstel, i, dobbel)
            if half:
                keuze, alternatief = "", ""
            woorden = "Alleen als het vrijwillig blijft." if dobbel.random() < 0.2 else ""
            yield Antwoord(
                code, "gemeente", "deels" if half else "volledig", "",
                keuze, alternatief, wensen, voorwaarden=woorden,
            )  # fmt: skip

    def _verzin(
        self,
        voorstel: Voorstel,
        i: int,
        afstand: npt.NDArray[np.float64],
        dobbel: np.random.Generator,
    ) -> Iterator[Voorkeur]:
        codes = voorstel.indelingen.gemeenten.codes
        dichtbij = np.argsort(afstand, kind="stable")[1 : _BUURT + 1]
        aantal = min(int(dobbel.integers(1, 5)), len(dichtbij))
        for j in dobbel.choice(dichtbij, size=aantal, replace=False).tolist():
            gedeeld = float(voorstel.indelingen.deelt(i, j).mean())
            oordeel: Oordeel = "liever wel"
            if dobbel.random() > 0.2 + 0.7 * gedeeld:
                oordeel = "zeker niet" if dobbel.random() < _ZEKER else "liever niet"
            domein = _DOMEINEN[int(dobbel.integers(len(_DOMEINEN)))]
            yield Voorkeur(codes[i], codes[j], oordeel, domein)  # type: ignore[arg-type]

    @staticmethod
    def _kies(voorstel: Voorstel, i: int, dobbel: np.random.Generator) -> tuple[Keuze, str]:
        lot = dobbel.random()
        buren = sorted(
            {
                int(voorstel.regio[voorstel.indelingen.gemeenten.plek[ander]])
                for paar in voorstel.banden
                for ander in paar
                if voorstel.indelingen.gemeenten.codes[i] in paar
            }
            - {int(voorstel.regio[i])}
        )
        if lot < 0.6 or not buren:
            return "voorstel", ""
        if lot < 0.8:
            return "alternatief", voorstel.codes[buren[int(dobbel.integers(len(buren)))]]
        return "anders", ""


def _afstanden(voorstel: Voorstel) -> npt.NDArray[np.float64]:
    """Between the points inside the gemeenten, metres; shape (n, n)."""
    vlakken = voorstel.indelingen.gemeenten.vlakken
    if vlakken is None:
        raise ValueError("boundaries are needed")
    punten = vlakken.representative_point()
    xy = np.column_stack([punten.x, punten.y])
    uit: npt.NDArray[np.float64] = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    return uit


def _houd_vast(
    wensen: tuple[Voorkeur, ...], voorstel: Voorstel, dobbel: np.random.Generator
) -> Iterator[Voorkeur]:
    """The wishes that are met, and some of those that are not."""
    plek, regio = voorstel.indelingen.gemeenten.plek, voorstel.regio
    for wens in wensen:
        samen = regio[plek[wens.van]] == regio[plek[wens.naar]]
        vervuld = samen == (wens.oordeel == "liever wel")
        if vervuld or dobbel.random() < _VOLHARDEN:
            yield Voorkeur(wens.van, wens.naar, wens.oordeel, wens.domein)


def verzin_contact(code: str) -> dict[str, str]:
    """Contact of nobody."""
    return {
        "naam": f"Oefenpersoon {code}",
        "functie": "adviseur",
        "email": f"oefening-{code.lower()}@voorbeeld.invalid",
        "telefoon": "000-0000000",
    }


def wie_opnieuw(ronde: Ronde) -> list[str]:
    """Whom to ask again after a round, by gm_code.

    Who did not answer or left the form empty, who is in another regio now, and who has a wish that is
    not met.
    """
    tabel = ronde.per_gemeente
    uit = set(tabel.index[tabel["antwoord"].isin(("niet ontvangen", "leeg"))])
    uit |= set(ronde.wijzigingen["gm_code"])
    wensen = ronde.wensen
    telt = np.array([w.gaat_hierover for w in ronde.toepassing.wensen], dtype=bool)
    uit |= set(wensen.loc[telt & ~wensen["vervuld"].to_numpy(dtype=bool), "van"])
    return sorted(uit)


def vul_in(
    formulier: str | Path,
    naar: str | Path,
    antwoord: Antwoord,
    contact: Mapping[str, str] | None = None,
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
    vulling = _Vulling(Path(formulier))
    for vraag in VRAGEN:
        if vraag.soort == "contact":
            gegevens = antwoord.contact if contact is None else contact
            for veld in vraag.velden:
                vulling.zet(veld, [gegevens.get(veld.sleutel, "")])
        elif vraag.soort != "tabel":
            for veld in vraag.velden:
                vulling.zet(veld, [getattr(antwoord, veld.sleutel)])
        elif vraag.rijen:
            rijen = getattr(antwoord, vraag.sleutel)
            for veld in vraag.velden:
                vulling.zet(veld, [getattr(rij, veld.sleutel) for rij in rijen])
        else:
            waarover, veld = vraag.velden
            vulling.zet_bij(waarover, veld, getattr(antwoord, vraag.sleutel))
    schrijf_bytes(Path(naar), vulling.als_bytes())


class _Vulling:
    """Puts texts into the answer cells of a form; whatever else is in the file stays as it is.

    A form is changed in its XML: to let openpyxl read and write all of it takes ten times as long.
    """

    def __init__(self, pad: Path) -> None:
        with leesbaar(pad):
            ruw = pad.read_bytes()
        try:
            with zipfile.ZipFile(io.BytesIO(ruw)) as zip_:
                self.delen = {deel: zip_.read(deel) for deel in zip_.infolist()}
            boek = self._xml("xl/workbook.xml")
            self.vragen = self._xml(self._blad(VRAGENBLAD))
            self.lijsten = self._lees_lijsten()
        except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as fout:
            raise CongruentieFout("Dit bestand is geen formulier.") from fout
        self.bereiken = {een.get("name"): een.text for een in boek.iter(f"{_NS}definedName")}
        self.cellen = {cel.get("r"): cel for cel in self.vragen.iter(f"{_NS}c")}

    @staticmethod
    def _blad(titel: str) -> str:
        return f"xl/worksheets/sheet{BLADEN.index(titel) + 1}.xml"

    def _xml(self, naam: str) -> Any:
        return etree.fromstring({deel.filename: ruw for deel, ruw in self.delen.items()}[naam])

    def _lees_lijsten(self) -> dict[str, list[str]]:
        """The columns of the hidden sheet by their header."""
        kolommen: dict[str, list[str]] = {}
        for cel in self._xml(self._blad(LIJSTEN)).iter(f"{_NS}c"):
            kolommen.setdefault(cel.get("r").rstrip("0123456789"), []).append(_tekst_van(cel))
        return {kop: teksten for kop, *teksten in kolommen.values()}

    def _plekken(self, veld: Veld) -> list[str]:
        """The addresses of the cells of a field, from top to bottom."""
        from openpyxl.utils.cell import rows_from_range

        bereik = self.bereiken.get(veld.naam, "").rpartition("!")[2].replace("$", "")
        return [plek for (plek,) in rows_from_range(bereik)] if bereik else []

    def als_bytes(self) -> bytes:
        """The file with the answers in it."""
        uit = io.BytesIO()
        with zipfile.ZipFile(uit, "w") as zip_:
            for deel, ruw in self.delen.items():
                is_vragen = deel.filename == self._blad(VRAGENBLAD)
                inhoud = etree.tostring(self.vragen) if is_vragen else ruw
                zip_.writestr(deel, inhoud, zipfile.ZIP_DEFLATED)
        return uit.getvalue()

    def _getoond(self, veld: Veld, waarde: str) -> str:
        """What the form shows for an answer: of a code the label that has it."""
        if waarde and veld.lijst in {"gemeenten", "regio's"}:
            for label in self.lijsten.get(veld.lijst, []):
                if label.endswith(f"({waarde})"):
                    return label
            raise CongruentieFout(f"Het formulier kent {waarde} niet.")
        return KEUZES.get(waarde, "") if veld.lijst == "keuzes" else waarde

    def zet(self, veld: Veld, antwoorden: list[str]) -> None:
        """Fill the cells of a field from the top; an empty answer leaves a cell as it is."""
        teksten = [self._getoond(veld, antwoord) for antwoord in antwoorden]
        if not any(teksten):
            return
        plekken = self._plekken(veld)
        if len(plekken) < len(teksten):
            raise CongruentieFout(
                f"Er zijn {len(teksten)} antwoorden bij {veld.label!r}, maar {len(plekken)} vakken."
            )
        for plek, tekst in zip(plekken, teksten, strict=False):
            if tekst:
                # What looks like an escaped character in a workbook is escaped itself.
                bewaard = schoon(re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", tekst))
                cel = self.cellen[plek]
                del cel[:]
                cel.set("t", "inlineStr")
                regel = etree.SubElement(etree.SubElement(cel, f"{_NS}is"), f"{_NS}t")
                regel.text = bewaard
                regel.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def zet_bij(self, waarover: Veld, veld: Veld, rijen: Sequence[RegioOpmerking]) -> None:
        """Fill in remarks, each beside the regio that it is about."""
        over = {rij.regio: rij.opmerking for rij in rijen}
        teksten = []
        for plek in self._plekken(waarover) if over else ():
            label = _tekst_van(self.cellen[plek])
            code = next((c for c in over if label.endswith(f"({c})")), "")
            teksten.append(over.pop(code, ""))
        if over:
            raise CongruentieFout(f"Het formulier vraagt niets over {', '.join(sorted(over))}.")
        self.zet(veld, teksten)


def _tekst_van(cel: Any) -> str:
    return "".join(cel.itertext())
