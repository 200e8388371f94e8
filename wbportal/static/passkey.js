// Asks for a passkey, which no browser does without a script. The only one of the portal:
// it reads the question from its form, puts the answer into the form, and sends the form.
// What a passkey says to open a key goes into a field of its own, and nowhere else.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const letters = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function question(form) {
  const asked = JSON.parse(form.dataset.options);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const one of [...(asked.allowCredentials ?? []), ...(asked.excludeCredentials ?? [])]) {
    one.id = bytes(one.id);
  }
  if (asked.extensions) asked.extensions.prf.eval.first = bytes(asked.extensions.prf.eval.first);
  return asked;
}

// Named field by field: toJSON() would carry what opens the key along.
function answer({ id, rawId, type, response }) {
  const said = { clientDataJSON: letters(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature"]) {
    if (response[part]) said[part] = letters(response[part]);
  }
  return JSON.stringify({ id, rawId: letters(rawId), type, response: said });
}

const opening = (made) => made.getClientExtensionResults().prf?.results?.first;

// Some passkeys say it only when they are used, not already when they are made.
async function askAgain(made, asked) {
  if (!made.getClientExtensionResults().prf?.enabled) return undefined;
  return opening(await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rpId: asked.rp.id,
      allowCredentials: [{ id: made.rawId, type: made.type }],
      userVerification: "required",
      extensions: asked.extensions,
    },
  }));
}

async function fill(form) {
  const asked = question(form);
  const wish = form.querySelector("[data-unlocks]");
  if (wish && !wish.checked) delete asked.extensions;
  const isNew = form.dataset.passkey === "create";
  const made = await navigator.credentials[isNew ? "create" : "get"]({ publicKey: asked });
  form.querySelector("[data-answer]").value = answer(made);
  if (!asked.extensions) return;
  const said = opening(made) ?? (isNew ? await askAgain(made, asked) : undefined);
  if (said) form.querySelector("[data-prf]").value = letters(said);
  else if (!isNew) throw new Error("this passkey opens nothing");
}

function prepare(form) {
  const failed = form.querySelector("[data-failed]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      await fill(form);
      form.submit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
  });
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
  for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
}
