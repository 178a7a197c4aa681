/* What helps during a call: the timer, keys, danger mode, the guide. The page works without it. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  if (!form) return;
  const bar = document.querySelector(".callbar");
  const notes = form.elements.namedItem("notes");
  const all = (selector) => document.querySelectorAll(selector);

  /* The server's clock: its time when the page was sent, plus what has passed here since. */
  const sentAt = Date.parse(bar.dataset.now) - performance.now();
  const serverNow = () => new Date(sentAt + performance.now());
  const zone = bar.dataset.now.slice(-6);
  const minutesEast = (zone[0] === "-" ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)));
  const clock = () => new Date(serverNow().getTime() + minutesEast * 60000).toISOString().slice(11, 19);

  const saveNow = () => {
    let saved = Promise.resolve(false);
    const detail = { waitFor: (promise) => { saved = promise; } };
    form.dispatchEvent(new CustomEvent("call:save", { detail }));
    return saved;
  };

  /* ---- the timer ---- */
  const timer = document.querySelector("[data-timer]");
  const startedAt = Date.parse(bar.dataset.started);
  const two = (figure) => String(figure).padStart(2, "0");
  const secondsSince = (moment) => Math.max(0, Math.floor((serverNow() - moment) / 1000));
  const asClock = (seconds) => {
    const hours = Math.floor(seconds / 3600);
    const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return hours ? `${hours}:${rest}` : rest;
  };
  const tick = () => {
    const seconds = secondsSince(startedAt);
    timer.textContent = asClock(seconds);
    sayOnceThatItIsLong(seconds);
  };
  const sayOnceThatItIsLong = (seconds) => {
    const { longAfter, long } = document.querySelector("[data-long-after]").dataset;
    const said = document.querySelector(".long-call");
    if (seconds > Number(longAfter) && !said.textContent) said.textContent = long;
  };
  if (!("ended" in bar.dataset)) setInterval(tick, 1000);

  /* After hanging up the wrap-up runs on; a call that was entered later has neither timer nor danger mode. */
  const isPast = "past" in bar.dataset;
  const wrapUp = document.querySelector("[data-wrap-up]");
  if (wrapUp) setInterval(() => { wrapUp.textContent = asClock(secondsSince(Date.parse(bar.dataset.ended))); }, 1000);

  /* ---- danger: one class and what belongs to it; every answer stays ---- */
  const log = document.querySelector("[data-log]");
  const write = (text) => {
    const line = document.createElement("li");
    const time = document.createElement("time");
    const words = document.createElement("span");
    time.textContent = clock();
    words.textContent = text;
    line.append(time, words);
    log.append(line);
  };

  const press = (name, value) => {
    const radio = document.querySelector(`input[name="${name}"][value="${value}"]`);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const showDanger = (isOn) => {
    document.body.classList.toggle("danger", isOn);
    all("[data-in-danger]").forEach((part) => { part.hidden = !isOn; });
    all("[data-in-calm]").forEach((part) => { part.hidden = isOn; });
  };

  const setDanger = async (isOn) => {
    if (isPast || document.body.classList.contains("danger") === isOn) return;
    showDanger(isOn);
    if (!isOn) return;
    write(log.dataset.dangerOn);
    window.scrollTo(0, 0);
    form.elements.namedItem("address").focus({ preventScroll: true });
    if (await saveNow()) write(log.dataset.told);
  };

  all("[data-danger]").forEach((button) =>
    button.addEventListener("click", (event) => {
      event.preventDefault();
      if (form.isConnected) press("immediate_danger", button.dataset.danger);
      else callDangerFromTheCover();
    }),
  );

  const callDangerFromTheCover = () => {
    showDanger(true);
    form.dispatchEvent(new CustomEvent("call:danger"));
  };

  const called = (box) => {
    if (!box.checked) return;
    press("emergency_called", "yes");
    if (isPast) return; // it was not called now
    stamp(box.dataset.called);
    write(box.dataset.called);
  };

  /* ---- notes ---- */
  const stamp = (text = "") => {
    const isNewLine = notes.value === "" || notes.value.endsWith("\n");
    notes.setRangeText(`${isNewLine ? "" : "\n"}${clock()} ${text}`, notes.value.length, notes.value.length, "end");
    notes.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.querySelector("[data-stamp]")?.addEventListener("click", () => {
    stamp();
    notes.focus();
  });

  /* ---- keys: by place on the keyboard, so that any layout of letters works ---- */
  document.addEventListener("keydown", (event) => {
    if (event.code === "F8" && !isPast && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      stamp();
      notes.focus();
    } else if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      document.querySelector("[data-finish]").click();
    } else if (event.code === "Enter" && event.target.matches?.("input") && event.target.form === form) {
      event.preventDefault(); // nobody finishes a call by accident
      saveNow();
    }
  });

  /* ---- the guide ---- */
  const isAnswered = (data, name) => data.getAll(name).some((value) => value !== "");
  const guide = all("[data-names]");
  const follow = () => {
    const data = new FormData(form);
    guide.forEach((link) => {
      const names = link.dataset.names.split(" ");
      const done = names.filter((name) => isAnswered(data, name)).length;
      const words = form.dataset.progress.replace("{done}", done).replace("{total}", names.length);
      link.querySelector("small").textContent = done ? words : form.dataset.empty;
      const dot = link.querySelector(".dot");
      dot.classList.toggle("dot-done", done === names.length);
      dot.classList.toggle("dot-part", done > 0 && done < names.length);
    });
  };
  document.addEventListener("focusin", (event) => {
    const section = event.target.closest(".section");
    guide.forEach((link) => {
      if (section && link.hash === `#${section.id}`) link.setAttribute("aria-current", "step");
      else if (section && section.id) link.removeAttribute("aria-current");
    });
  });

  /* ---- safe contact: how she may be reached is asked only when she may be ---- */
  const showContact = () => {
    const answer = new FormData(form).get("may_contact");
    document.querySelector("[data-contact-how]").hidden = answer === "no";
    document.querySelector("[data-contact-no]").hidden = answer !== "no";
  };

  document.addEventListener("change", (event) => {
    if (event.target.form !== form) return;
    if (event.target.name === "immediate_danger") setDanger(event.target.value === "yes");
    if (event.target.name === "emergency_numbers") called(event.target);
    if (event.target.name === "may_contact") showContact();
    follow();
  });
  document.addEventListener("input", (event) => event.target.form === form && follow());
  showContact();
})();
