// The evaluators' page. rag/web/static/1-strings.js stands before this file and brings strings, theme and helpers.

let asked = 0; // reports asked for
let finished = null; // runs that are known to have ended
const session = crypto.randomUUID();

// Calls an action. Gradio's own `server` adds no header, and an action needs the token that this page got.
async function call(name, data) {
  try {
    const response = await fetch(new URL("gradio_api/component_server/", document.baseURI), {
      method: "POST",
      headers: { "Content-Type": "application/json", [props.token_header]: props.token },
      body: JSON.stringify({ data, fn_name: name, component_id: props.component, session_hash: session }),
    });
    const said = await response.json();
    return response.ok ? said : { error: said.detail };
  } catch (error) {
    return { error: error.message };
  }
}

function options(select, values, first) {
  const chosen = select.value;
  const all = first ? [make("option", { value: "", "data-w": first })] : [];
  select.replaceChildren(...all, ...values.map((value) => make("option", { value }, value)));
  select.value = values.includes(chosen) ? chosen : select.options[0]?.value ?? "";
  fillStrings(select);
}

async function showReports(newest) {
  const { reports = [], error } = await call("reports", {});
  if (error) $(".message").textContent = word("eval_failed", { x: error });
  options($(".report"), reports);
  options($(".baseline"), reports, "eval_no_baseline");
  if (newest && reports.includes(newest)) $(".report").value = newest;
  await showReport();
}

async function showReport() {
  const [report, baseline] = [$(".report").value, $(".baseline").value];
  $(".none").hidden = Boolean(report);
  $(".choice").hidden = !report;
  $("iframe").hidden = !report;
  if (!report) return;
  const mine = ++asked;
  const shown = await call("show", { report, baseline });
  if (mine !== asked) return; // another choice was made meanwhile
  $("iframe").srcdoc = shown.html ?? "";
  if (shown.error) $(".message").textContent = shown.error;
}

async function follow() {
  const run = await call("progress", {});
  if (run.total !== undefined) {
    $(".run .send").hidden = run.running;
    $(".run .stop").hidden = !run.running;
    $(".evaluation progress").hidden = !run.running;
    $(".evaluation progress").value = run.total ? run.done / run.total : 0;
    if (run.running) {
      $(".message").textContent = run.stopping
        ? word("eval_stopping")
        : word("eval_progress", { n: run.done, m: run.total, f: run.faulty });
    } else if (finished !== null && run.finished !== finished) {
      $(".message").textContent = run.error ? word("eval_failed", { x: run.error }) : word("eval_done");
      await showReports(run.report);
    }
    finished = run.finished;
  }
  setTimeout(follow, 1000);
}

$(".run").addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = await call("start", Object.fromEntries(new FormData(event.target)));
  if (said.error) $(".message").textContent = word("eval_failed", { x: said.error });
  else finished ??= said.finished; // a short run may end before it was ever followed
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
  if (button?.dataset.do === "stop") call("halt", {});
});

async function showChoices() {
  const { types = [], langs = [], error } = await call("choices", {});
  if (error) $(".message").textContent = word("eval_failed", { x: error });
  options($("[name=type]"), types, "eval_any");
  options($("[name=lang]"), langs, "eval_any");
}

startTheme();
setLanguage(language);
showChoices().then(() => showReports()).then(follow);
element.dataset.ready = "yes";
