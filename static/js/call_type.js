/* The type of a call by figures: "F2, 7" is a silent call, closed. The page works without it.

   A figure counts only while the focus is at the types, where it stands when the page opens. One that closes the
   call waits a moment: any other key stops it, so a number that is typed blindly closes nothing. When something
   stands in the form already, the figure only leads to the button, and Enter presses it. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  const group = document.querySelector("[data-types]");
  if (!form || !group) return;

  const MOMENT = 1000;
  const said = group.querySelector("[data-types-said]");
  const TYPED = ["notes", "caller_name", "phone", "address"];
  let closing = null;
  let lastKey = -Infinity;

  const isEmpty = () => TYPED.every((name) => form.elements.namedItem(name).value.trim() === "");
  const ofFigure = (code) => {
    const figure = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
    return figure && group.querySelector(`[aria-keyshortcuts="${figure}"]`);
  };

  const stop = () => {
    if (!closing) return;
    clearTimeout(closing.timer);
    closing.button.classList.remove("is-closing");
    said.textContent = "";
    closing = null;
  };

  const closeBy = (button) => {
    button.classList.add("is-closing");
    said.textContent = group.dataset.closing.replace("{kind}", button.dataset.kind);
    closing = { button, timer: setTimeout(() => button.click(), MOMENT) };
  };

  const press = (control, wasQuiet) => {
    control.focus({ preventScroll: true });
    if (control.type === "radio") control.click();
    else if (wasQuiet && isEmpty()) closeBy(control);
  };

  /* Arrows lead from one closing button to the next, as they do among the types above. */
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const step = (button, by) => {
    const buttons = [...group.querySelectorAll("button[data-kind]")];
    buttons[(buttons.indexOf(button) + by + buttons.length) % buttons.length].focus();
  };

  document.addEventListener("keydown", (event) => {
    const wasQuiet = event.timeStamp - lastKey > MOMENT;
    lastKey = event.timeStamp;
    stop();
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat) return;
    if (!group.contains(event.target)) return;
    const control = ofFigure(event.code);
    if (control) press(control, wasQuiet);
    else if (event.code in STEPS && event.target.dataset.kind) step(event.target, STEPS[event.code]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", stop);
  document.addEventListener("centre:before-lock", stop);

  const isNew = "new" in group.dataset && document.activeElement === document.body;
  if (isNew) group.querySelector("input").focus({ preventScroll: true });
})();
