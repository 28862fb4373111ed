// Strings and small helpers, for every page. The numbered files are joined, in order, into the `js_on_load` of one
// gr.HTML, which provides `element`, `trigger`, `props` and `server`. No text from outside becomes markup here: text is set as
// textContent, and the only HTML that is inserted was escaped by rag/web/views/render.py.

const $ = (selector, root = element) => root.querySelector(selector);
const $$ = (selector, root = element) => [...root.querySelectorAll(selector)];

const remembered = {
  get: (area, key, otherwise) => {
    try { return JSON.parse(area.getItem(key)) ?? otherwise; } catch { return otherwise; }
  },
  set: (area, key, value) => {
    try { area.setItem(key, JSON.stringify(value)); } catch { /* storage is full or forbidden: the page still works */ }
  },
};

let language = remembered.get(localStorage, "ask.language", (navigator.language || "ru").startsWith("ru") ? "ru" : "en");
if (!props.strings[language]) language = "ru";

let current = props.document; // what is known of the document that is asked about

// What the document is called fills {title}, {short}, {kind} and the like.
function word(key, filled = {}) {
  const fill = { ...current.names[language], ...filled };
  let text = props.strings[language][key] ?? "";
  if (typeof text !== "string") text = text[new Intl.PluralRules(language).select(Number(fill.n))] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => (MEASURED.has(name) ? number(fill[name]) : fill[name] ?? ""));
}

const MEASURED = new Set(["s", "p", "t", "v"]); // placeholders that are decimal numbers

function number(text) {
  return Number(text).toLocaleString(language, { maximumFractionDigits: 3 });
}

// Fills every `data-w` below `root` with its string, and its `data-w-label` and `data-w-placeholder` attributes.
function fillStrings(root) {
  for (const node of $$("[data-w]", root)) node.textContent = word(node.dataset.w, node.dataset);
  for (const node of $$("[data-number]", root)) node.textContent = number(node.dataset.number);
  for (const node of $$("[data-w-title]", root)) node.title = word(node.dataset.wTitle);
  for (const node of $$("[data-w-label]", root)) node.setAttribute("aria-label", word(node.dataset.wLabel, node.dataset));
  for (const node of $$("[data-w-placeholder]", root)) node.placeholder = word(node.dataset.wPlaceholder);
}

function setLanguage(chosen) {
  language = chosen;
  remembered.set(localStorage, "ask.language", chosen);
  document.documentElement.lang = chosen;
  document.title = word(props.title);
  fillStrings(element);
  for (const button of $$("[data-do=language]")) button.setAttribute("aria-pressed", button.dataset.language === chosen);
  for (const follow of followLanguage) follow();
}

const followLanguage = []; // what a page has to do besides filling its strings

function setTheme(chosen) {
  document.documentElement.dataset.theme = chosen;
  document.body.classList.toggle("dark", chosen === "dark"); // what Gradio's own components listen to
}

function startTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  setTheme(remembered.get(localStorage, "ask.theme", system));
}

function switchTheme() {
  const chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  remembered.set(localStorage, "ask.theme", chosen);
  setTheme(chosen);
}

function say(key, fill) {
  $(".message").textContent = key ? word(key, fill) : "";
}

// Not crypto.randomUUID: browsers keep that, too, from pages that come over plain HTTP from another machine.
function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function announce(text) {
  $(".announcer").textContent = text;
}

async function copyText(text, done = "copied") {
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else copySelected(text);
    say(done);
  } catch {
    say("copy_failed");
  }
}

// Browsers have no clipboard API on pages that come over plain HTTP from another machine.
function copySelected(text) {
  const focused = document.activeElement;
  const field = make("textarea", { readonly: "", "aria-hidden": "true", style: "position: fixed; top: 0; opacity: 0" });
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  focused?.focus?.({ preventScroll: true });
  if (!copied) throw new Error("not copied");
}

function make(tag, attributes = {}, text = "") {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

// Makes the children of `live` equal to those of `next`, touching only what differs: focus, hover and selection in
// the rest stay as they are, and nothing moves.
function morph(live, next) {
  const wanted = [...next.childNodes];
  wanted.forEach((node, at) => {
    const old = live.childNodes[at];
    if (!old) live.append(node);
    else if (old.isEqualNode(node)) return;
    else if (old.nodeType === 1 && node.nodeType === 1 && old.cloneNode().isEqualNode(node.cloneNode())) morph(old, node);
    else old.replaceWith(node);
  });
  while (live.childNodes.length > wanted.length) live.lastChild.remove();
}
