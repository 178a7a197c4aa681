/* Small comforts of every page. Each page works without them. */
(() => {
  "use strict";

  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]");

  /* htmx notes the path of the page; a browser that others use keeps nothing of ours (decision 26). */
  sessionStorage.removeItem("htmx-current-path-for-history");

  /* The cookie is out of reach of scripts, so the token comes from the page. */
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });

  /* A key of the keyboard opens the link or goes to the field that carries it, whatever the layout of the letters. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.code)}"]`);
    if (!target || (isTyping(event.target) && !/^F\d+$/.test(event.code))) return;
    event.preventDefault();
    if (isTyping(target)) target.select();
    target.click();
    target.focus();
  });

  /* Menus are <details>: a press elsewhere or Escape closes them. */
  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    const open = event.target.closest("details[data-menu][open]");
    closeMenus(null);
    if (open) open.querySelector("summary").focus();
  });

  /* Toasts stay until the next act or until they are closed. */
  document.querySelectorAll("[data-dismiss]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("[data-toast]").remove());
  });

  /* A form that came back says first what is to be mended. */
  document.querySelector("[data-focus]")?.focus();

  /* What is waited for is said after 400 ms; before that nothing changes, and nothing ever moves. */
  const place = document.querySelector("[data-waiting-place]");
  let soon = 0;
  const say = (words) => {
    clearTimeout(soon);
    if (place) place.textContent = words;
  };
  const waitFor = (form) => {
    say("");
    soon = setTimeout(() => say(form.dataset.waiting || place.dataset.words), 400);
  };
  if (place) {
    document.addEventListener("submit", (event) => {
      if (!event.defaultPrevented) waitFor(event.target);
    });
    document.addEventListener("htmx:beforeRequest", (event) => waitFor(event.detail.elt));
    document.addEventListener("htmx:afterRequest", (event) => say(event.detail.successful ? "" : place.dataset.failed));
    window.addEventListener("pageshow", () => say(""));
  }

  /* A second press within the same page does not send the form twice. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-submit-once")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });
})();
