// The dialling page: digits press the ends of an attempt, never while something is being typed.
(() => {
  const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) return;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const button = digit && document.querySelector(`[data-digit="${digit[1]}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
