"""Short names of indelingen, as people at a table say them: "GGD", "Jeugd", "Wmo"."""

from __future__ import annotations

from collections.abc import Mapping

from congruentie.model import Indeling

__all__ = ["korte_naam"]

_KORT: Mapping[str, str] = {
    "arbeidsmarktregio": "Arbeidsmarkt",
    "arrondissement": "Arrondissement",
    "brzo": "Brzo",
    "centrumgemeente_mobw": "Opvang en beschermd wonen",
    "centrumgemeente_vrouwenopvang": "Vrouwenopvang",
    "corop": "COROP",
    "coropplus": "COROP-plus",
    "coropsub": "COROP-sub",
    "ggd": "GGD",
    "hlz": "Langdurige zorg",
    "isd": "Sociale dienst",
    "jeugdregio": "Jeugd",
    "kvk": "KvK",
    "mirtgebied": "MIRT",
    "omgevingsdienst": "Omgevingsdienst",
    "ov_autoriteit": "Openbaar vervoer",
    "politie_eenheid": "Politie",
    "provincie": "Provincie",
    "rcf": "RCF",
    "regioplus_arbeidsmarktregio": "RegioPlus",
    "res": "RES",
    "ressort": "Ressort",
    "riec": "RIEC",
    "rmc": "RMC",
    "roaz": "ROAZ",
    "sociale_werkvoorziening": "Sociale werkvoorziening",
    "subres": "SubRES",
    "swv_po": "Passend onderwijs (po)",
    "swv_vo": "Passend onderwijs (vo)",
    "veiligheidshuis": "Veiligheidshuis",
    "veiligheidsregio": "Veiligheidsregio",
    "veiligthuisregio": "Veilig Thuis",
    "vpt": "VPT",
    "waterschap": "Waterschap",
    "wmo": "Wmo",
    "zorgkantoorregio": "Zorgkantoor",
}


def korte_naam(indeling: Indeling) -> str:
    """The short name of an indeling of ours; of another its own title, without its status."""
    return _KORT.get(indeling.naam, indeling.titel or indeling.naam)
