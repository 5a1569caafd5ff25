"""The only code that reads: the embedded packs and the user's own files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from congruentie.bronnen.bestanden import lees_eigen_indeling, lees_grenzen
from congruentie.bronnen.ingebed import STANDAARD, laad_gemeenten, laad_indeling, lees_aanbod
from congruentie.errors import CongruentieFout
from congruentie.model import Indelingen, opsomming

__all__ = ["STANDAARD", "laad_gemeenten", "laad_indelingen", "lees_aanbod"]


def laad_indelingen(
    jaar: int = 2025,
    namen: Sequence[str] | None = None,
    *,
    eigen: Mapping[str, str | Path] | None = None,
    grenzen: str | Path | None = None,
    met_grenzen: bool = False,
) -> Indelingen:
    """Load divisions of one year over the gemeenten of that year.

    Parameters
    ----------
    jaar
        The year; `lees_aanbod` says which are embedded.
    namen
        Keys of the divisions, in the order of the columns; default `STANDAARD`. A name may also be
        a key of `eigen`.
    eigen
        Own divisions: key -> CSV file with ``gm_code`` and ``regio``. They always take part: those
        that `namen` does not mention come last.
    grenzen
        File with boundaries of this year that pyogrio reads (GeoPackage, GeoJSON, ...), instead of
        the embedded ones. Its names of gemeenten are used where it has them.
    met_grenzen
        Also load boundaries (geopandas is imported only then).

    Returns
    -------
    Indelingen

    Raises
    ------
    CongruentieFout
        Unknown year or division, the same key twice, a file that cannot be used, or no boundaries
        for the year.

    Examples
    --------
    >>> import congruentie as cg
    >>> indelingen = cg.laad_indelingen(2025, ["ggd", "res"])
    >>> len(indelingen.gemeenten), indelingen.namen
    (342, ('ggd', 'res'))
    """
    eigen = dict(eigen or {})
    aanbod = lees_aanbod()
    bekend = {item.indeling for item in aanbod}
    botsing = sorted(bekend & set(eigen))
    if botsing:
        raise CongruentieFout(
            f"De naam {opsomming(botsing)} is al van een ingebouwde indeling.",
            "Kies een andere naam voor het eigen bestand.",
        )
    namen = list(STANDAARD if namen is None else namen)
    namen += [naam for naam in eigen if naam not in namen]
    gemeenten = laad_gemeenten(jaar, met_grenzen=met_grenzen and grenzen is None)
    if grenzen is not None:
        gemeenten = lees_grenzen(Path(grenzen), gemeenten)
    indelingen = [
        lees_eigen_indeling(Path(eigen[naam]), naam, gemeenten)
        if naam in eigen
        else laad_indeling(naam, jaar)
        for naam in namen
    ]
    return Indelingen(gemeenten, tuple(indelingen))
