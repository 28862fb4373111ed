// The conversation: asking, the stream of updates, Stop, and what can be done with an answer. The browser keeps it in
// sessionStorage, so that a reload keeps it and two tabs do not overwrite each other: by the document, since citations of
// one lead astray in another. 4-conversations.js keeps it over days.

const keptUnder = () => `ask.turns.${current.id}`;
let turns = remembered.get(sessionStorage, keptUnder(), []);
let cleared = null; // what undo brings back
let editing = null; // the id of the turn that the next question replaces
let stopTimer = 0;

const MAX_HISTORY = 6; // earlier exchanges that count, as rag/query/dialogue/history.py says

const running = () => turns.find((turn) => turn.state === "running");
const turnOf = (node) => turns.find((turn) => turn.id === node.closest(".turn")?.id);
function keep() {
  remembered.set(sessionStorage, keptUnder(), turns);
  keepForDays();
}


function draft(text) {
  const field = $("#question");
  field.value = text;
  fitField();
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

function fitField() {
  const field = $("#question");
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 180)}px`;
}

function showStarters() {
  const items = current.starters[language].map(({ kind, text }) => {
    const item = make("li");
    const button = make("button", { type: "button", class: "starter", "data-do": "suggest" });
    button.append(make("span", { class: "starter-text" }, text), make("span", { class: "starter-kind" }, word(`kind_${kind}`)));
    item.append(button);
    return item;
  });
  $(".starters").replaceChildren(...items);
}

function article(turn) {
  const node = make("article", { class: "turn", id: turn.id, "data-state": turn.state });
  const heading = make("h3", { class: "question" });
  const label = make("span", { class: "visually-hidden", "data-w": "you_asked" });
  heading.append(label, make("span", { class: "question-text" }, turn.question));
  node.append(heading, make("div", { class: "reply" }));
  return node;
}

function paint(turn, node = document.getElementById(turn.id)) {
  const next = make("div");
  next.innerHTML = turn.html;
  fillStrings(next);
  node.dataset.state = turn.state;
  morph($(".reply", node), next);
  for (const verdict of $$(".thumb", node)) verdict.setAttribute("aria-pressed", verdict.dataset.do === turn.verdict);
}

function paintAll() {
  $(".turns").replaceChildren(...turns.map((turn) => {
    const node = article(turn);
    paint(turn, node);
    fillStrings(node);
    return node;
  }));
  settle();
  $(".log").scrollTop = turns.length ? $(".log").scrollHeight : 0;
}

// What depends on whether anything was asked and whether an answer is on its way.
function settle() {
  const busy = Boolean(running());
  $(".start").hidden = turns.length > 0;
  $(".send").hidden = busy;
  $(".stop").hidden = !busy;
  for (const button of $$(".with-turns")) button.hidden = turns.length === 0 || busy;
  $("[data-do=undo]").hidden = !cleared;
  for (const node of $$(".turn")) node.classList.toggle("last", node === $(".turns").lastElementChild);
  $(".log").setAttribute("aria-busy", busy);
}

// `kind` is the kind of answer if the reader has chosen it; `instead` is the turn whose question this is once more.
function ask(text, { kind = null, instead = null } = {}) {
  const question = text.trim();
  if (running()) return say("busy");
  if (!question) return say("empty_question");
  if ([...question].length > props.limit) return say("long_question");
  const replaced = instead?.id ?? editing; // neither it nor what came after it is part of the conversation so far
  const earlier = replaced ? turns.slice(0, turns.findIndex((turn) => turn.id === replaced)) : turns;
  if (editing) turns = turns.filter((turn) => turn.id !== editing);
  document.getElementById(editing)?.remove();
  [editing, cleared] = [null, null];
  say("");
  movedByHand = false;
  const answered = earlier.filter((turn) => turn.record).slice(-MAX_HISTORY);
  const history = answered.map((turn) => ({ question: turn.question, answer: turn.record.answer }));
  const html = '<p class="found"><span data-w="looking"></span></p>';
  const turn = { id: `turn-${newId()}`, question, kind, state: "running", html };
  turns.push(turn);
  const node = article(turn);
  $(".turns").append(node);
  paint(turn);
  fillStrings(node);
  settle();
  keep();
  node.scrollIntoView({ block: "start" });
  $("#question").value = "";
  fitField();
  trigger("ask", { id: turn.id, question, history, language, kind, document: isFirst(current.id) ? "" : current.id });
  return turn;
}

// Called for every update of the stream; an update is the whole reply so far.
function receive(update) {
  const turn = turns.find((one) => one.id === update?.id);
  if (!turn || turn.state !== "running") return;
  const texts = () => $$(".lead, .headed h4, .sentence:not(.pending)", document.getElementById(turn.id)).map((node) => node.textContent);
  const before = new Set(texts()); // the items of a list come in any order
  Object.assign(turn, update);
  paint(turn);
  const said = texts().filter((text) => !before.has(text)).join(" ");
  if (said) announce(said);
  if (said) keep(); // a reload in mid-answer keeps what was verified
  if (turn.state !== "running") finish(turn, said);
}

// `said` are sentences that came with the end: they are announced with it, not replaced by it.
function finish(turn, said = "") {
  clearTimeout(stopTimer);
  const refusal = $(".refusal, .talk", document.getElementById(turn.id))?.textContent;
  const end = turn.state === "done" ? refusal ?? word("answer_ready") : word(turn.state === "stopped" ? "stopped" : "failed");
  announce(`${said} ${end}`.trim());
  if (turn.state === "done") showFirstCitation(document.getElementById(turn.id));
  settle();
  keep();
}

// Ends an exchange on this side alone: when Stop brings no reply within a second (a model is still loading), or when the page was reloaded in the middle.
function interrupt(turn) {
  const holder = make("div");
  holder.innerHTML = turn.html;
  for (const node of $$(".pending, .waiting", holder)) node.remove();
  const actions = make("div", { class: "actions" });
  for (const name of ["again", "edit"]) actions.append(make("button", { type: "button", "data-do": name, "data-w": name }));
  $("[data-w=looking]", holder)?.remove();
  holder.append(make("p", { class: "note", "data-w": "stopped" }), actions);
  Object.assign(turn, { html: holder.innerHTML, state: "stopped" });
}

function stop() {
  const turn = running();
  if (!turn) return;
  const node = document.getElementById(turn.id);
  node.classList.add("stopping");
  server.stop({ id: turn.id });
  stopTimer = setTimeout(() => {
    if (turn.state !== "running") return;
    interrupt(turn);
    paint(turn);
    finish(turn);
  }, 900);
  $("#question").focus();
}

function stopEditing() {
  editing = null;
  draft("");
  say("");
}

function clearAll() {
  cleared = turns;
  turns = [];
  keep();
  forget(conversation);
  paintAll();
  say("cleared");
  $("[data-do=undo]").focus();
}

function undo() {
  turns = [...(cleared || []), ...turns];
  cleared = null;
  keep();
  paintAll();
  say("restored");
  $("#question").focus();
}

// Text as Markdown shows it verbatim: titles and names of files come from outside. As rag/web/views/export.py does it.
const plainMarkdown = (text) => text.replace(/\s+/g, " ").replace(/([\\`*_{}[\]<>()#+!|~&])/g, "\\$1");

function exportAll() {
  const parts = [`# ${plainMarkdown(word("export_title"))}`, "", plainMarkdown(word("export_source")), ""];
  parts.push(...turns.filter((turn) => turn.record).map((turn) => turn.record.markdown));
  saveFile(new Blob([parts.join("\n")], { type: "text/markdown;charset=utf-8" }), word("export_file"));
}

async function sendFeedback(turn, verdict, note) {
  const sources = turn.record.sources.map(({ point, quote }) => ({ point, quote }));
  const saved = await server.feedback({ verdict, note, sources, question: turn.question, answer: turn.record.answer });
  say(saved ? "feedback_thanks" : "feedback_failed");
  if (!saved) return;
  turn.verdict = verdict;
  keep();
  paint(turn);
}

function closeNote(turn) {
  const node = document.getElementById(turn.id);
  const name = $(".note-form", node).dataset.from;
  $(".note-form", node).remove();
  $(`.actions [data-do=${name}]`, node).focus();
}

// A bad verdict first offers a line for a note; nothing is written before it is saved.
function openNote(turn, verdict) {
  const form = make("form", { class: "note-form", "data-from": verdict === "dislike" ? "dislike" : "wrong-citation" });
  const id = `note-${turn.id}`;
  const field = make("input", { id, type: "text", maxlength: "1000", autocomplete: "off" });
  form.append(make("label", { for: id, "data-w": "feedback_note" }), field, make("button", { type: "submit", "data-w": "feedback_save" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    closeNote(turn);
    sendFeedback(turn, verdict, field.value);
  });
  fillStrings(form);
  $(".feedback", document.getElementById(turn.id)).replaceChildren(form);
  field.focus();
}

const turnActions = {
  again: (turn) => ask(turn.question, { kind: turn.kind, instead: turn }),
  "as-kind": (turn, node) => ask(turn.question, { kind: node.dataset.kind, instead: turn }),
  edit: (turn) => {
    editing = turn.id;
    draft(turn.question);
    say("editing");
  },
  copy: (turn) => copyText(turn.record.copy),
  like: (turn) => (turn.verdict === "like" ? say("feedback_thanks") : sendFeedback(turn, "like", "")),
  dislike: (turn) => openNote(turn, "dislike"),
  "wrong-citation": (turn) => openNote(turn, "wrong_citation"),
  "copy-quote": (turn, node) => {
    const item = node.closest("li");
    copyText(withReference($("blockquote", item).textContent, $(".chip", item).textContent));
  },
};
