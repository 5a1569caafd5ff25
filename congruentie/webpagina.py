"""A page of one file: a template, and a policy that lets it run its own blocks and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = ["data_adres", "maak_webpagina"]


def maak_webpagina(
    sjabloon: str,
    *,
    scripts: Iterable[str] = (),
    stijlen: Iterable[str] = (),
    filters: Mapping[str, Callable[..., str]] | None = None,
    **waarden: Any,
) -> str:
    """Fill a Jinja template; all text that is put in is escaped.

    Parameters
    ----------
    sjabloon
        The template. Besides `waarden` it knows ``csp`` (the Content-Security-Policy), and the
        lists ``scripts`` and ``stijlen``. A ``<style>`` that stands in it as it is, is allowed as
        well. A line with only a block tag leaves no line behind.
    scripts, stijlen
        Our own code, never text of the data: the policy allows these blocks by their hashes, and
        they are put in as they are.
    filters
        More filters for the template.
    waarden
        What else the template shows. Markup goes in as `markupsafe.Markup`.

    Returns
    -------
    str
        The page. Write it as UTF-8 with LF line ends, or the hashes no longer hold.
    """
    from jinja2 import Environment, StrictUndefined  # only when there is a page to write
    from markupsafe import Markup

    omgeving = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    omgeving.filters |= filters or {}
    blokken = {
        naam: [Markup(blok) for blok in lijst]  # noqa: S704  # our own
        for naam, lijst in (("scripts", scripts), ("stijlen", stijlen))
    }
    vast = [blok for blok in re.findall("<style>(.*?)</style>", sjabloon, re.S) if "{{" not in blok]
    csp = _beleid(blokken["scripts"], [*vast, *blokken["stijlen"]])
    return omgeving.from_string(sjabloon).render(csp=csp, **blokken, **waarden)


def _beleid(scripts: Iterable[str], stijlen: Iterable[str]) -> str:
    regels = ["default-src 'none'"]
    for soort, blokken in (("script", scripts), ("style", stijlen)):
        sommen = [hashlib.sha256(blok.encode()).digest() for blok in blokken]
        hashes = [f"'sha256-{base64.b64encode(som).decode()}'" for som in sommen]
        if hashes:
            regels.append(f"{soort}-src {' '.join(hashes)}")
    return "; ".join([*regels, "img-src data:", "base-uri 'none'", "form-action 'none'"])


def data_adres(ruw: bytes, soort: str) -> str:
    """Make the ``data:`` address of a picture; `soort` is as in ``image/png``."""
    return f"data:image/{soort};base64,{base64.b64encode(ruw).decode()}"
