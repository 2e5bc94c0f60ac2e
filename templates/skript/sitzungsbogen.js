// The sheet of a meeting: who is there, what was heard of the tasks, a draft that this browser keeps, and the finished file.
"use strict";
(() => {
  const { make, button } = formular;
  const given = JSON.parse(document.getElementById("bogen").dataset.formular);
  const at = (id) => document.getElementById(id);
  const say = (text) => (at("ansage").textContent = text);

  // ---- what the page has only with a script
  at("ohne-skript").remove();
  at("bogen").before(make("h2", {}, "Protokoll"));
  const verdict = make("p", { id: "urteil" });
  verdict.setAttribute("role", "status");
  const limits = "Geprüft ist hier, was die Seite selbst weiß. Alles andere, zum Beispiel Links und Bilder, zeigt danach: ";
  const download = make("button", { type: "button", id: "herunterladen", className: "haupt", textContent: "Datei herunterladen" });
  const discard = make("button", { type: "button", textContent: "Eingaben verwerfen" });
  at("bogen").after(
    make("h2", {}, "Fertig?"),
    verdict,
    make("ul", { id: "befunde" }),
    make("p", { className: "leise klein" }, limits, make("code", {}, "regsam-docs check")),
    make("p", { className: "handgriffe" }, download, discard),
  );

  // ---- the draft: with this browser, under area, meeting and what the file was like
  const START = `regsam-docs/${given.gebiet}/${given.sitzung}/`;
  const KEY = `${START}${given.stand}`;
  const storage = (use) => {
    try {
      return use(window.localStorage);
    } catch {
      return undefined;
    }
  };
  const keeps = storage((store) => (store.setItem(`${START}probe`, "1"), store.removeItem(`${START}probe`), true)) === true;
  let fetched = true;

  const sheet = formular.start(at("bogen"), given, { say, vorn: given.vorn, changed: () => changed() });
  const changed = () => {
    fetched = false;
    const draft = JSON.stringify({ felder: sheet.state(), datei: sheet.yaml(), am: new Date().toISOString() });
    const kept = storage((store) => (store.setItem(KEY, draft), true));
    at("gemerkt").textContent = kept
      ? "Ihr Entwurf ist in diesem Browser gemerkt."
      : "Dieser Browser merkt sich nichts. Laden Sie die Datei herunter, bevor Sie die Seite schließen.";
    judge();
    for (const follow of followers) follow();
  };
  const judge = () => {
    const found = sheet.findings();
    sheet.show(found, at("befunde"));
    const count = found.length;
    verdict.textContent = count === 0 ? "Alle Angaben sind vollständig." : `${count === 1 ? "Eine Angabe fehlt oder stimmt" : `${count} Angaben fehlen oder stimmen`} noch nicht:`;
  };
  const followers = [];

  // ---- who is there: one choice a member, which writes into the lists below
  const LISTS = { anwesend: "anwesend", entschuldigt: "entschuldigt", nicht_anwesend: "nicht da" };
  const { at: parts } = sheet.root;
  const who = (one) => (typeof one === "string" ? one : one?.mitglied);
  const of = (list, id) => parts[list].items().filter((one) => who(one.made.value()) === id);
  for (const row of document.querySelectorAll("[data-mitglied]")) {
    const id = row.dataset.mitglied;
    const choices = Object.entries({ ...LISTS, "": "keine Angabe" }).map(([list, name]) => {
      const choice = make("input", { type: "radio", name: `da-${id}`, value: list });
      choice.addEventListener("change", () => {
        for (const other of Object.keys(LISTS)) if (other !== list) for (const one of of(other, id)) one.remove(true);
        if (list && of(list, id).length === 0) parts[list].put(id);
        say(`${row.dataset.name}: ${name}`);
        changed();
      });
      return [choice, make("label", {}, choice, ` ${name}`)];
    });
    const group = make("div", { className: "wahl" }, ...choices.map(([, label]) => label));
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", row.dataset.name);
    row.lastElementChild.replaceChildren(group);
    followers.push(() => {
      const now = Object.keys(LISTS).find((list) => of(list, id).length > 0) ?? "";
      for (const [choice] of choices) choice.checked = choice.value === now;
    });
  }

  // ---- what was heard of the open tasks
  for (const cell of document.querySelectorAll("[data-auftrag]")) {
    const id = cell.dataset.auftrag;
    const report = button("Rückmeldung geben", `Rückmeldung geben: ${cell.dataset.name}`, () => {
      const there = parts.rueckmeldungen.items().find((one) => one.made.value()?.auftrag === id);
      const one = there ?? parts.rueckmeldungen.put({ auftrag: id });
      changed();
      one.element.querySelector("select").focus();
    });
    cell.replaceChildren(report);
    followers.push(() => {
      const there = parts.rueckmeldungen.items().some((one) => one.made.value()?.auftrag === id);
      report.textContent = there ? "Zur Rückmeldung" : "Rückmeldung geben";
      report.setAttribute("aria-label", `${report.textContent}: ${cell.dataset.name}`);
    });
  }

  // ---- the file
  const hand = (text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    make("a", { href: address, download: `${given.sitzung}.yaml` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    fetched = true;
  };
  download.addEventListener("click", () => {
    judge();
    hand(sheet.yaml());
    say(`Die Datei ${given.sitzung}.yaml ist heruntergeladen.`);
  });
  discard.addEventListener("click", () => {
    if (!window.confirm("Alles verwerfen, was Sie hier eingegeben haben? Das lässt sich nicht rückgängig machen.")) return;
    storage((store) => store.removeItem(KEY));
    fetched = true;
    location.reload();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!keeps && !fetched) event.preventDefault();
  });

  // ---- what was kept: of this state of the file it goes on, of an older one the file can still be had
  const kept = storage((store) => JSON.parse(store.getItem(KEY) ?? "null"));
  sheet.restore(kept?.felder ?? given.vorschlag);
  for (const key of storage((store) => Object.keys(store)) ?? []) {
    if (!key.startsWith(START) || key === KEY) continue;
    const older = storage((store) => JSON.parse(store.getItem(key)));
    if (!older?.datei) continue;
    const day = new Date(older.am).toLocaleString("de");
    const line = make("p", {}, `In diesem Browser liegt noch ein Entwurf vom ${day} zu einem anderen Stand der Datei. `);
    line.append(
      button("Herunterladen", `Entwurf vom ${day} herunterladen`, () => hand(older.datei)),
      button("Löschen", `Entwurf vom ${day} löschen`, () => (storage((store) => store.removeItem(key)), line.remove())),
    );
    at("aeltere").append(line);
  }
  at("gemerkt").textContent = kept
    ? "Ihr Entwurf aus diesem Browser ist wieder da."
    : keeps
      ? "Was Sie eingeben, merkt sich dieser Browser, bis Sie es verwerfen."
      : "Dieser Browser merkt sich nichts. Laden Sie die Datei herunter, bevor Sie die Seite schließen.";
  judge();
  for (const follow of followers) follow();
})();
