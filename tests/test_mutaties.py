"""The tool that tries how strong the tests are: what it changes, and that it can put it there."""

from __future__ import annotations

import ast
from pathlib import Path

from mutaties import mutaties_van

BRON = '''
def f(a: int = 3, é="ë") -> int:
    """Of 1 text nothing is changed, nor of a type."""
    if a < 2 and not é:
        return min(a, -1) + len([x for x in "ü" if x])
    return f"{a + 1}"
'''


def test_elke_uitdrukking_anders():
    mutaties = list(mutaties_van(Path("f.py"), BRON))
    assert {(m.was, m.wordt) for m in mutaties} == {
        ("3", "(4)"),
        ("a < 2 and (not é)", "(a < 2 or not é)"),
        ("a < 2 and (not é)", "(not (a < 2 and (not é)))"),
        ("a < 2", "(a <= 2)"),
        ("2", "(3)"),
        ("not é", "(é)"),
        ("min(a, -1)", "(max(a, -1))"),
        ("min(a, -1) + len([x for x in 'ü' if x])", "(min(a, -1) - len([x for x in 'ü' if x]))"),
        ("min(a, -1) + len([x for x in 'ü' if x])", "(None)"),
        ("-1", "(1)"),
        ("1", "(2)"),
        ("x", "(not x)"),
        ("f'{a + 1}'", "(None)"),
    }
    for mutatie in mutaties:
        nieuw = mutatie.toegepast(BRON.encode()).decode()
        assert ast.dump(ast.parse(nieuw)) != ast.dump(ast.parse(BRON))
        assert mutatie.wordt in nieuw
