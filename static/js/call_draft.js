/* Saves what is typed in a call while it is typed. The page works without it: each button keeps what stands.

   Nothing is kept in the browser. The pass in the form lets this page write, and only write, even when its
   session is locked or over. "Saved" is said by the server alone, with the server's clock. Sent is what changed
   since the last state that the server acknowledged, and upon which state: the server puts it onto exactly that
   one, or asks for everything. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  const status = document.querySelector("[data-save-status]");
  if (!form) return;

  const QUIET = 800; // save when she pauses this long
  const LONGEST = 3000; // and at least this often while she types
  const FIRST_WAIT = 500; // before the second try
  const LONGEST_WAIT = 30000; // between two tries when nobody types
  const NO_ANSWER = 10000; // then a try counts as failed
  const ASK_AGAIN = 3000; // whether she is signed in again
  const texts = form.dataset;
  const hidden = (name) => form.elements.namedItem(name);
  const NOT_TYPED = ["csrfmiddlewaretoken", "draft_pass", "client_id", "known_draft", "base", "seq"];

  /* ---- what stands in the form, and what of it is held by the server ---- */
  const answersIn = (data) => {
    const answers = new Map();
    for (const [name, value] of data) {
      if (value !== "" && !NOT_TYPED.includes(name)) answers.set(name, [...(answers.get(name) ?? []), value]);
    }
    return answers;
  };
  const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const changed = (now, before) =>
    [...new Set([...now.keys(), ...before.keys()])].filter((name) => !isSame(now.get(name), before.get(name)));

  /* `base` is the number of the acknowledged draft: 0 the one the page was filled from, "" none. */
  let held = { base: hidden("base").value, answers: answersIn(new FormData(form)), taken: 0 };
  let isUncertain = false; // a try without an answer may have arrived, or not
  let taken = 0;
  let chain = Promise.resolve(true);
  let timer = null;
  let unsavedSince = null;
  let typedAt = -Infinity;
  let leavingWith = null;
  let failures = 0;
  let offlineSince = null;
  let isRefused = false; // the pass no longer counts
  let isClosed = false; // the page is being left, or its content was taken away by the lock
  let isPressed = false; // a button waits for what was typed
  let covered = null; // what stood in the form when idleness covered a running call

  /* ---- the server's clock: its last word, plus what has passed here since; the computer's may be wrong ---- */
  const { now } = document.querySelector(".callbar").dataset;
  const minutesEast = (now.at(-6) === "-" ? -1 : 1) * (Number(now.slice(-5, -3)) * 60 + Number(now.slice(-2)));
  let sentAt = Date.parse(now) - performance.now();
  const clock = () => new Date(sentAt + performance.now() + minutesEast * 60000).toISOString().slice(11, 19);

  const show = (look, text) => {
    status.className = `live-status ${look}`;
    status.querySelector("span").textContent = text;
  };
  const notSaved = document.querySelector("[data-not-saved]");

  const failed = (code) => {
    failures += 1;
    isUncertain = true;
    offlineSince ??= clock();
    if (code === 403 && !isRefused) askToSignIn();
    isRefused = code === 403;
    const isAnswered = code !== 0;
    const since = (isAnswered ? texts.unsaved : texts.offline).replace("{time}", offlineSince);
    show("is-offline", isRefused ? texts.refused : since);
    notSaved.hidden = isRefused;
    const longest = performance.now() - typedAt < NO_ANSWER ? LONGEST : LONGEST_WAIT;
    const wait = Math.min(FIRST_WAIT * 2 ** (failures - 1), longest);
    schedule(wait / 2 + Math.random() * (wait / 2));
    return false;
  };

  const succeeded = (snapshot, seq, savedAt) => {
    if (snapshot.taken > held.taken) {
      held = { base: String(seq), answers: snapshot.answers, taken: snapshot.taken };
      isUncertain = false;
    }
    isRefused = false;
    failures = 0;
    offlineSince = null;
    sentAt = Date.parse(savedAt) - performance.now();
    notSaved.hidden = true;
    show("saved", texts.saved.replace("{time}", savedAt.slice(11, 19)));
    return true;
  };

  const isHeld = (snapshot) =>
    snapshot.taken < held.taken || (!isUncertain && changed(snapshot.answers, held.answers).length === 0);

  const bodyOf = ({ answers }) => {
    const body = new FormData();
    ["client_id", "known_draft", "seq"].forEach((name) => body.set(name, hidden(name).value));
    const hasBase = held.base !== "";
    if (hasBase) body.set("base", held.base);
    for (const name of hasBase ? changed(answers, held.answers) : answers.keys()) {
      if (!answers.has(name)) body.append("cleared", name);
      answers.get(name)?.forEach((value) => body.append(name, value));
    }
    return body;
  };

  /* Each try has a number of its own: a lost answer must not make later words look saved. */
  const send = async (snapshot, isLeaving) => {
    if (isHeld(snapshot)) return true;
    const seq = Number(hidden("seq").value);
    const body = bodyOf(snapshot);
    hidden("seq").value = seq + 1;
    if (!offlineSince) show("is-saving", texts.saving);
    try {
      const answer = await fetch(texts.saveUrl, {
        method: "POST",
        body,
        headers: { "X-Draft-Token": hidden("draft_pass").value },
        credentials: "same-origin",
        keepalive: isLeaving,
        signal: AbortSignal.timeout(NO_ANSWER),
      });
      if (answer.status === 409 && body.has("base")) return sendAll(snapshot, isLeaving);
      if (!answer.ok) return failed(answer.status);
      return succeeded(snapshot, seq, (await answer.json()).saved_at);
    } catch {
      return failed(0);
    }
  };

  const sendAll = (snapshot, isLeaving) => {
    held = { ...held, base: "" };
    isUncertain = true;
    return send(snapshot, isLeaving);
  };

  const taking = () => ({ answers: covered ? new Map(covered) : answersIn(new FormData(form)), taken: (taken += 1) });

  /* What stands in the form is taken at once; the sending waits its turn. */
  const save = () => {
    if (isClosed && !covered) return chain;
    clearTimeout(timer);
    timer = null;
    unsavedSince = null;
    const snapshot = taking();
    chain = chain.then(() => send(snapshot, false));
    return chain;
  };

  /* A page that is being left waits for no answer: this goes out at once, beside whatever is on its way. */
  const saveLeaving = () => {
    if (isClosed && !covered) return;
    const snapshot = taking();
    const words = JSON.stringify([...snapshot.answers]);
    if (words === leavingWith) return;
    leavingWith = words;
    send(snapshot, true).finally(() => { leavingWith = null; });
  };

  function schedule(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  const typed = () => {
    typedAt = performance.now();
    unsavedSince ??= typedAt;
    if (failures && timer) return; // a try is on its way already: typing must not put it off
    schedule(failures ? LONGEST : Math.max(0, Math.min(QUIET, unsavedSince + LONGEST - typedAt)));
  };

  /* Fields outside the form's element belong to it by their form attribute: listen on the document. */
  const isOurs = (event) => event.target.form === form;
  document.addEventListener("input", (event) => isOurs(event) && typed());
  document.addEventListener("change", (event) => isOurs(event) && typed());
  document.addEventListener("focusout", (event) => isOurs(event) && save());
  document.addEventListener("visibilitychange", () => document.hidden && saveLeaving());
  window.addEventListener("pagehide", saveLeaving);
  window.addEventListener("online", () => save());
  form.addEventListener("call:save", (event) => event.detail.waitFor(save()));
  document.addEventListener("centre:before-lock", (event) => {
    event.detail.waitFor(save());
    isClosed = true;
    if (event.detail.staysOpen) covered = answersIn(new FormData(form));
  });

  /* Danger can be called while the content is covered; every answer that stood there goes with it. */
  form.addEventListener("call:danger", () => {
    covered.set("immediate_danger", ["yes"]);
    save();
  });

  /* ---- the session is over: she signs in again in another tab, and nothing here is left ---- */
  const dialog = document.querySelector("[data-signed-out]");
  let asking = null;

  const askToSignIn = () => {
    if (isClosed || dialog.open) return;
    dialog.showModal();
    clearInterval(asking);
    asking = setInterval(comeBack, ASK_AGAIN);
  };

  /* Return "in" with fresh tokens in the page, "out" when the session is over, "dead" when nobody answers. */
  const renewed = async () => {
    try {
      const answer = await fetch(texts.renewUrl, {
        method: "POST",
        body: new URLSearchParams({ draft_pass: hidden("draft_pass").value }),
        headers: { Accept: "application/json" },
        redirect: "manual",
        signal: AbortSignal.timeout(NO_ANSWER),
      });
      if (answer.status >= 500) return "dead";
      if (!answer.ok) return "out";
      const fresh = await answer.json();
      hidden("draft_pass").value = fresh.pass;
      document.querySelector('meta[name="csrf-token"]').content = fresh.csrf;
      document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = fresh.csrf; });
      return "in";
    } catch {
      return "dead";
    }
  };

  const comeBack = async () => {
    if (!dialog.open || (await renewed()) !== "in") return;
    dialog.close();
    show("saved", texts.signedInAgain);
    save();
  };

  dialog.addEventListener("close", () => clearInterval(asking));
  dialog.querySelector("[data-go-on]").addEventListener("click", () => dialog.close());
  window.addEventListener("focus", comeBack);
  document.addEventListener("centre:signed-out", askToSignIn);

  const mayLeave = async () => {
    if (!(await save()) && !isRefused) return false;
    const session = await renewed();
    if (session === "dead") return failed(0);
    if (session === "out") askToSignIn();
    return session === "in";
  };

  /* A button waits until what was typed has arrived; while the line is dead, or she is signed out, the page is
     not left. */
  form.addEventListener("submit", async (event) => {
    if (isClosed) return;
    event.preventDefault();
    if (isPressed) return;
    isPressed = true;
    const button = event.submitter;
    isClosed = await mayLeave();
    isPressed = false;
    if (isClosed) setTimeout(() => form.requestSubmit(button)); // a form refuses this while its own event still runs
  });

  /* Brought back by the Back button: the numbers of this page are used up, so it is loaded anew. */
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
