"""Consultation documents: one per proposed regio, per gemeente, or for the country.

Data flows one way here as well: `feiten` computes once what all documents of a proposal need,
`inhoud` picks the values of one document, `kaartje` draws its maps, `sjabloon` makes a restricted
HTML body of them, `document` checks it and makes the HTML, and `word` the DOCX of that same body.
"""

from congruentie.dossier.huisstijl import Huisstijl, lees_huisstijl
from congruentie.dossier.schrijven import maak_dossiers

__all__ = ["Huisstijl", "lees_huisstijl", "maak_dossiers"]
