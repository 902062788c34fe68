// <spotter-chat>, a conversation with Spotter on any page: see docs/widget.md. One file, no build step.
// Every node is built here: nothing typed or fetched is read as markup. No host is asked but `server`.

const HOME = new URL(import.meta.url).origin;
const PRIVATE = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" };
const CRISIS = "mental_health_crisis";
const ARTICLE = "en"; // the articles' language
const PATIENCE = 60_000; // ms for a whole answer
const SHORTEST = 12; // characters of a quote to look for
const NARROW = matchMedia("(max-width: 640px), (max-height: 480px)");
const RTL = /^(ar|dv|fa|he|ps|sd|ug|ur|yi)\b/i;
const BLOCK = /[^\n]*\S(?:[^\n]|\n(?!\s*(?:\n|$|[•‣*+–-]\s)))*/g; // lines up to a blank one or the next bullet
const ICONS = {
  chat: "M4 5h16v10a3 3 0 0 1-3 3h-5l-4 3v-3H7a3 3 0 0 1-3-3zM8 9.5h6M8 13h8",
  close: "M6 6l12 12M18 6L6 18",
  clear: "M4 12a8 8 0 1 1 2.6 5.9M4 19v-5h5",
  send: "M5 12h14M13 6l6 6-6 6",
  stop: "M8 8h8v8H8z",
  back: "M19 12H5M11 6l-6 6 6 6",
  alarm: "M12 3L2 20h20zM12 10v4M12 17v.01",
};

// Every word a person reads, as JSON; `addTexts` adds a language.
const TEXTS = {
  "en": {
    "launch": "Ask Spotter", "close": "Close", "clear": "New conversation", "conversation": "Conversation",
    "field": "Your question, in your own words", "send": "Send", "stop": "Stop",
    "honest": "Not a doctor. No clinician has reviewed its safety advice.",
    "welcome": "What would you like to know about your back?",
    "about": "Spotter answers only from one article. Say how you feel in your own words: it listens for warning signs first.",
    "examples": ["How long should I ice my back after lifting?", "Is it normal for my back to be sore after deadlifts?", "When should I see a professional about back pain?"],
    "asked": "You asked:", "working": "Looking in the article…", "answering": "Spotter is answering.",
    "done": "Answer complete. Sources: {n}.", "cleared": "Conversation cleared.",
    "retry": "Try again", "copy": "Copy", "copied": "Copied with its sources.", "noCopy": "The browser did not allow copying.",
    "levels": {"emergency": "Emergency: act now", "crisis": "Please talk to someone now", "urgent": "Urgent: get help today", "routine": "Routine: worth seeing a professional", "self_care": "One question first"},
    "kinds": {"answered": "From the article", "not_in_article": "Not in the article", "off_topic": "Outside what Spotter covers", "help_first": "Help first", "unavailable": "The article is out of reach"},
    "clarify": "Please tell us:", "heard": "What you said that led to this:", "guidance": "When to get help:", "next": "You can ask",
    "note": "Editor’s note", "reviewed": "reviewed by a clinician", "unreviewed": "no clinician has reviewed this", "sources": "Sources:",
    "cite": "[{n}] Show the source in the article: {place}", "article": "The article", "back": "Back to the conversation",
    "noArticle": "The article cannot be loaded. The sentence:",
    "marked": "[{n}] is marked on this page.", "here": "Read it here", "unmark": "Remove the mark",
    "faults": {
      "stopped": "Stopped before it was answered.", "unreachable": "Spotter cannot be reached from this page.",
      "busy": "Too many questions right now. Please try again in a moment.",
      "too_large": "This conversation is too long. Start a new one.", "broken": "Something went wrong, and there is no answer."
    },
    "meanwhile": "Do not wait for an answer if any of this fits you",
    "call": "Call your local emergency number now: 112 in Europe, 999 in the UK, 911 in the US and Canada.",
    "crisis": "A crisis line answers at any hour: 988 in the US and Canada, 116 123 in the UK and Ireland.",
    "flags": {
      "vascular_cardiac": "Chest pain or pressure, trouble breathing, fainting, or sudden tearing pain in the chest, back or belly",
      "cauda_equina": "Numbness between the legs, new trouble with peeing or holding it, or both legs weak or numb",
      "neuro_deficit": "A drooping face, slurred speech, or weakness or numbness that spreads fast",
      "head_neck_injury": "A blow to the head or neck, or the worst headache of your life",
      "fracture_trauma": "Back pain, weakness or numbness after a bad fall or crash",
      "infection": "Fever with back pain and confusion, fast breathing or weak legs",
      "heat_illness": "Confusion, a fit or a collapse, in the heat or after hard exercise",
      "rhabdomyolysis": "Urine as dark as tea or cola, or badly swollen muscles, after hard exercise",
      "allergic_reaction": "Swelling of the face, lips, tongue or throat",
      "overdose": "Too many painkillers, or a child who swallowed medicine",
      "mental_health_crisis": "Thoughts of ending your life or of harming yourself"
    }
  },
  "es": {
    "launch": "Preguntar a Spotter", "close": "Cerrar", "clear": "Nueva conversación", "conversation": "Conversación",
    "field": "Su pregunta, con sus palabras", "send": "Enviar", "stop": "Detener",
    "honest": "No es un médico. Ningún médico ha revisado sus consejos de seguridad.",
    "welcome": "¿Qué le gustaría saber sobre su espalda?",
    "about": "Spotter responde con un solo artículo, en inglés. Cuente con sus palabras cómo se siente: primero presta atención a las señales de alarma.",
    "examples": ["¿Cuánto tiempo debo ponerme hielo en la espalda?", "¿Es normal que me duela la espalda después del peso muerto?", "¿Cuándo debo ver a un profesional por el dolor de espalda?"],
    "asked": "Usted preguntó:", "working": "Buscando en el artículo…", "answering": "Spotter está respondiendo.",
    "done": "Respuesta completa. Fuentes: {n}.", "cleared": "Conversación borrada.",
    "retry": "Intentar de nuevo", "copy": "Copiar", "copied": "Copiado con sus fuentes.", "noCopy": "El navegador no permitió copiar.",
    "levels": {"emergency": "Emergencia: actúe ahora mismo", "crisis": "Por favor, hable con alguien ahora mismo", "urgent": "Urgente: pida ayuda hoy", "routine": "Consulta normal: conviene ver a un profesional", "self_care": "Primero, una pregunta"},
    "kinds": {"answered": "Del artículo", "not_in_article": "No está en el artículo", "off_topic": "Fuera de lo que cubre Spotter", "help_first": "Primero, la ayuda", "unavailable": "El artículo no está disponible"},
    "clarify": "Por favor, díganos:", "heard": "Lo que usted dijo y llevó a esto:", "guidance": "Cuándo pedir ayuda:", "next": "Puede preguntar",
    "note": "Nota del editor", "reviewed": "revisado por un médico", "unreviewed": "ningún médico lo ha revisado", "sources": "Fuentes:",
    "cite": "[{n}] Mostrar la fuente en el artículo: {place}", "article": "El artículo", "back": "Volver a la conversación",
    "noArticle": "No se puede cargar el artículo. La frase:",
    "marked": "[{n}] está marcado en esta página.", "here": "Leerlo aquí", "unmark": "Quitar la marca",
    "faults": {
      "stopped": "Se detuvo antes de responder.", "unreachable": "No se puede llegar a Spotter desde esta página.",
      "busy": "Hay demasiadas preguntas ahora. Inténtelo de nuevo en un momento.",
      "too_large": "Esta conversación es demasiado larga. Empiece una nueva.", "broken": "Algo falló y no hay respuesta."
    },
    "meanwhile": "No espere una respuesta si le pasa algo de esto",
    "call": "Llame ahora mismo al número de emergencias de su país: el 112 en Europa, el 999 en el Reino Unido y el 911 en Estados Unidos y Canadá.",
    "crisis": "Una línea de ayuda en crisis contesta a cualquier hora: 988 en Estados Unidos y Canadá, 116 123 en el Reino Unido e Irlanda.",
    "flags": {
      "vascular_cardiac": "Dolor o presión en el pecho, dificultad para respirar, desmayo, o dolor repentino y desgarrador en el pecho, la espalda o el vientre",
      "cauda_equina": "Adormecimiento entre las piernas, dificultad nueva para orinar o aguantar, o las dos piernas débiles o dormidas",
      "neuro_deficit": "Cara caída, dificultad para hablar, o debilidad o adormecimiento que avanza deprisa",
      "head_neck_injury": "Un golpe en la cabeza o el cuello, o el peor dolor de cabeza de su vida",
      "fracture_trauma": "Dolor de espalda, debilidad o adormecimiento tras una caída o un choque fuerte",
      "infection": "Fiebre con dolor de espalda y confusión, respiración rápida o piernas débiles",
      "heat_illness": "Confusión, convulsión o desmayo, con calor o tras un ejercicio fuerte",
      "rhabdomyolysis": "Orina oscura como el té o la cola, o músculos muy hinchados, tras un ejercicio fuerte",
      "allergic_reaction": "Hinchazón de la cara, los labios, la lengua o la garganta",
      "overdose": "Demasiado medicamento para el dolor, o un niño que tragó un medicamento",
      "mental_health_crisis": "Pensamientos de quitarse la vida o de hacerse daño"
    }
  }
};

// The numbers that become links, as the server's data writes them.
const PHONES = ["1-800-222-1222", "1-844-764-7669", "0800 722 6001", "1800 116 117", "0800 111 0 111", "0800 611 116", "0800 764 766", "01 809 2166", "808 24 24 24", "800 911 2000", "800 250 250", "915 620 420", "116 117", "116 123", "13 11 14", "13 11 26", "14416", "1450", "1737", "3114", "000", "024", "108", "111", "112", "142", "143", "144", "145", "188", "192", "811", "911", "988", "999"];
const PHONE = new RegExp(`(?<![\\d,.-])(${PHONES.join("|")})(?![\\d-]| ?[°%])`);

const LOOKS = `
:host { all: initial; display: contents; }
:host([mode=inline]) { display: block; }
:host([hidden]) { display: none; }
.root {
  all: initial; display: block; color-scheme: var(--spotter-color-scheme, light dark);
  --brand: var(--spotter-brand, light-dark(#0b5a5e, #0f4c50)); --brand-ink: var(--spotter-brand-ink, #fff);
  --tint: var(--spotter-tint, light-dark(#e2f0ee, #1c3335)); --link: var(--spotter-link, light-dark(#0b5a5e, #7fd6d0));
  --paper: var(--spotter-paper, light-dark(#f3f6f5, #0e1617)); --sheet: var(--spotter-sheet, light-dark(#fff, #162123));
  --ink: var(--spotter-ink, light-dark(#17272a, #e7efee)); --soft: var(--spotter-soft-ink, light-dark(#48595c, #aebfbf));
  --line: var(--spotter-line, light-dark(#d5dfdd, #2d3d3f)); --edge: light-dark(#7b8d8c, #6d8181); --focus: var(--spotter-focus, light-dark(#b35900, #ffb454));
  --mark: var(--spotter-mark, #ffe28a); --mark-ink: var(--spotter-mark-ink, #2b2200); --tone: #1d4f91; --wash: light-dark(#edf3fb, #152336);
  --round: var(--spotter-radius, 14px);
  font: var(--spotter-font-size, medium)/1.5 var(--spotter-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif); color: var(--ink);
}
.emergency { --tone: #a4161a; --wash: light-dark(#fdf0ef, #2c1618); }
.urgent { --tone: #8a4b00; --wash: light-dark(#fdf4e7, #2b2013); }
* { box-sizing: border-box; overflow-wrap: anywhere; }
[hidden] { display: none !important; }
.hush { position: absolute; clip-path: inset(50%); width: 1px; white-space: nowrap; overflow: hidden; }
button { font: inherit; color: inherit; text-align: start; cursor: pointer; border: 1px solid transparent; border-radius: 10px; background: none; }
p, ul, h2, h3, h4, h5 { margin: 0 0 10px; font: inherit; }
p, h2, h3, h4, h5, li, q, button, span { unicode-bidi: plaintext; }
h3, h4, h5, .heading, strong { font-weight: 700; line-height: 1.3; }
ul { padding-inline-start: 20px; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
:is(.log, .article, .back, .field, .panel):focus-visible { outline-offset: -2px; outline-width: 2px; }
svg { flex: none; width: 24px; height: 24px; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.launcher, .panel { position: fixed; z-index: var(--spotter-z, 2147483000); inset: auto; inset-block-end: var(--spotter-offset, 20px); inset-inline-end: var(--spotter-offset, 20px); box-shadow: 0 4px 12px #0022221f, 0 12px 48px #00222242; }
.launcher { display: flex; align-items: center; gap: 10px; min-height: 52px; padding: 0 20px 0 16px; font-weight: 650; border: 1px solid #fff4; border-radius: 26px; }
.launcher, .head, .send, .fault .tool { color: var(--brand-ink); background: var(--brand); }
.panel { margin-block-end: 64px; width: var(--spotter-width, 420px); height: min(var(--spotter-height, 720px), 100dvh - 104px); }
.panel, .inline { padding: 0; overflow: hidden; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: var(--round); }
.panel:modal { inset: 0; width: auto; height: auto; max-width: none; max-height: none; margin: 0; border: 0; border-radius: 0; }
.inline { height: var(--spotter-height, 600px); }
.panel[open], .inline, .main, .reader { display: flex; flex-direction: column; }
.head { display: flex; align-items: center; gap: 10px; padding: 10px 14px; }
.head div { flex: 1; }
.head p { margin: 0; font-size: .8125em; line-height: 1.35; }
.heading { margin: 0; font-size: 1.125em; }
.head button { display: grid; place-items: center; width: 40px; height: 40px; padding: 0; }
.head button:hover { background: #fff3; }
.head :focus-visible { outline-color: currentcolor; outline-offset: -2px; }
.stage { position: relative; flex: 1; min-height: 0; }
.main, .reader { position: absolute; inset: 0; }
.log, .article { position: relative; flex: 1; overflow: hidden auto; overscroll-behavior: contain; padding: 16px; }
.welcome { color: var(--soft); }
.welcome > h3 { font-size: 1.375em; color: var(--ink); text-wrap: balance; }
.turn { padding-block-end: 16px; }
.turn:last-child { min-height: 100%; }
.asked { width: fit-content; max-width: 88%; max-height: 12em; overflow: hidden; margin: 0 0 14px auto; margin-inline: auto 0; padding: 8px 14px; white-space: pre-wrap; background: light-dark(#dcebe9, #1f3a3c); border-radius: 16px; border-end-end-radius: 4px; }
.card { margin-block-end: 14px; padding: 0 14px 4px; overflow: hidden; border: 2px solid var(--tone); border-radius: var(--round); background: var(--wash); }
.card h3 { display: flex; align-items: center; gap: 8px; margin: 0 -14px 12px; padding: 8px 14px; font-size: 1.0625em; color: #fff; background: var(--tone); }
.advice { font-size: 1.0625em; }
a { display: inline-block; color: inherit; font-weight: 700; white-space: nowrap; }
.heard { padding-block-start: 8px; border-block-start: 1px solid var(--line); font-size: .9375em; }
q { font-weight: 600; quotes: "“" "”"; }
.said, .fault { padding: 12px 16px 4px; background: var(--sheet); border: 1px solid var(--line); border-radius: var(--round); }
.said p { line-height: 1.6; }
.said h3, .suggestions h3 { font-size: .8125em; margin-block-end: 4px; color: var(--soft); }
.item { display: list-item; margin-inline-start: 20px; }
.cite { min-width: 28px; min-height: 26px; margin-inline-end: 4px; padding: 0 4px; font-size: .8125em; font-weight: 700; text-align: center; color: var(--link); background: var(--tint); border-radius: 7px; }
.cite:hover, .cite[aria-current], .placed, mark { color: var(--mark-ink); background: var(--mark); }
.note, .guidance { padding: 8px 12px; font-size: .9375em; }
.note { margin-block-end: 12px; border-inline-start: 4px solid #b08a1e; background: light-dark(#fbf6e3, #272314); font-size: .875em; }
.note p, .said .note p { margin: 0; line-height: 1.45; }
.guidance { margin-block: 12px; background: var(--tint); border-radius: 10px; }
.suggestions { display: grid; gap: 8px; margin-block: 14px; }
.suggestion, .tool { min-height: 44px; padding: 8px 14px; line-height: 1.35; color: var(--link); background: var(--sheet); border-color: var(--line); }
.tool { min-height: 36px; padding: 4px 14px; font-size: .9375em; }
:is(.suggestion, .tool):hover { border-color: currentcolor; }
.meanwhile { margin-block-start: 14px; padding-block-start: 12px; border-block-start: 1px solid var(--line); font-size: .9375em; }
.placed { display: flex; align-items: center; gap: 8px; padding: 6px 16px; font-size: .9375em; }
.placed span { flex: 1; }
.composer { display: flex; align-items: flex-end; gap: 8px; padding: 12px 16px; border-block-start: 1px solid var(--line); background: var(--sheet); }
.field { flex: 1; min-width: 0; min-height: 46px; max-height: 9.5em; padding: 10px 12px; resize: none; font: inherit; line-height: 1.45; color: inherit; background: var(--paper); border: 1px solid var(--edge); border-radius: 12px; }
.field::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; width: 46px; height: 46px; padding: 0; }
[dir=rtl] :is(.send, .back) svg { transform: scaleX(-1); }
.reader { background: var(--sheet); }
.back { display: flex; align-items: center; gap: 8px; min-height: 48px; padding: 8px 14px; font-weight: 650; color: var(--link); background: var(--tint); border-radius: 0; }
.article h3, .article h4 { margin-block-start: 20px; font-size: 1.25em; }
.article h4 { font-size: 1.125em; }
@media (prefers-reduced-motion: no-preference) {
  .panel[open], .card { animation: rise .18s ease-out; }
  @keyframes rise { from { translate: 0 8px; } }
}
@media (forced-colors: active) { button, .head, .asked { border: 1px solid; } }
@media print { .launcher, .panel { display: none; } }
`;

const styles = (text) => {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
};
const sheet = styles(LOOKS);
const pageSheet = styles("::highlight(spotter) { color: var(--spotter-mark-ink, #2b2200); background: var(--spotter-mark, #ffe28a); }");

/** An element from "tag.kind" (its class and part), attributes and listeners, and children. */
function h(name, attributes, ...children) {
  const [tag, kind] = name.split(".");
  const node = document.createElement(tag);
  if (kind) node.className = node.part = kind;
  for (const key in attributes) {
    const value = attributes[key];
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter(Boolean));
  return node;
}

function icon(d) {
  const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", true);
  path.setAttribute("d", d);
  svg.append(path);
  return svg;
}

const dialled = (text) => text.split(PHONE).map((piece, i) => (i % 2 ? h("a", { href: `tel:${piece.replace(/\D/g, "")}` }, piece) : piece));

/** From the server's code points to UTF-16 units. */
function units(text) {
  const starts = [0];
  for (const one of text) starts.push(starts.at(-1) + one.length);
  return (n) => starts[n] ?? text.length;
}

/** Text without white space, quotes and dashes alike; `at` has the place of each character left. */
function folded(text) {
  const at = [];
  let plain = "";
  for (let i = 0; i < text.length; i += 1) {
    if (/[\s\p{Cf}]/u.test(text[i])) continue;
    plain += text[i].replace(/[‘’‛′]/, "'").replace(/[“”„″]/, '"').replace(/\p{Pd}|−/u, "-");
    at.push(i);
  }
  return { plain, at };
}

/** The first visible place of a quote on the host's page, which is only read. */
function placeOnPage(quote) {
  const wanted = folded(quote).plain;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const pieces = [];
  let text = "";
  for (let node; (node = walker.nextNode()); ) {
    if (node.parentElement.closest("script, style, noscript, textarea, spotter-chat")) continue;
    const { plain, at } = folded(node.data);
    pieces.push({ node, at, start: text.length });
    text += plain;
  }
  const spot = (i, more) => {
    const { node, at, start } = pieces.findLast((one) => one.start <= i);
    return [node, at[i - start] + more];
  };
  for (let i = -1; wanted.length > SHORTEST && (i = text.indexOf(wanted, i + 1)) >= 0; ) {
    const range = document.createRange();
    range.setStart(...spot(i, 0));
    range.setEnd(...spot(i + wanted.length - 1, 1));
    const { width, height } = range.getBoundingClientRect();
    if (width > 1 && height > 1 && getComputedStyle(range.startContainer.parentElement).visibility === "visible") return range;
  }
  return null;
}

function bring(range) {
  const element = range.startContainer.parentElement;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  if (element.offsetHeight < innerHeight) element.scrollIntoView({ block: "center", behavior });
  else scrollBy({ top: range.getBoundingClientRect().top - innerHeight / 3, behavior });
}

class Fault extends Error {}

/** The server-sent events of a POST as [name, data]. */
async function* events(url, body, stop) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]);
  const response = await fetch(url, { ...PRIVATE, method: "POST", headers, body: JSON.stringify(body), signal });
  if (!response.ok) throw new Fault((await response.json().catch(() => null))?.error?.code ?? "broken");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = "", chunk; !(chunk = await reader.read()).done; ) {
    const blocks = (text + chunk.value).split(/\r\n\r\n|\n\n/);
    text = blocks.pop();
    for (const block of blocks) {
      const [, name, data] = /event: ?(\w+)\r?\ndata: ?([^\r\n]+)/.exec(block) ?? [];
      if (data) yield [name, JSON.parse(data)];
    }
  }
}

export class SpotterChat extends HTMLElement {
  static observedAttributes = ["server", "mode", "open", "heading", "lang"];
  static #all = new Set();

  /** Add a language, or change words of one; what is not given stays English. */
  static addTexts(lang, texts) {
    TEXTS[lang] = { ...(TEXTS[lang] ?? TEXTS.en), ...texts };
    for (const one of SpotterChat.#all) one.#build();
  }

  #root = this.attachShadow({ mode: "open" });
  #ui;
  #texts;
  #exchanges = [];
  #run; // the answer on its way; one that is no longer this one writes nothing
  #articles = {};
  #cited; // the button of the citation on show
  #before;

  connectedCallback() {
    SpotterChat.#all.add(this);
    this.#root.adoptedStyleSheets = [sheet];
    NARROW.addEventListener("change", this.#refit);
    this.#restore();
    this.#build();
  }

  disconnectedCallback() {
    SpotterChat.#all.delete(this);
    NARROW.removeEventListener("change", this.#refit);
    this.stop();
    this.#unmark();
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#ui || before === now) return;
    if (name === "open") return this.#showing(now !== null);
    if (name === "server") {
      this.stop();
      this.#articles = {};
      this.#restore();
    }
    this.#build();
  }

  show() {
    if (this.#inline || this.hasAttribute("open")) this.#focus();
    else this.setAttribute("open", "");
  }

  close() {
    this.removeAttribute("open");
  }

  toggle() {
    if (this.hasAttribute("open")) this.close();
    else this.show();
  }

  /** Gives the record; undefined where the answer failed or a newer question came. */
  async ask(text) {
    const question = String(text ?? "").trim();
    if (!question || !this.#ui) return;
    if (!this.#inline && !this.hasAttribute("open")) this.show();
    this.stop();
    this.#leave();
    const exchange = { question };
    this.#exchanges.push(exchange);
    return this.#answer(exchange);
  }

  stop() {
    if (!this.#run) return;
    const { exchange, control } = this.#run;
    this.#run = null;
    control.abort();
    exchange.fault = "stopped";
    this.#settle(exchange);
  }

  clear() {
    if (!this.#ui) return;
    this.stop();
    this.#leave();
    this.#unmark();
    this.#exchanges = [];
    this.#keep();
    this.#ui.log.replaceChildren(this.#welcome());
    this.#say(this.#t("cleared"));
  }

  get #inline() {
    return this.getAttribute("mode") === "inline";
  }

  get #server() {
    return new URL(this.getAttribute("server") || HOME, document.baseURI).href.replace(/\/+$/, "");
  }

  static #of = (lang = "") => TEXTS[lang] ?? TEXTS[lang.toLowerCase().split("-")[0]];

  #t(name, values = {}) {
    return this.#texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  }

  #say(text) {
    this.#ui.status.textContent = text;
  }

  #tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(`spotter:${name}`, { bubbles: true, composed: true, cancelable: name === "citation", detail }));
  }

  /* The frame */

  #build() {
    const lang = this.lang || this.closest("[lang]")?.lang || "en";
    const known = SpotterChat.#of(lang);
    this.#texts = known ?? TEXTS.en;
    const typed = this.#ui?.field.value ?? "";
    const ui = (this.#ui = {
      status: h("div.hush", { role: "status" }),
      log: h("div.log", { role: "region", tabindex: 0, "aria-label": this.#t("conversation") }),
      placed: h("div"),
      reader: h("div.reader", { hidden: "" }),
    });
    ui.main = h("div.main", null, ui.log, ui.placed, this.#composer(ui));
    const label = { "aria-labelledby": "heading" };
    const frame = [this.#head(), h("div.stage", null, ui.main, ui.reader)];
    const root = h("div.root", { lang: known ? lang : "en", dir: RTL.test(lang) ? "rtl" : getComputedStyle(this).direction });
    if (this.#inline) root.append(h("section.inline", label, frame));
    else {
      const open = { type: "button", "aria-expanded": false, "aria-controls": "panel", onclick: () => this.toggle() };
      ui.launcher = h("button.launcher", open, icon(ICONS.chat), this.#t("launch"));
      const away = (event) => { event.preventDefault(); this.close(); };
      ui.panel = h("dialog.panel", { ...label, id: "panel", tabindex: -1, oncancel: away }, frame);
      root.append(ui.launcher, ui.panel);
    }
    root.append(ui.status);
    for (const kind of ["keydown", "keypress", "keyup"]) root.addEventListener(kind, (event) => this.#key(event));
    this.#root.replaceChildren(root);
    ui.field.value = typed;
    if (this.#exchanges.length) for (const one of this.#exchanges) this.#draw(one, true);
    else ui.log.append(this.#welcome());
    if (ui.panel && this.hasAttribute("open")) this.#unfold();
    this.#ready();
  }

  #button(kind, name, onclick, ...children) {
    return h(kind, { type: "button", title: this.#t(name), "aria-label": this.#t(name), onclick }, children);
  }

  #head() {
    const fresh = () => { this.clear(); this.#ui.field.focus(); };
    return h("div.head", null, icon(ICONS.chat),
      h("div", null, h("h2.heading", { id: "heading" }, this.getAttribute("heading") || "Spotter"), h("p", null, this.#t("honest"))),
      this.#button("button", "clear", fresh, icon(ICONS.clear)),
      !this.#inline && this.#button("button", "close", () => this.close(), icon(ICONS.close)));
  }

  #composer(ui) {
    ui.field = h("textarea.field", { rows: 1, "aria-label": this.#t("field"), placeholder: this.#t("field"), dir: "auto", oninput: () => this.#ready() });
    // The second half of a double click stops nothing.
    ui.send = h("button.send", { onclick: (event) => event.detail > 1 && event.preventDefault() });
    const onsubmit = (event) => {
      event.preventDefault();
      if (this.#idle) this.#send();
      else this.stop();
    };
    return h("form.composer", { onsubmit }, ui.field, ui.send);
  }

  #welcome() {
    return h("div.welcome", null, h("h3", null, this.#t("welcome")), h("p", null, this.#t("about")), this.#suggestions(this.#texts.examples));
  }

  #suggestions(questions, lang) {
    // The button goes out of sight, so the focus moves to where the answer comes.
    const pick = (one) => () => { this.ask(one); this.#ui.log.focus(); };
    return h("div.suggestions", null, h("h3", null, this.#t("next")),
      questions.map((one) => h("button.suggestion", { type: "button", lang, onclick: pick(one) }, one)));
  }

  #send() {
    const { field } = this.#ui;
    const question = field.value;
    field.value = "";
    field.focus();
    this.ask(question);
    this.#ready();
  }

  get #idle() {
    return !this.#run || this.#ui.field.value.trim();
  }

  /** One button sends, or stops while nothing new is typed. */
  #ready() {
    const { send, field } = this.#ui;
    const act = this.#idle ? "send" : "stop";
    send.title = send.ariaLabel = this.#t(act);
    send.replaceChildren(icon(ICONS[act]));
    field.style.height = 0;
    field.style.height = `${field.scrollHeight + 2}px`;
  }

  /** Keys stay out of reach of the host's shortcuts; an Escape that closes nothing here is the host's. */
  #key(event) {
    const { reader, field } = this.#ui;
    const { key, type } = event;
    if (key === "Escape" && this.#inline && reader.hidden) return;
    event.stopPropagation();
    if (type !== "keydown" || event.isComposing || event.keyCode === 229) return;
    if (key === "Enter" && event.target === field && !event.shiftKey) this.#send();
    else if (key === "Escape" && reader.hidden) this.close();
    else if (key === "Escape") this.#leave();
    else return;
    event.preventDefault();
  }

  /* Open and close */

  #showing(open) {
    const { panel, launcher } = this.#ui;
    if (!panel) return;
    if (open) {
      const active = document.activeElement;
      this.#before = active === this || active === document.body ? launcher : active;
      this.#unfold();
      this.#focus();
    } else {
      const held = panel.matches(":focus-within, :modal");
      panel.close();
      launcher.ariaExpanded = false;
      if (held) (this.#before?.isConnected ? this.#before : launcher).focus();
    }
    this.#tell(open ? "open" : "close", {});
  }

  /** Modal on a full screen; beside the page it takes no focus of its own. */
  #unfold() {
    const { panel, launcher } = this.#ui;
    if (NARROW.matches) panel.showModal();
    else panel.open = true;
    launcher.ariaExpanded = true;
    this.#ready();
  }

  /** On touch not the field: a keyboard would hide what just opened. */
  #focus() {
    const { panel, field } = this.#ui;
    (panel && matchMedia("(pointer: coarse)").matches ? panel : field).focus();
  }

  #refit = () => {
    const { panel } = this.#ui;
    if (!panel?.open) return;
    const active = this.#root.activeElement;
    panel.close();
    this.#unfold();
    active?.focus();
  };

  /* Asking */

  async #answer(exchange) {
    const run = (this.#run = { exchange, control: new AbortController() });
    this.#draw(exchange);
    this.#ready();
    this.#keep();
    this.#say(this.#t("answering"));
    const messages = this.#exchanges.flatMap(({ question, record }) => [
      { role: "user", content: question },
      ...(record ? [{ role: "assistant", content: record.answer }] : []),
    ]);
    let fault;
    try {
      for await (const [name, data] of events(`${this.#server}/api/ask/stream`, { messages }, run.control.signal)) {
        if (this.#run !== run) return;
        if (name === "error") throw new Fault(data.error.code);
        this.#take(exchange, name, data);
        if (exchange.record) break;
      }
      if (!exchange.record) throw new Fault("broken");
    } catch (error) {
      fault = error instanceof Fault ? error.message : error instanceof TypeError ? "unreachable" : "broken";
    }
    if (this.#run !== run) return;
    this.#run = null;
    exchange.fault = fault;
    this.#settle(exchange);
    if (fault) this.#tell("error", { code: fault, message: this.#why(fault) });
    else this.#tell("answer", exchange.record);
    return exchange.record;
  }

  #take(exchange, name, data) {
    if (name === "triage") {
      exchange.triage = data;
      this.#card(exchange);
    } else if (name === "citations") exchange.citations = data.citations;
    else if (name === "sentence") {
      const section = exchange.citations.find(({ n }) => n === data.citations[0])?.section.join();
      exchange.answer += `${section === exchange.section ? " " : "\n\n"}${data.text} ${data.citations.map((n) => `[${n}]`).join("")}`;
      exchange.section = section;
      exchange.notes.push(...data.notes);
      this.#said(exchange, { ...exchange, kind: "answered", triage: exchange.triage });
    } else if (name === "done") exchange.record = data;
  }

  #retry({ question, node }) {
    node.remove();
    this.#exchanges = this.#exchanges.filter((one) => one.node !== node);
    this.ask(question);
    this.#ui.log.focus();
  }

  /* One question and what there is of its answer */

  #draw(exchange, old) {
    const { log } = this.#ui;
    log.querySelector(".welcome")?.remove();
    const { question, record, triage, fault } = exchange;
    const view = h("div.answer", null, h("p.working", null, this.#t("working")));
    const node = h("div.turn", null, h("p.asked", null, h("span.hush", null, this.#t("asked"), " "), question), view);
    Object.assign(exchange, { node, view, card: null, body: null, answer: "", notes: [], section: null });
    log.append(node);
    if (triage && !record) this.#card(exchange, old);
    if (record || fault) this.#settle(exchange, old);
    log.scrollTop = node.offsetTop - 12;
  }

  /** What to do now. Only a new emergency interrupts. */
  #card(exchange, old) {
    const { tier, red_flags: flags, question, advice, language: lang } = exchange.record?.triage ?? exchange.triage;
    if (exchange.card || (tier === "self_care" && !question)) return;
    const crisis = flags[0]?.id === CRISIS;
    const known = SpotterChat.#of(lang);
    const title = (known ?? this.#texts).levels[crisis ? "crisis" : tier];
    const spoken = (text, i) => h("p.advice", { lang: i ? "en" : lang }, dialled(text));
    const card = h("section.card", { role: !old && (crisis || tier === "emergency") ? "alert" : null, "aria-label": title },
      h("h3", { lang: known && lang }, icon(ICONS.alarm), title), advice.split("\n\n").filter(Boolean).map(spoken),
      question && h("p.clarify", null, h("strong", null, this.#t("clarify")), " ", h("span", { lang }, question)),
      flags.length && h("div.heard", null, this.#t("heard"),
        h("ul", null, flags.map((flag) => h("li", null, h("q", null, flag.trigger), " – ", h("span", { lang }, flag.label))))));
    card.classList.add(tier);
    exchange.card = card;
    exchange.view.prepend(card);
  }

  /** The text of an answer: its [n] as buttons, each note after the first sentence it is about. */
  #said(exchange, { answer, kind, citations, notes, triage }) {
    const said = h("div.said", null, h("h3", null, this.#texts.kinds[kind]));
    const left = new Set(notes);
    const beside = (numbers) => {
      const own = [...left].filter((note) => !numbers || note.citations.some((n) => numbers.includes(n)));
      for (const note of own) left.delete(note);
      return own.map((note) => this.#note(note));
    };
    for (const line of answer.split(/\n+/)) {
      const tag = line.startsWith("• ") ? "p.item" : "p";
      let words;
      for (const [, text, marks = ""] of line.replace("• ", "").matchAll(/([^]+?)((?:\[\d+\])+|$)/g)) {
        const numbers = [...marks.matchAll(/\d+/g)].map(Number);
        if (!words) said.append((words = h(tag, { lang: marks ? ARTICLE : triage.language })));
        words.append(h("span.sentence", null, text, numbers.map((n) => this.#cite(citations, n))));
        const own = beside(numbers);
        said.append(...own);
        if (own.length) words = null;
      }
    }
    said.append(...beside());
    this.#replace(exchange, said);
  }

  /** The focus stays on the same citation. */
  #replace(exchange, said) {
    const held = exchange.body?.contains(this.#root.activeElement) && this.#root.activeElement.textContent;
    (exchange.body ?? exchange.view.querySelector(".working")).replaceWith(said);
    exchange.body = said;
    if (held) [...said.querySelectorAll("button")].find((one) => one.textContent === held)?.focus();
  }

  #settle(exchange, old) {
    const { record, fault, view } = exchange;
    if (record) {
      const { language: lang } = record.triage;
      this.#card(exchange, old);
      exchange.citations = record.citations;
      this.#said(exchange, record);
      view.append(h("p.guidance", null, h("strong", null, this.#t("guidance")), " ", h("span", { lang }, record.guidance)),
        record.follow_ups.length ? this.#suggestions(record.follow_ups, ARTICLE) : "",
        h("button.tool", { type: "button", onclick: () => this.#copy(record) }, this.#t("copy")));
    } else {
      view.querySelector(".working")?.remove();
      const again = h("button.tool", { type: "button", onclick: () => this.#retry(exchange) }, this.#t("retry"));
      view.append(h("div.fault", null, h("p", null, this.#why(fault)), again, fault === "stopped" ? "" : this.#meanwhile()));
    }
    if (old) return;
    this.#ready();
    this.#keep();
    this.#say(record ? this.#t("done", { n: record.citations.length }) : this.#why(fault));
  }

  #why(code) {
    const { faults } = this.#texts;
    return faults[code === "rate_limited" ? "busy" : code] ?? faults.broken;
  }

  /** What must not wait for another try. */
  #meanwhile() {
    const line = (name) => h("p", null, dialled(this.#t(name)));
    return h("div.meanwhile", null, h("h3", null, this.#t("meanwhile")), line("call"), h("ul", null, Object.values(this.#texts.flags).map((one) => h("li", null, one))), line("crisis"));
  }

  #note({ citations = [], reviewed, text, sources }) {
    const name = `${this.#t("note")} ${citations.map((n) => `[${n}]`).join("")}`;
    return h("div.note", { role: "note", "aria-label": name }, h("p", null, h("strong", null, name), ` · ${this.#t(reviewed ? "reviewed" : "unreviewed")}`),
      h("p", { lang: ARTICLE }, text), sources.length && h("p", null, `${this.#t("sources")} ${sources.join("; ")}`));
  }

  async #copy({ question, triage, answer, notes, guidance, citations }) {
    const text = [question, triage.advice, triage.question, answer, ...notes.map((one) => this.#note(one).textContent), `${this.#t("guidance")} ${guidance}`,
      ...citations.map((one) => `[${one.n}] ${[one.article, ...one.section].join(" › ")}: “${one.quote}”`)].filter(Boolean).join("\n\n");
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    this.#say(this.#t(done ? "copied" : "noCopy"));
  }

  /* A citation in its place */

  #cite(citations, number) {
    const cited = citations.find(({ n }) => n === number);
    if (!cited) return `[${number}]`;
    const place = cited.section.at(-1) ?? this.#t("article");
    const onclick = ({ currentTarget: button }) => {
      if (!this.#tell("citation", cited)) return;
      const range = placeOnPage(cited.quote);
      this.#unmark();
      this.#cited = button;
      button.ariaCurrent = true;
      if (range) this.#mark(range, cited);
      else this.#read(cited);
    };
    return h("button.cite", { type: "button", "aria-label": this.#t("cite", { n: number, place }), onclick }, `[${number}]`);
  }

  #mark(range, cited) {
    if (NARROW.matches) this.close();
    if (CSS.highlights) {
      if (!document.adoptedStyleSheets.includes(pageSheet)) document.adoptedStyleSheets.push(pageSheet);
      CSS.highlights.set("spotter", new Highlight(range));
    } else location.hash = `${location.hash || "#"}:~:text=${encodeURIComponent(range.toString().replace(/\s+/g, " ")).replaceAll("-", "%2D")}`;
    bring(range);
    const text = this.#t("marked", { n: cited.n });
    const off = () => { this.#cited.focus(); this.#unmark(); };
    this.#ui.placed.replaceChildren(h("div.placed", null, h("span", null, text),
      h("button.tool", { type: "button", onclick: () => this.#read(cited) }, this.#t("here")), this.#button("button.tool", "unmark", off, "×")));
    this.#say(text);
  }

  #unmark() {
    CSS.highlights?.delete("spotter");
    this.#ui.placed.replaceChildren();
    if (this.#cited) this.#cited.ariaCurrent = null;
  }

  async #read(cited) {
    const { reader, main } = this.#ui;
    const paper = h("div.article", { role: "region", tabindex: 0, "aria-label": this.#t("article"), lang: ARTICLE }, h("p.working", null, this.#t("working")));
    const back = h("button.back", { type: "button", onclick: () => this.#leave() }, icon(ICONS.back), this.#t("back"));
    reader.replaceChildren(back, paper);
    reader.hidden = false;
    back.focus();
    main.inert = true;
    const name = cited.article;
    this.#articles[name] ??= fetch(`${this.#server}/api/article?name=${encodeURIComponent(name)}`, PRIVATE).then((response) => response.ok ? response.json() : null, () => null);
    const article = await this.#articles[name];
    if (!article) delete this.#articles[name];
    if (!paper.isConnected) return;
    const mark = (text) => text && h("mark", { tabindex: -1 }, text);
    paper.replaceChildren(...(article ? this.#pages(article, cited, mark) : [h("p", null, this.#t("noArticle")), mark(cited.quote)]));
    const marked = paper.querySelector("mark");
    marked?.focus({ preventScroll: true });
    paper.scrollTop = marked?.offsetTop - paper.clientHeight / 3;
  }

  #leave() {
    const { reader, main } = this.#ui;
    if (reader.hidden) return;
    reader.hidden = true;
    reader.replaceChildren();
    main.inert = false;
    this.#cited.focus();
    this.#unmark();
  }

  /** The blocks of the article as nodes, its notes after what they are about. */
  #pages({ text, title, sections, notes }, { start, end }, mark) {
    const at = units(text);
    const nodes = [h("h3", null, title)];
    for (const { 0: block, index } of text.matchAll(BLOCK)) {
      const [lead, bullet] = /^\s*([•‣*+–-]\s+)?/.exec(block);
      const [first, last] = [index + lead.length, index + block.length];
      const within = (n) => at(n) >= index && at(n) < last;
      const [from, to] = [start, end].map((n) => Math.min(Math.max(at(n), first), last));
      const section = sections.find((one) => within(one.start));
      if (section) nodes.push(h(section.level > 1 ? "h5" : "h4", null, section.title));
      else if (block.trim() !== title) nodes.push(h(bullet ? "p.item" : "p", null, text.slice(first, from), mark(text.slice(from, to)), text.slice(to, last)));
      for (const note of notes) if (within(note.start)) nodes.push(this.#note(note));
    }
    return nodes;
  }

  /* The tab's memory. A page without storage, or a full one, keeps the conversation as long as it is open. */

  get #memory() {
    return `spotter-chat ${this.#server}`;
  }

  #keep() {
    const kept = this.#exchanges.map(({ question, record, fault = "stopped" }) => (record ? { question, record } : { question, fault }));
    try {
      if (kept.length) sessionStorage.setItem(this.#memory, JSON.stringify(kept));
      else sessionStorage.removeItem(this.#memory);
    } catch {}
  }

  #restore() {
    this.#exchanges = [];
    try {
      this.#exchanges = JSON.parse(sessionStorage.getItem(this.#memory)) ?? [];
    } catch {}
  }
}

if (!customElements.get("spotter-chat")) customElements.define("spotter-chat", SpotterChat);
