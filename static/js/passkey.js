/* Passkeys: the browser makes one, or signs our challenge with one; the answer goes as an ordinary form.

   The page says how: <form data-passkey="create|get"> with a button, what the browser is to be given
   [data-passkey-options], a hidden field "credential" and a place [data-passkey-says] for what went wrong. Its words
   stand in data-cannot (this browser or this address cannot), data-known (this passkey is kept already) and
   data-stopped (cancelled or too late). */
(() => {
  "use strict";
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const withBytes = (descriptors) => (descriptors ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  const optionsOf = (form) => {
    const { publicKey } = JSON.parse(form.querySelector("[data-passkey-options]").value);
    publicKey.challenge = bytes(publicKey.challenge);
    if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
    if (publicKey.excludeCredentials) publicKey.excludeCredentials = withBytes(publicKey.excludeCredentials);
    if (publicKey.allowCredentials) publicKey.allowCredentials = withBytes(publicKey.allowCredentials);
    return { publicKey };
  };

  const answerOf = (credential) => {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((part) => {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    });
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const start = (form) => {
    const button = form.querySelector("button");
    const place = form.querySelector("[data-passkey-says]");
    const say = (words) => {
      place.textContent = words;
      place.hidden = !words;
    };
    button.hidden = false;
    if (!window.PublicKeyCredential || !window.isSecureContext) {
      button.disabled = true;
      say(form.dataset.cannot);
      return;
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      say("");
      try {
        const credential = await navigator.credentials[form.dataset.passkey](optionsOf(form));
        form.elements.credential.value = answerOf(credential);
        form.submit();
      } catch (error) {
        const words = { InvalidStateError: form.dataset.known, SecurityError: form.dataset.cannot };
        say(words[error.name] || form.dataset.stopped);
        button.disabled = false;
      }
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach(start);
})();
