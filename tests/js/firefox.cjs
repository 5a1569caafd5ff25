"use strict";
// A smoke run of the page in Firefox: firefox.cjs FIREFOX URL. Prints what it saw as JSON.
const puppeteer = require("puppeteer-core");

async function main() {
  const [executablePath, adres] = process.argv.slice(2);
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  const pagina = await browser.newPage();
  const mis = [];
  pagina.on("pageerror", (fout) => mis.push(String(fout)));
  pagina.on("console", (regel) => ["error", "warn"].includes(regel.type()) && mis.push(regel.text()));
  pagina.on("request", (vraag) => /^(file|data|blob):/.test(vraag.url()) || mis.push(vraag.url()));
  await pagina.setViewport({ width: 1366, height: 768 });
  await pagina.goto(adres);
  const lees = (waar) => pagina.$eval(waar, (element) => element.textContent);
  const gezien = { versie: await browser.version(), samenvatting: await lees("#samenvatting") };
  await pagina.type("#zoek", "Nijkerk");
  await pagina.keyboard.press("Enter");
  gezien.gekozen = await lees("#gekozenkop");
  gezien.legenda = await lees("#legendakop");
  await pagina.click("#tab-indelingen");
  await pagina.click("#telt-0");
  gezien.zonder = await lees("#samenvatting");
  await pagina.click("#tab-watals");
  await pagina.click("#verplaats");
  gezien.watals = await lees("#tab-watals");
  await pagina.click("#stapel");
  gezien.lijnen = await lees("#lijnlegenda");
  await pagina.select("#naast", "indeling:res");
  gezien.naast = await pagina.$$eval("#naastbeeld path", (paden) => paden.length);
  gezien.cijfers = await pagina.evaluate("congruentie.bereken({ggd: 1, res: 2})");
  gezien.fragment = await pagina.evaluate("location.hash");
  gezien.png = await pagina.evaluate(() => {
    const { poster, zicht } = window.congruentie;
    const deel = { titel: "t", legenda: [], beeld: { ...zicht.beelden()[0].nu(), lijnen: [] } };
    return poster.alsPng(poster.poster([deel], "v")).then((blob) => blob.size);
  });
  await browser.close();
  process.stdout.write(JSON.stringify({ ...gezien, mis }));
}

main().catch((fout) => {
  process.stderr.write(`${fout.stack}\n`);
  process.exit(1);
});
