"""One address, fetched: what cannot be tried against the stand-in."""

from __future__ import annotations

import pytest
import requests

from congruentie.bronnen import net
from congruentie.bronnen.net import Geduld, OphaalFout, Verbinding, met_vragen


def test_vragen_houden_hun_dollar():
    url = met_vragen("http://x/T", _format="json", _filter="startswith(Title,'Gebieden in')")
    assert url == "http://x/T?$format=json&$filter=startswith(Title,'Gebieden%20in')"
    assert met_vragen("http://x/T?a=1", b=2) == "http://x/T?a=1&b=2"


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


def test_certificaatbestand_weg(monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/bestaat/niet.pem")
    with pytest.raises(OphaalFout, match="REQUESTS_CA_BUNDLE"):
        Verbinding(Geduld(pogingen=1)).haal("https://127.0.0.1:9/")


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
        net._keur(inhoud, type_, "json", "http://x")


def test_te_groot(monkeypatch):
    class Eindeloos:
        ok, headers = True, {}

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
