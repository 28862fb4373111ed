// People judge answers. rag/web/static/1-strings.js stands before this file and brings strings, theme and helpers.
//
// A label is sent when its key is pressed, a note a moment after the last letter; what the program has not confirmed is
// kept in this browser, is sent again until it is, and is still there after a reload. Label and note are sent apart, so
// that two open tabs do not undo each other.

const LABELS = ["right", "partly", "wrong", "misleading"];
const NOTE_MS = 400;
const RETRY_MS = 2000;

let rater = remembered.get(localStorage, "ask.rater", "");
let round = remembered.get(localStorage, "ask.round", "");
let unsent = remembered.get(localStorage, "ask.unsent", []); // judgements on their way, oldest first
let tasks = [];
let at = 0; // the task shown
let tab = "rate";
let sending = false;

async function call(action, data) {
  try {
    const response = await fetch(`judge/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", [props.token_header]: props.token },
      body: JSON.stringify({ language, ...data }),
      keepalive: action === "judge",
    });
    if (response.ok) return { ...(await response.json()), answered: true };
    const key = { 403: "eval_expired", 413: "eval_too_large" }[response.status];
    // A new start of the program, or a fault of it, passes: what was judged is kept until then.
    const passes = response.status === 403 || response.status >= 500;
    return { error: key ? word(key) : word("eval_broken", { x: response.status }), answered: !passes };
  } catch {
    return { error: word("eval_unreachable") };
  }
}

const own = (data = {}) => ({ rater, round, ...data });
const tell = (text) => ($(".message").textContent = text);

function options(select, values, first) {
  const chosen = select.value;
  const all = first ? [make("option", { value: "" }, "–")] : [];
  select.replaceChildren(...all, ...values.map(([value, text]) => make("option", { value }, text)));
  if (values.some(([value]) => value === chosen)) select.value = chosen;
}

async function showRounds() {
  const { rounds = [], reports = [], committed, error } = await call("rounds", { rater });
  if (error) tell(error);
  const title = (one) => (one.name === "feedback" ? word("judge_feedback") : one.name);
  options($("[name=round]"), rounds.map((one) => [one.name, `${title(one)} · ${word("judge_progress", { n: one.done, m: one.answers })}`]));
  if (rounds.some((one) => one.name === round)) $("[name=round]").value = round;
  const known = [...reports, ...(committed ? [committed.name] : [])].map((name) => [name, name]);
  options($("[name=report]"), known);
  options($("[name=baseline]"), known, true);
  $(".none").hidden = rounds.length > 0;
  $(".who .send").disabled = rounds.length === 0;
}

// Puts what is still on its way over what the program knows.
function withUnsent(listed) {
  const role = tab === "settle" ? "adjudicator" : "rater";
  for (const line of unsent) {
    if (line.round !== round || line.rater !== rater || line.role !== role) continue;
    const task = listed.find((one) => one.id === line.task);
    if (task && line.label !== undefined) task.label = line.label;
    if (task && line.note !== undefined) task.said = line.note;
  }
  return listed;
}

async function load(keep) {
  const shown = tasks[at]?.id;
  const said = await call(tab === "settle" ? "disputes" : "tasks", own());
  if (said.error) return tell(said.error);
  tell("");
  tasks = withUnsent(said.tasks);
  const first = tasks.findIndex((task) => !task.label);
  at = Math.max(0, keep ? tasks.findIndex((task) => task.id === shown) : first);
  $(".desk").hidden = false;
  draw();
}

function draw() {
  for (const button of $$(".tabs button")) button.setAttribute("aria-pressed", button.dataset.do === tab);
  $(".warn").hidden = true;
  $(".found").hidden = tab !== "results";
  $(".task").hidden = tab === "results" || tasks.length === 0;
  if (tab === "settle" && tasks.length === 0) tell(word("judge_no_disputes"));
  const task = tasks[at];
  if (!task || tab === "results") return;
  $(".place").textContent = word("judge_place", { n: at + 1, m: tasks.length });
  const earlier = task.history.flat().map((text) => make("p", {}, text));
  $(".earlier").replaceChildren(...(earlier.length ? [make("h3", {}, word("judge_earlier"))] : []), ...earlier);
  $("#judged-question").textContent = task.question;
  $(".about").textContent = task.document;
  // What the chat sets large above the answer.
  $(".headline").hidden = !task.headline;
  $(".headline strong").textContent = word(`judge_verdict_${task.headline}`) || task.headline;
  const status = { refused: "judge_refused", error: "judge_error" }[task.status];
  $(".said").textContent = (status ? `${word(status)}. ` : "") + task.answer;
  $(".quoted").replaceChildren(...quotes(task));
  const expected = [task.expected && word(`judge_expected_${task.expected}`), task.gold.map(section).join(", "), task.reference, task.facts.join("; ")];
  $(".expected").hidden = !task.expected;
  $(".expected").open = false;
  $(".expected p").textContent = expected.filter(Boolean).join(" · ");
  $(".others-title").hidden = !task.others;
  $(".others").replaceChildren(...(task.others ?? []).map((one) => make("li", {}, [word(`judge_label_${one.label}`), one.note].filter(Boolean).join(" — "))));
  $(".noted textarea").value = task.said;
  drawLabels();
}

// A numbered point by its number, any other section by its id.
const section = (name) => (name === 0 ? word("judge_preamble") : Number.isInteger(name) ? word("judge_section", { n: name }) : name);

function quotes(task) {
  if (!task.quotes.length) return [];
  const cited = task.quotes.map((quote) => {
    const line = make("blockquote", {}, quote.text);
    const label = quote.label || section(quote.section);
    // The chat opens with the first document; another one is named, and not linked.
    const link = task.document ? make("span", {}, label) : make("a", { href: `../#p${quote.section}`, target: "_blank" }, label);
    line.append(" ", make("cite"));
    line.lastChild.append(link);
    return line;
  });
  return [make("h3", {}, word("judge_cites")), ...cited];
}

function drawLabels() {
  const task = tasks[at];
  if ($(".labels").childElementCount === 0) {
    $(".labels").append(...LABELS.map((label, place) => {
      const button = make("button", { type: "button", "data-do": "label", "data-label": label, "aria-keyshortcuts": place + 1 });
      button.append(make("kbd", {}, String(place + 1)), make("span", { "data-w": `judge_label_${label}` }));
      return button;
    }));
    fillStrings($(".labels"));
  }
  for (const button of $$(".labels button")) button.setAttribute("aria-pressed", button.dataset.label === task.label);
  const done = tasks.filter((one) => one.label).length;
  $(".progress").textContent = word("judge_progress", { n: done, m: tasks.length });
  if (done === tasks.length && tab === "rate") tell(word("judge_done"));
}

// -- saving -------------------------------------------------------------------------------------------------------

function queue(change) {
  const role = tab === "settle" ? "adjudicator" : "rater";
  unsent.push({ round, rater, role, task: tasks[at].id, ...change });
  remembered.set(localStorage, "ask.unsent", unsent);
  send();
}

async function send() {
  if (sending) return;
  sending = true;
  while (unsent.length) {
    const said = await call("judge", unsent[0]);
    if (said.error && !said.answered) {
      $(".saved").textContent = word("judge_unsaved", { x: said.error });
      setTimeout(send, RETRY_MS);
      break;
    }
    if (said.error) tell(said.error); // refused for a reason that does not pass
    unsent.shift();
    remembered.set(localStorage, "ask.unsent", unsent);
    if (!unsent.length && !said.error) $(".saved").textContent = word("judge_saved");
  }
  sending = false;
}

function label(chosen) {
  saveNote();
  tasks[at].label = chosen;
  queue({ label: chosen });
  drawLabels();
  const next = tasks.findIndex((task, place) => place > at && !task.label);
  const any = next < 0 ? tasks.findIndex((task) => !task.label) : next;
  if (any >= 0) show(any);
}

let waiting = null; // the note that is being typed: its timer

function saveNote() {
  if (waiting === null) return;
  clearTimeout(waiting);
  waiting = null;
  tasks[at].said = $(".noted textarea").value;
  queue({ note: tasks[at].said });
}

function show(place) {
  saveNote();
  at = Math.max(0, Math.min(place, tasks.length - 1));
  draw();
}

// -- results ------------------------------------------------------------------------------------------------------

const figure = (one) => (one?.value == null ? "–" : `${number(one.value.toFixed(2))} (${number((one.low ?? NaN).toFixed(2))}–${number((one.high ?? NaN).toFixed(2))}), n ${one.n ?? one.units}`);

function table(head, rows) {
  const whole = make("table");
  const cells = (tag, texts) => {
    const line = make("tr");
    line.append(...texts.map((text, place) => make(place === 0 ? "th" : tag, place === 0 && tag === "td" ? { scope: "row" } : {}, text)));
    return line;
  };
  whole.append(cells("th", head), ...rows.map((row) => cells("td", row)));
  return whole;
}

async function results() {
  const found = await call("results", own());
  if (found.error) return tell(found.error);
  tell("");
  draw();
  const labels = LABELS.map((one) => word(`judge_label_${one}`));
  const lines = [
    word("judge_results", { n: found.decided, m: found.answers, k: found.open }),
    word("judge_raters", { x: Object.entries(found.raters).map(([name, done]) => `${name} ${done}`).join(", ") || "–" }),
    word("judge_alpha", { x: figure(found.alpha_nominal), y: figure(found.alpha_ordinal), n: found.alpha_nominal.units }).replace(/, n \d+/g, ""),
  ];
  if (found.thumbs.n) lines.push(word("judge_thumbs", { x: figure(found.thumbs) }));
  $(".found").replaceChildren(
    ...lines.map((text) => make("p", {}, text)),
    table([word("judge_system"), ...labels], Object.entries(found.sides).map(([name, shares]) => [name, ...LABELS.map((one) => figure(shares[one]))])),
    table([word("judge_metric"), `${word("judge_same")}, ${word("judge_interval")}`, `${word("judge_auc")}, ${word("judge_interval")}`], found.metrics.map((one) => [one.label, figure(one.same), figure(one.auc)])),
  );
}

// -- events -------------------------------------------------------------------------------------------------------

function open(chosen) {
  saveNote();
  tab = chosen;
  const begun = tab === "rate" || tasks.some((task) => task.label);
  tasks = tab === "results" ? tasks : [];
  if (tab === "rate") return load();
  draw();
  tell("");
  $(".warn").hidden = begun;
  if (begun) see();
}

const see = () => ($(".warn").hidden = true, tab === "results" ? results() : load());

$(".who").addEventListener("submit", async (event) => {
  event.preventDefault();
  saveNote();
  rater = $("[name=rater]").value.trim().replace(/\s+/g, " ");
  round = $("[name=round]").value;
  remembered.set(localStorage, "ask.rater", rater);
  remembered.set(localStorage, "ask.round", round);
  tab = "rate";
  await load();
  if (!$(".task").hidden) $(".task").focus();
});

$(".create").addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = await call("create", Object.fromEntries(new FormData(event.target)));
  if (said.error) return tell(said.error);
  round = said.name;
  await showRounds();
  $("[name=round]").value = round;
});

$(".file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  let text = "";
  const bytes = new Uint8Array(await file.arrayBuffer());
  for (let from = 0; from < bytes.length; from += 8192) text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  const said = await call("read", { data: btoa(text) });
  event.target.value = "";
  tell(said.error ?? word("judge_imported", { x: said.name }));
  await showRounds();
});

async function write() {
  round = $("[name=round]").value;
  rater = $("[name=rater]").value.trim();
  const file = await call("write", own());
  if (file.error) return tell(file.error);
  const bytes = Uint8Array.from(atob(file.data), (one) => one.charCodeAt(0));
  const link = make("a", { href: URL.createObjectURL(new Blob([bytes])), download: file.name });
  link.click();
}

$(".noted textarea").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(saveNote, NOTE_MS);
});

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  const act = {
    language: () => setLanguage(button.dataset.language),
    theme: switchTheme,
    rate: () => open("rate"),
    settle: () => open("settle"),
    results: () => open("results"),
    see,
    previous: () => show(at - 1),
    next: () => show(at + 1),
    label: () => label(button.dataset.label),
    write,
  }[button?.dataset.do];
  act?.();
});

document.addEventListener("keydown", (event) => {
  if ($(".task").hidden || event.ctrlKey || event.altKey || event.metaKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const chosen = LABELS[Number(event.key) - 1];
  if (chosen) label(chosen);
  else if (event.key === "ArrowRight") show(at + 1);
  else if (event.key === "ArrowLeft") show(at - 1);
  else return;
  event.preventDefault();
});

// Another tab may have judged meanwhile; what is being typed here stays.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") saveNote();
  else if (!$(".desk").hidden && tab !== "results" && waiting === null) load(true);
});
addEventListener("pagehide", saveNote);

followLanguage.push(() => {
  tell(""); // it was said in the other language
  showRounds();
  if (!$(".desk").hidden) tab === "results" ? results() : draw();
});

startTheme();
setLanguage(language);
$("[name=rater]").value = rater;
showRounds().then(() => {
  send();
  if (rater && round && $("[name=round]").value === round) return load();
}).then(() => { element.dataset.ready = "yes"; });
