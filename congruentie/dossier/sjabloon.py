"""Fill in the template: sandboxed, everything escaped, and clear about what is wrong with it."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from congruentie import nl
from congruentie.dossier.huisstijl import GROOTSTE_SJABLOON, Huisstijl
from congruentie.errors import CongruentieFout
from congruentie.jsonvorm import kaal
from congruentie.veilig import lees_heel

__all__ = ["Invuller"]

_EIGEN = (
    "dossier.html", "raam.html", "regio.html", "gemeente.html", "provincie.html", "land.html",
    "terugmelding.html", "nota.html", "delen.html",
)  # fmt: skip
_BEGIN = "dossier.html"
_ZONDER_AFSPRAKEN = {"regel": "", "vastgesteld": False, "termijn": "", "vraag_aan": ""}
_MEESTE_TEKENS = 8_000_000
_RAADPLEEG = "Verbeter het sjabloon; de handleiding zegt wat er kan."
_RICHTING = re.compile("[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufefc]")
_FSI, _PDI = "\u2068", "\u2069"
_VERTALINGEN: tuple[tuple[str, str], ...] = (
    (r"Encountered unknown tag '(.+?)'", "de opdracht {0} bestaat niet"),
    (r"Unexpected end of template", "het sjabloon is niet af: er ontbreekt een afsluiting"),
    (r"expected token '(.+?)', got '(.+?)'", "hier hoort {0}, maar er staat {1}"),
    (r"unexpected '(.+?)'", "hier kan geen {0} staan"),
    (r"No filter named '(.+?)'", "het filter {0} bestaat niet"),
    (r"No test named '(.+?)'", "de toets {0} bestaat niet"),
    (r"block '(.+?)' defined twice", "het block {0} staat er twee keer"),
    (r"'(.+?)' is undefined", "de naam {0} bestaat niet"),
    (r"has no attribute '(.+?)'", "het onderdeel {0} bestaat niet"),
    (r"extended multiple times", "extends staat er twee keer"),
    (r"Missing end of (raw|comment)", "er ontbreekt een afsluiting"),
)


class Invuller:
    """Fills in templates: ours, and that of the organisation when it has one.

    Parameters
    ----------
    stijl
        Names the template of the organisation.

    Raises
    ------
    CongruentieFout
        Their template cannot be read or is no valid template, or names a block that does not exist.
    """

    def __init__(self, stijl: Huisstijl) -> None:
        self._map, self._naam = stijl.map, stijl.sjabloon
        laders: list[BaseLoader] = [FunctionLoader(_lees_eigen)]
        if self._map and self._naam:
            laders.append(FunctionLoader(_lezer_van(self._map)))
        self._omgeving = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader(laders),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_isoleer,
        )
        self._omgeving.globals = {"range": self._omgeving.globals["range"]}
        self._omgeving.filters.update(_FILTERS)
        if self._naam:
            self._controleer()

    def vul_in(self, soort: str, waarden: Mapping[str, Any]) -> str:
        """Make the body of one document.

        Parameters
        ----------
        soort
            The name of a template of ours, without suffix.
        waarden
            What the template can name.

        Raises
        ------
        CongruentieFout
            The template of the organisation cannot be filled in; with file, line and reason.
        """
        # Plain values only: what NumPy gives can do more than a template may, such as write a file.
        namen = kaal({"a": _ZONDER_AFSPRAKEN, **waarden, "grondvorm": f"{soort}.html"})
        delen, lengte = [], 0
        try:
            for deel in self._omgeving.get_template(self._naam or _BEGIN).generate(namen):
                delen.append(deel)
                lengte += len(deel)
                if lengte > _MEESTE_TEKENS:
                    raise OverflowError("longer than a document can be")
        except CongruentieFout:
            raise
        except Exception as fout:  # what a template can raise is anything
            if not self._naam:
                raise
            raise self._vertaal(fout) from fout
        return "".join(delen)

    def _controleer(self) -> None:
        """Refuse what Jinja passes over in silence: blocks with a wrong name, text outside blocks."""
        try:
            bron = self._omgeving.loader.get_source(self._omgeving, self._naam)[0]  # type: ignore[union-attr]
            boom = self._omgeving.parse(bron, self._naam, self._naam)
            bekend = self._blokken()
        except CongruentieFout:
            raise
        except Exception as fout:
            raise self._vertaal(fout) from fout
        if not any(isinstance(deel, nodes.Extends) for deel in boom.body):
            raise self._fout(1, f'er ontbreekt {{% extends "{_BEGIN}" %}}')
        for blok in boom.find_all(nodes.Block):
            if blok.name not in bekend:
                lijkt = get_close_matches(blok.name, bekend, n=1)
                raad = (
                    f"bedoel je {lijkt[0]}?" if lijkt else f"kies uit: {', '.join(sorted(bekend))}."
                )
                raise self._fout(blok.lineno, f"het block {blok.name} bestaat niet; {raad}")
        for deel in boom.body:
            if isinstance(deel, nodes.Output):
                for stuk in deel.nodes:
                    if not isinstance(stuk, nodes.TemplateData) or stuk.data.strip():
                        raise self._fout(
                            stuk.lineno, "tekst buiten een block komt niet in het dossier"
                        )

    def _blokken(self) -> set[str]:
        uit: set[str] = set()
        for naam in _EIGEN:
            boom = self._omgeving.parse(_lees_eigen(naam) or "")
            uit |= {blok.name for blok in boom.find_all(nodes.Block)}
        return uit

    def fout_in_tag(self, tag: str, melding: str) -> CongruentieFout:
        """An error about an element, with the line of the organisation's template where it stands."""
        regel = 1
        if self._map and self._naam:
            tekst = lees_heel(self._map / self._naam).decode("utf-8", "replace")
            plek = re.search(rf"<\s*{re.escape(tag)}\b", tekst, re.I)
            regel = tekst[: plek.start()].count("\n") + 1 if plek else 1
        return self._fout(regel, melding)

    def _fout(self, regel: int, melding: str, bestand: str = "") -> CongruentieFout:
        waar = self._map / (bestand or self._naam) if self._map else bestand or self._naam
        return CongruentieFout(f"{waar}, regel {regel}: {melding.rstrip('.?')}.", _RAADPLEEG)

    def _vertaal(self, fout: Exception) -> CongruentieFout:
        regel, bestand = self._plek(fout)
        if isinstance(fout, TemplateNotFound):
            return self._fout(regel, f"het bestand {str(fout.name)[:80]!r} is er niet", bestand)
        if isinstance(fout, SecurityError):
            return self._fout(regel, "dit mag niet in een sjabloon", bestand)
        if isinstance(fout, (TemplateSyntaxError, UndefinedError, TemplateError)):
            return self._fout(regel, _in_het_nederlands(str(fout.message)), bestand)
        if isinstance(fout, (RecursionError, OverflowError, MemoryError)):
            return self._fout(regel, "het sjabloon maakt een dossier zonder einde", bestand)
        return self._fout(regel, "hiermee kan niet worden gerekend", bestand)

    def _plek(self, fout: Exception) -> tuple[int, str]:
        """Line and file: of the error itself, or the last in a template on the way to it."""
        if isinstance(fout, TemplateSyntaxError):
            return fout.lineno, str(fout.name or "")
        regel, bestand = 1, ""
        for kader, nummer in traceback.walk_tb(fout.__traceback__):
            if self._is_van_hen(kader.f_code.co_filename):
                regel, bestand = nummer, Path(kader.f_code.co_filename).name
        return regel, bestand

    def _is_van_hen(self, bestand: str) -> bool:
        return bool(self._map) and bestand == str(self._map / Path(bestand).name)  # type: ignore[operator]


def _lees_eigen(naam: str) -> str | None:
    """Our own templates; nothing else in the package."""
    if naam not in _EIGEN:
        return None
    return (files("congruentie.dossier") / "sjablonen" / naam).read_text(encoding="utf-8")


def _lezer_van(map_: Path) -> Callable[[str], tuple[str, str, Callable[[], bool]] | None]:
    """A loader for the files in one folder, links that lead out of it left aside."""

    def lees(naam: str) -> tuple[str, str, Callable[[], bool]] | None:
        try:
            doel = (map_ / naam).resolve()
            if not doel.is_relative_to(map_) or not doel.is_file():
                return None
            tekst = lees_heel(doel, GROOTSTE_SJABLOON).decode("utf-8-sig")
        except UnicodeDecodeError as fout:
            raise CongruentieFout(
                f"{map_ / naam} is geen tekst in UTF-8.", "Bewaar het als UTF-8."
            ) from fout
        except (CongruentieFout, OSError, ValueError, RuntimeError):
            return None
        return tekst, str(map_ / doel.name), lambda: True

    return lees


def _in_het_nederlands(melding: str) -> str:
    for patroon, vertaling in _VERTALINGEN:
        if gevonden := re.search(patroon, melding):
            return vertaling.format(*gevonden.groups())
    return "dit is geen geldig sjabloon"


def _isoleer(waarde: Any) -> Any:
    """Keep text that runs from right to left, or says so, from turning what stands around it."""
    if type(waarde) is str and _RICHTING.search(waarde) and _FSI not in waarde:
        return f"{_FSI}{waarde}{_PDI}"
    return waarde


# --- filters: numbers as a Dutch reader writes them ------------------------------------------


def _getal(waarde: float | None, cijfers: int = 0) -> str:
    return "onbekend" if waarde is None else nl.getal(waarde, cijfers)


def _procent(waarde: float | None, cijfers: int = 1) -> str:
    return "onbekend" if waarde is None else f"{nl.getal(waarde, cijfers)}%"


def _kort(waarde: float | None) -> str:
    """As many decimals as there are, at most three."""
    tekst = _getal(waarde, 3)
    return tekst.rstrip("0").rstrip(",") if "," in tekst else tekst


def _punt(waarde: float) -> str:
    """A difference in percentage points, with its sign."""
    return nl.getal(waarde, 1, teken=True).replace("-", "\N{MINUS SIGN}")


def _aantal(hoeveel: int, een: str, meer: str) -> str:
    return nl.aantal(hoeveel, een, meer) if hoeveel else f"geen {meer}"


def _som(dingen: Sequence[str], hoogstens: int = 500) -> str:
    return nl.opsomming([_isoleer(str(ding)) for ding in dingen], hoogstens)


def _regio(naam: str) -> str:
    """A name as part of a sentence: "regio Twente", and never "regio Regio Zwolle"."""
    return naam if naam.casefold().startswith("regio ") else f"regio {naam}"


def _zonder_code(tekst: str) -> str:
    """A sentence about regio's as one says it: "bij Food Valley", without "(V10)"."""
    return re.sub(r" \(V\d+\)", "", tekst)


def _hoofdletter(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def _groepen(groepen: Iterable[Any], voor: str) -> list[str]:
    """Gemeenten with where they come from or go to: "Hattem (uit IJsselland)"."""
    return [f"{_som(een['gemeenten'])} ({voor} {_isoleer(een['regio'])})" for een in groepen]


def _tel(groepen: Iterable[Any]) -> int:
    """Number of gemeenten in groups."""
    return sum(len(groep["gemeenten"]) for groep in groepen)


def _met_meer(groepen: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """The groups of two or more."""
    return [groep for groep in groepen if len(groep) > 1]


def _punten(waarde: float) -> str:
    if not waarde:
        return "zonder verlies"
    return f"tegen {_kort(waarde)} {'punt' if waarde == 1 else 'punten'} verlies"


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "aantal": _aantal,
    "getal": _getal,
    "groepen": _groepen,
    "hoofdletter": _hoofdletter,
    "kort": _kort,
    "met_meer": _met_meer,
    "opsomming": _som,
    "procent": _procent,
    "punt": _punt,
    "punten": _punten,
    "regio": _regio,
    "tel": _tel,
    "zonder_code": _zonder_code,
}
