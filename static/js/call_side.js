/* What stands beside the form of a call: the outline of the notes, the case of the caller, words in her language.
   The page works without it: the outline is a button of the form, and the case stands there after Save. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  const known = document.querySelector("[data-known-cases]");
  if (!form || !known) return;

  /* ---- the outline: added below what was typed, never over it (as hotline/outlines.py says) ---- */
  const notes = form.elements.namedItem("notes");
  const button = document.querySelector("[data-put-outline]");
  const outlines = new Map(
    [...document.querySelectorAll("template[data-outline]")].map((part) => [
      part.dataset.outline,
      [...part.content.querySelectorAll("i")].map((heading) => heading.textContent),
    ]),
  );

  const addition = () => {
    const headings = outlines.get(new FormData(form).get("call_type")) ?? [];
    const missing = headings.filter((heading) => !notes.value.includes(heading)).map((heading) => `${heading}: `);
    const isNewLine = notes.value === "" || notes.value.endsWith("\n");
    return missing.length ? `${isNewLine ? "" : "\n"}${missing.join("\n")}` : "";
  };

  /* Offered while it would help: not under notes that are longer than what it adds. */
  const offer = () => {
    const text = addition();
    button.hidden = text === "" || notes.value.length >= text.length;
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    const end = notes.value.length;
    const text = addition();
    const firstLine = text.trimStart().indexOf("\n");
    const caret = firstLine < 0 ? text.length : text.length - text.trimStart().length + firstLine;
    notes.setRangeText(text, end, end);
    notes.focus();
    notes.setSelectionRange(end + caret, end + caret);
    notes.dispatchEvent(new Event("input", { bubbles: true }));
    offer();
  });

  /* ---- the case of whoever was recognised ---- */
  let asking = null;
  let isClosed = false;
  const isVerdict = ([name]) => name.startsWith("verdict_");

  const showKnown = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(known.dataset.url, {
        method: "POST",
        body: new URLSearchParams([...new FormData(form)].filter(isVerdict)),
        headers: { "HX-Request": "true", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
        redirect: "manual",
        signal,
      });
      if (!answer.ok || answer.headers.has("HX-Redirect")) return;
      const part = document.createElement("template");
      part.innerHTML = await answer.text();
      if (!isClosed && !signal.aborted) known.replaceChildren(part.content);
    } catch {
      // the line is dead, or she said otherwise meanwhile: the next answer asks again
    }
  };

  /* ---- what to say follows her language ---- */
  const speak = (code) => {
    document.querySelectorAll("[data-script-language]").forEach((part) => {
      if (part.dataset.scriptLanguage === code) part.open = true;
    });
  };

  document.addEventListener("input", (event) => event.target === notes && offer());
  document.addEventListener("change", ({ target }) => {
    if (target.form !== form) return;
    if (target.name === "call_type") offer();
    if (target.name === "language") speak(target.value);
    if (target.name.startsWith("verdict_")) showKnown();
  });
  document.addEventListener("centre:before-lock", () => { isClosed = true; });
  offer();
})();
