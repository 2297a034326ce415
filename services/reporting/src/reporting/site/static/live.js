// Keeps a page current: the server says that something changed, the page fetches itself anew and swaps what differs.
// Without it, or without EventSource, the page is simply as of when it was loaded.
const news = document.getElementById("news");
const age = document.getElementById("age");
const QUIET = 250; // milliseconds: several changes in a burst make one fetch
let timer, lost, fresh = Date.now(), running = false, again = false;

const goals = (root) => new Map([...root.querySelectorAll('[id^="goal-"][data-state]')].map((cell) => [cell.id, cell]));
const say = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
const minutes = () => Math.max(1, Math.round((Date.now() - fresh) / 60000));

function swap(old, next) {
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const key = held?.closest("[id]")?.id, address = held?.getAttribute("href");
  const open = [...old.querySelectorAll("details")].map((part) => part.open);
  next.querySelectorAll("details").forEach((part, at) => { part.open = open[at] ?? false; });
  old.replaceWith(next);
  if (!held) return;
  const home = (key && document.getElementById(key)) || next;
  const links = [...home.querySelectorAll("a, summary")];
  (links.find((link) => link.getAttribute("href") === address) ?? links[0])?.focus({ preventScroll: true });
}

function show(page) {
  const before = new Map([...goals(document)].map(([id, cell]) => [id, cell.dataset.state]));
  for (const old of document.querySelectorAll("[data-live]")) {
    const next = page.querySelector(`[data-live="${CSS.escape(old.dataset.live)}"]`);
    if (next && next.outerHTML !== old.outerHTML) swap(old, document.importNode(next, true));
  }
  const told = [];
  for (const [id, cell] of goals(document)) {
    if (!before.has(id) || before.get(id) === cell.dataset.state) continue;
    cell.classList.add("changed");
    setTimeout(() => cell.classList.remove("changed"), 4000);
    told.push(say(news.dataset.changed, { goal: id.slice(5).replace("-", "."), state: cell.querySelector("b").textContent.toLowerCase() }));
  }
  if (told.length) news.textContent = told.join(". ");
}

async function refetch() {
  if (running) { again = true; return; }
  running = true;
  try {
    const answer = await fetch(location.href, { cache: "no-cache", headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    fresh = Date.now();
    recovered();
  } catch {
    cut();
  } finally {
    running = false;
    if (again) { again = false; soon(); }
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refetch, QUIET);
}

function cut() {
  if (lost) return;
  const tell = () => { age.textContent = say(age.dataset.lost, { minutes: minutes() }); };
  lost = { first: setTimeout(tell, 5000), each: setInterval(tell, 60000) };
}

function recovered() {
  if (!lost) return;
  clearTimeout(lost.first);
  clearInterval(lost.each);
  lost = undefined;
  age.textContent = "";
}

function listen() {
  const stream = new EventSource(news.dataset.stream);
  let opened = false;
  stream.addEventListener("change", soon);
  stream.addEventListener("open", () => {
    if (opened || lost) soon(); // what happened while away was not heard
    opened = true;
    recovered();
  });
  stream.addEventListener("error", () => {
    cut();
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

if (news && age && "EventSource" in window) {
  listen();
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); soon(); } });
}
