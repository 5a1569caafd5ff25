"""One address, fetched: what cannot be tried against the stand-in."""

from __future__ import annotations

import datetime
import socket
import threading
from email.utils import format_datetime

import pytest
import requests
from nep import als_json

from congruentie.bronnen import net
from congruentie.bronnen.net import (
    Antwoord,
    Geduld,
    Onbereikbaar,
    OphaalFout,
    Verbinding,
    met_vragen,
    volgende,
)


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
        Antwoord("http://x", inhoud, "json").json  # noqa: B018
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
        net._keur(Antwoord("http://x", inhoud, "json"), type_)


def test_te_groot(monkeypatch):
    class Eindeloos:
        ok, status_code, headers = True, 200, {}

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def iter_content(self, grootte):
            yield b" " * 100

    monkeypatch.setattr(requests.Session, "get", lambda *_, **__: Eindeloos())
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
        Verbinding(Geduld(pogingen=1)).haal("https://x/")
    assert "Caused" not in str(gevangen.value)
    assert str(gevangen.value).startswith("https://x/: ")


@pytest.mark.parametrize("adres", ["http://dienst.test/", "https://dienst.test/"])
def test_proxy_die_een_wachtwoord_wil(monkeypatch, adres):
    """Asked once: another try brings no password."""
    keren = []

    def antwoord(luisteraar: socket.socket) -> None:
        while True:
            try:
                klant, _ = luisteraar.accept()
            except OSError:
                return
            with klant:
                keren.append(klant.recv(4096))
                klant.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                )

    with socket.create_server(("127.0.0.1", 0)) as luisteraar:
        draad = threading.Thread(target=antwoord, args=(luisteraar,), daemon=True)
        draad.start()
        for naam in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(naam, f"http://127.0.0.1:{luisteraar.getsockname()[1]}")
        for naam in ("NO_PROXY", "no_proxy"):
            monkeypatch.setenv(naam, "")
        with pytest.raises(OphaalFout, match="proxy vraagt een naam en wachtwoord") as gevangen:
            Verbinding(Geduld(pogingen=3, pauze=0)).haal(adres)
        luisteraar.shutdown(socket.SHUT_RDWR)
    assert gevangen.value.status == 407
    assert len(keren) == 1
