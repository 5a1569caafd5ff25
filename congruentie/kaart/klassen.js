"use strict";
// Classes of the legend from the data: borders where the figures leave room, on round numbers. The same
// as congruentie/kaart/klassen.py, to which a test compares them. No document here.
(() => {
  // The largest step with which the figures fall in at least CELLEN cells.
  const STAPPEN = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];
  const CELLEN = 30;
  const HEEL = 100 - 1e-9;

  /** Split [cell, count] pairs into at most k runs with the least squared distance to their means
   *  (Fisher's exact method, which others call Jenks or ckmeans). Gives the index each run starts at. */
  function deel(cellen, k) {
    const n = cellen.length;
    if (n <= k) return cellen.map((_, i) => i);
    const [aantal, som, kwadraat] = [[0], [0], [0]];
    cellen.forEach(([x, c], i) => {
      aantal.push(aantal[i] + c);
      som.push(som[i] + c * x);
      kwadraat.push(kwadraat[i] + c * x * x);
    });
    const kosten = (i, j) => {
      const s = som[j] - som[i];
      return kwadraat[j] - kwadraat[i] - (s * s) / (aantal[j] - aantal[i]);
    };
    let beste = cellen.map((_, j) => kosten(0, j + 1));
    const starten = [];
    for (let groep = 1; groep < k; groep += 1) {
      const [nu, van] = [[], []];
      for (let j = 0; j < n; j += 1) {
        nu[j] = Infinity;
        for (let i = groep; i <= j; i += 1) {
          const waarde = beste[i - 1] + kosten(i, j + 1);
          if (waarde < nu[j]) [nu[j], van[j]] = [waarde, i];
        }
      }
      starten.push(van);
      beste = nu;
    }
    const uit = [];
    let j = n - 1;
    for (let groep = k - 1; groep > 0; groep -= 1) {
      uit.unshift(starten[groep - 1][j]);
      j = uit[0] - 1;
    }
    return [0, ...uit];
  }

  /** Borders of at most k classes: {vanaf: where each begins, tot: where the last one ends}. */
  function grenzen(getallen, k) {
    const [laagste, hoogste] = [Math.min(...getallen), Math.max(...getallen)];
    const ruim = (hoogste - laagste) / CELLEN;
    const stap = hoogste > laagste ? (STAPPEN.findLast((een) => een <= ruim) ?? STAPPEN[0]) : 1;
    const tel = new Map();
    for (const getal of getallen) {
      const cel = Math.floor(getal / stap + 1e-9);
      tel.set(cel, (tel.get(cel) ?? 0) + 1);
    }
    const cellen = [...tel].sort((a, b) => a[0] - b[0]);
    const vanaf = deel(cellen, k).map((i) => cellen[i][0] * stap);
    return { vanaf, tot: (cellen.at(-1)[0] + 1) * stap };
  }

  /** A border in Dutch. */
  const schrijf = (getal) => String(Number(getal.toFixed(3))).replace(".", ",");

  /** Which of so many colours each of fewer classes takes. */
  const spreid = (i, m, alle) => (m === 1 ? Math.floor(alle / 2) : Math.round((i * (alle - 1)) / (m - 1)));

  /** Percentages in five classes, and one for 100%: [{vanaf, kleur, tekst}]; in the colours of `vaste`. */
  function percentages(vaste, getallen) {
    const onder = getallen.filter((getal) => getal !== null && getal < HEEL);
    const kleuren = vaste.slice(0, -1).map(({ kleur }) => kleur);
    const { vanaf, tot } = onder.length ? grenzen(onder, kleuren.length) : { vanaf: [] };
    const klassen = vanaf.map((van, i) => ({
      vanaf: van,
      kleur: kleuren[spreid(i, vanaf.length, kleuren.length)],
      tekst: `${schrijf(van)} tot ${schrijf(vanaf[i + 1] ?? Math.min(tot, 100))}%`,
    }));
    return getallen.some((getal) => getal >= HEEL) ? [...klassen, vaste.at(-1)] : klassen;
  }

  /** Changes in at most three steps either way: {grenzen, klassen: [{kleur, tekst}]}, lowest first. */
  function wijzigingen(vaste, getallen) {
    const midden = (vaste.length - 1) / 2;
    const groot = getallen.map((getal) => Math.abs(getal)).filter((getal) => getal > 1e-9);
    const { vanaf } = groot.length ? grenzen(groot, midden) : { vanaf: [0] };
    const op = vanaf.slice(1);
    const tekst = (i, hoe) => {
      if (op.length === 0) return hoe;
      if (i === op.length) return `${schrijf(op[i - 1])} of meer ${hoe}`;
      return i === 0 ? `tot ${schrijf(op[0])} ${hoe}` : `${schrijf(op[i - 1])} tot ${schrijf(op[i])} ${hoe}`;
    };
    const kant = (hoe, richting) =>
      vanaf.map((_, i) => ({
        kleur: vaste[midden + richting * (spreid(i, vanaf.length, midden) + 1)].kleur,
        tekst: tekst(i, hoe),
      }));
    return {
      grenzen: op,
      klassen: [...kant("lager", -1).reverse(), vaste[midden], ...kant("hoger", 1)],
    };
  }

  (globalThis.congruentie ??= {}).klassen = { deel, grenzen, percentages, wijzigingen };
})();
