"""Proposals for more congruent regions, from the divisions that exist, with proof.

Loaded on first use: the command line asks what is in `eisen`, without the solver.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
