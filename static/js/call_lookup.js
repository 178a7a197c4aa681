/* Looks up quietly who may be calling, while her name or number is typed. The page works without it: a button
   posts the form.

   It never takes the focus, never holds up typing and keeps nothing in the browser. It is silent when the
   session is locked or over. What is said of whom are radio buttons of the form, so a draft keeps it. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  const place = document.querySelector("[data-lookup]");
  if (!form || !place) return;

  const PAUSE = 300;
  const FIELDS = ["caller_name", "phone", "safe_number"];
  const said = document.querySelector("[data-lookup-said]");
  const wayThere = document.querySelector("[data-lookup-link]");
  let timer = null;
  let last = ""; // what was asked last
  let asking = null;
  let quietUntil = 0;
  let typedIn = null;
  let isClosed = false; // the content was taken away by the lock, or the page is being left

  /* ---- whom to ask for ---- */
  const field = (name) => form.elements.namedItem(name);
  const typed = (name) => field(name).value.trim();
  const letters = (text) => (text.match(/\p{L}/gu) ?? []).length;
  const isInDanger = () => document.body.classList.contains("danger");

  /* A number is whole with ten digits, or eleven when it begins with 8 or +7; a shorter one, when she goes on. */
  const whole = (name) => {
    const text = typed(name);
    const digits = text.replace(/\D/g, "");
    const isWhole = digits.length >= (/^(8|\+)/.test(text) ? 11 : 10);
    return isWhole || (digits.length >= 6 && document.activeElement !== field(name)) ? digits : "";
  };

  const asked = () => {
    const name = typed("caller_name").toLowerCase().replace(/\s+/g, " ");
    const parts = [letters(name) >= 3 ? name : "", whole("phone"), whole("safe_number")];
    return parts.some(Boolean) ? JSON.stringify(parts) : "";
  };

  const question = () => {
    const data = new URLSearchParams();
    for (const name of FIELDS) data.set(name, typed(name));
    return data;
  };

  const ask = async () => {
    const key = asked();
    if (isClosed || isInDanger() || key === last || Date.now() < quietUntil) return;
    last = key;
    asking?.abort();
    if (!key) return show("");
    asking = new AbortController();
    try {
      const answer = await fetch(form.dataset.lookupUrl, {
        method: "POST",
        body: question(),
        headers: { "HX-Request": "true", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
        redirect: "manual",
        signal: asking.signal,
      });
      if (answer.status === 429) quietUntil = Date.now() + Number(answer.headers.get("Retry-After")) * 1000;
      else if (!answer.ok || answer.headers.has("HX-Redirect")) return;
      const card = await answer.text();
      if (key === last && !isClosed) show(card);
    } catch {
      if (key === last) last = ""; // the line is dead: the next letter asks again
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  /* ---- the card ---- */
  const rowsOf = (part) => [...part.querySelectorAll("li[data-reference]")];
  const verdictOf = (row) => row.querySelector("input:checked")?.value ?? "";
  const pick = (row, verdict) => {
    row.querySelectorAll("input").forEach((radio) => { radio.checked = radio.value === verdict; });
  };

  /* With this script buttons stand for the radios; a row that is not the same is set aside. */
  const dress = (row) => {
    row.querySelector("[data-radios]").hidden = true;
    const presses = row.querySelector("[data-presses]");
    presses.hidden = false;
    presses.querySelectorAll("button").forEach((button) => {
      button.setAttribute("aria-pressed", button.value === verdictOf(row));
    });
    row.hidden = verdictOf(row) === "other" && !place.dataset.showsAside;
  };

  const dressAll = () => {
    const rows = rowsOf(place);
    rows.forEach(dress);
    const aside = place.querySelector("[data-aside]");
    if (aside) aside.hidden = !rows.some((row) => row.hidden);
    place.hidden = !place.firstElementChild;
    if (wayThere) wayThere.hidden = place.hidden;
  };

  const listIn = (card) => {
    const list = card.querySelector(".found") ?? document.createElement("ul");
    list.className = "found";
    if (!list.isConnected) card.querySelector(".card-header").after(list);
    return list;
  };

  /* What was said of somebody stays, whoever is found now. */
  const keepVerdicts = (fresh) => {
    const decided = rowsOf(place).filter(verdictOf);
    if (!decided.length) return fresh;
    const card = fresh ?? place.firstElementChild;
    const found = new Map(rowsOf(card).map((row) => [row.dataset.reference, row]));
    if (!fresh) card.querySelectorAll(".found > li").forEach((row) => decided.includes(row) || row.remove());
    else {
      decided.forEach((row) => {
        const again = found.get(row.dataset.reference);
        if (again) pick(again, verdictOf(row));
        else listIn(card).append(row);
      });
    }
    return card;
  };

  const show = (html) => {
    if (place.contains(document.activeElement)) {
      place.addEventListener("focusout", () => setTimeout(() => show(html)), { once: true });
      return;
    }
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    const card = keepVerdicts(parsed.content.firstElementChild);
    place.replaceChildren(...(card ? [card] : []));
    dressAll();
    const heard = card ? card.querySelectorAll("h2, li:not([hidden]) .alertline") : [];
    said.textContent = [...heard].map((part) => part.textContent).join(". ");
  };

  /* ---- what is said of whom ---- */
  const goOn = (row) => {
    if (!row.hidden) return;
    const next = place.querySelector("li:not([hidden]) [data-presses] button, [data-aside]:not([hidden]) button");
    (next ?? typedIn ?? field("caller_name")).focus({ preventScroll: true });
  };

  place.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest("li");
    if (!row) place.dataset.showsAside = "yes";
    else {
      pick(row, button.getAttribute("aria-pressed") === "true" ? "" : button.value);
      row.querySelector("input").dispatchEvent(new Event("change", { bubbles: true })); // the draft listens
    }
    dressAll();
    if (row) goOn(row);
    else place.querySelector("li:not([hidden]) [aria-pressed=true]")?.focus();
  });

  const isOurs = ({ target }) => target.form === form && FIELDS.includes(target.name);
  document.addEventListener("input", (event) => {
    if (!isOurs(event)) return;
    typedIn = event.target;
    soon();
  });
  document.addEventListener("focusout", (event) => isOurs(event) && soon());
  document.addEventListener("centre:before-lock", () => { isClosed = true; });
  form.addEventListener("submit", () => clearTimeout(timer));
  dressAll();
  soon(); // who comes back to a call sees the card again
})();
