"""A template without end is stopped: loops by their time, texts of a gigabyte by their memory."""

from __future__ import annotations

import sys

import pytest

from congruentie.dossier import maak_dossiers
from congruentie.dossier.huisstijl import Huisstijl
from congruentie.errors import CongruentieFout

pytestmark = [
    pytest.mark.zwaar,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="zie plafond"),
]

EINDELOOS = [
    "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
    "{{ [1]|slice(900000000)|list|length }}",
    "{{ ('x' * 1000000)|indent(1000000000) }}",
    "{{ 'x'|center(2000000000) }}",
    "{{ 'a b'|wordwrap(1)|indent(900000000) }}",
    "{{ '%2000000000d'|format(1) }}",
    "{{ 'x' * 3000000000 }}",
]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("val", EINDELOOS)
def test_een_sjabloon_zonder_einde(klein, tmp_path, monkeypatch, val):
    monkeypatch.setattr("congruentie.plafond._SECONDEN", 0.5)
    (tmp_path / "s.html").write_text(
        f'{{% extends "dossier.html" %}}{{% block slot %}}{val}{{% endblock %}}', "utf-8"
    )
    stijl = Huisstijl(map=tmp_path, sjabloon="s.html")
    with pytest.raises(CongruentieFout, match="kost te veel|zonder einde|kan niet worden gerekend"):
        maak_dossiers(klein, tmp_path / "d", codes=[klein.codes[0]], vormen=["html"], stijl=stijl)
    assert not list(tmp_path.glob("d/*"))
