// The evaluators' page. rag/ui/static/1-words.js stands before this file and brings words, theme and helpers.

let asked = 0; // reports asked for
let finished = null; // runs that are known to have ended

function options(select, values, first) {
  const chosen = select.value;
  const all = first ? [make("option", { value: "", "data-w": first })] : [];
  select.replaceChildren(...all, ...values.map((value) => make("option", { value }, value)));
  select.value = values.includes(chosen) ? chosen : select.options[0]?.value ?? "";
  fillWords(select);
}

async function showReports(newest) {
  const { reports } = await server.reports({});
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
  const shown = await server.show({ report, baseline });
  if (mine !== asked) return; // another choice was made meanwhile
  $("iframe").srcdoc = shown.html ?? "";
  if (shown.error) $(".message").textContent = shown.error;
}

async function follow() {
  const run = await server.progress({}).catch(() => null);
  if (run?.total !== undefined) {
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
  const said = await server.start(Object.fromEntries(new FormData(event.target)));
  if (said?.error) $(".message").textContent = word("eval_failed", { x: said.error });
  else finished ??= said?.finished ?? null; // a short run may end before it was ever followed
});

$(".examine").addEventListener("submit", async (event) => {
  event.preventDefault();
  const box = $(".examined");
  const button = $("button", event.target);
  button.disabled = true;
  box.hidden = false;
  box.replaceChildren(make("p", { "data-w": "looking" }));
  fillWords(box);
  const said = await server.examine({ question: event.target.question.value, language });
  box.innerHTML = said?.html ?? "";
  fillWords(box);
  $(".trace", box)?.setAttribute("open", "");
  button.disabled = false;
});

for (const name of ["report", "baseline"]) $(`.${name}`).addEventListener("change", showReport);

element.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip) chip.href = `./#p${chip.dataset.point}`; // the text is on the other page
  const button = event.target.closest("[data-do]");
  if (button?.dataset.do === "language") setLanguage(button.dataset.language);
  if (button?.dataset.do === "theme") switchTheme();
  if (button?.dataset.do === "stop") server.halt({});
});

startTheme();
options($("[name=type]"), props.types, "eval_any");
options($("[name=lang]"), props.langs, "eval_any");
setLanguage(language);
showReports().then(follow);
element.dataset.ready = "yes";
