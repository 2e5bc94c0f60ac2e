// Narrows the list of decisions, tasks and goals down to what somebody looks for. The list is complete without it.
"use strict";
for (const list of document.querySelectorAll("[data-suche]")) {
  const plain = (text) => text.toLocaleLowerCase("de").normalize("NFC");
  const entries = [...list.querySelectorAll("li")].map((item) => ({ item, text: plain(item.textContent) }));
  const groups = [...list.querySelectorAll("section")].map((group) => ({ group, name: plain(group.querySelector("h2").textContent) }));
  for (const { group, name } of groups)
    for (const entry of entries) if (group.contains(entry.item)) entry.text += ` ${name}`;
  const field = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  const hits = Object.assign(document.createElement("p"), { className: "treffer leise" });
  hits.setAttribute("role", "status");
  const narrow = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, text } of entries) {
      item.hidden = !words.every((word) => text.includes(word));
      shown += item.hidden ? 0 : 1;
    }
    for (const { group } of groups) group.hidden = !group.querySelector("li:not([hidden])");
    const all = shown === entries.length;
    hits.textContent = all ? "" : shown === 0 ? "Nichts passt dazu." : `${shown} von ${entries.length} Einträgen`;
  };
  field.addEventListener("input", narrow);
  const label = document.createElement("label");
  label.append("Suchen ", field);
  const form = Object.assign(document.createElement("div"), { className: "filter" });
  form.setAttribute("role", "search");
  form.append(label, hits);
  list.before(form);
  // A browser may have kept what was typed before the page was loaded again.
  narrow();
}
