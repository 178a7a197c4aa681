/* Shows at once what the answers of the safety check say. The page works without it: each save shows it too.

   The server counts. It is sent the answers alone, and nothing of hers; when the session is locked or over it
   is silent, and what was counted before is not left standing as if it were the newest. */
(() => {
  "use strict";
  const form = document.getElementById("call-form");
  const part = document.querySelector("[data-check]");
  if (!form || !part) return;
  const place = part.querySelector("[data-check-result]");
  let asking = null;
  let isClosed = false; // the content was taken away by the lock, or the page is being left

  const isOurs = (name) => name.startsWith("check_") || name === "judged_level";
  const answers = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value && isOurs(name)) data.append(name, value);
    return data;
  };

  const ask = async () => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const answer = await fetch(part.dataset.check, {
        method: "POST",
        body: answers(),
        headers: { "HX-Request": "true", "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
        redirect: "manual",
        signal: mine.signal,
      });
      const isCounted = answer.ok && !answer.headers.has("HX-Redirect");
      const said = isCounted ? await answer.text() : "";
      if (mine.signal.aborted || isClosed) return;
      if (isCounted) place.innerHTML = said;
      else place.textContent = part.dataset.notCounted;
    } catch {
      if (!mine.signal.aborted) place.textContent = part.dataset.notCounted;
    }
  };

  document.addEventListener("change", ({ target }) => target.form === form && isOurs(target.name) && ask());
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.('.guide a[href="#check"]')) part.open = true;
  });
  document.addEventListener("centre:before-lock", () => { isClosed = true; });
})();
