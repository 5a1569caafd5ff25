"use strict";
const { test } = require("node:test");
const assert = require("node:assert/strict");
const { lijnkunde } = require("./laad.cjs");
const { afstandTot, ketens, opzij } = lijnkunde;

test("lines that meet are one line, but not where three do", () => {
  const [a, b, c, d] = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 1],
  ];
  // Whatever way each runs: end to end.
  assert.deepEqual(
    ketens([
      [a, b],
      [c, b],
    ]).map((lijn) => lijn.length),
    [3],
  );
  assert.equal(
    ketens([
      [a, b],
      [b, c],
      [b, d],
    ]).length,
    3,
  );
  // Nothing is lost or twice: a ring of four, from any start.
  const ring = ketens([
    [a, b],
    [c, b],
    [c, d],
    [a, d],
  ]);
  assert.equal(ring.length, 1);
  assert.deepEqual(ring[0][0], ring[0].at(-1));
  assert.equal(ring[0].length, 5);
  // A chain that starts in the middle goes on both ways.
  assert.deepEqual(
    ketens([
      [b, c],
      [a, b],
    ]).map((lijn) => lijn.length),
    [3],
  );
  assert.deepEqual(ketens([]), []);
});

test("a line aside keeps its distance, and in a sharp corner does not go far", () => {
  const recht = [0, 5, 10].map((x) => ({ x, y: 0 }));
  assert.deepEqual(
    opzij(recht, 2).map(({ x, y }) => [x, y]),
    [
      [0, 2],
      [5, 2],
      [10, 2],
    ],
  );
  const hoek = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
  ];
  const midden = opzij(hoek, 2)[1];
  assert.ok(Math.abs(midden.x - 8) < 1e-9 && Math.abs(midden.y - 2) < 1e-9);
  const naald = opzij([hoek[0], hoek[1], { x: 0, y: 0.001 }], 2)[1];
  assert.ok(Math.hypot(naald.x - 10, naald.y) < 8);
});

test("how far a point is from a line", () => {
  const lijn = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
  ];
  assert.equal(afstandTot({ x: 5, y: 3 }, lijn), 3);
  assert.equal(afstandTot({ x: 13, y: 4 }, lijn), 5);
});
