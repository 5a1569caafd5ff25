"""Consultation documents: one per proposed regio, per gemeente, or for the country.

Data flows one way here as well: `feiten` computes once what all documents of a proposal need,
`regio`, `gemeente` and `land` pick the values of one document, `sjabloon` makes a restricted HTML body
of them, and `pagina` and `tekstdocument` make HTML and DOCX of that same body.
"""

from congruentie.dossier.feiten import Feiten
from congruentie.dossier.huisstijl import Huisstijl, lees_huisstijl
from congruentie.dossier.maken import DOMEINEN, VORMEN, maak_dossiers

__all__ = ["DOMEINEN", "VORMEN", "Feiten", "Huisstijl", "lees_huisstijl", "maak_dossiers"]
