"""The answers to a consultation: the model, and the JSON file that they are kept in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Gemeenten
from congruentie.jsonvorm import lees_json
from congruentie.uitvraag.vragen import (
    CONTACT,
    KEUZES,
    VRAGEN,
    Domein,
    Gevraagd,
    Keuze,
    Namens,
    Oordeel,
)
from congruentie.veilig import schrijf_tekst

__all__ = [
    "Antwoord",
    "Antwoorden",
    "Ernst",
    "Formuliermelding",
    "RegioOpmerking",
    "Status",
    "Voorkeur",
    "lees_antwoorden",
    "schrijf_antwoorden",
]

Status = Literal["volledig", "deels", "leeg", "onduidelijk"]
Ernst = Literal["fout", "let op"]

_OPNIEUW = "Maak het opnieuw met 'congruentie uitvraag lees'."


@dataclass(frozen=True)
class Voorkeur:
    """What one gemeente thinks of sharing a regio with another.

    Parameters
    ----------
    van, naar
        gm_codes.
    oordeel
        What it thinks.
    domein
        For which domain; ``"alle"`` for all of them.
    opmerking
        What it wrote beside it.
    plek
        Where it stands: "bestand.xlsx, blad Vragen, cel B12".
    """

    van: str
    naar: str
    oordeel: Oordeel
    domein: Domein
    opmerking: str = ""
    plek: str = ""

    def __str__(self) -> str:
        return f"{self.naar}: {self.oordeel}, {self.domein}" + f" ({self.opmerking})" * bool(
            self.opmerking
        )


@dataclass(frozen=True)
class RegioOpmerking:
    """What an observer says about a proposed regio.

    Parameters
    ----------
    regio
        Its code ("V07").
    opmerking
        What was written.
    plek
        Where it stands.
    """

    regio: str
    opmerking: str
    plek: str = ""

    def __str__(self) -> str:
        return f"{self.regio}: {self.opmerking}"


@dataclass(frozen=True)
class Antwoord:
    """What one gemeente or observer answered.

    Parameters
    ----------
    wie
        gm_code, or the code of the province or waterschap.
    soort
        What it is.
    status
        ``"leeg"``: nothing was filled in. ``"volledig"``: the choice was made (an observer: anything
        was said) and nothing was unclear. ``"onduidelijk"``: forms came back that differ, and none of
        them counts. ``"deels"``: the rest.
    bestand
        Name of the form; of all of them when they differ.
    keuze
        What it thinks of the proposal; empty when it did not say.
    alternatief
        Code of the regio it prefers; only with the choice ``"alternatief"``.
    voorkeuren
        Its wishes, in the order of the form; at most one per gemeente and domain.
    voorwaarden, opmerkingen
        What it wrote.
    regios
        Remarks of an observer, in the order of the form.
    namens
        Whether it is of officials, of the executive, or of the elected assembly; empty: not said.
    contact
        ``naam``, ``functie``, ``email`` and ``telefoon``; empty unless they were asked for.
    """

    wie: str = field(metadata={"pattern": r"^[A-Z]{2}[0-9]+\Z"})
    soort: Gevraagd
    status: Status
    bestand: str
    keuze: Keuze = ""
    alternatief: str = field(default="", metadata={"pattern": r"^(V[0-9]+|)\Z"})
    voorkeuren: tuple[Voorkeur, ...] = ()
    voorwaarden: str = ""
    opmerkingen: str = ""
    regios: tuple[RegioOpmerking, ...] = ()
    namens: Namens = field(default="", metadata={"optioneel": True})
    contact: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"optioneel": True, "namen": [veld.sleutel for veld in CONTACT]},
    )

    @property
    def regel(self) -> str:
        """All that was answered in one line; without contact."""
        delen = []
        for vraag in VRAGEN:
            if vraag.soort == "tabel":
                delen += [str(rij) for rij in getattr(self, vraag.sleutel)]
            elif vraag.soort != "contact":
                gaf = {veld.sleutel: getattr(self, veld.sleutel) for veld in vraag.velden}
                delen += [f"{naam}: {tekst}" for naam, tekst in gaf.items() if tekst]
        return "; ".join(delen)

    def bij_ander_voorstel(self) -> Antwoord:
        """The same answer for a proposal that it was not about: the choice is only a remark."""
        if not self.keuze:
            return self
        koos = f"Koos bij een ander voorstel: {KEUZES[self.keuze]} {self.alternatief}".strip()
        opmerkingen = f"{self.opmerkingen}\n{koos}.".strip()
        return replace(self, keuze="", alternatief="", opmerkingen=opmerkingen)


@dataclass(frozen=True)
class Formuliermelding:
    """One remark on a returned form.

    Parameters
    ----------
    ernst
        ``"fout"``: something of it does not count. ``"let op"``: it does, but look at this.
    bestand, blad, cel
        Where; `blad` and `cel` are empty when it is about the whole file.
    waarde
        What stands there, whole; empty for what may be personal.
    melding, voorstel
        What is wrong, and what to do about it; Dutch.
    """

    ernst: Ernst
    bestand: str
    blad: str
    cel: str
    waarde: str
    melding: str
    voorstel: str = ""

    @property
    def regel(self) -> str:
        """The remark in one line, without anything that a screen would act on."""
        waar = [self.bestand, self.blad and f"blad {self.blad}", self.cel and f"cel {self.cel}"]
        tekst = f"{', '.join(filter(None, waar))}: {self.melding} {self.voorstel}".strip()
        return "".join(
            teken if teken.isprintable() else teken.encode("unicode_escape").decode()
            for teken in " ".join(tekst.split())
        )


@dataclass(frozen=True)
class Antwoorden:
    """All answers to one consultation.

    Parameters
    ----------
    jaar
        Year of the gemeenten.
    voorstel_sha256
        Of the file with the proposal that was asked about; empty when unknown.
    antwoorden
        By kind and code, one per `wie`.
    niet_ontvangen
        Codes of who was asked and is not in `antwoorden`, ascending.
    meldingen
        What is unclear, by file.
    gevraagd
        Codes of who was asked, ascending; empty when there was no list of them: then every gemeente
        counts as asked.
    nagelezen
        Texts that a person has read: key (`congruentie.uitvraag.nalezen.Geschreven.sleutel`) -> what
        public outputs have instead of them.
    """

    jaar: int
    voorstel_sha256: str = field(metadata={"pattern": r"^([0-9a-f]{64}|)\Z"})
    antwoorden: tuple[Antwoord, ...]
    niet_ontvangen: tuple[str, ...]
    meldingen: tuple[Formuliermelding, ...]
    gevraagd: tuple[str, ...] = field(default=(), metadata={"optioneel": True})
    nagelezen: Mapping[str, str] = field(default_factory=dict, metadata={"optioneel": True})


def schrijf_antwoorden(antwoorden: Antwoorden, pad: str | Path) -> None:
    """Write answers as JSON, whole or not at all; the same answers give the same bytes.

    Parameters
    ----------
    antwoorden
        As `congruentie.uitvraag.lees_uitvraag` gives them. Contact is written where it is in them.
    pad
        The file.

    Raises
    ------
    CongruentieFout
        It cannot be written.
    """
    inhoud = asdict(antwoorden)
    for een, namen in [
        (inhoud, ("gevraagd", "nagelezen")),
        *((antwoord, ("namens", "contact")) for antwoord in inhoud["antwoorden"]),
    ]:
        for naam in namen:  # not even the name, where it was not asked for
            if not een[naam]:
                del een[naam]
    schrijf_tekst(Path(pad), json.dumps(inhoud, ensure_ascii=False, indent=2) + "\n")


def lees_antwoorden(pad: str | Path, gemeenten: Gemeenten) -> Antwoorden:
    """Read answers back.

    Parameters
    ----------
    pad
        A file as `schrijf_antwoorden` writes it.
    gemeenten
        Of the year of the consultation.

    Returns
    -------
    Antwoorden

    Raises
    ------
    CongruentieFout
        The file cannot be read, is no answers, is of another year, or names a gemeente that is not
        in `gemeenten`; the message says where in it.
    """
    pad = Path(pad)
    _, inhoud = lees_json(pad, "bestand met antwoorden", _vorm(Antwoorden), _OPNIEUW)
    antwoorden: Antwoorden = _maak(Antwoorden, inhoud)
    _controleer_gemeenten(pad, antwoorden, gemeenten)
    return antwoorden


def _controleer_gemeenten(pad: Path, antwoorden: Antwoorden, gemeenten: Gemeenten) -> None:
    if antwoorden.jaar != gemeenten.jaar:
        raise CongruentieFout(
            f"{pad} gaat over {antwoorden.jaar}, maar gevraagd is {gemeenten.jaar}.",
            "Gebruik de antwoorden en het voorstel van hetzelfde jaar.",
        )
    gezien: set[str] = set()
    for een in antwoorden.antwoorden:
        codes = [een.wie] if een.soort == "gemeente" else []
        codes += [code for v in een.voorkeuren for code in (v.van, v.naar)]
        vreemd = sorted(set(codes) - gemeenten.plek.keys())
        if vreemd:
            raise CongruentieFout(
                f"{pad}: gemeente {vreemd[0]} is er in {gemeenten.jaar} niet.", _OPNIEUW
            )
        if een.wie in gezien:
            raise CongruentieFout(f"{pad}: van {een.wie} zijn er twee antwoorden.", _OPNIEUW)
        if any(v.van != een.wie or v.naar == een.wie for v in een.voorkeuren):
            raise CongruentieFout(f"{pad}: een wens van {een.wie} klopt niet.", _OPNIEUW)
        gezien.add(een.wie)


def _vorm(soort: Any) -> dict[str, Any]:
    """The shape of one of the classes above, or of what is in it, as JSON Schema."""
    if is_dataclass(soort):
        hints = get_type_hints(soort)
        return {
            "type": "object",
            "properties": {v.name: _vorm(hints[v.name]) | _grens(v) for v in fields(soort)},
            "required": [v.name for v in fields(soort) if "optioneel" not in v.metadata],
            "additionalProperties": False,
        }
    if get_origin(soort) is Literal:
        return {"enum": list(get_args(soort))}
    if get_origin(soort) is tuple:
        return {"type": "array", "items": _vorm(get_args(soort)[0])}
    if get_origin(soort) is Mapping:
        return {"type": "object", "additionalProperties": {"type": "string"}}
    return {"type": "integer" if soort is int else "string"}


def _grens(veld: Field[Any]) -> dict[str, Any]:
    """What a field may hold, more than its type says."""
    if "namen" in veld.metadata:
        return {"propertyNames": {"enum": veld.metadata["namen"]}}
    return {"pattern": veld.metadata["pattern"]} if "pattern" in veld.metadata else {}


def _maak(soort: Any, inhoud: Any) -> Any:
    """What `asdict` made a dict and lists of, as it was."""
    if is_dataclass(soort):
        hints = get_type_hints(soort)
        return soort(**{naam: _maak(hints[naam], deel) for naam, deel in inhoud.items()})  # type: ignore[operator]
    if get_origin(soort) is tuple:
        return tuple(_maak(get_args(soort)[0], deel) for deel in inhoud)
    return inhoud
