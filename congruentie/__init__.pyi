"""The public names of the package: what stands here is supported, and what does not is not."""

from .bronnen import herindeel, laad_gemeenten, laad_indelingen, lees_aanbod
from .errors import CongruentieFout, GebruiksFout
from .gemeenten import Gemeenten, Herkomst
from .meten.gevolgen import wat_als
from .meten.jaren import bereken_jaren, laad_jaren
from .meten.maten import MATEN
from .meten.meting import Meting, bereken, per_indeling, per_regio, vat_samen
from .meten.rangschikken import alle_verplaatsingen
from .meten.samenloop import Samenloop
from .meten.vergelijking import vergelijk
from .meten.verplaatsen import Verplaatsing, verplaats
from .meten.wijzigingen import laad_wijzigingen
from .model import Indeling, Indelingen
from .voorstel import Eisen, Reeks, Voorstel, stel_reeks_voor, stel_voor

NIEUWSTE_JAAR: int
__version__: str

__all__ = [
    "MATEN",
    "NIEUWSTE_JAAR",
    "CongruentieFout",
    "Eisen",
    "GebruiksFout",
    "Gemeenten",
    "Herkomst",
    "Indeling",
    "Indelingen",
    "Meting",
    "Reeks",
    "Samenloop",
    "Verplaatsing",
    "Voorstel",
    "__version__",
    "alle_verplaatsingen",
    "bereken",
    "bereken_jaren",
    "herindeel",
    "laad_gemeenten",
    "laad_indelingen",
    "laad_jaren",
    "laad_wijzigingen",
    "lees_aanbod",
    "per_indeling",
    "per_regio",
    "stel_reeks_voor",
    "stel_voor",
    "vat_samen",
    "vergelijk",
    "verplaats",
    "wat_als",
]
