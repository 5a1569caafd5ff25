"use strict";
// Which indelingen count and how much, what that does, and whose borders are drawn. When there are many,
// they stand per domain, with a tick for all of it and a field to find one.
(() => {
  const { gegevens, hulp, lijnen, model, staat: schrift } = window.congruentie;
  const { aantal, maak, op, zeg } = hulp;
  const VEEL = 8;
  const GEEN_DOMEIN = "overig";
  let wacht = null; // weights with which there is nothing to compare: the map stays as it was

  // --- rows ----------------------------------------------------------------------------------------

  function vinkje(id, doe) {
    const vak = Object.assign(maak("input"), { type: "checkbox", id });
    vak.addEventListener("change", () => doe(vak.checked));
    return vak;
  }

  const naamBij = (vak, tekst) => Object.assign(maak("label", tekst), { htmlFor: vak.id });
  const leesGewicht = (vak) => Number(vak.value.trim().replace(",", "."));
  const metKomma = (getal) => String(getal).replace(".", ",");

  const rijen = model.wegers.map((indeling, k) => {
    const telt = vinkje(`telt-${k}`, (aan) => zetGewicht(indeling, aan ? leesGewicht(gewicht) || 1 : 0));
    // Not type=number: that refuses the decimal comma in many browsers.
    const gewicht = Object.assign(maak("input"), { type: "text", inputMode: "decimal", id: `gewicht-${k}` });
    gewicht.value = metKomma(indeling.gewicht || 1);
    gewicht.setAttribute("aria-label", `Gewicht van ${indeling.titel}`);
    gewicht.addEventListener("change", () => zetGewicht(indeling, leesGewicht(gewicht) || NaN));
    const rij = maak("tr");
    const naam = Object.assign(maak("th"), { scope: "row" });
    naam.append(telt, naamBij(telt, indeling.titel));
    if (indeling === gegevens.verbanden) naam.append(maak("p", verbandgewicht(indeling), "klein"));
    const cel = maak("td");
    cel.append(gewicht);
    rij.append(naam, cel);
    return { indeling, telt, gewicht, rij, domein: indeling.domein || GEEN_DOMEIN };
  });

  /** How verbanden weigh beside indelingen. */
  function verbandgewicht({ namen, samen }) {
    const hoeveel = `Het zijn er ${aantal(namen.length)}.`;
    if (gegevens.indelingen.length === 0) return hoeveel;
    return samen ? `${hoeveel} Samen wegen zij als één indeling.` : `${hoeveel} Elk weegt als één indeling.`;
  }

  // --- per domain ----------------------------------------------------------------------------------

  const veel = rijen.length > VEEL;
  const domeinen = veel ? [...new Set(rijen.map(({ domein }) => domein))].sort() : [""];
  const groepen = domeinen.map((domein, i) => {
    const eigen = rijen.filter((rij) => !veel || rij.domein === domein);
    const lichaam = maak("tbody");
    const vak = vinkje(`domein-${i}`, (aan) => zetAlle(eigen, aan));
    const tekst = naamBij(vak, "");
    if (veel) {
      const kop = Object.assign(maak("th"), { scope: "rowgroup", colSpan: 2 });
      kop.append(vak, tekst);
      const rij = maak("tr", "", "domein");
      rij.append(kop);
      lichaam.append(rij);
    }
    lichaam.append(...eigen.map(({ rij }) => rij));
    return { domein, eigen, lichaam, vak, tekst };
  });
  op("indelingen").classList.toggle("veel", veel);
  op("indelingen").append(...groepen.map(({ lichaam }) => lichaam));

  // --- what is chosen ------------------------------------------------------------------------------

  function meld(melding) {
    op("indelingmelding").textContent = melding;
    op("indelingmelding").hidden = !melding;
    toon(model.staat());
  }

  /** Use these weights, or wait for more when there is nothing to compare. */
  function zet(gewichten) {
    if (!schrift.teVergelijken(gewichten)) {
      wacht = gewichten;
      return meld("Kies er nu ten minste twee. Tot dan blijven de kaart en de cijfers zoals zij waren.");
    }
    wacht = null;
    model.zet({ gewichten });
    meld("");
    const over = [
      `${aantal(model.nu().tellen.length)} indelingen`,
      ...(gewichten.verbanden > 0 ? ["de samenwerkingsverbanden"] : []),
    ];
    const { landzin } = window.congruentie.verschil;
    zeg(
      `Gemiddelde congruentie over ${hulp.som(over)}: ${landzin(model.begin().congruentie, model.nu().cijfers.congruentie)}`,
    );
  }

  function zetGewicht({ naam, titel }, gewicht) {
    if (!(Number.isFinite(gewicht) && gewicht >= 0 && gewicht <= 1000))
      return meld("Een gewicht is een getal boven 0 en hoogstens 1000.");
    const gewichten = { ...(wacht ?? model.staat().gewichten), [naam]: gewicht };
    if (!wacht && !schrift.teVergelijken(gewichten))
      return meld(
        `${titel} ${model.verbanden?.titel === titel ? "blijven" : "blijft"} meetellen: er zijn ten minste twee indelingen nodig om te vergelijken.`,
      );
    zet(gewichten);
  }

  function zetAlle(deze, aan) {
    const anders = deze.map(({ indeling, gewicht }) => [indeling.naam, aan ? leesGewicht(gewicht) || 1 : 0]);
    zet({ ...(wacht ?? model.staat().gewichten), ...Object.fromEntries(anders) });
  }

  op("allesuit").hidden = !veel;
  op("allesuit").addEventListener("click", () => zetAlle(rijen, false));
  op("terugzetten").addEventListener("click", () => {
    wacht = null;
    model.zet({ gewichten: Object.fromEntries(model.wegers.map(({ naam, gewicht }) => [naam, gewicht])) });
    meld("");
    zeg("De indelingen en gewichten staan weer zoals aan het begin");
  });

  /** What this choice does: before and after in a sentence above, and who changes most below. */
  function toonVerschil() {
    const { gewogen, cijfers, gemiddelde } = model.nu();
    const was = model.begin().congruentie;
    const { blok, landzin } = window.congruentie.verschil;
    op("keuzeverschil").textContent = gewogen
      ? `Gemiddelde van het land: ${landzin(was, cijfers.congruentie)}.`
      : `Gemiddelde van het land: ${hulp.procent(gemiddelde)}. Zet een indeling uit of geef haar meer gewicht, en zie wat dat doet.`;
    if (!gewogen) return void op("keuzegevolg").replaceChildren();
    const naarKaart = hulp.knop("Toon het verschil op de kaart", () => {
      model.zet({ weergave: "keuze" });
      zeg("Op de kaart: verschil door uw keuze");
    });
    op("keuzegevolg").replaceChildren(naarKaart, ...blok(was, cijfers.congruentie));
  }

  // --- borders -------------------------------------------------------------------------------------

  const grenzen = lijnen.soorten.map((soort, i) => {
    const vak = vinkje(`grens-${i}`, (aan) => {
      const rest = model.staat().lijnen.filter((sleutel) => sleutel !== soort.sleutel);
      model.zet({ lijnen: aan ? [...rest, soort.sleutel] : rest });
    });
    const rij = maak("li");
    rij.append(vak, lijnen.staal(soort), naamBij(vak, soort.titel));
    op("grenzen").append(rij);
    return { soort, vak, rij };
  });
  op("geengrenzen").addEventListener("click", () => model.zet({ lijnen: [] }));

  // --- finding one, and all together ---------------------------------------------------------------

  op("indelingfilter").hidden = !veel;
  op("zoekindeling").addEventListener("input", () => {
    const { kaalZoek } = window.congruentie;
    const vraag = kaalZoek(op("zoekindeling").value);
    const past = (...teksten) => teksten.some((tekst) => kaalZoek(tekst).includes(vraag));
    for (const { indeling, rij, domein } of rijen) rij.hidden = !past(indeling.titel, indeling.naam, domein);
    for (const { eigen, lichaam } of groepen) lichaam.hidden = eigen.every(({ rij }) => rij.hidden);
    for (const { soort, rij } of grenzen) rij.hidden = !past(soort.titel);
    const over = rijen.filter(({ rij }) => !rij.hidden).length;
    zeg(`${aantal(over)} van ${aantal(rijen.length)} indelingen`);
  });

  function toon(staat) {
    const gewichten = wacht ?? staat.gewichten;
    for (const { indeling, telt, gewicht } of rijen) {
      const waarde = gewichten[indeling.naam];
      telt.checked = waarde > 0;
      gewicht.disabled = !(waarde > 0);
      if (waarde > 0) gewicht.value = metKomma(waarde);
    }
    for (const { domein, eigen, vak, tekst } of groepen) {
      const mee = eigen.filter(({ telt }) => telt.checked).length;
      vak.checked = mee === eigen.length;
      vak.indeterminate = mee > 0 && mee < eigen.length;
      tekst.textContent = `${domein.slice(0, 1).toUpperCase()}${domein.slice(1)} (${mee} van ${eigen.length})`;
    }
    for (const { soort, vak } of grenzen) vak.checked = staat.lijnen.includes(soort.sleutel);
    op("geengrenzen").hidden = staat.lijnen.length < 2;
  }

  model.volg((staat, oud) => {
    if (oud && staat.gewichten !== oud.gewichten) wacht = null;
    toon(staat);
    if (!oud || staat.gewichten !== oud.gewichten || staat.zetten !== oud.zetten) toonVerschil();
  });
})();
