/* The screen lock (U9): the content leaves the page at once, then the server locks the session.

   The page says how: <form data-lock data-idle-seconds data-alive-url data-unlock-url data-title> and
   <meta name="csrf-token">. Before the content goes, "centre:before-lock" lets a form save what was typed:
   event.detail.waitFor(promise). A page with <template data-cover> (a running call) keeps its bar when it was
   only idle: the template takes the place of the content, [data-goes-when-covered] goes too (decision 28).
   Without this file the lock button is an ordinary form post. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-lock]");
  if (!form) return;

  const { idleSeconds, aliveUrl, unlockUrl, title } = form.dataset;
  const idleFor = Number(idleSeconds) * 1000;
  const sayAliveEvery = 60 * 1000;
  const longestSave = 2000;
  const otherTabs = new BroadcastChannel("centre-lock");
  let lastActive = Date.now();
  let lastSaid = Date.now();
  let isLocking = false;

  const post = (url) =>
    fetch(url, {
      method: "POST",
      headers: {
        "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content,
        Accept: "application/json",
      },
      redirect: "manual",
      keepalive: true,
    });

  const wayBack = document.querySelector("[data-return-url]")?.dataset.returnUrl;
  const cover = document.querySelector("template[data-cover]");

  const letFormsSave = (staysOpen) => {
    const saves = [];
    const detail = { staysOpen, waitFor: (promise) => saves.push(promise) };
    document.dispatchEvent(new CustomEvent("centre:before-lock", { detail }));
    const patience = new Promise((resolve) => setTimeout(resolve, longestSave));
    return Promise.race([Promise.allSettled(saves), patience]);
  };

  const takeContentAway = (staysOpen) => {
    document.querySelector("main").replaceChildren(...(staysOpen ? [cover.content.cloneNode(true)] : []));
    if (staysOpen) document.querySelectorAll("[data-goes-when-covered]").forEach((part) => part.remove());
  };

  const lock = async ({ tellOthers = true, isIdle = false } = {}) => {
    if (isLocking) return;
    isLocking = true;
    const staysOpen = isIdle && cover !== null;
    const saved = letFormsSave(staysOpen);
    takeContentAway(staysOpen);
    document.title = title;
    sessionStorage.clear(); // htmx keeps the path of the page there
    if (tellOthers) otherTabs.postMessage("lock");
    await saved;
    await post(form.action).catch(() => {});
    if (staysOpen) return;
    const here = wayBack ?? location.pathname + location.search;
    location.replace(`${unlockUrl}?next=${encodeURIComponent(here)}`);
  };

  /* A session that is over answers by leading to sign-in: a page that must not be left says so (a call does). */
  const heard = (answer) => {
    if (answer.status === 423) lock();
    else if (answer.type === "opaqueredirect") document.dispatchEvent(new CustomEvent("centre:signed-out"));
  };

  const noteActivity = () => {
    lastActive = Date.now();
    if (isLocking || lastActive - lastSaid < sayAliveEvery) return;
    lastSaid = lastActive;
    otherTabs.postMessage("active");
    post(aliveUrl).then(heard).catch(() => {});
  };

  otherTabs.addEventListener("message", ({ data }) => {
    if (data === "lock") lock({ tellOthers: false });
    else lastActive = Date.now();
  });

  ["keydown", "pointerdown", "input", "wheel", "touchmove"].forEach((act) =>
    document.addEventListener(act, noteActivity, { passive: true }),
  );
  setInterval(() => Date.now() - lastActive >= idleFor && lock({ isIdle: true }), 1000);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    lock();
  });

  /* Who signs out in one tab leaves nothing in the others: there is no session any more, so they meet sign-in. */
  document.querySelectorAll("form[data-signs-out]").forEach((way) =>
    way.addEventListener("submit", () => {
      takeContentAway(false);
      otherTabs.postMessage("lock");
    }),
  );

  let lastEscape = -Infinity;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) return;
    if (event.timeStamp - lastEscape < 600) lock();
    lastEscape = event.timeStamp;
  });

  /* A page brought back by the Back button is asked for anew: it may be locked by now. */
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
