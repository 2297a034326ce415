// Solves the proof of work while somebody types, keeps a draft, says what would be public. Without it the form works too.
const form = document.querySelector("form[data-challenge]");
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function solved({ parameters, signature }) {
  const nonce = bytes(parameters.nonce);
  const salt = bytes(parameters.salt);
  const started = performance.now();
  for (let counter = 0; ; counter++) {
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    new DataView(password.buffer).setUint32(nonce.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: parameters.cost };
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
    if (derivedKey.startsWith(parameters.keyPrefix)) {
      const solution = { counter, derivedKey, time: performance.now() - started };
      return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
    }
  }
}

if (form) {
  const { text, proof } = form.elements;
  const status = document.getElementById("status");
  const count = document.getElementById("count");
  const draft = `constancia-draft ${location.pathname}`;
  let solving = null;

  const solve = () => {
    if (!crypto.subtle) return Promise.resolve(); // over plain http: a moderator looks at the comment
    solving ??= fetch(form.dataset.challenge, { cache: "no-store" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then(solved)
      .then((found) => { proof.value = found; })
      .catch(() => { solving = null; });
    return solving;
  };
  const store = (value) => { try { value ? sessionStorage.setItem(draft, value) : sessionStorage.removeItem(draft); } catch { /* private window */ } };
  const counted = () => {
    const left = Number(form.dataset.most) - Array.from(text.value).length;
    count.textContent = (left < 0 ? form.dataset.over : form.dataset.left).replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    count.classList.toggle("over", left < 0);
  };

  form.addEventListener("focusin", solve, { once: true });
  text.addEventListener("input", () => { counted(); store(text.value); });
  form.addEventListener("submit", async (event) => {
    if (proof.value || !crypto.subtle || form.dataset.sent) return;
    event.preventDefault();
    form.dataset.sent = "1";
    status.textContent = form.dataset.wait;
    await solve();
    form.requestSubmit();
  });
  addEventListener("pageshow", () => { delete form.dataset.sent; status.textContent = ""; });
  try { if (!text.value) text.value = sessionStorage.getItem(draft) ?? ""; } catch { /* private window */ }
  counted();
} else {
  try { for (const key of Object.keys(sessionStorage)) if (key.startsWith("constancia-draft ")) sessionStorage.removeItem(key); } catch { /* private window */ }
}

if (parent !== self) {
  const tell = () => parent.postMessage({ type: "constancia-height", height: document.documentElement.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
  tell();
}
