"""Remarks on a file: one by one for a program, equal ones together for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NoReturn

from congruentie.bronnen.bladkeuze import splits_keuze
from congruentie.errors import CongruentieFout
from congruentie.gemeenten import Herkomst
from congruentie.nl import aantal, opsomming
from congruentie.verbanden import Verband

__all__ = [
    "Celplek", "Ernst", "Gestopt", "Keuring", "Melder", "Melding", "eigen_herkomst", "regels_van",
    "weiger_onbruikbaar",
]  # fmt: skip

Ernst = Literal["fout", "let op"]
_VELDEN = ("ernst", "bestand", "blad", "rij", "kolom", "waarde", "melding", "voorstel")
"""The contract of ``controleer --json``."""
_HOOGSTENS = 5
"""Equal remarks that are shown one by one; more become one line."""
_LANGSTE = 60
"""Characters of an example."""


@dataclass(frozen=True)
class Melding:
    """One remark on a file, as ``congruentie controleer --json`` writes it.

    Parameters
    ----------
    ernst
        ``"fout"``: the file cannot be used. ``"let op"``: it can, but look at this.
    bestand
        The file.
    melding, voorstel
        What is wrong, and what to do about it; Dutch.
    blad
        The sheet; empty for CSV.
    rij
        Row of the file (header = 1); None when it is about the whole file.
    kolom, waarde
        Header of the column and text of the cell; empty when it is not about a cell.
    soort
        The same of many: what follows "66 " in a Dutch sentence. Remarks with the same `soort` are
        equal; one of them that is about the whole file (`rij` is None) speaks for all. Empty: it
        stands alone.
    """

    ernst: Ernst
    bestand: str
    melding: str
    voorstel: str = ""
    blad: str = ""
    rij: int | None = None
    kolom: str = ""
    waarde: str = ""
    soort: str = ""

    @property
    def plek(self) -> str:
        """The file, and the sheet if there is one."""
        return f"{self.bestand}, blad {self.blad}" if self.blad else self.bestand

    @property
    def regel(self) -> str:
        """The remark in one line."""
        rij = "" if self.rij is None else f", rij {self.rij}"
        return f"{self.plek}{rij}: {self.melding} {self.voorstel}".strip()

    def als_json(self) -> dict[str, Any]:
        """The fields of the contract."""
        return {naam: getattr(self, naam) for naam in _VELDEN}


@dataclass
class Keuring:
    """What was found in a file.

    Parameters
    ----------
    meldingen
        In the order of the rows.
    lidmaatschap
        gm_code -> regio_code, as far as it could be read; ``"A | B"`` for one in two regio's.
    regio_namen
        regio_code -> name, where the file gives one.
    verbanden
        The samenwerkingsverbanden, where the file is a list of those.
    """

    meldingen: list[Melding] = field(default_factory=list)
    lidmaatschap: dict[str, str] = field(default_factory=dict)
    regio_namen: dict[str, str] = field(default_factory=dict)
    verbanden: tuple[Verband, ...] = ()

    @property
    def bruikbaar(self) -> bool:
        """Whether the file can be used as it is."""
        return bool(self.lidmaatschap or self.verbanden) and not self.fouten

    @property
    def fouten(self) -> list[Melding]:
        """The remarks that make the file unusable."""
        return [melding for melding in self.meldingen if melding.ernst == "fout"]


class Gestopt(Exception):
    """The file cannot be judged further; what is wrong has been said."""


Celplek = tuple[int | None, str, str]
"""Row of a file, what the column holds, and the text of the cell."""
_HEEL: Celplek = (None, "", "")


class Melder:
    """Says things about one file.

    Parameters
    ----------
    bestand
        The file.
    keuring
        Where it is said.
    blad
        The sheet; empty when there are none.
    koppen
        What a column holds -> its header in this file.
    """

    def __init__(
        self,
        bestand: Path,
        keuring: Keuring,
        blad: str = "",
        koppen: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.keuring = keuring
        self._bestand, self._blad, self._koppen = str(bestand), blad, koppen

    def meld(
        self, ernst: Ernst, plek: Celplek, melding: str, voorstel: str = "", soort: str = ""
    ) -> None:
        """Say something of a place; the fields are those of `Melding`."""
        rij, kolom, waarde = plek
        kolom = self._koppen.get(kolom) or kolom
        self.keuring.meldingen.append(
            Melding(ernst, self._bestand, melding, voorstel, self._blad, rij, kolom, waarde, soort)
        )

    def let_op(
        self, melding: str, voorstel: str = "", plek: Celplek = _HEEL, soort: str = ""
    ) -> None:
        """Say what is to be looked at, was mended or left out."""
        self.meld("let op", plek, melding, voorstel, soort)

    def fout(
        self, melding: str, voorstel: str = "", plek: Celplek = _HEEL, soort: str = ""
    ) -> None:
        """Say what makes the file useless."""
        self.meld("fout", plek, melding, voorstel, soort)

    def stop(self, melding: str, voorstel: str = "", kolom: str = "") -> NoReturn:
        """Say what makes the file useless, and judge it no further.

        Raises
        ------
        Gestopt
            Always.
        """
        self.fout(melding, voorstel, (None, kolom, ""))
        raise Gestopt


def regels_van(meldingen: Iterable[Melding]) -> list[tuple[Ernst, str]]:
    """Write remarks for a reader: many equal ones become a line with a count and three examples."""
    groepen: dict[tuple[str, ...], list[Melding]] = {}
    for nummer, melding in enumerate(meldingen):
        wat = melding.soort or str(nummer)
        groepen.setdefault((melding.ernst, melding.plek, wat), []).append(melding)
    return [(groep[0].ernst, regel) for groep in groepen.values() for regel in _regels(groep)]


def weiger_onbruikbaar(keuring: Keuring) -> None:
    """Refuse a file that cannot be used.

    Raises
    ------
    CongruentieFout
        With file, row (header = 1), value and cure; the first fault, and how many more there are.
    """
    if not keuring.bruikbaar:
        eerste, *meer = [regel for _, regel in regels_van(keuring.fouten)]
        fouten = aantal(len(meer), "andere fout", "andere fouten")
        rest = f" (en nog {fouten}; zie congruentie controleer)" if meer else ""
        raise CongruentieFout(eerste + rest)


def eigen_herkomst(bestand: str | Path, keuring: Keuring) -> Herkomst:
    """Where facts come from that stand in a file of the user's own, with what was said of it.

    Parameters
    ----------
    bestand
        The file, with what was chosen in it.
    keuring
        What was found in it.
    """
    pad, _ = splits_keuze(str(bestand))
    # A page or a document goes to others: they get the name of the file, not its folder.
    gezegd = " ".join(regel for _, regel in regels_van(keuring.meldingen))
    return Herkomst(
        f"eigen bestand {pad.name}",
        "onbekend",
        "eigen",
        "onbekend",
        gezegd.replace(str(pad), pad.name),
        bestand=str(Path(bestand).absolute()),
    )


def _regels(groep: list[Melding]) -> list[str]:
    if namens_alle := [m for m in groep if m.rij is None]:
        return [m.regel for m in namens_alle]
    if len(groep) <= _HOOGSTENS:
        return [m.regel for m in groep]
    waarden = [" ".join(m.waarde.split())[:_LANGSTE] for m in groep[:3]]
    rijen = [f"rij {m.rij}" + f" ({w})" * bool(w) for m, w in zip(groep, waarden, strict=False)]
    adviezen = {m.voorstel for m in groep}
    advies = adviezen.pop() if len(adviezen) == 1 else ""
    eerste = groep[0]
    tekst = f"{eerste.plek}: {len(groep)} {eerste.soort}, zoals {opsomming(rijen)}. {advies}"
    return [tekst.strip()]
