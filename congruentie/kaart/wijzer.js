"use strict";
// The gemeente under the pointer or the keyboard: its outline on every map, and what it is, in a box
// beside it that covers no partner of the chosen one.
(() => {
  const { beeld, gegevens, hulp, model, zicht } = window.congruentie;
  const { maak, op, partnertekst } = hulp;
  const { namen, punten } = gegevens.gemeenten;
  const RUIMTE = 10; // pixels between the area and the box
  let hier = -1;

  /** What a box about a gemeente says, by the weergave of its map. */
  const overGemeente = (plek, weergave) => [
    maak("strong", namen[plek]),
    maak("span", weergave.tekst(plek)),
    maak("span", partnertekst(model.nu().cijfers.partners[plek])),
  ];

  const vakken = new Map();
  function vakOp(kaart) {
    if (!vakken.has(kaart)) {
      const vak = maak("div", "", "tip");
      vak.setAttribute("aria-hidden", "true"); // said by `zeg` instead
      kaart.getContainer().append(vak);
      vakken.set(kaart, vak);
    }
    return vakken.get(kaart);
  }

  const raakt = (een, ander) =>
    een.x < ander.x + ander.b &&
    ander.x < een.x + een.b &&
    een.y < ander.y + ander.h &&
    ander.y < een.y + een.h;

  /** Where a box may stand: beside the area, else in a corner. */
  function plaatsen(vlak, { b, h }, maat) {
    const midden = { x: vlak.x + vlak.b / 2 - b / 2, y: vlak.y + vlak.h / 2 - h / 2 };
    const [rechts, onder] = [maat.x - b - RUIMTE, maat.y - h - RUIMTE];
    return [
      { x: vlak.x + vlak.b + RUIMTE, y: midden.y },
      { x: vlak.x - b - RUIMTE, y: midden.y },
      { x: midden.x, y: vlak.y - h - RUIMTE },
      { x: midden.x, y: vlak.y + vlak.h + RUIMTE },
      { x: rechts, y: RUIMTE },
      { x: rechts, y: onder },
      { x: RUIMTE, y: onder },
      { x: RUIMTE, y: RUIMTE },
    ]
      .filter(({ x, y }) => x >= 0 && y >= 0 && x + b <= maat.x && y + h <= maat.y)
      .map(({ x, y }) => ({ x, y, b, h }));
  }

  function rechthoek(kaart, vlak) {
    const rand = vlak.getBounds();
    const [links, rechts] = [rand.getNorthWest(), rand.getSouthEast()].map((hoek) =>
      kaart.latLngToContainerPoint(hoek),
    );
    return { x: links.x, y: links.y, b: rechts.x - links.x, h: rechts.y - links.y };
  }

  /** The legend where it lies over the map. */
  function legendavak(kaart) {
    const [grond, vak] = [kaart.getContainer(), op("legenda")].map((element) =>
      element.getBoundingClientRect(),
    );
    return { x: vak.x - grond.x, y: vak.y - grond.y, b: vak.width, h: vak.height };
  }

  function zetNeer({ kaart, vlakken }, plek, vak) {
    const { gekozen } = model.staat();
    const partners =
      gekozen < 0
        ? []
        : [
            gekozen,
            ...model
              .nu()
              .partners(gekozen)
              .map((een) => een.plek),
          ];
    const maat = { b: vak.offsetWidth, h: vak.offsetHeight };
    const eigen = rechthoek(kaart, vlakken[plek]);
    const inDeWeg = partners.map((een) => {
      const { x, y } = kaart.latLngToContainerPoint(beeld.alsLatLng(punten[een]));
      return { x: x - 4, y: y - 4, b: 8, h: 8 };
    });
    const legenda = legendavak(kaart);
    const last = (waar) =>
      inDeWeg.filter((een) => raakt(waar, een)).length + 50 * raakt(waar, eigen) + 100 * raakt(waar, legenda);
    const beste = plaatsen(eigen, maat, kaart.getSize()).sort((a, b) => last(a) - last(b))[0];
    vak.style.left = `${Math.round(beste?.x ?? RUIMTE)}px`;
    vak.style.top = `${Math.round(beste?.y ?? RUIMTE)}px`;
  }

  /** Point at a gemeente on a map, with a box of its own lines; -1 for none. */
  function ga(plek, op_ = zicht.hoofd, inhoud = null) {
    for (const een of zicht.beelden()) {
      if (plek !== hier) een.omlijn("hier", plek);
      const vak = vakOp(een.kaart);
      vak.classList.toggle("open", plek >= 0 && een === op_);
      if (plek < 0 || een !== op_) continue;
      vak.replaceChildren(...(inhoud ?? overGemeente(plek, een.weergave())));
      zetNeer(een, plek, vak);
    }
    hier = plek;
  }

  window.congruentie.wijzer = { ga, hier: () => hier, overGemeente };
})();
