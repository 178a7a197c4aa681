/* What can be done here (Ctrl+K), and by which keys (F1). The page works without it.

   One place for each rule: a control says its key by aria-keyshortcuts and its name by its own words or
   data-command; the palette and the list of keys read what stands on the page when they are opened. Nothing of a
   client is in a command, and nothing is kept. Keys are places on the keyboard: any layout of letters works. */
(() => {
  "use strict";
  const palette = document.querySelector("[data-palette]");
  const sheet = document.querySelector("[data-keys-of-page]");
  if (!palette || !sheet) return;

  const field = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const said = palette.querySelector("[role=status]");
  const SOURCES = [
    ["here", "[aria-keyshortcuts], [data-command]:not([data-part])"],
    ["parts", "[data-part]"],
    ["places", ".rail li a"],
  ];
  let shown = [];
  let chosen = -1; // nothing until something is typed: Enter alone does nothing

  /* ---- what the page carries ---- */
  const nameOf = (control) => {
    const words = control.dataset.command || control.getAttribute("aria-label") || control.labels?.[0]?.textContent;
    if (words) return words.trim();
    const copy = control.cloneNode(true);
    copy.querySelectorAll("kbd").forEach((key) => key.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };

  const keyOf = (control) => {
    const key = control.dataset.keyShown ?? control.getAttribute("aria-keyshortcuts")?.split(" ")[0] ?? "";
    return key.replace("Control", "Ctrl").replaceAll("+", " ");
  };

  document.querySelectorAll(".btn[data-opens]").forEach((opener) => {
    opener.title = `${nameOf(opener)} (${keyOf(opener)})`; // an icon alone says little
  });

  const isThere = (control) =>
    !control.closest("[hidden], dialog, template") && !control.disabled && control.getAttribute("aria-disabled") !== "true";

  const commands = () => {
    const seen = new Set();
    return SOURCES.flatMap(([group, selector]) =>
      [...document.querySelectorAll(selector)].filter(isThere).map((control) => {
        return { control, group, name: nameOf(control), key: keyOf(control) };
      }),
    ).filter(({ name }) => name && !seen.has(name) && seen.add(name));
  };

  /* ---- doing one of them ---- */
  const CAN_BE_FOCUSED = "input:not([type=hidden]), select, textarea, button";
  const isField = (control) => control.matches("textarea, select, input:not([type=radio], [type=checkbox])");

  const goTo = (place) => {
    place.scrollIntoView();
    place.querySelector(CAN_BE_FOCUSED)?.focus({ preventScroll: true });
  };

  const run = ({ control }) => {
    palette.close();
    const here = control.getAttribute("href")?.startsWith("#") && document.querySelector(control.getAttribute("href"));
    if (here) goTo(here);
    else if (isField(control)) control.focus();
    else control.click();
  };

  /* ---- the palette: a combobox with its list ---- */
  const choose = (place) => {
    chosen = place;
    const lines = list.querySelectorAll("[role=option]");
    lines.forEach((line, index) => line.setAttribute("aria-selected", index === chosen));
    lines[chosen]?.scrollIntoView({ block: "nearest" });
    if (lines[chosen]) field.setAttribute("aria-activedescendant", lines[chosen].id);
    else field.removeAttribute("aria-activedescendant");
  };

  const step = (by) => {
    const next = chosen < 0 && by < 0 ? -1 : chosen + by;
    if (shown.length) choose((next + shown.length) % shown.length);
  };

  const drawn = (command, index) => {
    const line = document.createElement("li");
    const end = document.createElement(command.key ? "kbd" : "small");
    line.id = `palette-${index}`;
    line.role = "option";
    end.textContent = command.key || palette.dataset[command.group];
    line.append(command.name, " ", end);
    return line;
  };

  const letters = (text) => text.toLowerCase().replaceAll("ё", "е");

  const filter = (all) => {
    const words = letters(field.value).split(/\s+/);
    shown = all.filter(({ name }) => words.every((word) => letters(name).includes(word)));
    list.replaceChildren(...shown.map(drawn));
    field.setAttribute("aria-expanded", shown.length > 0);
    said.textContent = shown.length ? "" : said.dataset.nothing;
    choose(field.value.trim() && shown.length ? 0 : -1);
  };

  let all = [];
  const open = () => {
    sheet.close();
    all = commands().filter(({ control }) => control.dataset.opens !== "palette");
    field.value = "";
    palette.showModal();
    field.focus();
    filter(all);
  };

  field.addEventListener("input", () => filter(all));
  field.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.code in steps) step(steps[event.code]);
    else if (event.code !== "Enter" && event.code !== "NumpadEnter") return;
    else if (shown[chosen] && !event.isComposing) run(shown[chosen]);
    event.preventDefault();
    event.stopPropagation(); // Ctrl+Enter here finishes no call
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) run(shown[[...list.children].indexOf(line)]);
  });

  /* ---- the keys of this page, in words ---- */
  const tell = () => {
    palette.close();
    const lines = commands().filter(({ key }) => key).map(({ name, key }) => {
      const line = document.createElement("div");
      const term = document.createElement("dt");
      const words = document.createElement("dd");
      const mark = document.createElement("kbd");
      mark.textContent = key;
      words.textContent = name;
      term.append(mark);
      line.append(term, words);
      return line;
    });
    sheet.querySelector("dl").replaceChildren(...lines);
    sheet.showModal();
  };

  /* ---- how they are opened and closed ---- */
  const openers = { palette: open, keys: tell };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) openers[opener.dataset.opens]();
    if (event.target === palette || event.target === sheet) event.target.close(); // beside it
  });
  sheet.querySelector("button").addEventListener("click", () => sheet.close());

  document.addEventListener(
    "keydown",
    (event) => {
      const isPalette = event.code === "KeyK" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (isPalette) {
        event.preventDefault();
        if (palette.open) palette.close();
        else open();
      } else if (/^F\d+$/.test(event.code)) {
        palette.close(); // the key means the page
        sheet.close();
      }
    },
    true,
  );
  document.addEventListener("centre:before-lock", () => {
    palette.close();
    sheet.close();
  });
})();
