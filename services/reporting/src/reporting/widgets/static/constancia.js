/* <constancia-commitment plan="gt-2016-2018" commitment="7" lang="es" live>: where a commitment stands, on any page.
   No dependency, no inline style: works under `script-src <origin>; connect-src <origin>; style-src 'self'`. */
(() => {
  "use strict";
  if (!("customElements" in window) || customElements.get("constancia-commitment")) return;

  const script = document.currentScript || document.querySelector('script[src$="/embed/v1/constancia.js"]');
  const ORIGIN = new URL(script ? script.src : location.href).origin;

  const WORDS = {
    es: {
      locale: "es-GT", complete: "Completo", substantial: "Sustancial", initiated: "Iniciado", not_started: "No iniciado",
      not_yet_due: "En plazo", none: "Sin declarar", commitment: "Compromiso", goal: "Meta", state: "Estado", declared: "Declarado",
      goals: "Según metas", differs: "difiere", asOf: "Al", policy: "Política", version: "versión", majority: "mayoría",
      weakest: "la más atrasada", mean: "promedio", by: "Ver el registro en Constancia", changed: "pasó a",
      away: "El registro no responde. Copia guardada", path: "/planes/{p}/compromisos/{n}",
    },
    en: {
      locale: "en", complete: "Complete", substantial: "Substantial", initiated: "Initiated", not_started: "Not started",
      not_yet_due: "Not yet due", none: "Not stated", commitment: "Commitment", goal: "Goal", state: "State", declared: "Declared",
      goals: "By goals", differs: "differs", asOf: "As of", policy: "Policy", version: "version", majority: "majority",
      weakest: "weakest", mean: "mean", by: "See the record at Constancia", changed: "is now",
      away: "The record does not answer. Copy kept", path: "/en/plans/{p}/commitments/{n}",
    },
  };
  const SHAPES = {
    complete: "M8 .5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM6.9 11.9 3.1 8.1l1.4-1.4 2.4 2.4 4.7-4.7L13 5.8z",
    substantial: "M8 .4 15.6 8 8 15.6.4 8z",
    initiated: "M3 .8 14.8 8 3 15.2z",
    not_started: "M8 .7a7.3 7.3 0 1 0 0 14.6A7.3 7.3 0 0 0 8 .7zm0 2.6a4.7 4.7 0 1 1 0 9.4 4.7 4.7 0 0 1 0-9.4z",
    not_yet_due: "M2.5.8h11v2L9.7 8l3.8 5.2v2h-11v-2L6.3 8 2.5 2.8z",
  };
  const CSS = `:host{display:block}:host([hidden]){display:none}
.card{font:1em/1.5 var(--constancia-font,inherit);color:var(--constancia-ink,#1d2530);background:var(--constancia-paper,#fff);border:1px solid var(--constancia-line,#dcd8cc);border-radius:6px;padding:1.1em;overflow-wrap:anywhere}
.title{font-size:1.15em;font-weight:600;line-height:1.3;margin:0 0 .6em}.title span{display:block;font-size:.8em;font-weight:400}
a{color:var(--constancia-accent,#1a4f8b)}a:focus-visible{outline:3px solid;outline-offset:2px}
.levels{display:flex;flex-wrap:wrap;gap:.5em 2em;margin:0 0 .8em}dt{font-size:.85em}dd{margin:0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;font-weight:400;padding:.45em .6em .45em 0;border-top:1px solid var(--constancia-line,#dcd8cc)}
thead th{font-size:.85em;font-weight:600;border:0}td{width:1%}
.state{display:inline-flex;align-items:center;gap:.4em;padding:.15em .55em;border-radius:4px;font-size:.88em;font-weight:600;white-space:nowrap}
svg{width:.85em;height:.85em;fill:currentColor;flex:none}
.complete{background:#cfe8d5;color:#0e4424}.substantial{background:#faedb0;color:#4d3c00}.initiated{background:#fcdfc0;color:#643000}.not_started{background:#f7d6d2;color:#7b1710}.not_yet_due{background:#d8e6f6;color:#143f70}
.foot{margin:.8em 0 0;font-size:.82em}.stale{margin:0}.stale:not(:empty){margin:0 0 .8em;padding:.4em .7em;font-size:.88em;background:#faedb0;color:#4d3c00}
.news{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}`;

  let sheet;
  const style = (root) => {
    try {
      if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } catch { /* an old browser shows it unstyled */ }
  };
  const make = (name, attributes, ...children) => {
    const node = document.createElement(name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    node.append(...children.filter((child) => child != null));
    return node;
  };
  const shape = (state) => {
    const space = "http://www.w3.org/2000/svg", svg = document.createElementNS(space, "svg"), path = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("fill-rule", "evenodd");
    path.setAttribute("d", SHAPES[state] || "");
    svg.append(path);
    return svg;
  };
  const kept = { // private windows and sandboxed frames have no storage
    read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* none */ } },
  };

  const streams = new Map(); // one connection per plan, however many elements
  const listen = (plan, hear) => {
    let stream = streams.get(plan);
    if (!stream) {
      stream = { ears: new Set(), source: new EventSource(`${ORIGIN}/v1/stream?plan=${encodeURIComponent(plan)}`) };
      const tell = () => stream.ears.forEach((ear) => ear());
      let opened = false;
      stream.source.addEventListener("change", tell);
      stream.source.addEventListener("open", () => { if (opened) tell(); opened = true; });
      streams.set(plan, stream);
    }
    stream.ears.add(hear);
    return () => {
      stream.ears.delete(hear);
      if (!stream.ears.size) { stream.source.close(); streams.delete(plan); }
    };
  };

  class ConstanciaCommitment extends HTMLElement {
    static observedAttributes = ["plan", "commitment", "lang", "live"];

    constructor() {
      super();
      style(this.attachShadow({ mode: "open" }));
      this.body = make("div", {}, make("slot"));
      this.news = make("p", { class: "news", role: "status" });
      this.shadowRoot.append(this.body, this.news);
    }

    connectedCallback() { this.start(); }
    disconnectedCallback() { this.stop(); }
    attributeChangedCallback(_name, before, after) { if (this.isConnected && this.begun && before !== after) this.start(); }

    get words() { return WORDS[(this.lang || document.documentElement.lang || "es").slice(0, 2)] || WORDS.en; }
    text(map) { return map[this.words.locale.slice(0, 2)] || map.es; }

    start() {
      this.stop();
      this.begun = true;
      this.plan = this.getAttribute("plan") || "";
      this.number = this.getAttribute("commitment") || "";
      const address = `${ORIGIN}/v1/plans/${encodeURIComponent(this.plan)}/commitments/${encodeURIComponent(this.number)}/compliance`;
      if (address !== this.address) { this.address = address; this.data = null; this.body.replaceChildren(make("slot")); }
      if (this.data) this.show(this.data);
      this.load("default");
      if (this.hasAttribute("live") && window.EventSource) {
        this.deaf = listen(this.plan, () => { clearTimeout(this.soon); this.soon = setTimeout(() => this.load("no-cache"), 250); });
      }
    }

    stop() {
      clearTimeout(this.soon);
      clearTimeout(this.again);
      if (this.deaf) this.deaf();
      this.deaf = null;
    }

    async load(cache) {
      const address = this.address;
      clearTimeout(this.again);
      try {
        const answer = await fetch(address, { cache, credentials: "omit" });
        if (!answer.ok) throw new Error(answer.status);
        const data = await answer.json();
        if (address !== this.address) return;
        this.at = Date.now();
        kept.write("constancia:" + address, { at: this.at, data });
        this.tell(this.data, data);
        this.show(data);
      } catch {
        if (address !== this.address) return;
        const copy = this.data ? { at: this.at, data: this.data } : kept.read("constancia:" + address);
        if (copy && copy.data && copy.data.item) { this.at = copy.at; this.show(copy.data, this.age(copy.at)); }
        if (this.isConnected) this.again = setTimeout(() => this.load("default"), 60000);
      }
    }

    age(at) {
      const minutes = Math.max(1, Math.round((Date.now() - at) / 60000)), hours = Math.round(minutes / 60), days = Math.round(hours / 24);
      const [count, unit] = minutes < 60 ? [minutes, "minute"] : hours < 48 ? [hours, "hour"] : [days, "day"];
      return `${this.words.away} ${new Intl.RelativeTimeFormat(this.words.locale).format(-count, unit)}.`;
    }

    tell(before, after) {
      if (!before) return;
      const old = new Map(before.item.goals.map((goal) => [goal.number, goal.display_state]));
      const news = after.item.goals.filter((goal) => old.has(goal.number) && old.get(goal.number) !== goal.display_state)
        .map((goal) => `${this.words.goal} ${after.item.number}.${goal.number} ${this.words.changed}: ${this.words[goal.display_state]}`);
      if (news.length) this.news.textContent = news.join(". ");
    }

    moment(text) {
      const day = text.length === 10, form = day ? { dateStyle: "long", timeZone: "UTC" } : { year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
      return new Intl.DateTimeFormat(this.words.locale, form).format(new Date(text));
    }

    state(code) {
      return code ? make("span", { class: `state ${code}`, part: `state state-${code}` }, shape(code), this.words[code] || code) : this.words.none;
    }

    show(data, stale = "") {
      this.data = data;
      const { item, policy } = data, w = this.words, language = w.locale.slice(0, 2);
      const page = ORIGIN + w.path.replace("{p}", encodeURIComponent(data.plan)).replace("{n}", encodeURIComponent(item.number));
      const name = `${w.commitment} ${item.number}`, differs = item.declared && item.declared !== item.rolled_up;
      const level = (word, code, mark) => make("div", {}, make("dt", {}, word), make("dd", {}, this.state(code), mark ? ` (${w.differs})` : ""));
      const spoken = (map) => (map[language] ? {} : { lang: "es" });
      const rows = item.goals.map((goal) => make("tr", { "data-state": goal.display_state },
        make("th", { scope: "row", ...spoken(goal.title) }, `${item.number}.${goal.number} ${this.text(goal.title)}`),
        make("td", {}, this.state(goal.display_state))));
      const head = make("thead", {}, make("tr", {}, make("th", { scope: "col" }, w.goal), make("th", { scope: "col" }, w.state)));
      const held = this.shadowRoot.activeElement ? this.shadowRoot.activeElement.className : null;
      this.body.replaceChildren(make("section", { class: "card", part: "card", lang: language, "aria-label": name },
        make("p", { class: "stale", part: "stale", role: "status" }, stale),
        make("p", { class: "title", part: "title", ...spoken(item.title) }, make("span", { lang: language }, name), this.text(item.title)),
        make("dl", { class: "levels", part: "levels" }, level(w.declared, item.declared), level(w.goals, item.rolled_up, differs)),
        make("table", { part: "goals", "aria-label": `${name}: ${w.goal}, ${w.state}` }, head, make("tbody", {}, ...rows)),
        make("p", { class: "foot", part: "foot" }, `${w.asOf} ${this.moment(data.as_of)} · ${w.policy}: ${w[policy.name] || policy.name}, ${w.version} ${policy.version} · `,
          make("a", { href: page, class: "link" }, w.by))));
      if (held === "link") this.shadowRoot.querySelector(".link").focus();
    }
  }
  customElements.define("constancia-commitment", ConstanciaCommitment);
})();
