"""One address, fetched: what cannot be tried against the stand-in."""

from __future__ import annotations

import datetime
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from nep import als_json
from urllib3.exceptions import MaxRetryError, NewConnectionError, ReadTimeoutError

from congruentie.bronnen import net
from congruentie.bronnen.dienst import (
    Dienstantwoord,
    Onbereikbaar,
    OphaalFout,
    met_vragen,
    volgende,
)
from congruentie.bronnen.net import Geduld, Verbinding
from congruentie.errors import CongruentieFout


def test_vragen_houden_hun_dollar():
    url = met_vragen("http://x/T", _format="json", _filter="startswith(Title,'Gebieden in')")
    assert url == "http://x/T?$format=json&$filter=startswith(Title,'Gebieden%20in')"
    assert met_vragen("http://x/T?a=1", b=2) == "http://x/T?a=1&b=2"


ZELF = "https://spiegel.test/pdok/ogc/collections/a/items"
VAN = f"{ZELF}?f=json"


@pytest.mark.parametrize(
    ("href", "wordt"),
    [
        ("items?c=2", "https://spiegel.test/pdok/ogc/collections/a/items?c=2"),
        ("?c=2", "https://spiegel.test/pdok/ogc/collections/a/items?c=2"),
        ("/items?c=2", "https://spiegel.test/items?c=2"),
        ("https://spiegel.test/b?$skip=2", "https://spiegel.test/b?$skip=2"),
        # The service itself, or the mirror without TLS: asked of the mirror, as the first page was.
        (
            "https://api.pdok.nl/ogc/v1/collections/a/items?c=2%7C",
            ZELF + "?c=2%7C",
        ),
        (
            "http://spiegel.test/pdok/ogc/collections/a/items?c=2",
            ZELF + "?c=2",
        ),
        ("file:///etc/passwd", ZELF),
    ],
)
def test_volgende_pagina_blijft_bij_de_spiegel(href, wordt):
    assert volgende(VAN, href) == wordt


@pytest.mark.parametrize("href", ["", None, 5, "http://[x"])
def test_volgende_pagina_is_een_webadres(href):
    with pytest.raises(OphaalFout, match="de volgende pagina is geen webadres"):
        volgende(VAN, href)


@pytest.mark.parametrize("waarde", ["NaN", "Infinity", "-Infinity"])
def test_json_zonder_getallen_die_er_geen_zijn(waarde):
    inhoud = f'{{"a": {waarde}}}'.encode()
    with pytest.raises(OphaalFout, match="geen geldige JSON"):
        Dienstantwoord("http://x", inhoud, "json").json  # noqa: B018
    assert als_json({"a": 1}).json == {"a": 1}


def test_retry_after():
    over = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=30)
    assert net._wachttijd("7") == 7.0
    assert 28 < net._wachttijd(format_datetime(over, usegmt=True)) <= 30
    assert 28 < net._wachttijd(format_datetime(over.replace(tzinfo=None))) <= 30
    assert net._wachttijd("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    for niets in ("", "straks", "-5", "Wed, 99 Oct 2015"):
        assert net._wachttijd(niets) == 0.0


@pytest.fixture
def geef_fout(monkeypatch):
    """Let every request end in an error; gives the list of what was asked."""
    gevraagd: list[str] = []

    def zet(fout: Exception) -> list[str]:
        def get(_: object, url: str, **__: object) -> None:
            gevraagd.append(url)
            raise fout

        monkeypatch.setattr(requests.Session, "get", get)
        return gevraagd

    return zet


def test_certificaat_een_poging(geef_fout):
    gevraagd = geef_fout(requests.exceptions.SSLError("self-signed certificate"))
    with pytest.raises(OphaalFout, match="certificaat klopt niet.*REQUESTS_CA_BUNDLE"):
        Verbinding(Geduld(pauze=0)).haal("https://x/")
    assert len(gevraagd) == 1


@pytest.mark.parametrize(
    ("inhoud", "type_"),
    [
        (b"<!DOCTYPE html>", "application/json"),
        (b"\n<HTML>", ""),
        (b"hallo", "text/html; charset=utf-8"),
    ],
)
def test_webpagina(inhoud, type_):
    with pytest.raises(OphaalFout, match="een webpagina"):
        net._keur(Dienstantwoord("http://x", inhoud, "json"), type_)


class Leeg:
    """An answer of requests: an empty object."""

    ok, status_code, headers, deel = True, 200, {}, b"{}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def iter_content(self, _):
        yield self.deel


def test_te_groot(monkeypatch):
    monkeypatch.setattr(Leeg, "deel", b" " * 100)
    monkeypatch.setattr(requests.Session, "get", lambda *_, **__: Leeg())
    monkeypatch.setattr(net, "_GROOTSTE", 50)
    with pytest.raises(OphaalFout, match="veel te groot"):
        Verbinding().haal("http://x")


FOUTEN = {
    requests.exceptions.Timeout: "antwoordt niet, of te langzaam",
    requests.exceptions.ConnectTimeout: "geen verbinding",
    requests.exceptions.ConnectionError: "de verbinding viel weg",
    requests.exceptions.ChunkedEncodingError: "brak halverwege af",
    requests.exceptions.ContentDecodingError: "kan niet worden uitgepakt",
    requests.exceptions.ProxyError: "de proxy antwoordt niet",
    requests.exceptions.InvalidProxyURL: "het adres van de proxy klopt niet",
    requests.exceptions.TooManyRedirects: "verwijst steeds door",
    requests.exceptions.InvalidURL: "geen geldig webadres",
    requests.exceptions.SSLError: "certificaat klopt niet",
    ValueError: "kan niet worden opgehaald",
}


@pytest.mark.parametrize("soort", FOUTEN)
def test_meldingen_zijn_nederlands(geef_fout, soort):
    """What the library says is English, and long: it is for the log."""
    geef_fout(soort("Max retries exceeded (Caused by NewConnectionError('<obj>'))"))
    with pytest.raises(Onbereikbaar, match=FOUTEN[soort]) as gevangen:
        Verbinding().haal("https://x/")
    assert "Caused" not in str(gevangen.value)
    assert str(gevangen.value).startswith("https://x/: ")


@pytest.fixture
def proxy(monkeypatch):
    """A proxy that answers every request with this line; gives the list of requests."""
    keren: list[bytes] = []
    regel = []

    def antwoord(luisteraar: socket.socket) -> None:
        while True:
            try:
                klant, _ = luisteraar.accept()
            except OSError:
                return
            with klant:
                keren.append(klant.recv(4096))
                klant.sendall(f"HTTP/1.1 {regel[0]}\r\nContent-Length: 0\r\n\r\n".encode())

    with socket.create_server(("127.0.0.1", 0)) as luisteraar:
        threading.Thread(target=antwoord, args=(luisteraar,), daemon=True).start()
        for naam in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(naam, f"http://127.0.0.1:{luisteraar.getsockname()[1]}")
        for naam in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(naam, "")

        def zet(tekst: str) -> list[bytes]:
            regel[:] = [tekst]
            return keren

        yield zet
        luisteraar.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("adres", ["http://dienst.test/", "https://dienst.test/"])
def test_proxy_die_een_wachtwoord_wil(proxy, adres):
    """Asked once: another try brings no password."""
    keren = proxy("407 Proxy Authentication Required")
    with pytest.raises(OphaalFout, match="proxy vraagt een naam en wachtwoord") as gevangen:
        Verbinding(Geduld(pauze=0)).haal(adres)
    assert gevangen.value.status == 407
    assert len(keren) == 1


@pytest.mark.parametrize("status", ["403 Forbidden", "502 Bad Gateway"])
def test_proxy_die_weigert(proxy, status):
    """It is not silent; and what it refuses for one address, it refuses for the whole host."""
    keren = proxy(status)
    net = Verbinding(Geduld(pauze=0))
    melding = rf"de proxy weigert de verbinding met dienst.test \(fout {status[:3]}\)"
    for pad in ("a", "b"):
        with pytest.raises(Onbereikbaar, match=melding):
            net.haal(f"https://dienst.test/{pad}")
    assert len(keren) == 1


# --- silence ---------------------------------------------------------------------------------


@pytest.fixture
def stil():
    """Gives addresses that take a connection and say nothing, and the list of connections."""
    klanten: list[socket.socket] = []

    def neem(luisteraar: socket.socket) -> None:
        while True:
            try:
                klanten.append(luisteraar.accept()[0])
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as luisteraar:
        threading.Thread(target=neem, args=(luisteraar,), daemon=True).start()
        yield f"http://127.0.0.1:{luisteraar.getsockname()[1]}", klanten
        luisteraar.shutdown(socket.SHUT_RDWR)
    for klant in klanten:
        klant.close()


def test_een_stille_dienst_een_keer_en_de_volgende_korter(stil, monkeypatch):
    """Until one answers: then it is not the network, and the next may take its time."""
    adres, klanten = stil
    tijden = []
    echt = requests.Session.get

    def get(self, url, **opties):
        tijden.append(opties["timeout"])
        return Leeg() if "goed" in url else echt(self, url, **opties)

    monkeypatch.setattr(requests.Session, "get", get)
    net = Verbinding(Geduld(pauze=0, verbinden=2, stilte=0.2, na_stilte=0.1))
    for pad in ("a", "b"):
        with pytest.raises(Onbereikbaar, match="de dienst antwoordt niet, of te langzaam"):
            net.haal(f"{adres}/{pad}")
    for _ in range(2):
        net.haal("http://goed.test/")
    assert tijden == [(2, 0.2), (2, 0.1), (2, 0.1), (2, 0.2)]
    assert len(klanten) == 2


def test_stil_midden_in_het_antwoord(monkeypatch):
    """What requests makes of that, is no Timeout; and there is no second try either."""
    keren = []

    def get(self, url, **_):
        keren.append(url)
        raise requests.exceptions.ConnectionError(ReadTimeoutError(None, url, "Read timed out."))

    monkeypatch.setattr(requests.Session, "get", get)
    with pytest.raises(Onbereikbaar, match="de dienst antwoordt niet, of te langzaam"):
        Verbinding(Geduld(pauze=0)).haal("http://x/")
    assert len(keren) == 1


def test_host_zonder_verbinding_een_keer(geef_fout):
    fout = NewConnectionError(None, "[Errno -3] Temporary failure in name resolution")
    gevraagd = geef_fout(requests.exceptions.ConnectionError(MaxRetryError(None, "/", fout)))
    net = Verbinding(Geduld(pauze=0))
    for adres in ("https://a.test/1", "https://a.test/2", "https://b.test/1"):
        with pytest.raises(Onbereikbaar, match="geen verbinding"):
            net.haal(adres)
    assert gevraagd == ["https://a.test/1", "https://b.test/1"]


def test_langste_wachten():
    """What a call may cost when every service of both providers is silent: bounded, and said."""
    geduld = Geduld()
    assert geduld.stilte + 5 * geduld.na_stilte < 15


# --- certificates ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def eigen_dienst(tmp_path_factory):
    """An HTTPS server with a certificate that nobody knows, and that certificate."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is niet geïnstalleerd")
    map_ = tmp_path_factory.mktemp("tls")
    openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
        *("-addext", "subjectAltName=DNS:localhost"),
        *("-keyout", str(map_ / "sleutel"), "-out", str(map_ / "ca.pem")),
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(map_ / "ca.pem", map_ / "sleutel")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"https://localhost:{server.server_port}/", map_ / "ca.pem"
    server.shutdown()
    server.server_close()


def openssl(*opdracht: str) -> str:
    return subprocess.run(["openssl", *opdracht], check=True, capture_output=True, text=True).stdout


@pytest.fixture(autouse=True)
def eigen_omgeving(monkeypatch):
    for naam in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(naam, raising=False)


def test_onbekend_certificaat(eigen_dienst):
    with pytest.raises(Onbereikbaar, match="certificaat klopt niet"):
        Verbinding().haal(eigen_dienst[0])


@pytest.mark.parametrize("variabele", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_certificaat_uit_een_bestand(eigen_dienst, monkeypatch, variabele):
    adres, certificaat = eigen_dienst
    monkeypatch.setenv(variabele, str(certificaat))
    assert Verbinding().haal(adres).json == {}


@pytest.mark.skipif(sys.platform != "linux", reason="alleen hier is de lijst een map te geven")
def test_certificaat_uit_de_lijst_van_het_systeem(eigen_dienst, monkeypatch, tmp_path):
    """requests does not read this variable: OpenSSL does, as the place of the system's store."""
    adres, certificaat = eigen_dienst
    nummer = openssl("x509", "-hash", "-noout", "-in", str(certificaat)).strip()
    (tmp_path / f"{nummer}.0").write_bytes(certificaat.read_bytes())
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert Verbinding().haal(adres).json == {}


@pytest.mark.parametrize("variabele", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
@pytest.mark.parametrize(
    ("inhoud", "melding"),
    [
        (None, "maar dat bestand kan niet worden gelezen"),
        (b"\x30\x82\x03\x0d", "dat is een certificaat in DER-vorm, en nodig is PEM.*openssl x509"),
        (b"hallo", "daarin staat geen certificaat in PEM-vorm"),
    ],
)
def test_certificaatbestand_dat_niet_kan(monkeypatch, tmp_path, variabele, inhoud, melding):
    pad = tmp_path / "eigen.cer"
    if inhoud is not None:
        pad.write_bytes(inhoud)
    monkeypatch.setenv(variabele, str(pad))
    with pytest.raises(CongruentieFout, match=f"{variabele} noemt {pad}.*{melding}"):
        Verbinding()
