"use strict";
// What a proposal means for one gemeente: where it goes in each indeling, with whom, its figure now and
// then, and what else is possible and what that costs.
(() => {
  const { gegevens, hulp, model, rekenen, regios, voorstelsom } = window.congruentie;
  const { aantal, maak, procent, som, tabelMet, tweetal } = hulp;
  const { namen } = gegevens.gemeenten;
  const eenDecimaal = new Intl.NumberFormat("nl-NL", { maximumFractionDigits: 1 });

  /** What a loss of worth is of the worth of the proposal: "0,4%". */
  function deelzin(kosten, alle) {
    const deel = alle > 0 ? (100 * Math.abs(kosten)) / alle : 100;
    return deel < 0.1 ? "minder dan 0,1%" : `${eenDecimaal.format(deel)}%`;
  }

  const punten = (getal) => `${aantal(getal)} ${getal === 1 ? "punt" : "punten"}`;

  /** A loss of worth in words, after "dat"; `alle` is the worth of the proposal. */
  function kostenzin(kosten, alle) {
    if (kosten === null) return "kost een onbekend aantal punten";
    if (Math.abs(kosten) < 1e-9) return "is precies even goed";
    if (kosten < 0) return `levert ${punten(-kosten)} op (${deelzin(kosten, alle)})`;
    return `kost ${punten(kosten)} (${deelzin(kosten, alle)})`;
  }

  /** Where the gemeente goes in an indeling: {nu, straks, blijft}, names of regio's. */
  function weg(indeling, voorstel, plek) {
    const nummer = voorstel.regio[plek];
    const doel = voorstel.koppelingen[indeling.naam][nummer] ?? -1;
    const nu = indeling.lid[plek] < 0 ? [] : rekenen.delenVan(indeling, indeling.lid[plek]);
    return {
      nu: som(nu.map((een) => indeling.namen[een])) || "geen regio",
      straks: doel < 0 ? `${voorstel.namen[nummer]} (nieuw)` : indeling.namen[doel],
      blijft: doel >= 0 && nu.includes(doel),
    };
  }

  function wegen(voorstel, plek) {
    const lijst = maak("dl", "", "regios");
    for (const indeling of model.nu().indelingen) {
      const { nu, straks, blijft } = weg(indeling, voorstel, plek);
      tweetal(lijst, indeling.titel, blijft ? `blijft ${nu}` : `nu ${nu}, straks ${straks}`);
    }
    return lijst;
  }

  /** Partners that come and go when every indeling takes the proposal over. */
  function gezelschap(voorstel, plek) {
    const straks = namen
      .map((_, i) => i)
      .filter((i) => i !== plek && voorstel.regio[i] === voorstel.regio[plek]);
    const nu = model
      .nu()
      .partners(plek)
      .map((partner) => partner.plek);
    const nieuw = straks.filter((i) => !nu.includes(i));
    const kwijt = nu.filter((i) => !straks.includes(i));
    const lijst = maak("dl", "", "regios");
    tweetal(
      lijst,
      `Straks samen met ${hulp.gemeententekst(straks.length)}`,
      regios.perNaam(straks) || "niemand",
    );
    tweetal(lijst, "Nieuwe partners", regios.perNaam(nieuw) || "geen");
    if (kwijt.length > 12)
      tweetal(
        lijst,
        "Geen partner meer",
        `${aantal(kwijt.length)} van de ${aantal(nu.length)} partners van nu`,
      );
    else tweetal(lijst, "Geen partner meer", regios.perNaam(kwijt) || "geen");
    return lijst;
  }

  function cijfers(nummer, plek) {
    const { tellen, cijfers: nu, na } = model.nu();
    const was = nu.congruentie[plek];
    if (was === null) return [];
    return [
      tabelMet(
        `Haar congruentie nu en straks${nummer ? ` (${model.nu().voorstellen[nummer].titel})` : ""}`,
        ["Als dit het overneemt", "Nu", "Straks", "Punten"],
        tellen.map(({ naam, titel }) => {
          const straks = na(JSON.stringify([nummer, naam]))[plek];
          return [titel, procent(was), procent(straks), hulp.punten(straks - was)];
        }),
        [1, 2, 3],
      ),
      ...(model.nu().wegen.length === tellen.length
        ? [maak("p", "Nemen alle indelingen het over, dan is het 100%.", "klein")]
        : []),
    ];
  }

  /** Which conditions a division of the regio's of a proposal breaks that the proposal itself keeps to. */
  function nieuweFouten(voorstel, regio, regionamen = voorstel.namen) {
    const toets = (een) =>
      voorstelsom.mis(een, {
        eisen: voorstel.eisen,
        buren: model.burenVan(voorstel),
        inwoners: gegevens.gemeenten.inwoners,
        namen,
        regionamen,
      });
    const was = toets(voorstel.regio);
    return toets(regio).filter((tekst) => !was.includes(tekst));
  }

  /** Every regio that gemeenten of one regio could go to instead, the cheapest first. */
  function anders(voorstel, nummer, mee) {
    const { waarde, paar } = model.nu();
    const alle = waarde(nummer);
    return voorstelsom
      .naburig(voorstel.regio, mee, model.burenVan(voorstel))
      .map((naar) => ({
        naar,
        alle,
        kosten: -voorstelsom.verschil(voorstel.regio, mee, naar, paar()),
        fouten: nieuweFouten(voorstel, voorstelsom.verzet(voorstel.regio, mee, naar)),
      }))
      .sort((a, b) => a.kosten - b.kosten);
  }

  let los = false; // whether a gemeente is moved without the others of its brok

  function mogelijk(voorstel, nummer, plek) {
    const { schuif } = window.congruentie;
    const uit = [maak("h3", "Wat kan nog meer?")];
    const brok = voorstelsom
      .brokVan(voorstel.brok, plek)
      .filter((een) => voorstel.regio[een] === voorstel.regio[plek]);
    const mee = los ? [plek] : brok;
    if (brok.length > 1) {
      const vak = Object.assign(maak("input"), { type: "checkbox", id: "alleendeze", checked: los });
      vak.addEventListener("change", () => {
        los = vak.checked;
        window.congruentie.paneel.ververs();
      });
      const regel = maak("p");
      regel.append(vak, Object.assign(maak("label", `Alleen ${namen[plek]}`), { htmlFor: vak.id }));
      uit.push(
        maak(
          "p",
          `${regios.perNaam(brok)} zitten in elke indeling samen. Daarom gaan zij hier samen.`,
          "klein",
        ),
        regel,
      );
    }
    const keuzes = anders(voorstel, nummer, mee);
    const lijst = maak("ul", "", "regiolijst keuzes");
    for (const { naar, kosten, fouten, alle } of keuzes) {
      const regel = maak("li");
      regel.append(
        regios.regioknop(`voorstel:0=${voorstel.codes[naar]}`, `Naar ${voorstel.namen[naar]}`),
        schuif.zetknop(mee, naar),
        maak("span", `Dat ${kostenzin(kosten, alle)}.`, "klein"),
        ...fouten.map((fout) => maak("span", `Let op: ${fout}`, "klein let-op")),
      );
      lijst.append(regel);
    }
    if (voorstel.regio.filter((een) => een === voorstel.regio[plek]).length > mee.length) {
      const regel = maak("li");
      regel.append(schuif.zetknop(mee, -1));
      lijst.append(regel);
    }
    return [...uit, ...(keuzes.length ? [] : [maak("p", "Zij grenst aan geen andere regio.")]), lijst];
  }

  /** How sure its place is; only of the question that was asked. */
  function vastheid(voorstel, plek) {
    if (!voorstel.stand || !model.nu().zoalsGevraagd) return [];
    const { tekst } = gegevens.standen[voorstel.stand[plek]];
    const beter = voorstel.alternatief[plek]
      ? ` Het beste andere voorstel: ${voorstel.alternatief[plek]}. Dat ${kostenzin(voorstel.kosten[plek], voorstel.doelwaarde)}.`
      : "";
    return [maak("p", `Ligt het vast? ${tekst[0].toUpperCase()}${tekst.slice(1)}.${beter}`)];
  }

  /** All of it for a gemeente, of the proposal that is looked at and what stands beside it. */
  function blok(plek) {
    const { voorstellen, plan } = model.nu();
    // First the one that is looked at; the own version takes the place of the proposal.
    const naast = voorstellen.map((_, i) => i).filter((i) => i > 0 && i !== plan);
    return [plan, ...naast].flatMap((nummer) => {
      const voorstel = voorstellen[nummer];
      const eerste = nummer === plan;
      const sleutel = `voorstel:${eerste ? 0 : nummer}=${voorstel.codes[voorstel.regio[plek]]}`;
      const kop = maak("p", voorstellen.length > 1 ? `${voorstel.titel}: ` : "In het voorstel: ", "kern");
      const { namen: regionamen, codes, regio } = voorstel;
      kop.append(regios.regioknop(sleutel, `${regionamen[regio[plek]]} (${codes[regio[plek]]})`));
      return [
        maak("h3", eerste ? "Wat verandert er voor haar?" : voorstel.titel),
        kop,
        ...(eerste ? window.congruentie.schuif.strook() : []),
        ...(eerste ? [wegen(voorstel, plek)] : []),
        gezelschap(voorstel, plek),
        ...cijfers(nummer, plek),
        ...(eerste ? [...vastheid(voorstel, plek), ...mogelijk(voorstel, nummer, plek)] : []),
      ];
    });
  }

  window.congruentie.inhetvoorstel = { blok, deelzin, nieuweFouten };
})();
