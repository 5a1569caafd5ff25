"""Fetching over HTTP: few retries, short time limits, and errors that an analyst understands.

A service that does not answer is left soon, and a host to which there is no connection is not asked
again. Proxies come from the usual environment variables (``HTTPS_PROXY``, ``NO_PROXY``), which
requests reads itself. Behind one that inspects TLS, the certificate of the organisation stands in the
store of the system; requests by itself knows only the list that it brings.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from congruentie import __version__
from congruentie.bronnen.dienst import Dienstantwoord, Onbereikbaar, OphaalFout, Tijdelijk
from congruentie.errors import CongruentieFout
from congruentie.veilig import lees_heel

if TYPE_CHECKING:
    import requests

__all__ = ["MEESTE_PAGINAS", "PROJECT", "Geduld", "Verbinding"]

_log = logging.getLogger(__name__)

PROJECT = "https://github.com/congruentie/congruentie"
"""Who asks: PDOK wants an address in a Referer and a User-Agent. As in publiccode.yml."""
_VARIABELEN = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
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


class _GeenVerbinding(Onbereikbaar):
    """Not even a connection to the host."""


class _Stil(Onbereikbaar):
    """The connection is there, and nothing came over it, or nothing more."""


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
        self._sessie = _maak_sessie()

    def haal(self, url: str, soort: str = "json") -> Dienstantwoord:
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
            except Tijdelijk as fout:
                pauze = max(self.geduld.pauze, fout.wacht)
                if pauze > self.geduld.langste_pauze:
                    raise
                _log.debug("%s Nog een keer over %.0f s.", fout, pauze)
            time.sleep(pauze)
            return self._een_keer(url, soort)
        except _GeenVerbinding as fout:
            self._dicht[host] = fout
            raise

    def haal_alle(
        self, url: str, volgende: Callable[[Dienstantwoord], str]
    ) -> list[Dienstantwoord]:
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
        antwoorden: list[Dienstantwoord] = []
        while url:
            if len(antwoorden) >= MEESTE_PAGINAS or url in {a.url for a in antwoorden}:
                raise OphaalFout("de dienst blijft naar volgende pagina's verwijzen.", waar=url)
            antwoorden.append(self.haal(url))
            url = volgende(antwoorden[-1])
        return antwoorden

    def _een_keer(self, url: str, soort: str) -> Dienstantwoord:
        try:
            inhoud, type_ = self._lees(url, soort)
        except (OSError, ValueError) as fout:  # all of requests' own are an OSError
            _log.debug("%s", url, exc_info=True)
            vertaald = _vertaal(fout, url)
            if isinstance(vertaald, _Stil):
                self._stilte = self.geduld.na_stilte
            raise vertaald from fout
        self._stilte = self.geduld.stilte
        antwoord = Dienstantwoord(url, inhoud, soort)
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
        (exceptions.ConnectionError, Tijdelijk, "de verbinding viel weg."),
        (exceptions.ChunkedEncodingError, Tijdelijk, "het antwoord brak halverwege af."),
        (exceptions.ContentDecodingError, Tijdelijk, "het antwoord kan niet worden uitgepakt."),
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
    fout = Tijdelijk(reden, status, waar=antwoord.url)
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


def _keur(antwoord: Dienstantwoord, type_: str) -> None:
    begin = antwoord.inhoud[:100].lstrip().lower()
    if begin.startswith((b"<!doctype html", b"<html")) or "text/html" in type_:
        raise Onbereikbaar(
            "er kwam een webpagina in plaats van gegevens, misschien van een proxy.",
            waar=antwoord.url,
        )
    if antwoord.soort == "json":
        antwoord.json  # noqa: B018  # raises, and is kept
    elif not antwoord.inhoud.startswith({"gpkg": b"SQLite format 3", "zip": b"PK"}[antwoord.soort]):
        raise Tijdelijk(f"het antwoord is geen {antwoord.soort}-bestand.", waar=antwoord.url)


# --- who asks, and whom is trusted ----------------------------------------------------------


def _maak_sessie() -> requests.Session:
    """Make a session that trusts the store of the system besides the list of requests.

    A file (or for the first two a folder) with certificates in ``REQUESTS_CA_BUNDLE``,
    ``CURL_CA_BUNDLE`` or ``SSL_CERT_FILE`` takes the place of that list, in this order.

    Raises
    ------
    CongruentieFout
        What such a variable names is not there, or is no PEM file.
    """
    import ssl

    import requests  # a fifth of a second, which reading from the cache must not cost
    import truststore
    from requests.adapters import HTTPAdapter

    for variabele in _VARIABELEN:
        _keur_bestand(variabele, os.environ.get(variabele, ""))

    class Adapter(HTTPAdapter):
        """Gives each connection the store of the system."""

        def init_poolmanager(self, *args: Any, **opties: Any) -> None:
            opties["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            super().init_poolmanager(*args, **opties)

        def proxy_manager_for(self, proxy: str, **opties: Any) -> Any:
            opties["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            return super().proxy_manager_for(proxy, **opties)

    sessie = requests.Session()
    sessie.mount("https://", Adapter())
    sessie.headers["User-Agent"] = f"congruentie/{__version__} (+{PROJECT})"
    sessie.headers["Referer"] = PROJECT
    # One service is known to refuse a request that does not name what it wants.
    sessie.headers["Accept"] = "application/json, application/geo+json, */*;q=0.5"
    # requests reads the other two itself; this one only OpenSSL does, so not everywhere.
    sessie.verify = os.environ.get("SSL_CERT_FILE") or True
    return sessie


def _keur_bestand(variabele: str, naam: str) -> None:
    pad = Path(naam)
    if not naam or pad.is_dir():
        return
    try:
        inhoud = lees_heel(pad, bewaak=False)
    except CongruentieFout as fout:
        raise CongruentieFout(
            f"{variabele} noemt {naam}, maar dat bestand kan niet worden gelezen.",
            f"Verbeter {variabele}, of haal die weg.",
        ) from fout
    if b"-----BEGIN " in inhoud:
        return
    if inhoud.startswith(b"\x30"):  # a SEQUENCE: how every certificate in DER begins
        raise CongruentieFout(
            f"{variabele} noemt {naam}; dat is een certificaat in DER-vorm, en nodig is PEM.",
            "Exporteer het opnieuw als Base-64, of zet het om: openssl x509 -inform der "
            f"-in {naam} -out certificaat.pem",
        )
    raise CongruentieFout(
        f"{variabele} noemt {naam}; daarin staat geen certificaat in PEM-vorm.",
        f"Verbeter {variabele}, of haal die weg.",
    )
