"""A consultation from Python: what stands here is supported."""

from .antwoorden import Antwoord, Antwoorden, Voorkeur, lees_antwoorden, schrijf_antwoorden
from .formulier import Afspraken
from .oefenen import vul_in
from .overleg import houd_ronde, lees_uitvraag, maak_uitvraag, oefen

__all__ = [
    "Afspraken",
    "Antwoord",
    "Antwoorden",
    "Voorkeur",
    "houd_ronde",
    "lees_antwoorden",
    "lees_uitvraag",
    "maak_uitvraag",
    "oefen",
    "schrijf_antwoorden",
    "vul_in",
]
