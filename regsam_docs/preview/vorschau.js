(() => {
  "use strict";
  const box = document.getElementById("vorschau");
  const stand = box.dataset.stand;
  let source = null;
  let missed = 0;

  const add = (parent, name, text) => {
    const element = document.createElement(name);
    element.textContent = text;
    parent.append(element);
    return element;
  };

  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

  const show = (now) => {
    const open = box.querySelector("details")?.open ?? null;
    const errors = now.meldungen.filter((message) => message.level === "fehler").length;
    const warnings = now.meldungen.length - errors;
    box.replaceChildren();
    box.hidden = now.meldungen.length === 0;
    box.className = errors ? "fehler" : "warnung";
    const details = add(box, "details", "");
    details.open = open ?? errors > 0;
    add(details, "summary", `${count(errors, "Fehler", "Fehler")}, ${count(warnings, "Warnung", "Warnungen")}`);
    if (now.alt) {
      add(details, "p", "Gezeigt wird der letzte Stand ohne Fehler.");
    }
    const list = add(details, "ul", "");
    for (const message of now.meldungen) {
      const item = add(list, "li", "");
      add(item, "strong", message.level === "fehler" ? "Fehler " : "Warnung ");
      add(item, "code", message.place);
      add(item, "div", message.text);
      if (message.hint && !message.text.includes(message.hint)) {
        add(item, "div", `→ ${message.hint}`);
      }
    }
    if (now.weitere) {
      add(details, "p", `… und ${now.weitere} weitere: regsam-docs check zeigt alle.`);
    }
  };

  const lost = () => {
    box.hidden = false;
    box.className = "warnung";
    box.replaceChildren();
    add(box, "p", "Die Vorschau antwortet nicht. Läuft regsam-docs serve noch?");
  };

  const leave = () => source?.close();

  const listen = () => {
    leave();
    source = new EventSource(`/.vorschau/ereignisse?seite=${encodeURIComponent(location.pathname)}`);
    source.onmessage = (event) => {
      missed = 0;
      const now = JSON.parse(event.data);
      if (now.stand === stand) {
        show(now);
      } else {
        leave();
        location.reload();
      }
    };
    source.onerror = () => {
      // Where many windows are open, the preview hangs up after each answer and the browser asks again by itself.
      missed += 1;
      if (missed > 1 || source.readyState === EventSource.CLOSED) {
        lost();
      }
    };
  };

  // A browser keeps few connections to one place: pages that go, and tabs in the background, let go of theirs.
  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && listen());
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
  listen();
})();
