"""A campaign of hostile input: every kind of file, mangled with a seed, given to what reads it.

    python tests/aanval/aanvaller.py --keer 10000 --zaad 7

Every try runs in a process of its own (a fork of this one, so that it starts at once), in a folder
of its own, and is held to what `docs/veiligheid.md` promises.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from congruentie.cli import _voer_uit

__all__ = ["SOORTEN", "Aanvaller", "Uitslag"]

SECONDEN, GEHEUGEN = 60, 1_000_000_000
NIET = re.compile(
    rb"Traceback|Onverwachte fout|Exception ignored|Warning:|\[Errno|object at 0x|NoneType|"
    rb"[\x00-\x08\x0b-\x1a\x1c-\x1f\x1b]"
)
"""What no command may say."""
GIF = [
    "", "NaN", "1e999", "-1", "9" * 400, "null", "\x00", "\x1b[31m", "\u202e", "\ud800",
    "=cmd|'/C calc'!A0",
    "../../../buiten.txt", "/dev/zero", "//127.0.0.1/x", "{web}/x", "/vsicurl/{web}/x.gpkg",
    "{{ 7*7 }}", "{% for a in range(9) %}", "<script>x</script>",
    "<!DOCTYPE a [<!ENTITY e SYSTEM '{web}'>]>", "<OGRVRTDataSource>",
    "GM9999", "~onbekend/x", "a" * 5000, "\n", "\r", "'", '"', ";", ",", "True", "[[[[",

    "&a", "*a", "!!python/object:os.system x", "1/0", "2026-99-99", "é", "CON", "con.csv", "x\ty",
]  # fmt: skip
WAARDEN = [
    None, True, False, -1, 0, 1, 10**18, 1.5, -0.0, "", "x", [], {}, [[]], {"a": {}}, [None],
    "GM0363", "1/3",
]  # fmt: skip


@dataclass(frozen=True)
class Soort:
    """A kind of input: the file to mangle, and the command that reads it (``@`` is that file)."""

    zaad: str
    opdracht: tuple[str, ...]
    vorm: str = "bytes"
    ernaast: tuple[str, ...] = ()


_SNEL = (
    "--zonder-uitleg", "--methode", "zoeken", "--tijd", "1", "--indelingen", "ggd,res", "--uit", "uit",
)  # fmt: skip
_EISEN = ("voorstel", "--eisen", "@", *_SNEL)
_VORMEN = ("--regio", "V01", "--vorm", "docx,html", "--uit", "d")
_DOSSIER = ("dossier", "--voorstel", "v.json", *_VORMEN, "--huisstijl", "stijl.json")
_MAAK = ("uitvraag", "maak", "--voorstel", "@", "--gemeente", "GM0363", "--uit", "u")
_RONDE = (
    "ronde",
    "--voorstel",
    "v.json",
    "--antwoorden",
    "@",
    *_SNEL[:1],
    "--tijd",
    "1",
    "--uit",
    "r",
)
_LEES = ("uitvraag", "lees", ".", "--uit", "uit.json")
_BEREKEN = ("bereken", "--indelingen", "ggd,res", "--gewicht", "ggd=2", "--uit", "uit.csv")
_WAT_ALS = (
    "wat-als", "--verplaats", "GM0267:ggd=GG1413", "--fuseer", "GM0363,GM0384=X", "--uit", "uit.json",
)  # fmt: skip
_KEUR = ("controleer", "@")
_SHP = ("kaart.shp", "kaart.shx", "kaart.dbf", "kaart.prj")
_STIJL = ("v.json", "logo.png", "sjabloon.html", "stijl.json")


def _zonder(alle: tuple[str, ...], een: str) -> tuple[str, ...]:
    return tuple(naam for naam in alle if naam != een)


SOORTEN: dict[str, Soort] = {
    "csv": Soort("eigen.csv", (*_KEUR, "--json", "uit.json")),
    "csv, bereken": Soort("eigen.csv", ("bereken", "--eigen", "x=@", "--uit", "uit.csv")),
    "xlsx": Soort("eigen.xlsx", _KEUR, "zip"),
    "verbanden": Soort("verbanden.csv", _KEUR),
    "gpkg": Soort("kaart.gpkg", _KEUR),
    "geojson": Soort("kaart.geojson", _KEUR, "json"),
    "geojson, ruw": Soort("kaart.geojson", _KEUR),
    "gml": Soort("kaart.gml", _KEUR),
    "kml": Soort("kaart.kml", _KEUR),
    "shp": Soort("kaart.shp", _KEUR, "bytes", _zonder(_SHP, "kaart.shp")),
    "dbf": Soort("kaart.dbf", ("controleer", "kaart.shp"), "bytes", _zonder(_SHP, "kaart.dbf")),
    "prj": Soort("kaart.prj", ("controleer", "kaart.shp"), "bytes", _zonder(_SHP, "kaart.prj")),
    "fgb": Soort("kaart.fgb", _KEUR),
    "zip": Soort("kaart.zip", _KEUR, "zip"),
    "parquet": Soort("kaart.parquet", _KEUR),
    "formulier": Soort("formulier.xlsx", _LEES, "zip"),
    "bewijs": Soort("v-bewijs.json", ("controleer", "--bewijs", "@"), "json"),
    "voorstel": Soort("v.json", _MAAK, "json"),
    "voorstel, ruw": Soort("v.json", _MAAK),
    "antwoorden": Soort("antwoorden.json", _RONDE, "json", ("v.json",)),
    "batch": Soort("batch.yaml", ("batch", "@", "--plan"), "bytes", ("eigen.csv",)),
    "batch, vorm": Soort("batch.json", ("batch", "@", "--plan"), "json"),
    "eisen": Soort("eisen.yaml", _EISEN),
    "eisen, vorm": Soort("eisen.json", _EISEN, "json"),
    "verplaatsingen": Soort("zetten.yaml", ("wat-als", "--bestand", "@", "--uit", "uit.json")),
    "huisstijl": Soort("stijl.json", _DOSSIER, "json", _zonder(_STIJL, "stijl.json")),
    "sjabloon": Soort("sjabloon.html", _DOSSIER, "bytes", _zonder(_STIJL, "sjabloon.html")),
    "logo": Soort("logo.png", _DOSSIER, "bytes", _zonder(_STIJL, "logo.png")),
    "opties": Soort("", _BEREKEN, "opties", ("eigen.csv",)),
    "opties, wat-als": Soort("", _WAT_ALS, "opties"),
}
DUUR = {
    "antwoorden",
    "eisen",
    "eisen, vorm",
    "voorstel",
    "voorstel, ruw",
    "huisstijl",
    "sjabloon",
    "logo",
}
"""Kinds of which a try takes more than a second."""


@dataclass
class Uitslag:
    """What was found."""

    keren: collections.Counter[str] = field(default_factory=collections.Counter)
    codes: collections.Counter[int] = field(default_factory=collections.Counter)
    fouten: list[str] = field(default_factory=list)
    langste: float = 0.0
    meeste: int = 0


class Aanvaller:
    """Mangles and tries.

    Parameters
    ----------
    werk
        A folder for everything; ``zaden`` in it holds the good files, and is made when it is absent.
    zaad
        Of the random choices.
    """

    def __init__(self, werk: Path, zaad: int) -> None:
        self.werk, self.toeval, self.uitslag = werk, random.Random(zaad), Uitslag()
        self.zaden = werk / "zaden"
        if not self.zaden.exists():
            maak_zaden(self.zaden)
        _loop_warm(self.zaden)
        self.deur = socket.create_server(("127.0.0.1", 0))
        self.gebeld = 0
        self.web = f"http://127.0.0.1:{self.deur.getsockname()[1]}"
        threading.Thread(target=self._luister, daemon=True).start()

    def _luister(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.deur.accept()[0].close()
                self.gebeld += 1

    # --- mangling --------------------------------------------------------------------------------

    def gif(self) -> str:
        return self.toeval.choice(GIF).replace("{web}", self.web)

    def ruw_gif(self) -> bytes:
        return self.gif().encode("utf-8", "surrogatepass")

    def bytes(self, ruw: bytes) -> bytes:
        """Change, cut, repeat and insert, some times over."""
        r, ruw = self.toeval, bytearray(ruw)
        for _ in range(r.choice((1, 1, 2, 3, 8))):
            plek, eind = r.randrange(len(ruw) + 1), r.randrange(len(ruw) + 1)
            soort = r.randrange(7)
            if soort == 0 and ruw:
                ruw[min(plek, len(ruw) - 1)] = r.randrange(256)
            elif soort == 1:
                del ruw[plek:]
            elif soort == 2:
                del ruw[plek : plek + r.choice((1, 4, 100))]
            elif soort == 3:
                ruw[plek:plek] = ruw[eind : eind + r.choice((1, 20, 2000))]
            elif soort == 4:
                ruw[plek : plek + r.randrange(12)] = self.ruw_gif()
            elif soort == 5:
                ruw[plek : plek + 4] = r.choice(
                    (b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\xed\xa0\x80")
                )
            else:
                woord = r.choice(re.findall(rb"[\w.]+", bytes(ruw[: 1 << 16])) or [b"x"])
                ruw = ruw.replace(woord, self.ruw_gif(), r.choice((1, 9)))
        return bytes(ruw)

    def json(self, ruw: bytes) -> bytes:
        """Put something else in some places of a JSON document."""
        r, inhoud = self.toeval, json.loads(ruw)
        for _ in range(r.choice((1, 1, 2, 4))):
            houder: object = inhoud
            while True:
                sleutels = list(houder) if isinstance(houder, dict) else list(range(len(houder)))
                if not sleutels:
                    break
                sleutel = r.choice(sleutels)
                onder = houder[sleutel]
                if isinstance(onder, (dict, list)) and onder and r.random() < 0.85:
                    houder = onder
                    continue
                soort = r.randrange(5)
                if soort == 0:
                    del houder[sleutel]
                elif soort == 1:
                    houder[sleutel] = r.choice(WAARDEN)
                elif soort == 2:
                    houder[sleutel] = self.gif()
                elif soort == 3:
                    houder[sleutel] = r.choice(
                        (float("nan"), float("inf"), 10**400, -(10**30), 1e300)
                    )
                elif isinstance(houder, dict):
                    houder[self.gif()] = houder.pop(sleutel)
                else:
                    houder.append(onder)
                break
        return json.dumps(inhoud, ensure_ascii=r.random() < 0.5).encode("utf-8", "surrogatepass")

    def zip(self, ruw: bytes) -> bytes:
        """Mangle one part of a zip, or all of it."""
        if self.toeval.random() < 0.2:
            return self.bytes(ruw)
        with zipfile.ZipFile(io.BytesIO(ruw)) as oud:
            delen = {naam: oud.read(naam) for naam in oud.namelist()}
        naam = self.toeval.choice(list(delen))
        delen[naam] = self.bytes(delen[naam])
        uit = io.BytesIO()
        with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as nieuw:
            for naam, deel in delen.items():
                nieuw.writestr(naam, deel)
        return uit.getvalue()

    def opties(self, opdracht: tuple[str, ...]) -> list[str]:
        """Mangle one word of a command line."""
        woorden = list(opdracht)
        plek = self.toeval.randrange(1, len(woorden))
        woord = self.gif().replace("\0", "")
        woorden[plek] = self.toeval.choice((woord, woorden[plek] + woord, f"--eigen=x={woord}"))
        return woorden

    # --- trying ----------------------------------------------------------------------------------

    def val_aan(self, naam: str) -> None:
        """Try once."""
        soort = SOORTEN[naam]
        map_ = Path(tempfile.mkdtemp(prefix="poging-", dir=self.werk))
        (map_ / "in").mkdir()
        (map_ / "tmp").mkdir()
        for een in soort.ernaast:
            shutil.copy(self.zaden / een, map_ / "in")
        if soort.vorm == "opties":
            argumenten = self.opties(soort.opdracht)
        else:
            ruw = getattr(self, soort.vorm)((self.zaden / soort.zaad).read_bytes())
            (map_ / "in" / soort.zaad).write_bytes(ruw)
            argumenten = [woord.replace("@", soort.zaad) for woord in soort.opdracht]
        gebrek = self._probeer(map_, argumenten)
        self.uitslag.keren[naam] += 1
        if gebrek:
            self.uitslag.fouten.append(f"{naam}: {gebrek} ({map_})")
        else:
            shutil.rmtree(map_)

    def _probeer(self, map_: Path, argumenten: list[str]) -> str:
        begin, gebeld = time.monotonic(), self.gebeld
        kind = os.fork()
        if kind == 0:
            _in_het_kind(map_, argumenten)
        klaar = 0
        while not klaar and time.monotonic() - begin < SECONDEN:
            klaar, status, gebruik = os.wait4(kind, os.WNOHANG)
            if not klaar:
                time.sleep(0.002)
        if not klaar:
            os.kill(kind, signal.SIGKILL)
            os.wait4(kind, 0)
            return f"langer dan {SECONDEN} s"
        code = os.waitstatus_to_exitcode(status)
        geheugen = gebruik.ru_maxrss * 1024
        self.uitslag.codes[code] += 1
        self.uitslag.langste = max(self.uitslag.langste, time.monotonic() - begin)
        self.uitslag.meeste = max(self.uitslag.meeste, geheugen)
        if geheugen > GEHEUGEN:
            return f"{geheugen // 1_000_000} MB"
        return "zoekt het net op" if self.gebeld != gebeld else _gebrek(map_, code)


def _gebrek(map_: Path, code: int) -> str:
    """What a try did that it may not; empty when it kept to all of it."""
    gezegd, buiten = (map_ / "gezegd").read_bytes(), (map_ / "buiten").read_text()
    over = [een for een in (map_ / "tmp").iterdir() if "mpl" not in een.name]
    over += [een for een in (map_ / "in").rglob(".*") if een.name != ".slot"]
    raak = NIET.search(gezegd)
    for fout, wat in (
        (raak, f"zegt {gezegd[max(0, raak.start() - 20) : raak.start() + 160]!r}" if raak else ""),
        (code not in {0, 1, 2}, f"code {code}: {gezegd[-200:]!r}"),
        (code and not gezegd.strip(), f"code {code} zonder bericht"),
        (over, f"laat {over} achter"),
        (buiten, f"schrijft buiten zijn map: {buiten}"),
    ):
        if fout:
            return wat
    return ""


def _in_het_kind(map_: Path, argumenten: list[str]) -> None:
    code = 99
    try:
        os.chdir(map_ / "in")
        os.environ["MPLCONFIGDIR"] = str(map_ / "mpl")
        os.environ["TMPDIR"] = tempfile.tempdir = str(map_ / "tmp")
        scherm = os.open(map_ / "gezegd", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        buiten = os.open(map_ / "buiten", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(scherm, 1)
        os.dup2(scherm, 2)
        # Those of pytest do not write to 1 and 2.
        sys.stdout, sys.stderr = (
            io.TextIOWrapper(io.FileIO(nummer, "w", closefd=False), "utf-8", "backslashreplace")
            for nummer in (1, 2)
        )
        sys.addaudithook(_wacht_op_schrijven(map_, buiten))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = _voer_uit(argumenten)
        sys.stdout.flush()
    except BaseException as fout:  # what passes the command line is a fault by itself
        os.write(2, f"Traceback: {fout!r}".encode("utf-8", "backslashreplace"))
    finally:
        os._exit(code)


def _wacht_op_schrijven(map_: Path, buiten: int) -> Callable[[str, tuple[object, ...]], None]:
    """Note what is opened for writing, removed or renamed outside of the folder of the try."""
    mag = (str(map_), "/dev/null", "/proc/")

    def zie(wat: str, feiten: tuple[object, ...]) -> None:
        if wat == "open" and isinstance(feiten[0], (str, bytes)):
            schrijft = int(feiten[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            paden = [feiten[0]] if schrijft else []
        elif wat in {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"}:
            paden = [een for een in feiten[:2] if isinstance(een, (str, bytes))]
        else:
            return
        for pad in paden:
            vol = os.path.realpath(os.fsdecode(pad))
            if not vol.startswith(mag):
                os.write(buiten, f"{wat} {vol}\n".encode("utf-8", "backslashreplace"))

    return zie


# --- the good files ------------------------------------------------------------------------------


def maak_zaden(map_: Path) -> None:
    """Make a good file of every kind, with the program itself."""
    map_.mkdir(parents=True)
    with contextlib.chdir(map_), contextlib.redirect_stderr(io.StringIO()):
        _maak_tabellen_en_kaarten()
        _maak_voorstel_en_antwoorden()
        _maak_teksten()


def _maak_tabellen_en_kaarten() -> None:
    import geopandas as gpd
    import pandas as pd
    import shapely

    import congruentie as cg

    gemeenten = cg.laad_indelingen(2026, ["ggd", "res"], met_grenzen=True).gemeenten
    eigen = pd.DataFrame({"gm_code": gemeenten.codes, "regio": ["a", "b"] * 171}).head(40)
    eigen.to_csv("eigen.csv", index=False)
    eigen.to_excel("eigen.xlsx", index=False)
    rijen = "".join(f"V{n % 7},{naam}\n" for n, naam in enumerate(gemeenten.namen[:40]))
    Path("verbanden.csv").write_text("verband,deelnemer\n" + rijen, "utf-8")
    vlakken = shapely.coverage_simplify(gemeenten.vlakken.to_numpy(), 1000)
    kaart = gpd.GeoDataFrame({"gm_code": gemeenten.codes}, geometry=vlakken, crs=28992)
    for suffix in ("gpkg", "geojson", "gml", "shp", "fgb"):
        kaart.to_file(f"kaart.{suffix}")
    kaart.to_crs(4326).to_file("kaart.kml", driver="LIBKML")
    kaart.to_parquet("kaart.parquet")
    with zipfile.ZipFile("kaart.zip", "w") as zip_:
        zip_.write("kaart.geojson")


def _maak_voorstel_en_antwoorden() -> None:
    def draai(*woorden: str) -> None:
        assert _voer_uit([*woorden, "--stil"]) == 0, woorden

    draai("voorstel", "--indelingen", "ggd,res", "--zonder-uitleg", "--uit", "v")
    draai(*_MAAK[:2], "--voorstel", "v.json", *_MAAK[4:6], "--geen-waarnemers", "--uit", "m")
    (formulier,) = Path("m").glob("*.xlsx")
    shutil.copy(formulier, "formulier.xlsx")
    with contextlib.redirect_stdout(io.StringIO()):
        draai("uitvraag", "lees", "m", "--uit", "antwoorden.json")


def _maak_teksten() -> None:
    from PIL import Image

    Image.new("RGB", (60, 30), "navy").save("logo.png")
    stijl = {
        "organisatie": "Regio", "contact": "x@y.nl", "lettertype": "Verdana", "logo": "logo.png",
        "sjabloon": "sjabloon.html", "teksten": {"inleiding": "Hallo", "vragen": ["Een?"]},
    }  # fmt: skip
    scenarios = [{"naam": "a", "theta": "0.4"}, {"naam": "b", "min-inwoners": "200000"}]
    plan = {"uitvoer": "uit", "doe": ["bereken", "voorstel"], "scenarios": scenarios}
    eisen = {"min-inwoners": 200000, "samen": ["GM0363,GM0384"], "regios": "20-30"}
    for naam, inhoud in (("stijl", stijl), ("batch", plan), ("eisen", eisen)):
        Path(f"{naam}.json").write_text(json.dumps(inhoud), "utf-8")
    Path("batch.yaml").write_text(
        "uitvoer: uit\ndoe: [bereken]\nscenarios:\n  - naam: a\n    indelingen: [ggd, res]\n"
        "  - naam: b\n    eigen: {x: eigen.csv}\n",
        "utf-8",
    )
    Path("eisen.yaml").write_text("min-inwoners: 200000\nsamen: [GM0363, GM0384]\n", "utf-8")
    Path("zetten.yaml").write_text("jaar: 2026\nverplaats:\n  - GM0267:ggd=GG1413\n", "utf-8")
    Path("sjabloon.html").write_text(
        '{% extends "dossier.html" %}\n{% block slot %}<p>{{ organisatie }} '
        "{% for a in range(9) %}{{ a|getal(1) }} {{ 'x'|center(9) }}{% endfor %}</p>{% endblock %}\n",
        "utf-8",
    )


def _loop_warm(zaden: Path) -> None:
    """Load here what every fork would load again."""
    for naam in (
        "docx",
        "jinja2",
        "jsonschema",
        "matplotlib",
        "networkx",
        "openpyxl",
        "PIL.Image",
        "pyarrow",
    ):
        with contextlib.suppress(ImportError):
            import_module(naam)
    niets = io.TextIOWrapper(io.BytesIO())
    with (
        contextlib.chdir(zaden),
        contextlib.redirect_stderr(niets),
        contextlib.redirect_stdout(niets),
    ):
        for bestand in ("kaart.gpkg", "eigen.xlsx", "verbanden.csv"):
            _voer_uit(["controleer", bestand])
        _voer_uit(["batch", "batch.json", "--plan"])


def kies(toeval: random.Random, keer: int) -> Iterator[str]:
    """Kinds to try: each as often, but what is slow ten times less."""
    snel = [een for een in SOORTEN if een not in DUUR]
    for _ in range(keer):
        yield toeval.choice(sorted(DUUR)) if toeval.random() < 0.03 else toeval.choice(snel)


def main() -> None:
    """Run the campaign and print its table."""
    lezer = argparse.ArgumentParser()
    lezer.add_argument("--keer", type=int, default=10_000)
    lezer.add_argument("--zaad", type=int, default=int(time.time()))
    lezer.add_argument(
        "--werk", type=Path, default=Path(tempfile.gettempdir()) / "congruentie-aanval"
    )
    lezer.add_argument("--soort", choices=list(SOORTEN))
    keuze = lezer.parse_args()
    keuze.werk.mkdir(exist_ok=True)
    os.environ["CONGRUENTIE_CACHE"] = str(keuze.werk / "cache")
    aanvaller = Aanvaller(keuze.werk, keuze.zaad)
    for nummer, naam in enumerate(kies(aanvaller.toeval, keuze.keer), start=1):
        aanvaller.val_aan(keuze.soort or naam)
        if nummer % 200 == 0:
            print(nummer, len(aanvaller.uitslag.fouten), "fouten", flush=True)
    uit = aanvaller.uitslag
    codes = dict(sorted(uit.codes.items()))
    print(f"zaad {keuze.zaad}: {sum(uit.keren.values())} pogingen; afsluitcodes {codes}")
    print(f"langste {uit.langste:.1f} s, meeste geheugen {uit.meeste // 1_000_000} MB")
    for naam, keer in sorted(uit.keren.items()):
        print(f"| {naam} | {keer} | {sum(f.startswith(f'{naam}:') for f in uit.fouten)} |")
    print(*uit.fouten, sep="\n")
    sys.exit(bool(uit.fouten))


if __name__ == "__main__":
    main()
