// Sorts and filters the table of areas. The page is complete without it: everything here is added, nothing is needed.
"use strict";
for (const table of document.querySelectorAll("table[data-tabelle]")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const german = new Intl.Collator("de", { numeric: true });
  const make = (tag, settings = {}, ...parts) => {
    const element = Object.assign(document.createElement(tag), settings);
    element.append(...parts);
    return element;
  };

  // ---- sorting: a button in every heading; aria-sort says how; what has no value stays at the end
  const value = (row, column) => {
    const { wert, zahl } = row.cells[column].dataset;
    if (zahl !== undefined) return zahl === "" ? null : Number(zahl);
    return wert || null;
  };
  const sort = (column) => {
    const down = heads[column].getAttribute("aria-sort") === "ascending";
    const order = down ? -1 : 1;
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", down ? "descending" : "ascending");
    const compare = (a, b) => {
      const [x, y] = [value(a, column), value(b, column)];
      if (x === null || y === null) return (x === null) - (y === null);
      return order * (typeof x === "number" ? x - y : german.compare(x, y));
    };
    body.append(...[...rows].sort(compare));
  };
  heads.forEach((head, column) => {
    const button = make("button", { type: "button", className: "sortieren" }, ...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });
  heads[0].setAttribute("aria-sort", "ascending");

  // ---- filtering: by name, state, and whether something is overdue; the number of hits is said aloud
  const search = make("input", { type: "search", autocomplete: "off" });
  const state = make("select", {}, make("option", { value: "" }, "alle"));
  const words = new Set(rows.map((row) => row.dataset.stand).filter(Boolean));
  state.append(...[...words].sort(german.compare).map((word) => make("option", { value: word }, word)));
  const late = make("input", { type: "checkbox" });
  const hits = make("p", { className: "treffer leise" });
  hits.setAttribute("role", "status");
  const plain = (text) => text.toLocaleLowerCase("de").normalize("NFC");
  const texts = rows.map((row) => plain(row.cells[0].textContent));
  const filter = () => {
    const wanted = plain(search.value.trim());
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden =
        !texts[index].includes(wanted) ||
        (state.value !== "" && row.dataset.stand !== state.value) ||
        (late.checked && row.dataset.ueberfaellig === "0");
      shown += row.hidden ? 0 : 1;
    });
    const all = shown === rows.length;
    hits.textContent = all ? "" : shown === 0 ? "Kein Gebiet passt dazu." : `${shown} von ${rows.length} Gebieten`;
  };
  for (const field of [search, state, late]) field.addEventListener("input", filter);
  const form = make("div", { className: "filter" });
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Gebiete filtern");
  form.append(
    make("label", {}, "Gebiet suchen ", search),
    make("label", {}, "Stand ", state),
    make("label", {}, late, " nur mit Überfälligem"),
    hits,
  );
  table.closest(".rollen").before(form);
  // A browser may have kept what was typed before the page was loaded again.
  filter();
}
