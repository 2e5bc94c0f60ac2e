// Changes a file of the content repository: the form, what `check` says of it, the text of a field as it will look, the PDF
// beside it, and saving.
"use strict";
(() => {
  const { make, button } = formular;
  const at = (id) => document.getElementById(id);
  const say = (text) => (at("ansage").textContent = text);
  const place = at("bogen");
  if (!place) return;
  const ask = async (what, told) => {
    const answer = await fetch(at("inhalt").dataset.hinauf + what, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.warum);
    return said;
  };
  let given, sheet, saved, waiting;
  let turn = 0;

  // ---- what is wrong: what the form knows at once, then all that `check` finds
  const found = (path) => {
    let made = sheet.root;
    for (const step of path) made = made.at?.[step] ?? made.items?.()[step]?.made ?? made;
    return made;
  };
  const show = (told) => {
    const own = sheet.findings();
    const known = new Set(own.map((one) => `${one.id}: ${one.text}`));
    const theirs = told.filter((one) => !known.has(`${one.id}: ${one.text}`));
    const every = [...own, ...theirs.map((one) => ({ ...one, text: one.hint ? `${one.text} (${one.hint})` : one.text, made: found(one.place) }))];
    sheet.show(every, at("befunde"));
    const errors = every.filter((one) => one.level === "fehler").length;
    at("urteil").textContent = every.length === 0 ? "Nichts zu beanstanden." : `${errors} Fehler, ${every.length - errors} Warnungen:`;
  };
  const judge = () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const mine = (turn += 1);
      try {
        const said = await ask("pruefen", { datei: given.datei, text: sheet.yaml() });
        if (mine === turn) show(said.befunde);
      } catch (error) {
        if (mine === turn) say(error.message);
      }
    }, 300);
  };

  // ---- the text of a field as it will look
  const previewed = new WeakMap();
  place.addEventListener("focusin", ({ target }) => {
    if (target.localName !== "textarea" || previewed.has(target)) return;
    const view = make("div", { className: "ansicht" });
    view.setAttribute("role", "region");
    view.setAttribute("aria-label", `Vorschau: ${target.labels[0].textContent}`);
    target.closest(".feld").append(view);
    let timer;
    const draw = () => {
      clearTimeout(timer);
      timer = setTimeout(async () => (view.innerHTML = (await ask("ansicht", { text: target.value })).html), 150);
    };
    previewed.set(target, draw);
    target.addEventListener("input", draw);
    draw();
  });

  // ---- the PDF beside the form: made when it is asked for, of what is saved
  const beside = async (title, address) => {
    const frame = at("pdf");
    say(`Das PDF „${title}“ entsteht …`);
    const there = (await fetch(address, { method: "HEAD" })).ok;
    frame.hidden = !there;
    frame.dataset.papier = address;
    frame.title = title;
    if (there) frame.src = `${address}?${given.stand}`;
    say(there ? `Das PDF „${title}“ steht daneben.` : `Das PDF „${title}“ entsteht gerade nicht. Warum, steht unter ${address}`);
  };

  // ---- the form, anew after every time it was saved
  const begin = (told) => {
    given = told;
    place.replaceChildren();
    sheet = formular.start(place, given, { say, changed: judge });
    saved = sheet.yaml();
    show(given.befunde);
    at("papier").replaceChildren(
      ...given.papiere.map(([title, address]) => {
        return make("p", { className: "handgriffe" }, button(`PDF daneben: ${title}`, `PDF daneben: ${title}`, () => beside(title, address)));
      }),
    );
    const frame = at("pdf");
    if (!frame.hidden) beside(frame.title, frame.dataset.papier);
  };

  // ---- saving: with the digest of what was seen; what another person saved meanwhile is shown, never overwritten unseen
  const drawn = (lines) => {
    const tone = { "+": "dazu", "-": "weg", "@": "stelle" };
    return lines.map((line) => make("span", { className: tone[line[0]] ?? "" }, `${line}\n`));
  };
  const save = async (text, seen) => {
    try {
      const said = await ask("sichern", { datei: given.datei, text, gesehen: seen });
      at("aenderung").replaceChildren(...drawn(said.diff));
      at("anders").replaceChildren();
      if (said.ergebnis === "gesichert") {
        begin(said);
        at("was").textContent = said.diff.length ? "Gesichert. Das hat sich geändert:" : "Es gab nichts zu sichern.";
        say("Gesichert.");
        return;
      }
      at("was").textContent = "Nicht gesichert: Inzwischen hat jemand anders diese Datei geändert. Das ist anders als vorher:";
      // What was typed since is put together anew; what was saved since is shown first.
      const both = button("Beides zusammen sichern", "Ihre und die andere Änderung zusammen sichern", async () => {
        const again = await ask("sichern", { datei: given.datei, text: sheet.yaml(), gesehen: given.stand });
        const same = again.zusammen && again.stand === said.stand;
        await (same ? save(again.zusammen, again.stand) : save(sheet.yaml(), given.stand));
      });
      const mine = button("Meine Fassung sichern", "Die eigene Fassung sichern; die gezeigte Änderung entfällt", () => save(sheet.yaml(), said.stand));
      const anew = button("Neu laden", "Die andere Fassung laden; Ihre Eingaben entfallen", () => location.reload());
      const why = said.zusammen
        ? "Ihre Änderungen betreffen andere Stellen, beides passt zusammen."
        : "Beide Änderungen betreffen dieselben Stellen. Tragen Sie nach, was Sie von der anderen übernehmen, und sichern Sie dann Ihre Fassung.";
      at("anders").append(make("p", {}, why), make("p", { className: "handgriffe" }, ...(said.zusammen ? [both] : []), mine, anew));
      say(at("was").textContent);
    } catch (error) {
      at("was").textContent = error.message;
      say(error.message);
    }
    at("was").focus();
  };
  at("sichern").addEventListener("click", () => save(sheet.yaml(), given.stand));
  window.addEventListener("beforeunload", (event) => {
    if (sheet.yaml() !== saved) event.preventDefault();
  });
  begin(JSON.parse(place.dataset.formular));
})();
