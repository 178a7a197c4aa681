/* Saves what is typed in a call while it is typed. The page works without it: each button keeps what stands.

   Nothing is kept in the browser. The pass in the form lets this page write, and only write, even when its
   session is locked or over. "Saved" is said by the server alone, with the server's clock. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  const status = document.querySelector("[data-save-status]");
  if (!form) return;

  const QUIET = 800; // save when she pauses this long
  const LONGEST = 3000; // and at least this often while she types
  const LONGEST_WAIT = 30000; // between two tries
  const texts = form.dataset;
  const number = form.elements.namedItem("seq");
  const NOT_TYPED = ["csrfmiddlewaretoken", "draft_pass", "client_id", "known_draft", "seq"];

  let acknowledged = written(new FormData(form));
  let chain = Promise.resolve(true);
  let timer = null;
  let unsavedSince = null;
  let failures = 0;
  let offlineSince = null;
  let isRefused = false; // the pass no longer counts: only a button with its session saves
  let isClosed = false; // the page is being left, or its content was taken away by the lock
  let covered = null; // what stood in the form when idleness covered a running call

  function written(data) {
    return JSON.stringify([...data].filter(([name]) => !NOT_TYPED.includes(name)));
  }

  const show = (look, text) => {
    status.className = `live-status ${look}`;
    status.querySelector("span").textContent = text;
  };

  const clock = () => new Date().toTimeString().slice(0, 8);

  const failed = (status) => {
    isRefused = status === 403;
    failures += 1;
    offlineSince ??= clock();
    show("is-offline", isRefused ? texts.refused : texts.offline.replace("{time}", offlineSince));
    const wait = Math.min(1000 * 2 ** failures, LONGEST_WAIT);
    schedule(wait / 2 + Math.random() * (wait / 2));
    return false;
  };

  const succeeded = (words, savedAt) => {
    acknowledged = words;
    isRefused = false;
    failures = 0;
    offlineSince = null;
    show("saved", texts.saved.replace("{time}", savedAt.slice(11, 19)));
    return true;
  };

  /* Each try has a number of its own: a lost answer must not make later words look saved. */
  const send = async (data, words, isLeaving) => {
    if (words === acknowledged) return true;
    data.set("seq", number.value);
    number.value = Number(number.value) + 1;
    if (!offlineSince) show("is-saving", texts.saving);
    try {
      const answer = await fetch(texts.saveUrl, {
        method: "POST",
        body: data,
        headers: { "X-Draft-Token": data.get("draft_pass") },
        credentials: "same-origin",
        keepalive: isLeaving,
      });
      if (!answer.ok) return failed(answer.status);
      return succeeded(words, (await answer.json()).saved_at);
    } catch {
      return failed(0);
    }
  };

  /* What stands in the form is taken at once; the sending waits its turn. */
  const save = ({ isLeaving = false } = {}) => {
    if (isClosed) return chain;
    clearTimeout(timer);
    timer = null;
    unsavedSince = null;
    const data = new FormData(form);
    const words = written(data);
    chain = chain.then(() => send(data, words, isLeaving));
    return chain;
  };

  function schedule(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  const typed = () => {
    unsavedSince ??= Date.now();
    schedule(failures ? LONGEST : Math.max(0, Math.min(QUIET, unsavedSince + LONGEST - Date.now())));
  };

  /* Fields outside the form's element belong to it by their form attribute: listen on the document. */
  const isOurs = (event) => event.target.form === form;
  document.addEventListener("input", (event) => isOurs(event) && typed());
  document.addEventListener("change", (event) => isOurs(event) && typed());
  document.addEventListener("focusout", (event) => isOurs(event) && save());
  document.addEventListener("visibilitychange", () => document.hidden && save({ isLeaving: true }));
  window.addEventListener("pagehide", () => save({ isLeaving: true }));
  window.addEventListener("online", () => save());
  form.addEventListener("call:save", (event) => event.detail.waitFor(save()));
  document.addEventListener("centre:before-lock", (event) => {
    event.detail.waitFor(save());
    isClosed = true;
    if (event.detail.staysOpen) covered = new FormData(form);
  });

  /* Danger can be called while the content is covered; every answer that stood there goes with it. */
  form.addEventListener("call:danger", () => {
    covered.set("immediate_danger", "yes");
    chain = chain.then(() => send(covered, written(covered), false));
  });

  /* A button waits until what was typed has arrived; while the line is dead, the page is not left. */
  form.addEventListener("submit", async (event) => {
    if (isClosed) return;
    event.preventDefault();
    const button = event.submitter;
    if (!(await save()) && !isRefused) return;
    isClosed = true;
    setTimeout(() => form.requestSubmit(button)); // a form refuses this while its own event still runs
  });

  /* Brought back by the Back button: the numbers of this page are used up, so it is loaded anew. */
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
