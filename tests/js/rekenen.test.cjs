"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { rekenen } = require("./laad.cjs");

// RegioAtlas' own example: 's-Gravenhage over zorgkantoor, GGD and jeugdzorg gives 50%.
// Places: 0 's-Gravenhage, 1 Wassenaar, 2 Rijswijk, 3 Zoetermeer, 4 Leidschendam-Voorburg, 5 Westland,
// 6 Pijnacker-Nootdorp, 7 Delft, 8 Midden-Delfland.
const haag = [
  { naam: "jeugdzorg", lid: [0, 0, 0, 0, 0, 0, 0, 0, 0] },
  { naam: "zorgkantoor", lid: [0, 0, 0, 0, 0, 1, 1, 1, 1] },
  { naam: "ggd", lid: [0, 1, 1, 1, 1, 1, 1, 1, 1] },
];
const opties = { n: 9, noemer: "alle", inwoners: null };
const gelijk = { jeugdzorg: 1, zorgkantoor: 1, ggd: 1 };

test("'s-Gravenhage", () => {
  const { congruentie, partners } = rekenen.maten(rekenen.kies(haag, gelijk), opties);
  assert.equal(congruentie[0], 50);
  assert.equal(partners[0], 8);
});

test("partners, most shared first, with the indelingen they share", () => {
  const partners = rekenen.partnersVan(rekenen.kies(haag, gelijk), 0);
  assert.deepEqual(partners[0], {
    plek: 1,
    aandeel: 2 / 3,
    samen: ["jeugdzorg", "zorgkantoor"],
    verbanden: 0,
  });
  assert.deepEqual(
    partners.map(({ plek }) => plek),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test("two gemeenten: together, apart, or nothing to say", () => {
  const metGat = [...haag, { naam: "deel", lid: [-1, 0, 0, 0, 0, 0, 0, 0, 0] }];
  const keuze = rekenen.kies(metGat, { ...gelijk, deel: 1 });
  assert.deepEqual(
    rekenen.samenOfApart(keuze, 0, 5).map(({ samen }) => samen),
    [true, false, false, null],
  );
});

// A row of four gemeenten: 0 - 1 - 2 - 3.
const bogen = [
  { a: 0, b: 1 },
  { a: 1, b: 2 },
  { a: 2, b: 3 },
];
const rij = [
  { naam: "een", lid: [0, 0, 1, 1] },
  { naam: "twee", lid: [0, 1, 1, 1] },
  { naam: "drie", lid: [0, 1, 1, 1] },
];
const buren = rekenen.burenVan(bogen, 4);
const keuze = rekenen.kies(rij, { een: 1, twee: 1, drie: 1 });

test("the stack: how many borders run along each arc", () => {
  assert.deepEqual(rekenen.stapel(keuze, bogen), [2, 1, 0]);
  assert.deepEqual(rekenen.stapel(rekenen.kies(rij, { een: 1, twee: 0, drie: 1 }), bogen), [1, 1, 0]);
});

test("a misfit: gemeente 1 is with 0 in een, but with 2 and 3 in the others", () => {
  assert.deepEqual(rekenen.misfits(keuze, "een", buren, 4), [
    null,
    { regio: 1, hier: 0, daar: 1 },
    null,
    null,
  ]);
  assert.deepEqual(rekenen.misfits(keuze, "twee", buren, 4)[0], { regio: 1, hier: 0, daar: 0.5 / 3 });
});

test("what would help: moving 1 to where the others have it", () => {
  const [beste] = rekenen.kansen(keuze, buren, 1, { n: 4, noemer: "alle", inwoners: null });
  assert.equal(beste.naam, "een");
  assert.equal(beste.regio, 1);
  // Now 100 * (1 + 2 + 2) / (3 * 3); after the move all three indelingen agree.
  assert.ok(Math.abs(beste.winst - (100 - 500 / 9)) < 1e-9);
});

test("a move changes only that indeling, and not the original", () => {
  const na = rekenen.verplaats(rij, [{ plek: 1, naam: "een", regio: 1 }]);
  assert.deepEqual(na[0].lid, [0, 1, 1, 1]);
  assert.deepEqual(rij[0].lid, [0, 0, 1, 1]);
  assert.equal(na[1], rij[1]);
});

test("colours: neighbours differ, no regio is -1", () => {
  assert.deepEqual(rekenen.kleurGroepen([0, 1, 2, -1], bogen), [1, 0, 1, -1]);
});

// As rij, but gemeente 1 is in both regio's of een: number 2 stands for those.
const meer = [{ naam: "een", lid: [0, 2, 1, 1], combinaties: { 2: [0, 1] } }, rij[1]];
const overlap = rekenen.kies(meer, { een: 1, twee: 1 });

test("in two regio's: partner of the members of both, and a pair counts once", () => {
  assert.deepEqual(overlap[0].leden, [
    [0, 1],
    [1, 2, 3],
    [0, 1, 2, 3],
  ]);
  const { congruentie, partners } = rekenen.maten(overlap, { n: 4, noemer: "alle", inwoners: null });
  assert.deepEqual(partners, [1, 3, 2, 2]);
  assert.ok(Math.abs(congruentie[1] - (100 * (3 + 2)) / (2 * 3)) < 1e-9);
  assert.deepEqual(
    rekenen.samenOfApart(overlap, 1, 0).map(({ samen }) => samen),
    [true, false],
  );
  assert.deepEqual(
    [0, 1, 2, 3].map((plek) => rekenen.deelt(overlap[0], 1, plek)),
    [true, true, true, true],
  );
  assert.equal(rekenen.deelt(overlap[0], 0, 3), false);
});

test("in two regio's: no border with either, and she can stay in one of them", () => {
  assert.deepEqual(rekenen.stapel(overlap, bogen), [1, 0, 0]);
  assert.deepEqual(rekenen.buurregios(overlap[0], buren, 1), [0, 1]);
  assert.deepEqual(rekenen.buurregios(overlap[0], buren, 0), [1]);
  const [beste] = rekenen.kansen(overlap, buren, 1, { n: 4, noemer: "alle", inwoners: null });
  assert.equal(beste.regio, 1); // leaves 0, and is with 2 and 3 in both
  assert.ok(Math.abs(beste.winst - (100 - 500 / 6)) < 1e-9);
});

test("classes are those of Python, also on the breaks", () => {
  const klassen = [0, 20, 40, 60, 80, 100].map((vanaf) => ({ vanaf }));
  assert.deepEqual(
    [0, 19.99, 20, 20 - 1e-12, 99.9999, 100].map((getal) => rekenen.klasseVan(klassen, getal)),
    [0, 0, 1, 1, 4, 5],
  );
  assert.deepEqual(
    [-40, -20, -5, -0.1, 0, 1e-10, 0.1, 5, 20].map((punten) => rekenen.verschilVan(punten)),
    [0, 0, 1, 2, 3, 3, 4, 5, 6],
  );
});

// Verbanden over the row: 0 and 1; 0, 1 and 2; 3 alone, which makes no partners.
const leden = [[0, 1], [0, 1, 2], [3]];
const verbanden = { leden, van: rekenen.verbandenVan({ leden }, 4), deler: 2 };
const vier = { n: 4, noemer: "alle", inwoners: null };

test("over verbanden alone: 100 * sum (members - 1) / (verbanden * partners), and none has no figure", () => {
  const { congruentie, partners } = rekenen.maten(rekenen.kies([], { verbanden: 7 }, verbanden), vier);
  assert.deepEqual(congruentie, [75, 75, 100, null]);
  assert.deepEqual(partners, [2, 2, 2, 0]);
  assert.equal(rekenen.gemiddelde(congruentie), 250 / 3);
  assert.equal(rekenen.gemiddelde([null]), null);
});

test("beside indelingen: each verband its share of the weight, in the denominator of who takes part", () => {
  const samen = rekenen.kies(rij, { een: 1, twee: 1, verbanden: 1 }, verbanden);
  const { congruentie } = rekenen.maten(samen, vier);
  // 0 is with 1 in een, and in two verbanden of a half; with 2 in one: 100 * (1 + 1.5) / (3 * 2).
  assert.ok(Math.abs(congruentie[0] - 250 / 6) < 1e-9);
  // 3 takes part in none: only the two indelingen are below the line.
  assert.ok(Math.abs(congruentie[3] - (100 * (1 + 2)) / (2 * 2)) < 1e-9);
  assert.deepEqual(
    rekenen.partnersVan(samen, 0, "alle").map(({ plek, samen: waar, verbanden: keer }) => [plek, waar, keer]),
    [
      [1, ["een"], 2],
      [2, [], 1],
    ],
  );
  // What has no regio's has no borders, and nobody moves in it.
  assert.deepEqual(rekenen.stapel(samen, bogen), [1, 1, 0]);
  assert.ok(rekenen.kansen(samen, buren, 1, vier).every(({ naam }) => naam !== "verbanden"));
  assert.equal(rekenen.samenOfApart(samen, 0, 1).length, 2);
});

test("weights that cannot be: of what is not there, and one indeling with verbanden of no weight", () => {
  assert.throws(() => rekenen.kies(rij, { een: 1, twee: 1, verbanden: 1 }), /verbanden doet niet mee/);
  assert.throws(() => rekenen.kies(rij, { een: 1, verbanden: 0 }, verbanden), /ten minste twee/);
  assert.equal(rekenen.kies(rij, { een: 1, verbanden: 1 }, verbanden).length, 2);
});

test("beside another map a regio that is the same has the same colour, and neighbours still differ", () => {
  // A row of six; on the left pairs, on the right the last two pairs in one, and other numbers.
  const bogen = [0, 1, 2, 3, 4].map((a) => ({ a, b: a + 1 }));
  const links = { lid: [0, 0, 1, 1, 2, 2], kleuren: [4, 4, 2, 2, 4, 4] };
  const rechts = [7, 7, 3, 3, 3, 5];
  const kleuren = rekenen.kleurGroepen(rechts, bogen, links);
  assert.deepEqual(kleuren, [4, 4, 2, 2, 2, 4]);
  const geen = rekenen.kleurGroepen([-1, 7, 7, 7, 7, -1], bogen, links);
  assert.deepEqual(geen, [-1, 2, 2, 2, 2, -1]);
});
