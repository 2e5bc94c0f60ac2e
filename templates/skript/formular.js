// A form made of a schema (regsam_docs/scaffold/fields.py): draws it, says what is wrong, and writes the file. What was not changed is
// written as it was, with its comments; everything else as `regsam-docs fmt` would.
"use strict";
const formular = (() => {
  const make = (tag, settings = {}, ...parts) => {
    const element = Object.assign(document.createElement(tag), settings);
    element.append(...parts);
    return element;
  };
  let count = 0;
  const fresh = () => `feld-${(count += 1)}`;
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const spoken = (word) => String(word).replaceAll("_", " ");

  // ---- how values are written
  const SAFE = "[ -~\\u00a0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufdcf\\ufdf0-\\ufefe\\uff00-\\ufffd\\u{10000}-\\u{10fffd}]";
  const PLAIN = new RegExp(`^[0-9A-Za-zÄÖÜäöüß„(/]${SAFE}*$`, "u");
  const RISKY = /: |:$| #| $/;
  const OTHER = /^(?:true|false|null|yes|no|on|off|[0-9][0-9_.]*(?:[eE][0-9]+)?|0[xo][0-9a-fA-F]+)$/i;
  const LINES = new RegExp(`^(?! )(?:${SAFE}+\\n+)+$`, "u");
  const plain = (text) => PLAIN.test(text) && !RISKY.test(text) && !OTHER.test(text);
  const quoted = (text) => JSON.stringify(text).replace(new RegExp(`(?!${SAFE})[^]`, "gu"),
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  // The lines behind a key or dash: the first stands beside it, the others as deep as what belongs to it.
  const texted = (text) => {
    if (LINES.test(text) && !/^ +$/m.test(text)) return ["|", ...text.slice(0, -1).split("\n")];
    return [plain(text) ? text : quoted(text)];
  };
  const indented = (lines, by = 2) => lines.map((line) => (line ? " ".repeat(by) + line : line));
  const WHOLE = /^-?(?:0|[1-9][0-9]*)$/;
  const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;
  const THOUSANDS = /^-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+$/;
  const number = (text, whole) =>
    text.length <= 18 && (WHOLE.test(text) || (!whole && DECIMAL.test(text) && !THOUSANDS.test(text)));

  // An entry or item as lines. `was`: how it is written in the file, if it is.
  const entry = (key, made, was) => {
    if (was && made.unchanged()) return was.zeilen;
    const behind = was?.hinter ?? "";
    const { beside, below } = made.lines(was?.innen);
    if (beside) return [`${key}: ${beside[0]}${behind}`, ...indented(beside.slice(1))];
    return [`${key}:${behind}`, ...indented(below, was?.innen?.tief)];
  };
  const item = (made, was) => {
    let lines = was?.zeilen, above = was?.vor ?? [];
    if (!was || !made.unchanged()) {
      const { beside, below } = made.lines(was?.innen);
      lines = beside ? [`${beside[0]}${was?.hinter ?? ""}`, ...beside.slice(1)] : below;
      above = [...above, ...(was?.bemerkt ?? []), ...(!beside && was?.hinter ? [was.hinter.trim()] : [])];
    }
    const first = lines.findIndex((line) => !line.startsWith("#"));
    return [...above, ...lines.slice(0, first), `- ${lines[first]}`, ...indented(lines.slice(first + 1))];
  };
  const trimmed = (lines) => (lines[0] === "" ? lines.slice(1) : lines);

  // ---- what is wrong
  const says = (message, value) => {
    const shown = String(value).replace(/\s+/g, " ");
    return message.replaceAll("@@wert@@", shown.length > 60 ? `${shown.slice(0, 59)}…` : shown);
  };
  const isDay = (text) => {
    const [year, month, day] = text.split("-").map(Number);
    const last = new Date(Date.UTC(2000, month, 0));
    last.setUTCFullYear(year, month, 0);
    return year > 0 && month > 0 && month < 13 && day > 0 && day <= last.getUTCDate();
  };
  const isWrong = {
    minimum: (value, bound) => value < bound,
    exclusiveMinimum: (value, bound) => value <= bound,
    maximum: (value, bound) => value > bound,
    minLength: (value, bound) => [...value].length < bound,
  };

  // ---- what one sees of a field beside its input
  const framed = (field, input, tag = "div") => {
    input.id = fresh();
    const fault = make("span", { className: "fehler", id: `${input.id}-fehler` });
    const help = make("span", { className: "hilfe", id: `${input.id}-hilfe`, textContent: field.hilfe ?? "" });
    const label = make("label", { htmlFor: input.id, textContent: field.titel });
    if (field.fehlt) label.append(make("span", { className: "noetig", textContent: " (nötig)" }));
    input.setAttribute("aria-describedby", `${fault.id} ${help.id}`);
    const element = make(tag, { className: "feld" }, label, input, fault, help);
    return { element, input, ...told(fault, (wrong) => input.setAttribute("aria-invalid", wrong)) };
  };
  const told = (place, mark = () => {}) => ({
    tell(messages) {
      place.textContent = messages.map((one) => `${one.id}: ${one.text}`).join(" ");
      mark(messages.length > 0);
    },
  });

  const build = (field, data, form) => {
    const made = { ...KINDS[field.art](field, data, form), field };
    const before = made.value();
    made.unchanged = () => same(before, made.value());
    form.all.push(made);
    return made;
  };

  // ---- texts, numbers, words
  const options = (select, words, now) => {
    for (const [word, name] of words) select.append(make("option", { value: word }, name));
    if (now && !words.some(([word]) => word === now)) select.append(make("option", { value: now }, now));
  };
  const PICKED = ["mitglied", "ziel", "massnahme", "protokoll", "auswahl", "gebiet"];
  const control = (field, now, form) => {
    const names = form.bekannt[field.verweis] ?? [];
    if (field.art === "wort" || field.art === "ja" || (PICKED.includes(field.verweis) && names.length)) {
      const select = make("select");
      const assumed = field.vorgabe ?? null;
      const said = assumed === null ? "keine Angabe" : `keine Angabe (${{ true: "ja", false: "nein" }[assumed] ?? spoken(assumed)})`;
      const words = { wort: () => field.woerter.map((word) => [word, spoken(word)]), ja: () => [["true", "ja"], ["false", "nein"]] };
      const named = () => names.map(([id, name]) => [id, name ? `${name} (${id})` : id]);
      options(select, [["", said], ...(words[field.art] ?? named)()], now);
      return select;
    }
    if (field.art === "absatz" || now.includes("\n")) return make("textarea", { rows: Math.min(12, 2 + now.split("\n").length) });
    const input = make("input", { type: "text", autocomplete: "off" });
    if (field.art === "zahl") input.inputMode = field.ganz ? "numeric" : "decimal";
    if (field.beispiel) input.placeholder = field.format === "date" ? "JJJJ-MM-TT" : "";
    if (names.length) input.setAttribute("list", form.list(field.verweis));
    return input;
  };
  const scalar = (field, data, form) => {
    const now = data === undefined ? "" : String(data);
    const shown = framed(field, control(field, now, form));
    const { input } = shown;
    input.value = now;
    // Who types a day or a number as people write it means it.
    input.addEventListener("change", () => {
      const day = field.format === "date" && /^\s*(\d\d?)\.\s?(\d\d?)\.\s?(\d{4})\s*$/.exec(input.value);
      if (field.art === "zahl" && /^\s*\d+,\d+\s*$/.test(input.value)) input.value = input.value.trim().replace(",", ".");
      if (day) input.value = `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}`;
    });
    const text = () => {
      const typed = input.value.normalize("NFC").trim();
      return typed.includes("\n") ? `${typed}\n` : typed;
    };
    const value = () => {
      const typed = text();
      if (typed === "") return undefined;
      if (field.art === "ja") return typed === "true";
      return field.art === "zahl" && number(typed, field.ganz) ? Number(typed) : typed;
    };
    return {
      ...shown,
      value,
      state: () => input.value,
      restore(state) {
        if (input.localName === "select") options(input, [], state && ![...input.options].some((one) => one.value === state) ? state : "");
        input.value = state;
      },
      lines() {
        const bare = field.art === "ja" || (field.art === "zahl" && /^[-0-9.]+$/.test(text()));
        return { beside: bare ? [text()] : texted(text()) };
      },
      check(report) {
        const now = value();
        if (now === undefined) return;
        const fault = (id, message, level = "fehler") => report(this, id, level, says(message, now));
        if (field.art === "zahl" && typeof now !== "number") fault("S03", form.meldungen[!field.ganz ? "zahl" : number(now, false) ? "bruch" : "ganze_zahl"]);
        else if (field.muster && !(new RegExp(field.muster).test(now) && (field.format !== "date" || isDay(now)))) fault("S05", field.form);
        else
          for (const [rule, [bound, message]] of Object.entries(field.grenzen ?? {}))
            if (isWrong[rule](now, bound)) fault("S06", message);
        const lost = form.meldungen[field.verweis];
        if (lost && /^[a-z0-9-]+$/.test(now) && !form.bekannt[field.verweis].some(([id]) => id === now)) fault("R01", lost);
      },
    };
  };

  // ---- groups: what is needed, and what is filled in or named in `vorn`, stands first, the rest behind „Weitere Angaben“
  const legend = (field) => {
    const title = make("legend", {}, field.titel);
    if (field.fehlt) title.append(make("span", { className: "noetig", textContent: " (nötig)" }));
    return title;
  };
  const box = (field) => {
    const fault = make("p", { className: "fehler" });
    const element = make("fieldset", { className: `kasten-${field.art}`, tabIndex: -1 }, legend(field), fault);
    element.id = fresh();
    return { element, ...told(fault, (wrong) => element.classList.toggle("falsch", wrong)) };
  };
  const parted = (element, parts, form) => {
    const more = [];
    for (const { field, made } of parts) {
      made.element.dataset.feld = field.schluessel;
      const front = field.fehlt || (form.vorn ? form.vorn.includes(field.schluessel) : made.value() !== undefined);
      if (front) element.append(made.element);
      else more.push(made);
    }
    if (more.length === 0) return;
    const summary = make("summary", {}, `Weitere Angaben: ${more.map((made) => made.field.titel).join(", ")}`);
    element.append(make("details", {}, summary, ...more.map((made) => made.element)));
  };
  const group = (field, data, form) => {
    const shown = box(field);
    const given = field.kurz && data !== undefined && typeof data !== "object" ? { [field.kurz]: data } : (data ?? {});
    const parts = field.felder.map((one) => ({ field: one, key: one.schluessel, made: build(one, given[one.schluessel], form) }));
    const at = Object.fromEntries(parts.map((part) => [part.key, part.made]));
    parted(shown.element, parts, form);
    const value = () => {
      const found = {};
      for (const { key, made } of parts) {
        const one = made.value();
        if (one !== undefined) found[key] = one;
      }
      const keys = Object.keys(found);
      if (field.kurz && keys.length === 1 && keys[0] === field.kurz) return found[field.kurz];
      return keys.length ? found : undefined;
    };
    const lines = (was) => {
      const live = parts.filter(({ made }) => made.value() !== undefined).map(({ key }) => key);
      const order = Object.keys(was?.felder ?? {});
      for (const [place, { key }] of parts.entries()) {
        if (!live.includes(key) || order.includes(key)) continue;
        const before = parts.slice(0, place).findLast((part) => order.includes(part.key));
        order.splice(before ? order.indexOf(before.key) + 1 : 0, 0, key);
      }
      let kept = [];
      const written = [];
      for (const key of order) {
        const is = was?.felder[key];
        const above = [...kept, ...(is?.vor ?? [])];
        kept = [];
        // The comments above an entry that is gone may speak of more than of it.
        if (!live.includes(key)) kept = above;
        else {
          const noted = is && !at[key].unchanged() ? (is.bemerkt ?? []) : [];
          written.push(...(written.length ? above : trimmed(above)), ...noted, ...entry(key, at[key], is));
        }
      }
      return [...written, ...kept, ...(was?.ende ?? [])];
    };
    return {
      ...shown,
      at,
      value,
      state: () => Object.fromEntries(parts.map(({ key, made }) => [key, made.state()])),
      restore(state) {
        for (const { key, made } of parts) if (state[key] !== undefined) made.restore(state[key]);
      },
      lines(was) {
        const now = value();
        if (field.kurz && typeof now !== "object") return at[field.kurz].lines();
        return { below: lines(was) };
      },
      check(report, whole = false) {
        let now = value();
        if (now === undefined && !whole) return;
        if (field.kurz && typeof now !== "object") now = { [field.kurz]: now };
        now ??= {};
        const missing = new Map(parts.filter(({ key, field: one }) => one.fehlt && !(key in now)).map((part) => [part.key, part.field.fehlt]));
        for (const rule of field.bedingungen ?? []) {
          const given = rule.mit.every((key) => key in now);
          if (!given || !Object.entries(rule.wenn).every(([key, words]) => !(key in now) || words.includes(now[key]))) continue;
          for (const [key, message] of Object.entries(rule.fehlt)) if (!(key in now) && !missing.has(key)) missing.set(key, message);
          for (const [key, { nur, meldung }] of Object.entries(rule.nicht))
            if (key in now && (nur === null || now[key] === nur)) report(at[key], "S06", "fehler", says(meldung, now[key]));
        }
        for (const [key, message] of missing) report(at[key], "S02", "fehler", message);
        for (const { made } of parts) made.check(report);
      },
    };
  };

  // ---- lists; an item that is removed can be brought back as long as the page is open
  const button = (text, about, click) => {
    const made = make("button", { type: "button", textContent: text });
    made.setAttribute("aria-label", about);
    made.addEventListener("click", click);
    return made;
  };
  // What is numbered gets the next number of all that are in the file.
  const numbered = (field, form) => {
    if (!field.felder?.some((one) => one.schluessel === "nr")) return undefined;
    const given = form.all.filter((made) => made.field.schluessel === "nr").map((made) => made.value());
    return { nr: 1 + Math.max(0, ...given.filter(Number.isInteger)) };
  };
  const list = (field, data, form) => {
    const shown = box(field);
    const place = make("ol", { className: "punkte" });
    const items = [];
    const name = field.punkt.titel || field.titel;
    const order = () => {
      place.replaceChildren(...items.map((one) => one.element));
      items.forEach((one, index) => one.named(`${name} ${index + 1}`));
    };
    const move = (one, by) => {
      const from = items.indexOf(one);
      if (from + by < 0 || from + by >= items.length) return;
      items.splice(from + by, 0, ...items.splice(from, 1));
      order();
      form.say(`${name} steht jetzt an Stelle ${from + by + 1}.`);
      form.changed();
    };
    const put = (value, origin = null) => {
      const made = build(field.punkt, value, form);
      const content = make("div", {}, made.element);
      const buttons = make("div", { className: "handgriffe" });
      const one = { made, origin, gone: false, element: make("li", {}, content, buttons) };
      one.remove = (gone) => {
        one.gone = gone;
        content.hidden = gone;
        one.element.classList.toggle("entfernt", gone);
        form.say(gone ? `${one.name} ist entfernt. „Zurückholen“ macht das rückgängig.` : `${one.name} ist wieder da.`);
        one.named(one.name);
        form.changed();
      };
      one.named = (called) => {
        one.name = called;
        const title = made.element.querySelector(":scope > legend, :scope > label");
        title.textContent = called;
        const held = document.activeElement;
        const at = [...buttons.children].indexOf(held);
        const again = one.gone
          ? [button("Zurückholen", `${called} zurückholen`, () => one.remove(false))]
          : [
              button("↑", `${called} nach oben`, () => move(one, -1)),
              button("↓", `${called} nach unten`, () => move(one, 1)),
              button("Entfernen", `${called} entfernen`, () => one.remove(true)),
            ];
        buttons.replaceChildren(...(one.gone ? [make("span", {}, `${called} entfernt`)] : []), ...again);
        if (at >= 0) (again[at] ?? again.at(-1)).focus();
      };
      items.push(one);
      return one;
    };
    const given = field.kurz && data !== undefined && !Array.isArray(data) ? [data] : (data ?? []);
    given.forEach((value, index) => put(value, index));
    order();
    const add = make("button", { type: "button", className: "hinzu", textContent: `${name} hinzufügen` });
    add.addEventListener("click", () => {
      const one = put(numbered(field.punkt, form));
      order();
      one.element.querySelector("input, select, textarea").focus();
      form.changed();
    });
    shown.element.append(place, add);
    const live = () => items.filter((one) => !one.gone && one.made.value() !== undefined);
    const value = () => {
      const found = live().map((one) => one.made.value());
      if (field.kurz && found.length === 1) return found[0];
      return found.length ? found : undefined;
    };
    return {
      ...shown,
      value,
      items: () => live(),
      put(data) {
        const one = put(data);
        order();
        return one;
      },
      state: () => items.map((one) => [one.origin, one.gone, one.made.state()]),
      restore(state) {
        const before = items.splice(0);
        for (const [origin, gone, inner] of state) {
          const known = origin === null ? undefined : before.find((one) => one.origin === origin);
          const one = known ?? put(undefined, null);
          if (known) items.push(known);
          one.made.restore(inner);
          one.gone = gone;
          one.element.firstChild.hidden = gone;
        }
        order();
      },
      lines(was) {
        const found = live();
        if (field.kurz && found.length === 1 && !was) return found[0].made.lines();
        const written = found.flatMap((one) => item(one.made, one.origin === null ? undefined : was?.punkte?.[one.origin]));
        return { below: [...trimmed(written), ...(was?.ende ?? [])] };
      },
      check(report) {
        for (const one of live()) one.made.check(report);
      },
    };
  };

  // ---- mappings whose keys are chosen
  const map = (field, data, form) => {
    const pair = { art: "gruppe", titel: field.titel, felder: [
      { ...field.schluesselfeld, art: "text", schluessel: "schluessel", titel: "Schlüssel", fehlt: form.meldungen.schluessel },
      { ...field.punkt, schluessel: "wert", titel: field.punkt.titel || "Wert", fehlt: form.meldungen.schluessel },
    ] };
    const pairs = Object.entries(data ?? {}).map(([schluessel, wert]) => ({ schluessel, wert }));
    const inner = list({ ...field, art: "liste", kurz: undefined, punkt: pair }, pairs, form);
    const parts = () => inner.items().map((one) => one.made.at);
    return {
      ...inner,
      value() {
        const found = Object.fromEntries(parts().map(({ schluessel, wert }) => [schluessel.value() ?? "", wert.value() ?? ""]));
        return Object.keys(found).length ? found : undefined;
      },
      lines(was) {
        const kept = parts().flatMap(({ schluessel, wert }, place) => {
          const key = schluessel.value() ?? "", is = was?.felder?.[key];
          return [...(place ? (is?.vor ?? []) : trimmed(is?.vor ?? [])), ...entry(plain(key) ? key : quoted(key), wert, is)];
        });
        return { below: [...kept, ...(was?.ende ?? [])] };
      },
    };
  };

  // ---- a word, or the group beside it
  const either = (field, data, form) => {
    const shown = box(field);
    const word = build({ ...field, art: "wort", woerter: [...field.woerter, OTHER_WAY], fehlt: undefined }, undefined, form);
    const [own] = [...word.input.options].filter((one) => one.value === OTHER_WAY);
    own.textContent = field.gruppe.titel;
    const below = build(field.gruppe, typeof data === "object" ? data : undefined, form);
    const show = () => (below.element.hidden = word.input.value !== OTHER_WAY);
    word.input.value = typeof data === "object" ? OTHER_WAY : (data ?? "");
    word.input.addEventListener("change", show);
    show();
    shown.element.append(word.element, below.element);
    const grouped = () => word.input.value === OTHER_WAY;
    return {
      ...shown,
      value: () => (grouped() ? below.value() : word.value()),
      state: () => [word.state(), below.state()],
      restore([chosen, inner]) {
        word.restore(chosen);
        below.restore(inner);
        show();
      },
      lines: (was) => (grouped() ? below.lines(was) : word.lines()),
      check(report) {
        if (grouped()) below.check(report);
      },
    };
  };
  const OTHER_WAY = "…";

  const KINDS = { gruppe: group, liste: list, karte: map, oder: either, wort: scalar, ja: scalar, zahl: scalar, absatz: scalar, text: scalar };

  // ---- the whole
  const start = (place, given, { say = () => {}, changed = () => {}, vorn } = {}) => {
    const lists = new Map();
    const form = {
      bekannt: given.bekannt,
      meldungen: given.meldungen,
      vorn,
      all: [],
      say,
      changed: () => changed(),
      list(reference) {
        if (!lists.has(reference)) {
          const names = form.bekannt[reference].map(([id, name]) => make("option", { value: id }, name));
          lists.set(reference, make("datalist", { id: `bekannt-${reference}` }, ...names));
          place.append(lists.get(reference));
        }
        return `bekannt-${reference}`;
      },
    };
    const root = build(given.feld, given.daten, form);
    place.append(root.element);
    place.addEventListener("input", () => form.changed());
    place.addEventListener("change", () => form.changed());
    return {
      root,
      state: root.state,
      restore: root.restore,
      value: () => root.value() ?? {},
      yaml() {
        const was = given.geschrieben;
        const head = was?.kopf ?? given.kopf ?? [];
        return `${[...head, ...root.lines(was).below].join("\n")}\n`;
      },
      findings() {
        const found = new Map();
        // Of one value the plainest alone is said, as `check` does.
        root.check((made, id, level, text) => {
          if (!(found.get(made)?.id <= id)) found.set(made, { id, level, text, made });
        }, true);
        return [...found.values()];
      },
      // Each finding beside its field, and all of them in a list that leads there.
      show(findings, place) {
        for (const made of form.all) made.tell?.(findings.filter((one) => one.made === made));
        const entries = findings.map((one) => {
          const told = `${one.id}: ${one.text}`;
          if (!one.made) return make("li", {}, told);
          const way = make("a", { href: `#${(one.made.input ?? one.made.element).id}` }, told);
          way.addEventListener("click", (event) => {
            event.preventDefault();
            const goal = one.made.input ?? one.made.element;
            for (let at = goal.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
            goal.focus();
          });
          return make("li", {}, way);
        });
        place.replaceChildren(...entries);
      },
    };
  };
  return { start, make, button };
})();
