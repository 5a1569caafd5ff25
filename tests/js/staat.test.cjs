"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { staat } = require("./laad.cjs");

const gegevens = {
  gemeenten: { codes: ["GM0001", "GM0002"] },
  indelingen: [
    { naam: "ggd", gewicht: 1, regios: ["G1", "G2"], lid: [0, 1] },
    { naam: "mijn plan, a&b=c", gewicht: 2, regios: ["r:1", "r=2 é"], lid: [0, -1] },
    { naam: "res", gewicht: 1, regios: ["E1"], lid: [0, 0] },
  ],
  voorstellen: [],
  zetten: [],
};
const begin = staat.begin(gegevens);

test("nothing chosen is an empty fragment, and an empty fragment nothing chosen", () => {
  assert.equal(staat.naarFragment(begin, gegevens), "");
  assert.deepEqual(staat.vanFragment("", gegevens), begin);
});

test("everything chosen comes back, whatever the names", () => {
  const alles = {
    gewichten: { ggd: 0.5, "mijn plan, a&b=c": 0, res: 3 },
    weergave: "indeling:mijn plan, a&b=c",
    naast: "congruentie",
    gekozen: 1,
    ander: 0,
    verband: -1,
    partners: false,
    lijnen: ["indeling:mijn plan, a&b=c", "indeling:ggd"],
    stapel: true,
    namen: false,
    provincies: false,
    vasteklassen: true,
    zetten: [
      { plek: 0, naam: "mijn plan, a&b=c", regio: 1 },
      { plek: 1, naam: "ggd", regio: 0 },
    ],
    regio: "indeling:mijn plan, a&b=c=r=2 é",
    aanpassing: [[0, 1]],
    vast: [1],
  };
  const met = { ...gegevens, voorstellen: [{ codes: ["V01", "V02"], regio: [0, 1] }] };
  const fragment = staat.naarFragment(alles, met);
  assert.match(fragment, /^[\w=:&%.,~!*'()-]+$/);
  const sleutel = "voorstel:0=V02";
  assert.deepEqual(staat.vanFragment(fragment, met), alles);
  assert.equal(staat.vanFragment(`o=${encodeURIComponent(sleutel)}`, met).regio, sleutel);
});

test("what a page does not know is left as it was", () => {
  for (const vreemd of [
    "i=ggd:1",
    "i=ggd:-1,res:1",
    "i=ggd:x,res:1",
    "i=ggd:1e9,res:1",
    "g=GM9999",
    "v=GM0001:ggd=Q",
    "v=onzin",
    "q=1",
    "w=%E0%A4%A",
    "__proto__=1",
    "&&=&=",
  ]) {
    assert.deepEqual(staat.vanFragment(vreemd, gegevens), begin, vreemd);
  }
});

test("moves that cannot be: to where it is already, or twice", () => {
  assert.deepEqual(staat.vanFragment("v=GM0001:ggd=G1", gegevens).zetten, []);
  const twee = "v=GM0001:ggd=G2,GM0002:ggd=G1,GM0001:ggd=G2";
  assert.equal(staat.vanFragment(twee, gegevens).zetten.length, 2);
});

test("a second gemeente only beside another first one", () => {
  assert.equal(staat.vanFragment("g=GM0001&a=GM0001", gegevens).ander, -1);
  assert.equal(staat.vanFragment("a=GM0001", gegevens).ander, -1);
  assert.equal(staat.vanFragment("g=GM0002&a=GM0001", gegevens).ander, 0);
});

test("an indeling that the link does not name does not count", () => {
  const { gewichten } = staat.vanFragment("i=ggd:1,res:2", gegevens);
  assert.deepEqual(gewichten, { ggd: 1, "mijn plan, a&b=c": 0, res: 2 });
});

test("a move is written as congruentie wat-als reads it", () => {
  assert.equal(staat.alsTekst({ plek: 0, naam: "ggd", regio: 1 }, gegevens), "GM0001:ggd=G2");
});

test("verbanden have a weight beside the indelingen, and one of them can be chosen", () => {
  const met = { ...gegevens, verbanden: { naam: "verbanden", gewicht: 1, namen: ["a", "b"] } };
  const nu = staat.vanFragment("i=verbanden:2&b=1", met);
  assert.deepEqual(nu.gewichten, { ggd: 0, "mijn plan, a&b=c": 0, res: 0, verbanden: 2 });
  assert.equal(nu.verband, 1);
  assert.deepEqual(staat.vanFragment(staat.naarFragment(nu, met), met), nu);
  for (const vreemd of ["b=2", "b=-1", "b=x", "b=", "i=ggd:1,verbanden:0"])
    assert.deepEqual(staat.vanFragment(vreemd, met), staat.begin(met), vreemd);
  assert.equal(staat.vanFragment("b=0", gegevens).verband, -1);
});

test("what of a link cannot be used, is said", () => {
  const mis = (tekst) => staat.leesFragment(tekst, gegevens).mis;
  assert.deepEqual(mis("i=ggd:1,res:2&g=GM0002"), []);
  for (const [tekst, deel] of [
    ["g=GM9999", "de gemeente GM9999"],
    ["i=rmc:1,ggd:1,res:1", "de indeling rmc"],
    ["i=ggd:1", "gewichten"],
    ["v=GM0001:rmc=X", "de verplaatsing GM0001:rmc=X"],
    ["o=voorstel:0=V01", "de regio V01"],
    ["e=GM0001:1", "de aanpassing GM0001:1"],
    ["q=1", "het deel q"],
    ["w=%E0%A4%A", "beschadigd"],
  ])
    assert.ok(mis(tekst)[0]?.includes(deel), `${tekst}: ${mis(tekst)}`);
});
