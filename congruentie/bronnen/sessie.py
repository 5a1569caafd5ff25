"""The session with the services: who asks, and whom is trusted over HTTPS.

Behind a proxy that inspects TLS, the certificate of the organisation stands in the store of the
system, where its administrators put it; requests by itself knows only the list that it brings.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congruentie import __version__
from congruentie.errors import CongruentieFout

if TYPE_CHECKING:
    import requests

__all__ = ["PROJECT", "maak_sessie"]

PROJECT = "https://github.com/congruentie/congruentie"
"""Who asks: PDOK wants an address in a Referer and a User-Agent. As in publiccode.yml."""
_VARIABELEN = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


def maak_sessie() -> requests.Session:
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
        inhoud = pad.read_bytes()
    except OSError as fout:
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
