"""Fetching over HTTP: few retries, short time limits, and errors that an analyst understands.

For everything that is fetched there is another service. So a service that does not answer is left
soon, and a host to which there is no connection is not asked again.

Proxies come from the usual environment variables (``HTTPS_PROXY``, ``NO_PROXY``), which requests
reads itself; certificates as `sessie` says.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from congruentie.bronnen.sessie import maak_sessie
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    import requests

__all__ = [
    "MEESTE_PAGINAS",
    "Antwoord",
    "Geduld",
    "Onbereikbaar",
    "OphaalFout",
    "Verbinding",
    "met_vragen",
    "onbekende_vorm",
    "volgende",
]

_log = logging.getLogger(__name__)
_PROXY_407 = (
    "de proxy vraagt een naam en wachtwoord. Zet ze in HTTPS_PROXY: http://NAAM:WACHTWOORD@PROXY."
)
_PROXY_STIL = "de proxy antwoordt niet. Controleer HTTPS_PROXY en NO_PROXY."
_PROXY_ADRES = "het adres van de proxy klopt niet. Controleer HTTPS_PROXY."
_TRAAG = "de dienst antwoordt niet, of te langzaam."
_CERTIFICAAT = (
    "het certificaat klopt niet. Gebruikt uw organisatie een eigen certificaat? Zet dan "
    "REQUESTS_CA_BUNDLE op het bestand ervan (PEM)."
)
_TIJDELIJK = {408, 425, 429, 500, 502, 503, 504}
MEESTE_PAGINAS = 100
_GROOTSTE = 2_000_000_000
"""Bytes; the largest GeoPackage of CBS is a ninth of it."""


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


class _GeenVerbinding(Onbereikbaar):
    """Not even a connection to the host."""


class _Stil(Onbereikbaar):
    """The connection is there, and nothing came over it, or nothing more."""


class _Tijdelijk(Onbereikbaar):
    """Worth another try."""

    wacht: float = 0.0


@dataclass(frozen=True)
class Geduld:
    """How long to wait for a service.

    Parameters
    ----------
    pauze
        Seconds before the second try, for faults that may pass. A ``Retry-After`` of the service
        is followed when it is longer; over `langste_pauze` there is no second try.
    langste_pauze
        Seconds.
    verbinden
        Seconds to wait for a connection.
    stilte
        Seconds without any byte after which a service is given up.
    na_stilte
        The same after that, until a service answers: with two it may be the network.
    geheel
        Seconds after which an answer that keeps trickling in is given up; of a GeoPackage, which
        is up to a hundred times as large, ten times as many.
    """

    pauze: float = 0.5
    langste_pauze: float = 2.0
    verbinden: float = 3.0
    stilte: float = 8.0
    na_stilte: float = 1.3
    geheel: float = 180.0


@dataclass(frozen=True)
class Antwoord:
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
            raise _Tijdelijk("het antwoord is geen geldige JSON.", waar=self.url) from fout


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


class Verbinding:
    """A session with the services.

    Parameters
    ----------
    geduld
        Time limits and retries.
    meld_bytes
        Called with the number of bytes as they come in, for a progress bar.
    """

    def __init__(
        self, geduld: Geduld | None = None, meld_bytes: Callable[[int], None] | None = None
    ) -> None:
        self.geduld = geduld or Geduld()
        self._meld_bytes = meld_bytes or (lambda _: None)
        self._dicht: dict[str, _GeenVerbinding] = {}
        self._stilte = self.geduld.stilte
        self._sessie = maak_sessie()

    def haal(self, url: str, soort: str = "json") -> Antwoord:
        """Fetch one address; a fault that may pass is given one more try.

        Parameters
        ----------
        url
            The address.
        soort
            What must come back: ``"json"``, ``"gpkg"`` or ``"zip"``. Anything else, such as the
            HTML of a login page, is refused.

        Raises
        ------
        OphaalFout
            The service refused, or both tries failed; the message names the last cause. A host to
            which there was no connection before is not asked again.
        """
        host = urlsplit(url).netloc
        if host in self._dicht:
            raise self._dicht[host]
        try:
            try:
                return self._een_keer(url, soort)
            except _Tijdelijk as fout:
                pauze = max(self.geduld.pauze, fout.wacht)
                if pauze > self.geduld.langste_pauze:
                    raise
                _log.debug("%s Nog een keer over %.0f s.", fout, pauze)
            time.sleep(pauze)
            return self._een_keer(url, soort)
        except _GeenVerbinding as fout:
            self._dicht[host] = fout
            raise

    def haal_alle(self, url: str, volgende: Callable[[Antwoord], str]) -> list[Antwoord]:
        """Fetch an address and every page that follows it.

        Parameters
        ----------
        url
            The first page.
        volgende
            Gives the address of the page after an answer; empty after the last. It may refuse the
            answer with an `OphaalFout`.

        Raises
        ------
        OphaalFout
            As `haal`, or the pages go round or on without end.
        """
        antwoorden: list[Antwoord] = []
        while url:
            if len(antwoorden) >= MEESTE_PAGINAS or url in {a.url for a in antwoorden}:
                raise OphaalFout("de dienst blijft naar volgende pagina's verwijzen.", waar=url)
            antwoorden.append(self.haal(url))
            url = volgende(antwoorden[-1])
        return antwoorden

    def _een_keer(self, url: str, soort: str) -> Antwoord:
        try:
            inhoud, type_ = self._lees(url, soort)
        except (OSError, ValueError) as fout:  # all of requests' own are an OSError
            _log.debug("%s", url, exc_info=True)
            vertaald = _vertaal(fout, url)
            if isinstance(vertaald, _Stil):
                self._stilte = self.geduld.na_stilte
            raise vertaald from fout
        self._stilte = self.geduld.stilte
        antwoord = Antwoord(url, inhoud, soort)
        _keur(antwoord, type_)
        return antwoord

    def _lees(self, url: str, soort: str) -> tuple[bytes, str]:
        einde = time.monotonic() + self.geduld.geheel * (10 if soort == "gpkg" else 1)
        tijden = (self.geduld.verbinden, self._stilte)
        with self._sessie.get(url, stream=True, timeout=tijden) as antwoord:
            _keur_status(antwoord)
            delen: list[bytes] = []
            totaal = 0
            for deel in antwoord.iter_content(1 << 16):
                delen.append(deel)
                totaal += len(deel)
                self._meld_bytes(len(deel))
                if totaal > _GROOTSTE:
                    raise OphaalFout("het antwoord is veel te groot.", waar=url)
                if time.monotonic() > einde:
                    raise Onbereikbaar(_TRAAG, waar=url)
            return b"".join(delen), antwoord.headers.get("Content-Type", "")


def _vertaal(fout: Exception, url: str) -> OphaalFout:
    """Say in Dutch why nothing came, and whether another try makes sense."""
    from requests import exceptions
    from urllib3.exceptions import NewConnectionError, ReadTimeoutError

    if tunnel := re.search(r"Tunnel connection failed: (\d+)", str(fout)):
        status = int(tunnel[1])
        host = urlsplit(url).hostname
        reden = f"de proxy weigert de verbinding met {host} (fout {status}). Vraag uw beheerder."
        return _GeenVerbinding(_PROXY_407 if status == 407 else reden, status, waar=url)
    oorzaak = fout.args[0] if fout.args else None
    if isinstance(getattr(oorzaak, "reason", None), NewConnectionError):
        return _GeenVerbinding("geen verbinding.", waar=url)
    if isinstance(oorzaak, ReadTimeoutError):  # also one in the middle of the body
        return _Stil(_TRAAG, waar=url)
    for soort, wordt, tekst in (
        (exceptions.SSLError, _GeenVerbinding, _CERTIFICAAT),
        (exceptions.ProxyError, _GeenVerbinding, _PROXY_STIL),
        (exceptions.InvalidProxyURL, _GeenVerbinding, _PROXY_ADRES),
        (exceptions.ConnectTimeout, _GeenVerbinding, "geen verbinding."),
        (exceptions.Timeout, _Stil, _TRAAG),
        (exceptions.ConnectionError, _Tijdelijk, "de verbinding viel weg."),
        (exceptions.ChunkedEncodingError, _Tijdelijk, "het antwoord brak halverwege af."),
        (exceptions.ContentDecodingError, _Tijdelijk, "het antwoord kan niet worden uitgepakt."),
        (exceptions.TooManyRedirects, Onbereikbaar, "de dienst verwijst steeds door."),
        (exceptions.RequestException, Onbereikbaar, "dit is geen geldig webadres."),
    ):
        if isinstance(fout, soort):
            return wordt(tekst, waar=url)
    return Onbereikbaar("dit adres kan niet worden opgehaald.", waar=url)  # redirect to nonsense


def _keur_status(antwoord: requests.Response) -> None:
    status = antwoord.status_code
    if antwoord.ok:
        return
    if status == 407:
        raise _GeenVerbinding(_PROXY_407, status, waar=antwoord.url)
    reden = f"de dienst geeft fout {status}."
    if status in {400, 404}:
        raise OphaalFout(reden, status, waar=antwoord.url)
    if status not in _TIJDELIJK:
        raise Onbereikbaar(reden, status, waar=antwoord.url)
    fout = _Tijdelijk(reden, status, waar=antwoord.url)
    fout.wacht = _wachttijd(antwoord.headers.get("Retry-After", ""))
    raise fout


def _wachttijd(kop: str) -> float:
    """Seconds that a Retry-After asks for, as a number or as a date; 0 when it says neither."""
    from urllib3 import Retry
    from urllib3.exceptions import InvalidHeader

    try:
        return Retry().parse_retry_after(kop)
    except (InvalidHeader, ValueError, OverflowError):
        return 0.0


def _keur(antwoord: Antwoord, type_: str) -> None:
    begin = antwoord.inhoud[:100].lstrip().lower()
    if begin.startswith((b"<!doctype html", b"<html")) or "text/html" in type_:
        raise Onbereikbaar(
            "er kwam een webpagina in plaats van gegevens, misschien van een proxy.",
            waar=antwoord.url,
        )
    if antwoord.soort == "json":
        antwoord.json  # noqa: B018  # raises, and is kept
    elif not antwoord.inhoud.startswith({"gpkg": b"SQLite format 3", "zip": b"PK"}[antwoord.soort]):
        raise _Tijdelijk(f"het antwoord is geen {antwoord.soort}-bestand.", waar=antwoord.url)
