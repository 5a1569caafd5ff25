"""A consultation to practise with: forms filled in with answers that were made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from congruentie.errors import CongruentieFout
from congruentie.uitvoer.xlsx import als_bytes, zet_cel
from congruentie.uitvraag.antwoorden import Antwoord, Antwoorden, RegioOpmerking, Voorkeur
from congruentie.uitvraag.vragen import KEUZES, VRAGEN, Keuze, Oordeel, Veld
from congruentie.uitvraag.werkmap import Werkmap, lees_werkmap
from congruentie.veilig import veilig_schrijven

if TYPE_CHECKING:
    from congruentie.uitvraag.ronde import Ronde
    from congruentie.voorstel import Voorstel

__all__ = ["Oefenaar", "verzin_contact", "vul_in", "wie_opnieuw"]

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
    boek, _ = lees_werkmap(Path(formulier))
    vulling = _Vulling(Werkmap(boek))
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
    inhoud = als_bytes(boek)
    with veilig_schrijven(Path(naar)) as tijdelijk:
        tijdelijk.write_bytes(inhoud)


class _Vulling:
    """Puts texts into the answer cells of a form."""

    def __init__(self, werk: Werkmap) -> None:
        if werk.vragen is None:
            raise CongruentieFout("Dit bestand is geen formulier.")
        self.werk, self.blad = werk, werk.vragen

    def _getoond(self, veld: Veld, waarde: str) -> str:
        """What the form shows for an answer: of a code the label that has it."""
        if waarde and veld.lijst in {"gemeenten", "regio's"}:
            for label in self.werk.lijsten.get(veld.lijst, []):
                if label.endswith(f"({waarde})"):
                    return label
            raise CongruentieFout(f"Het formulier kent {waarde} niet.")
        return KEUZES.get(waarde, "") if veld.lijst == "keuzes" else waarde

    def zet(self, veld: Veld, antwoorden: list[str]) -> None:
        """Fill the cells of a field from the top; an empty answer leaves a cell as it is."""
        teksten = [self._getoond(veld, antwoord) for antwoord in antwoorden]
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

    def zet_bij(self, waarover: Veld, veld: Veld, rijen: Sequence[RegioOpmerking]) -> None:
        """Fill in remarks, each beside the regio that it is about."""
        over = {rij.regio: rij.opmerking for rij in rijen}
        teksten = []
        for plek in self.werk.plekken(waarover) if over else ():
            cel = self.werk.cel(*plek)
            code = next((c for c in over if cel and cel.tekst.endswith(f"({c})")), "")
            teksten.append(over.pop(code, ""))
        if over:
            raise CongruentieFout(f"Het formulier vraagt niets over {', '.join(sorted(over))}.")
        self.zet(veld, teksten)
