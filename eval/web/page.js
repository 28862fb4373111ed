// The evaluators' page. rag/web/static/1-strings.js stands before this file and brings strings, theme and helpers.

let asked = 0; // reports asked for
let finished = null; // runs that are known to have ended
const session = crypto.randomUUID();

// Calls an action. Gradio's own `server` adds no header, and an action needs the token that this page got.
const call = (name, data) =>
  post("gradio_api/component_server/", { data, fn_name: name, component_id: props.component, session_hash: session });

async function post(path, body) {
  try {
    const response = await fetch(new URL(path, document.baseURI), {
      method: "POST",
      headers: { "Content-Type": "application/json", [props.token_header]: props.token },
      body: JSON.stringify(body),
    });
    if (!response.ok) return { error: refusal(response.status) };
    return await response.json();
  } catch {
    return { error: word("eval_unreachable") }; // not running, or cut off in the middle
  }
}

// What went wrong before an action could say it, in the reader's language.
function refusal(status) {
  const key = { 403: "eval_expired", 413: "eval_too_large" }[status];
  return key ? word(key) : word("eval_broken", { x: status });
}

// Offers values; a name that strings have (`names` + value) is shown in its place.
function options(select, values, first, names = "") {
  const chosen = select.value;
  const all = first ? [make("option", { value: "", "data-w": first })] : [];
  const offered = values.map((value) => {
    const known = names && props.strings[language][names + value] !== undefined;
    return make("option", known ? { value, "data-w": names + value } : { value }, value);
  });
  select.replaceChildren(...all, ...offered);
  select.value = values.includes(chosen) ? chosen : select.options[0]?.value ?? "";
  fillStrings(select);
}

let builtIn = null; // the report that comes with the program

async function showReports(newest) {
  const { reports = [], committed, error } = await call("reports", { language });
  if (error) $(".message").textContent = word("eval_failed", { x: error });
  builtIn = committed ?? null;
  const names = [...reports, ...(builtIn ? [builtIn.name] : [])];
  options($(".report"), names, "", "eval_report_");
  options($(".baseline"), names, "eval_no_baseline", "eval_report_");
  showHistory();
  if (newest && reports.includes(newest)) $(".report").value = newest;
  await showReport();
}

const halfOf = (split) => (["dev", "test", "all"].includes(split) ? word(`eval_split_${split}`) : split);

// Where the committed report comes from: it is not of this machine.
function showOrigin() {
  const shown = builtIn !== null && $(".report").value === builtIn.name;
  $(".committed").hidden = !shown;
  if (!shown) return;
  const date = new Date(builtIn.made).toLocaleDateString(language, { dateStyle: "long" });
  $(".committed").textContent = word("eval_committed", { d: date, c: builtIn.commit ?? "?", n: builtIn.questions, h: halfOf(builtIn.split) });
}

// Puts a page into a frame, which is shown once it is whole: the focus is lost in a frame that is still loading.
function fill(frame, html = "") {
  if (!html) frame.hidden = true;
  frame.onload = () => (frame.hidden = !html);
  frame.srcdoc = html;
}

async function showHistory() {
  if (!$(".past").open) return;
  const shown = await call("history", { language });
  fill($(".history"), shown.html);
  if (shown.error) $(".message").textContent = shown.error;
}

// Saves a file that an action returned.
function save(file) {
  const bytes = Uint8Array.from(atob(file.data), (one) => one.charCodeAt(0));
  const link = make("a", { href: URL.createObjectURL(new Blob([bytes])), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function download() {
  const file = await call("download", { report: $(".report").value, format: $(".format").value, language });
  if (file.error) $(".message").textContent = file.error;
  else save(file);
}

async function showReport() {
  const [report, baseline] = [$(".report").value, $(".baseline").value];
  $(".none").hidden = Boolean(report);
  $(".choice").hidden = !report;
  showOrigin();
  const mine = ++asked;
  if (!report) return fill($("iframe.shown"));
  const shown = await call("show", { report, baseline, language });
  if (mine !== asked) return; // another choice was made meanwhile
  fill($("iframe.shown"), shown.html);
  if (shown.error) $(".message").textContent = shown.error;
}

let left = null; // what was asked for by a run that did not end

async function start(form) {
  const said = await call("start", { ...form, language });
  if (said.error) $(".message").textContent = word("eval_failed", { x: said.error });
  else finished ??= said.finished; // a short run may end before it was ever followed
}

async function follow() {
  const run = await call("progress", { language });
  if (run.total !== undefined) {
    $(".run .send").hidden = run.running;
    $(".run .stop").hidden = !run.running;
    $(".evaluation progress").hidden = !run.running;
    $(".evaluation progress").value = run.total ? run.done / run.total : 0;
    left = run.running ? null : run.resumable;
    $(".resume").hidden = !left;
    $(".resume").textContent = word("eval_resume", { n: run.left_at, m: run.total });
    if (run.running) {
      const stage = run.stopping ? "eval_stopping" : run.yielding ? "eval_yielding" : "eval_progress";
      $(".message").textContent = word(stage, { n: run.done, m: run.total, f: run.faulty });
    } else if (finished !== null && run.finished !== finished) {
      $(".message").textContent = run.error ? word("eval_failed", { x: run.error }) : word("eval_done");
      await showReports(run.report);
    }
    finished = run.finished;
  }
  setTimeout(follow, 1000);
}

$(".run").addEventListener("submit", (event) => {
  event.preventDefault();
  start(Object.fromEntries(new FormData(event.target)));
});

$(".examine").addEventListener("submit", async (event) => {
  event.preventDefault();
  const box = $(".examined");
  const button = $("button", event.target);
  button.disabled = true;
  box.hidden = false;
  box.replaceChildren(make("p", { "data-w": "looking" }));
  fillStrings(box);
  const said = await call("examine", { question: event.target.question.value, language });
  if (said.error) box.textContent = said.error;
  else box.innerHTML = said.html;
  fillStrings(box);
  $(".debug-panel", box)?.setAttribute("open", "");
  button.disabled = false;
});

for (const name of ["report", "baseline"]) $(`.${name}`).addEventListener("change", showReport);

element.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip) chip.href = `./#p${chip.dataset.point}`; // the text is on the other page
  const button = event.target.closest("[data-do]");
  if (button?.dataset.do === "language") setLanguage(button.dataset.language);
  if (button?.dataset.do === "theme") switchTheme();
  if (button?.dataset.do === "stop") call("halt", { language });
  if (button?.dataset.do === "resume") start(left);
  if (button?.dataset.do === "download") download();
  if (button?.dataset.do === "skip") $(".past summary").focus(); // a report has hundreds of stops for the Tab key
});

async function showChoices() {
  const asked = { set: $("[name=set]").value, language };
  const { sets = [], types = [], langs = [], halves = true, error } = await call("choices", asked);
  if (error) $(".message").textContent = word("eval_failed", { x: error });
  options($("[name=set]"), sets, "", "eval_set_");
  options($("[name=type]"), types, "eval_any", "eval_kind_");
  if (!halves) $("[name=split]").value = "all"; // own sets are asked whole
  $("[name=split]").disabled = !halves;
  options($("[name=lang]"), langs, "eval_any");
}

$("[name=set]").addEventListener("change", showChoices);
$(".past").addEventListener("toggle", showHistory);
followLanguage.push(() => ($(".message").textContent = ""), showReport, showHistory);
