"""A grid of questions as people ask them in a consultation: is the answer proven, and in how long.

Prints a line for each and writes the table of what was not decided, and of the totals, into
docs/voorstellen.md. Run with ``make bench``; ``--kort`` asks every eighth question and writes nothing;
``--tijd`` is the seconds for each (60), ``--vraag NAAM`` asks only that one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tabel import als_tabel, komma, schrijf_tabel

import congruentie as cg
from congruentie.bronnen import namen_van_domein
from congruentie.errors import CongruentieFout

JAAR = 2024
VIER = ["ggd", "res", "jeugdregio", "arbeidsmarktregio"]
SOCIAAL = ["jeugdregio", "arbeidsmarktregio", "ggd", "veiligthuisregio", "rmc", "zorgkantoorregio"]
CBS = [
    "arbeidsmarktregio", "arrondissement", "corop", "coropplus", "coropsub", "ggd", "jeugdregio", "kvk",
    "landbouwgebied", "landbouwgroep", "landsdeel", "politie_eenheid", "provincie",
    "regioplus_arbeidsmarktregio", "res", "ressort", "rmc", "subres", "toeristengebied",
    "toeristengroep", "veiligheidsregio", "veiligthuisregio", "zorgkantoorregio",
]  # fmt: skip
ALLE = [*CBS, "omgevingsdienst", "ov_autoriteit", "roaz", "swv_po", "swv_vo", "waterschap"]


@dataclass(frozen=True)
class Vraag:
    """One question: which indelingen, and which wishes."""

    naam: str
    indelingen: list[str]
    eisen: dict[str, Any] = field(default_factory=dict)
    theta: str = "0.5"


def vragen() -> Iterator[Vraag]:
    """All 88 of them, those of one kind after each other."""
    sets = {
        "vier": VIER,
        "zorg": namen_van_domein("zorg", JAAR, cache="geen"),
        "economie": namen_van_domein("economie", JAAR, cache="geen"),
        "fysiek": namen_van_domein("fysiek", JAAR, cache="geen"),
        "sociaal": SOCIAAL,
        "23 van CBS": CBS,
        "alle 29": ALLE,
    }

    def vraag(van: str, theta: str = "0.5", **eisen: Any) -> Vraag:
        delen = [f"{naam} {waarde}" for naam, waarde in eisen.items()]
        delen += [f"theta {theta}"] if theta != "0.5" else []
        tekst = ", ".join(delen).replace("_", " ").replace(" True", "") or "geen wensen"
        return Vraag(f"{van}: {tekst}", sets[van], eisen, theta)

    grens = {"min_inwoners": 300_000, "max_inwoners": 1_500_000}
    yield from map(vraag, sets)
    yield from (vraag("vier", t) for t in ("0.3", "0.4", "0.6", "0.7"))
    yield from (vraag(van, t) for t in ("0.3", "0.7") for van in ("23 van CBS", "economie"))
    yield from (vraag("vier", min_inwoners=n * 1000) for n in (100, 200, 300, 500))
    yield from (vraag("vier", max_inwoners=n * 1000) for n in (800, 1500))
    for laag, hoog in ((300, 1500), (200, 800), (300, 1000)):
        yield vraag("vier", min_inwoners=laag * 1000, max_inwoners=hoog * 1000)
    yield from (vraag(van, min_inwoners=200_000) for van in list(sets)[1:])
    yield from (vraag(van, **grens) for van in ("economie", "23 van CBS", "alle 29"))
    for r in (8, 10, 12, 15, 20, 25, 28, 35, 40, 45):
        yield vraag("vier", regios=(r, r))
    for van, r in (("23 van CBS", 25), ("economie", 20), ("zorg", 25), ("sociaal", 30)):
        yield vraag(van, regios=(r, r))
    yield vraag("vier", regios=(25, 25), min_inwoners=300_000)
    yield vraag("vier", regios=(12, 12), binnen="provincie")
    yield vraag("vier", regios=(20, 20), max_inwoners=1_500_000)
    yield vraag("vier", binnen="provincie")
    yield vraag("23 van CBS", binnen="provincie", min_inwoners=200_000)
    yield vraag("vier", binnen="provincie", min_inwoners=300_000)
    yield from (vraag("vier", max_gemeenten=n) for n in (15, 10))
    yield vraag("vier", centrum_inwoners=100_000)
    yield vraag("vier", centrum_inwoners=100_000, centrum_afstand=30.0)
    yield vraag("economie", centrum_inwoners=80_000)
    yield vraag("vier", aaneengesloten=False)
    yield vraag("vier", aaneengesloten=False, min_inwoners=300_000)
    splits = {"splits_brokken": True}
    yield from (vraag(van, **splits) for van in ("vier", "23 van CBS"))
    yield from (vraag("vier", **splits, max_inwoners=n * 1000) for n in (500, 800, 1000))
    yield vraag("vier", **splits, min_inwoners=200_000)
    yield vraag("vier", **splits, regios=(25, 25))
    for van in VIER:
        for n in (5, 10, 20, 40):
            yield vraag("vier", uitgaand_van=van, verplaats_gemeenten=n)
    tien, twintig = {"verplaats_gemeenten": 10}, {"verplaats_gemeenten": 20}
    yield vraag("vier", uitgaand_van="res", **tien, min_inwoners=200_000)
    yield vraag("vier", uitgaand_van="ggd", **twintig, min_inwoners=200_000)
    yield vraag("vier", uitgaand_van="jeugdregio", **twintig, **grens)
    yield vraag("vier", uitgaand_van="ggd", **tien, regios=(25, 25))
    yield vraag("23 van CBS", uitgaand_van="ggd", **tien)


@dataclass(frozen=True)
class Uitslag:
    """What came out; without values when it is proven impossible or nothing was found."""

    vraag: Vraag
    stand: str
    waarde: float | None
    grens: float | None
    cpu: float


def stel(vraag: Vraag, tijd: float) -> Uitslag:
    """Ask one question."""
    indelingen = cg.laad_indelingen(JAAR, vraag.indelingen, cache="geen")
    begin = time.process_time()
    try:
        v = cg.stel_voor(
            indelingen, theta=vraag.theta, eisen=cg.Eisen(**vraag.eisen), tijd=tijd, cache="geen"
        )
    except CongruentieFout as fout:
        stand = "kan niet" if "kunnen niet samen" in str(fout) else "niets gevonden"
        return Uitslag(vraag, stand, None, None, time.process_time() - begin)
    stand = "bewezen" if v.bewezen_optimaal else "open"
    return Uitslag(vraag, stand, v.doelwaarde, v.bovengrens, time.process_time() - begin)


def main() -> None:
    """Ask all questions."""
    lezer = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    lezer.add_argument("--kort", action="store_true")
    lezer.add_argument("--tijd", type=float, default=60.0)
    lezer.add_argument("--vraag", default=None)
    keus = lezer.parse_args()
    lijst = list(vragen())[:: 8 if keus.kort else 1]
    uitslagen = []
    for vraag in lijst:
        if keus.vraag in (None, vraag.naam):
            uitslag = stel(vraag, keus.tijd)
            uitslagen.append(uitslag)
            waarden = f"{uitslag.waarde} (hoogstens {uitslag.grens})"
            print(
                f"{vraag.naam:60} {uitslag.stand:15} {waarden:40} {uitslag.cpu:7.2f} s", flush=True
            )
    if not keus.kort and keus.vraag is None:
        schrijf_tabel("docs/voorstellen.md", "vragen", _verslag(uitslagen, keus.tijd))


def _verslag(uitslagen: list[Uitslag], tijd: float) -> str:
    beslist = [u for u in uitslagen if u.stand in {"bewezen", "kan niet"}]
    snel = sum(u.cpu < 10 for u in beslist)
    kop = (
        f"Van {len(uitslagen)} vragen zoals een overleg ze stelt ({JAAR}, hoogstens {tijd:.0f} "
        f"seconden per vraag) zijn er {len(beslist)} beslist, {snel} daarvan in minder dan "
        "tien seconden rekentijd. Deze niet:"
    )
    rijen = [
        [
            u.vraag.naam,
            "geen" if u.waarde is None else komma(u.waarde),
            "" if u.grens is None else komma(u.grens),
        ]
        for u in uitslagen
        if u not in beslist
    ]
    return f"{kop}\n\n{als_tabel(['vraag', 'beste gevonden', 'bovengrens'], rijen)}"


if __name__ == "__main__":
    main()
