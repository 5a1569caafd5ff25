"use strict";
// What a proposal means for one gemeente: where it goes in each indeling, with whom, its figure now and
// then, and what else is possible and what that costs.
(() => {
  const { gegevens, hulp, model, rekenen, regios, voorstelsom } = window.congruentie;
  const { aantal, maak, procent, som, tabelMet, tweetal } = hulp;
  const { namen } = gegevens.gemeenten;
  const eenDecimaal = new Intl.NumberFormat("nl-NL", { maximumFractionDigits: 1 });

  /** A loss of worth in words; `alle` is the worth of the proposal. */
  function kostenzin(kosten, alle) {
    if (kosten === null) return "wat dat kost, is niet berekend";
    if (kosten < 1e-9) return kosten > -1e-9 ? "precies even goed" : `${aantal(-kosten)} punten beter`;
    const deel = alle > 0 ? (100 * kosten) / alle : 100;
    const hoeveel = deel < 0.1 ? "minder dan 0,1%" : `${eenDecimaal.format(deel)}%`;
    return `${aantal(kosten)} ${kosten === 1 ? "punt" : "punten"} minder waard (${hoeveel})`;
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
        "Haar congruentie nu en straks",
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
  function nieuweFouten(voorstel, regio) {
    const toets = (een) =>
      voorstelsom.mis(een, {
        eisen: voorstel.eisen,
        buren: model.burenVan(voorstel),
        inwoners: gegevens.gemeenten.inwoners,
        namen,
        regionamen: voorstel.namen,
      });
    const was = toets(voorstel.regio);
    return toets(regio).filter((tekst) => !was.includes(tekst));
  }

  /** Every regio that the gemeente, or its brok, could go to instead, the cheapest first. */
  function anders(voorstel, nummer, plek) {
    const { waarde, paar } = model.nu();
    const mee = voorstelsom.brokVan(voorstel.brok, plek);
    const alle = waarde(nummer);
    return voorstelsom
      .naburig(voorstel.regio, mee, model.burenVan(voorstel))
      .map((naar) => ({
        naar,
        mee,
        alle,
        kosten: -voorstelsom.verschil(voorstel.regio, mee, naar, paar()),
        fouten: nieuweFouten(voorstel, voorstelsom.verzet(voorstel.regio, mee, naar)),
      }))
      .sort((a, b) => a.kosten - b.kosten);
  }

  function mogelijk(voorstel, nummer, plek) {
    const uit = [maak("h3", "Wat kan nog meer?")];
    const mee = voorstelsom.brokVan(voorstel.brok, plek);
    if (mee.length > 1)
      uit.push(
        maak(
          "p",
          `${regios.perNaam(mee)} zitten in elke indeling samen. Daarom gaan zij hier samen.`,
          "klein",
        ),
      );
    const keuzes = anders(voorstel, nummer, plek);
    if (keuzes.length === 0) return [...uit, maak("p", "Zij grenst aan geen andere regio.")];
    const lijst = maak("ul", "", "regiolijst");
    for (const { naar, kosten, fouten, alle } of keuzes) {
      const regel = maak("li");
      regel.append(
        regios.regioknop(`voorstel:0=${voorstel.codes[naar]}`, `Naar ${voorstel.namen[naar]}`),
        maak("span", `Het voorstel is dan ${kostenzin(kosten, alle)}.`, "klein"),
        ...fouten.map((fout) => maak("span", `Kan niet zonder meer: ${fout}`, "klein let-op")),
      );
      lijst.append(regel);
    }
    return [...uit, lijst];
  }

  /** How sure its place is; only of the question that was asked. */
  function vastheid(voorstel, plek) {
    if (!voorstel.stand || !model.nu().zoalsGevraagd) return [];
    const { tekst } = gegevens.standen[voorstel.stand[plek]];
    const beter = voorstel.alternatief[plek]
      ? ` De beste andere plek: ${voorstel.alternatief[plek]}. Het hele voorstel is dan ${kostenzin(voorstel.kosten[plek], voorstel.doelwaarde)}.`
      : "";
    return [maak("p", `Ligt het vast? ${tekst[0].toUpperCase()}${tekst.slice(1)}.${beter}`)];
  }

  /** All of it for a gemeente, of the proposal that is looked at and what stands beside it. */
  function blok(plek) {
    const { voorstellen, plan } = model.nu();
    return voorstellen.flatMap((voorstel, nummer) => {
      if (plan > 0 && nummer === 0) return []; // the own version takes its place
      const eerste = nummer === plan;
      const sleutel = `voorstel:${eerste ? 0 : nummer}=${voorstel.codes[voorstel.regio[plek]]}`;
      const kop = maak("p", voorstellen.length > 1 ? `${voorstel.titel}: ` : "In het voorstel: ", "kern");
      const { namen: regionamen, codes, regio } = voorstel;
      kop.append(regios.regioknop(sleutel, `${regionamen[regio[plek]]} (${codes[regio[plek]]})`));
      return [
        maak("h3", eerste ? "Wat verandert er voor haar?" : voorstel.titel),
        kop,
        ...(eerste ? [wegen(voorstel, plek)] : []),
        gezelschap(voorstel, plek),
        ...cijfers(nummer, plek),
        ...(eerste ? [...vastheid(voorstel, plek), ...mogelijk(voorstel, nummer, plek)] : []),
      ];
    });
  }

  window.congruentie.inhetvoorstel = { anders, blok, kostenzin, nieuweFouten };
})();
