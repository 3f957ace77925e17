/**
 * Passkeys: asks the server for a challenge, the browser for an answer, and sends the answer with the form around the
 * button. The challenge is kept by the server; here it only passes through.
 */

/** Takes over every form of the page that needs a passkey. */
export function startPasskeys(root) {
  for (const form of root.querySelectorAll("form[data-passkey]")) new PasskeyForm(form);
}

class PasskeyForm {
  constructor(form) {
    this.form = form;
    this.button = form.querySelector("button[type=submit]");
    if (!globalThis.PublicKeyCredential) return this.say(form.dataset.unable);
    this.button.disabled = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
  }

  async ask() {
    this.button.disabled = true;
    this.say("");
    try {
      const options = await this.options();
      const credential = await navigator.credentials[this.form.dataset.passkey]({ publicKey: options });
      this.form.elements.credential.value = JSON.stringify(written(credential));
      // Not requestSubmit: that would ask again.
      this.form.submit();
    } catch (error) {
      this.say(error instanceof Refusal ? error.message : this.form.dataset.refused);
    }
    this.button.disabled = false;
  }

  async options() {
    const answer = await fetch(this.form.dataset.options, {
      method: "POST",
      headers: { "x-csrf-token": this.form.elements.csrf.value, accept: "application/json" },
    });
    const body = await answer.json();
    if (!answer.ok) throw new Refusal(`${body.title} ${body.detail}`);
    return read(body.publicKey);
  }

  say(text) {
    this.form.querySelector("[data-passkey-says]").textContent = text;
  }
}

/** A sentence of the server for the reader. */
class Refusal extends Error {}

/** The options with bytes where the server wrote base64url. */
function read(options) {
  const described = (list) => (list ?? []).map((credential) => ({ ...credential, id: bytes(credential.id) }));
  const made = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: described(options.allowCredentials),
    excludeCredentials: described(options.excludeCredentials),
  };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  return made;
}

/** The credential in the JSON of the standard; browsers before 2025 have no `toJSON` for it. */
function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response };
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
