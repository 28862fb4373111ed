// Wiring: one listener a kind of event, the loading bar, and what happens when the page opens.

let status = { stage: "", can_ask: false, done: null, detail: "" };

const pageActions = {
  language: (node) => setLanguage(node.dataset.language),
  theme: switchTheme,
  back: goBack,
  stop,
  undo,
  clear: clearAll,
  export: exportAll,
  tab: (node) => {
    movedByHand = true;
    openTab(node.getAttribute("aria-controls"));
  },
  suggest: (node) => ask($(".starter-text", node)?.textContent ?? node.textContent),
};

function act(node) {
  const name = node.dataset.do;
  for (const actions of [libraryActions, conversationActions]) if (actions[name]) return actions[name](node);
  if (pageActions[name]) return pageActions[name](node);
  const section = node.closest(".point");
  if (section) return pointActions[name]?.(section, Number(section.dataset.point));
  const turn = turnOf(node);
  return turn && turnActions[name]?.(turn, node);
}

element.addEventListener("click", (event) => {
  const cited = event.target.closest(CITATION);
  if (cited) {
    event.preventDefault();
    return openChip(cited);
  }
  if (event.target.closest("[href='#statement']")) openTab("statement");
  const quote = event.target.closest(".sources blockquote, .quotes blockquote, .nearest-words");
  if (quote && !getSelection().toString()) return openChip($(".chip", quote.closest("li")));
  const button = event.target.closest("[data-do]");
  return button && act(button);
});

// The reader moves in the text: with the wheel, a finger, the keys or the bar beside it.
for (const sign of ["wheel", "touchmove"]) $("#statement").addEventListener(sign, () => { movedByHand = true; }, { passive: true });
$("#statement").addEventListener("pointerdown", () => { movedByHand = true; });
$("#statement").addEventListener("keydown", () => { movedByHand = true; });

$(".tabs").addEventListener("keydown", (event) => {
  if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const tabs = $$("[role=tab]");
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = step ? tabs.at((tabs.indexOf(event.target) + step) % tabs.length) : tabs.at(event.key === "Home" ? 0 : -1);
  act(next);
  next.focus();
});

element.addEventListener("change", (event) => {
  if (event.target.dataset.do === "reference-form") chooseReference(event.target.value);
});

for (const [shown, hidden] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  element.addEventListener(shown, (event) => {
    const chip = event.target.closest(".chip");
    if (chip) showTip(chip);
  });
  element.addEventListener(hidden, (event) => event.target.closest(".chip") && hideTip());
}

$(".composer").addEventListener("submit", (event) => {
  event.preventDefault();
  ask($("#question").value);
});

$("#question").addEventListener("input", () => {
  fitField();
  say("");
});

$("#question").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(event.target.value);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("dialog[open]")) return;
  const form = event.target.closest?.(".note-form");
  if (!$(".tip").hidden) hideTip();
  else if (form) closeNote(turnOf(form));
  else if (editing) stopEditing();
  else if (running()) stop();
  else if (!$(".back").hidden) goBack();
});

addEventListener("hashchange", () => openHash());
addEventListener("pagehide", () => running() && server.stop({ id: running().id }));

// Weights that were fitted on another text or model answer less often: that is said above the field, never left out.
// So is that a smaller model would do, where memory is short or answers take long.
function showWeights() {
  const { standing, mismatches = [] } = status.weights ?? {};
  const said = standing ? [standing, ...mismatches.map((one) => `not_${one}`)].map((one) => word(`weights_${one}`)) : [];
  if (status.offer) said.push(word(`offer_${status.offer}`));
  $(".weights").hidden = !said.length;
  $(".weights").textContent = said.join(" ");
}

function showStatus() {
  showWeights();
  const box = $(".loading");
  const failed = status.stage === "failed" || status.stage === "lost";
  box.hidden = !status.stage || status.stage === "ready";
  box.classList.toggle("failed", failed);
  if (box.hidden) return;
  const words = status.stage === "lost" ? word("lost") : word(`loading_${status.stage}`) || word("loading_models");
  $(".loading-words").textContent = failed && status.detail ? `${words}: ${status.detail}` : words;
  $(".loading-share").textContent = status.done === null || failed ? "" : status.done.toLocaleString(language, { style: "percent" });
  $(".loading progress").hidden = failed;
  $(".loading-hint").hidden = failed;
  $(".loading-hint").textContent = word(status.can_ask ? "loading_hint_now" : "loading_hint");
  if (status.done === null) $(".loading progress").removeAttribute("value");
  else $(".loading progress").value = status.done;
}

const MAX_FAILED_POLLS = 4;
let failedPolls = 0;

// Asks often while something loads or is being answered, seldom otherwise; never stops, to notice a lost program.
async function poll() {
  await askStatus();
  setTimeout(poll, status.stage === "ready" ? (running() ? 3000 : 15000) : 700);
}

async function askStatus() {
  const before = status.stage;
  try {
    const said = await server.status({ document: isFirst(current.id) ? "" : current.id });
    if (!said?.stage) throw new Error("no status"); // a failed call need not be an exception
    status = said;
    failedPolls = 0;
  } catch {
    failedPolls += 1;
    if (failedPolls < MAX_FAILED_POLLS) return setTimeout(poll, 700); // one that fails says nothing about the answer
    status = { stage: "lost", can_ask: false, done: null, detail: "" };
    const turn = running();
    if (turn) {
      interrupt(turn);
      paint(turn);
      finish(turn);
    }
  }
  showStatus();
  if (before && before !== "ready" && status.stage === "ready") announce(word("loading_ready"));
}

// A link on another site arrives as `draft`: it may write a question into the field, not ask it.
function askFromAddress() {
  const address = new URL(location.href);
  const [question, drafted] = ["q", "draft"].map((name) => address.searchParams.get(name));
  if (question === null && drafted === null) return;
  address.searchParams.delete("q");
  address.searchParams.delete("draft");
  history.replaceState(null, "", address); // a reload must not ask it again
  draft(question ?? drafted);
  if (question !== null) ask(question);
}

window.askReceive = receive;
followLanguage.push(showStarters, showStatus, () => $(".documents-box").open && listDocuments());
startTheme();
$("[data-do=reference-form]").value = referenceForm;
turns.filter((turn) => turn.state === "running").forEach(interrupt);
wireLibrary();
continueConversation();
for (const node of $$(".over-days, .elsewhere")) node.hidden = !OWN_MACHINE;
$(".frame").classList.toggle("of-a-class", !OWN_MACHINE);

async function begin() {
  if (hasLibrary && !isFirst(chosenInAddress())) await openDocument(chosenInAddress(), { push: false });
  setLanguage(language);
  paintAll();
  openHash(false);
  askFromAddress();
  poll();
  element.dataset.ready = "yes"; // for tests: everything above has run
}

begin();
