"""Fetching over HTTP: retries, time limits, and errors that an analyst understands.

Proxies and company certificates come from the usual environment variables (``HTTPS_PROXY``,
``NO_PROXY``, ``REQUESTS_CA_BUNDLE``), which requests reads itself.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from congruentie import __version__
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    import requests
    import tenacity

__all__ = [
    "MEESTE_PAGINAS",
    "Antwoord",
    "Geduld",
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
_CERTIFICAAT = (
    "het certificaat klopt niet. Gebruikt uw organisatie een eigen certificaat? Zet dan "
    "REQUESTS_CA_BUNDLE op het bestand ervan."
)
_TIJDELIJK = {408, 425, 429, 500, 502, 503, 504}
MEESTE_PAGINAS = 100
_GROOTSTE = 2_000_000_000
"""Bytes; the largest GeoPackage of CBS is a ninth of it."""


class OphaalFout(CongruentieFout):
    """A service did not give what was asked; another service may.

    Parameters
    ----------
    melding
        What went wrong, where.
    status
        The HTTP status, when the service itself refused.
    """

    def __init__(self, melding: str, status: int | None = None) -> None:
        super().__init__(melding)
        self.status = status


class Onbereikbaar(OphaalFout):
    """Nothing usable came at all; what the service holds, is not known."""


class _Tijdelijk(Onbereikbaar):
    """Worth another try."""

    wacht: float = 0.0


@dataclass(frozen=True)
class Geduld:
    """How long to wait for a service.

    Parameters
    ----------
    pogingen
        Number of tries.
    pauze
        Seconds before the second try; doubled before each next one. A ``Retry-After`` of the
        service is followed when it is longer, up to `langste_pauze`.
    langste_pauze
        Seconds.
    stilte
        Seconds without any byte after which a try is given up.
    geheel
        Seconds after which an answer that keeps trickling in is given up.
    """

    pogingen: int = 4
    pauze: float = 1.0
    langste_pauze: float = 60.0
    stilte: float = 60.0
    geheel: float = 1800.0


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
            return _lees_json(self.inhoud)
        except (ValueError, RecursionError) as fout:
            raise OphaalFout(f"{self.url}: het antwoord is geen geldige JSON.") from fout


def _geen_getal(tekst: str) -> None:
    raise ValueError(tekst)


def _lees_json(inhoud: bytes) -> Any:
    """Read JSON; Python would let NaN and Infinity pass, which are none."""
    return json.loads(inhoud, parse_constant=_geen_getal)


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
    raise OphaalFout(f"{van}: de volgende pagina is geen webadres.")


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
        import requests  # a fifth of a second, which reading from the cache must not cost

        self.geduld = geduld or Geduld()
        self._meld_bytes = meld_bytes or (lambda _: None)
        self._sessie = requests.Session()
        self._sessie.headers["User-Agent"] = f"congruentie/{__version__} (regio-indelingen)"
        # One service is known to refuse a request that does not name what it wants.
        self._sessie.headers["Accept"] = "application/json, application/geo+json, */*;q=0.5"

    def haal(self, url: str, soort: str = "json") -> Antwoord:
        """Fetch one address, with retries.

        Parameters
        ----------
        url
            The address.
        soort
            What must come back: ``"json"``, ``"gpkg"`` or ``"zip"``. Anything else, such as the
            HTML of a login page, counts as a failed try.

        Raises
        ------
        OphaalFout
            The service refused, or every try failed; the message names the last cause.
        """
        import tenacity

        proberen = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.geduld.pogingen),
            wait=self._pauze,
            retry=tenacity.retry_if_exception_type(_Tijdelijk),
            before_sleep=_meld_poging,
            reraise=True,
        )
        return proberen(self._een_keer, url, soort)

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
                raise OphaalFout(f"{url}: de dienst blijft naar volgende pagina's verwijzen.")
            antwoorden.append(self.haal(url))
            url = volgende(antwoorden[-1])
        return antwoorden

    def _pauze(self, stand: tenacity.RetryCallState) -> float:
        fout = stand.outcome.exception() if stand.outcome else None
        eigen = self.geduld.pauze * 2.0 ** (stand.attempt_number - 1)
        return min(max(eigen, getattr(fout, "wacht", 0.0)), self.geduld.langste_pauze)

    def _een_keer(self, url: str, soort: str) -> Antwoord:
        try:
            inhoud, type_ = self._lees(url)
        except (OSError, ValueError) as fout:  # all of requests' own are an OSError
            _log.debug("%s", url, exc_info=True)
            raise _vertaal(fout, url) from fout
        _keur(inhoud, type_, soort, url)
        return Antwoord(url, inhoud, soort)

    def _lees(self, url: str) -> tuple[bytes, str]:
        einde = time.monotonic() + self.geduld.geheel
        tijden = (min(10.0, self.geduld.stilte), self.geduld.stilte)
        with self._sessie.get(url, stream=True, timeout=tijden) as antwoord:
            _keur_status(antwoord)
            delen: list[bytes] = []
            totaal = 0
            for deel in antwoord.iter_content(1 << 16):
                delen.append(deel)
                totaal += len(deel)
                self._meld_bytes(len(deel))
                if totaal > _GROOTSTE:
                    raise OphaalFout(f"{url}: het antwoord is veel te groot.")
                if time.monotonic() > einde:
                    raise _Tijdelijk(f"{url}: de dienst antwoordt te langzaam.")
            return b"".join(delen), antwoord.headers.get("Content-Type", "")


def _vertaal(fout: Exception, url: str) -> OphaalFout:
    """Say in Dutch why nothing came, and whether another try makes sense."""
    from requests import exceptions

    if isinstance(fout, exceptions.ProxyError) and " 407 " in f"{fout} ":
        return Onbereikbaar(f"{url}: {_PROXY_407}", 407)
    redenen: tuple[tuple[type[Exception], type[OphaalFout], str], ...] = (
        (exceptions.SSLError, Onbereikbaar, _CERTIFICAAT),
        (
            exceptions.ProxyError,
            _Tijdelijk,
            "de proxy antwoordt niet. Controleer HTTPS_PROXY en NO_PROXY.",
        ),
        (
            exceptions.InvalidProxyURL,
            Onbereikbaar,
            "het adres van de proxy klopt niet. Controleer HTTPS_PROXY.",
        ),
        (exceptions.Timeout, _Tijdelijk, "de dienst antwoordt te langzaam."),
        (exceptions.ConnectionError, _Tijdelijk, "geen verbinding, of die viel weg."),
        (exceptions.ChunkedEncodingError, _Tijdelijk, "het antwoord brak halverwege af."),
        (exceptions.ContentDecodingError, _Tijdelijk, "het antwoord kan niet worden uitgepakt."),
        (exceptions.TooManyRedirects, Onbereikbaar, "de dienst verwijst steeds door."),
        (exceptions.RequestException, Onbereikbaar, "dit is geen geldig webadres."),
    )
    for soort, wordt, tekst in redenen:
        if isinstance(fout, soort):
            return wordt(f"{url}: {tekst}")
    # No such REQUESTS_CA_BUNDLE; a redirect to nonsense.
    return Onbereikbaar(
        f"{url}: dit adres kan niet worden opgehaald. Controleer REQUESTS_CA_BUNDLE, als die is "
        "ingesteld."
    )


def _keur_status(antwoord: requests.Response) -> None:
    status = antwoord.status_code
    if antwoord.ok:
        return
    if status == 407:
        raise Onbereikbaar(f"{antwoord.url}: {_PROXY_407}", status)
    melding = f"{antwoord.url}: de dienst geeft fout {status}."
    if status in {400, 404}:
        raise OphaalFout(melding, status)
    if status not in _TIJDELIJK:
        raise Onbereikbaar(melding, status)
    fout = _Tijdelijk(melding, status)
    fout.wacht = _wachttijd(antwoord.headers.get("Retry-After", "").strip())
    raise fout


def _wachttijd(kop: str) -> float:
    """Seconds that a Retry-After asks for, as a number or as a date; 0 when it says neither."""
    if kop.isdecimal():
        return float(kop)
    try:
        dan = parsedate_to_datetime(kop)
    except (TypeError, ValueError):
        return 0.0
    if dan.tzinfo is None:  # "-0000": UTC, without saying where
        dan = dan.replace(tzinfo=datetime.UTC)
    return max(0.0, (dan - datetime.datetime.now(datetime.UTC)).total_seconds())


def _keur(inhoud: bytes, type_: str, soort: str, url: str) -> None:
    begin = inhoud[:100].lstrip().lower()
    if begin.startswith((b"<!doctype html", b"<html")) or "text/html" in type_:
        raise _Tijdelijk(
            f"{url}: er kwam een webpagina in plaats van gegevens. Misschien houdt een proxy of "
            "inlogpagina het verkeer tegen."
        )
    if soort == "json":
        try:
            _lees_json(inhoud)
        except (ValueError, RecursionError) as fout:
            raise _Tijdelijk(f"{url}: het antwoord is geen geldige JSON.") from fout
    elif not inhoud.startswith({"gpkg": b"SQLite format 3", "zip": b"PK"}[soort]):
        raise _Tijdelijk(f"{url}: het antwoord is geen {soort}-bestand.")


def _meld_poging(stand: tenacity.RetryCallState) -> None:
    fout = stand.outcome.exception() if stand.outcome else None
    pauze = stand.next_action.sleep if stand.next_action else 0
    _log.info("%s Nieuwe poging over %.0f s.", fout, pauze)
