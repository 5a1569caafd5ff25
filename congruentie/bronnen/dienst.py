"""What a service answers, and asking another one when it does not: nothing here knows HTTP.

For everything that is fetched there are several services. One that cannot be reached is left alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from congruentie.errors import CongruentieFout
from congruentie.nl import opsomming

__all__ = [
    "Dienstantwoord",
    "Onbereikbaar",
    "OphaalFout",
    "Tijdelijk",
    "Uitwijk",
    "met_vragen",
    "onbekende_vorm",
    "volgende",
]

_log = logging.getLogger(__name__)
T = TypeVar("T")


class OphaalFout(CongruentieFout):
    """A service did not give what was asked; another service may.

    Parameters
    ----------
    reden
        What went wrong.
    status
        The HTTP status, when the service itself refused.
    waar
        The address.
    """

    def __init__(self, reden: str, status: int | None = None, *, waar: str = "") -> None:
        super().__init__(f"{waar}: {reden}" if waar else reden)
        self.reden = reden
        self.status = status


class Onbereikbaar(OphaalFout):
    """Nothing usable came at all; what the service holds, is not known."""


class Tijdelijk(Onbereikbaar):
    """Worth another try."""

    wacht: float = 0.0


@dataclass(frozen=True)
class Dienstantwoord:
    """The bytes that a service gave, and where.

    Parameters
    ----------
    url
        What was asked.
    inhoud
        The body, decompressed.
    soort
        ``"json"``, ``"gpkg"`` or ``"zip"``.
    """

    url: str
    inhoud: bytes
    soort: str

    @cached_property
    def sha256(self) -> str:
        """Hash of the body, hexadecimal."""
        return hashlib.sha256(self.inhoud).hexdigest()

    @cached_property
    def json(self) -> Any:
        """The body as JSON.

        Raises
        ------
        OphaalFout
            It is none; what `Verbinding.haal` gives, is.
        """
        try:
            # Python would let NaN and Infinity pass, which are no JSON.
            return json.loads(self.inhoud, parse_constant=_geen_getal)
        except (ValueError, RecursionError) as fout:
            raise Tijdelijk("het antwoord is geen geldige JSON.", waar=self.url) from fout


def _geen_getal(tekst: str) -> None:
    raise ValueError(tekst)


def volgende(van: str, href: object) -> str:
    """Address of the next page, to which a page refers.

    A mirror may pass on addresses of the service that it mirrors. The next page is the same thing
    with other questions, so those are asked of the mirror.

    Parameters
    ----------
    van
        Address of the page itself.
    href
        What it says, absolute or relative.

    Raises
    ------
    OphaalFout
        That is no address.
    """
    try:
        if isinstance(href, str) and href:
            eigen, verder = urlsplit(van), urlsplit(urljoin(van, href))
            if (verder.scheme, verder.netloc) != (eigen.scheme, eigen.netloc):
                verder = eigen._replace(query=verder.query)
            return urlunsplit(verder)
    except ValueError:  # such as http://[
        pass
    raise OphaalFout("de volgende pagina is geen webadres.", waar=van)


def onbekende_vorm(fout: Exception) -> str:
    """Say in Dutch that an answer has another shape, and what it lacks where that is known."""
    wat = f" ({fout.args[0]} ontbreekt)" if isinstance(fout, KeyError) else ""
    return f"het antwoord heeft een onbekende vorm{wat}."


def met_vragen(url: str, **vragen: str | int) -> str:
    """Add query parameters; ``_`` before a name stands for the ``$`` of OData.

    ``$``, quotes, commas, parentheses and colons stay as they are: not every server decodes them.
    """
    namen = {naam.replace("_", "$", 1) if naam[0] == "_" else naam: w for naam, w in vragen.items()}
    teken = "&" if "?" in url else "?"
    return url + teken + urlencode(namen, safe="$',():/", quote_via=quote)


class Uitwijk:
    """The services of one provider.

    Parameters
    ----------
    van
        Its name, for messages.
    """

    def __init__(self, van: str) -> None:
        self.van = van
        self._gevallen: dict[str, OphaalFout] = {}

    def eerste(self, haal: Mapping[str, Callable[[], T]]) -> tuple[str, T]:
        """Ask the services in order, and give the name and the answer of the first that has it.

        Raises
        ------
        OphaalFout
            None has it; the message names the cause for each. Its `status` is 404 when every one
            of them says that there is no such thing.
        """
        fouten: dict[str, OphaalFout] = {}
        nieuw: OphaalFout | None = None
        for dienst, vraag in haal.items():
            if dienst in self._gevallen:
                fouten[dienst] = self._gevallen[dienst]
                continue
            try:
                antwoord = vraag()
            except OphaalFout as fout:
                _log.debug("%s", fout, exc_info=True)
                fouten[dienst] = nieuw = fout
                if isinstance(fout, Onbereikbaar):
                    self._gevallen[dienst] = fout
                continue
            if nieuw:
                _log.info("%s Daarom is %s %s gebruikt.", nieuw, self.van, dienst)
            return dienst, antwoord
        geen = all(fout.status in {400, 404} for fout in fouten.values())
        raise OphaalFout(self._waarom(fouten), 404 if geen else None)

    def _waarom(self, fouten: Mapping[str, OphaalFout]) -> str:
        per_reden: dict[str, list[str]] = {}
        for dienst, fout in fouten.items():
            per_reden.setdefault(fout.reden, []).append(dienst)
        return " ".join(
            f"{self.van} {opsomming(diensten)}: {reden}" for reden, diensten in per_reden.items()
        )
