// Conversations, kept by this browser over days (IndexedDB), those of each document apart: a list with search, renaming,
// deleting and opening, and export as Word or in print. A page that is shared with the network keeps none: the browser
// may be another person's tomorrow.

const OWN_MACHINE = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
const STORE = "conversations";
let conversation = null; // id of the one that is shown

const conversationKey = () => `ask.conversation.${current.id}`;

function nameConversation(id) {
  conversation = id;
  remembered.set(sessionStorage, conversationKey(), id);
}

// The database, or null where the browser has none or forbids it: the page works without.
const database = new Promise((resolve) => {
  if (!OWN_MACHINE) return resolve(null);
  try {
    const opening = indexedDB.open("ask", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" }).createIndex("document", "document");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => resolve(null);
  } catch {
    resolve(null);
  }
});

async function inStore(mode, act) {
  const open = await database;
  if (!open) return undefined;
  return new Promise((resolve) => {
    const transaction = open.transaction(STORE, mode);
    const request = act(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => resolve(undefined);
  });
}

const stored = (id) => inStore("readonly", (store) => store.get(id));
const ofDocument = async () => (await inStore("readonly", (store) => store.index("document").getAll(current.id))) ?? [];

// One write after another, so that an older state never comes last.
let writing = Promise.resolve();

function keepForDays() {
  const kept = { id: conversation, document: current.id, turns: structuredClone(turns), updated: Date.now() };
  writing = writing.then(async () => {
    if (!kept.turns.length) return;
    const before = await stored(kept.id);
    await inStore("readwrite", (store) => store.put({ title: "", ...before, ...kept }));
  });
  return writing;
}

const forget = (id) => (writing = writing.then(() => inStore("readwrite", (store) => store.delete(id))));

function beginConversation() {
  if (running()) return say("busy");
  nameConversation(newId());
  [turns, cleared, editing] = [[], null, null];
  remembered.set(sessionStorage, keptUnder(), turns);
  paintAll();
  closeConversations();
  $("#question").focus();
}

async function openConversation(id) {
  if (running()) return say("busy");
  const found = await stored(id);
  if (!found) return listConversations();
  nameConversation(id);
  [turns, cleared, editing] = [found.turns, null, null];
  turns.filter((turn) => turn.state === "running").forEach(interrupt);
  remembered.set(sessionStorage, keptUnder(), turns);
  paintAll();
  closeConversations();
  $("#question").focus();
}

const conversationTitle = (one) => one.title || one.turns[0]?.question || "";

async function listConversations() {
  await writing;
  const sought = $(".conversation-search").value.trim().toLocaleLowerCase(language);
  const holds = (one) => [one.title, ...one.turns.flatMap((turn) => [turn.question, turn.record?.answer ?? ""])].some((text) => text.toLocaleLowerCase(language).includes(sought));
  const found = (await ofDocument()).filter((one) => !sought || holds(one)).sort((a, b) => b.updated - a.updated);
  const when = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  $(".conversation-list").replaceChildren(...found.map((one) => {
    const item = make("li", { "data-conversation": one.id });
    const chosen = one.id === conversation;
    const open = make("button", { type: "button", "data-do": "open-conversation", class: chosen ? "document current-document" : "document" });
    if (chosen) open.setAttribute("aria-current", "true");
    const facts = `${when.format(one.updated)} · ${word("conversation_questions", { n: one.turns.length })}`;
    open.append(make("span", { class: "document-name" }, conversationTitle(one)), make("span", { class: "document-kind" }, facts));
    item.append(open);
    for (const name of ["rename", "delete"]) {
      item.append(make("button", { type: "button", "data-do": `${name}-conversation`, "data-w": `conversation_${name}`, "data-w-label": `conversation_${name}_label`, "data-title": conversationTitle(one) }));
    }
    return item;
  }));
  $(".conversation-none").hidden = found.length > 0;
  fillStrings($(".conversation-list"));
}

async function openConversations() {
  $(".conversations").showModal();
  $(".conversation-search").value = "";
  await listConversations();
}

function closeConversations() {
  if ($(".conversations").open) $(".conversations").close();
}

function renameConversation(item) {
  const form = make("form", { class: "conversation-name" });
  const field = make("input", { type: "text", maxlength: "200", "data-w-label": "conversation_name" });
  field.value = $(".document-name", item).textContent;
  form.append(field, make("button", { type: "submit", "data-w": "library_save" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const found = await stored(item.dataset.conversation);
    if (found) await inStore("readwrite", (store) => store.put({ ...found, title: field.value.trim() }));
    listConversations();
  });
  item.replaceChildren(form);
  fillStrings(item);
  field.focus();
  field.select();
}

async function deleteConversation(id) {
  await forget(id);
  if (id === conversation) {
    nameConversation(newId());
    [turns, cleared] = [[], null];
    remembered.set(sessionStorage, keptUnder(), turns);
    paintAll();
  }
  await listConversations();
  $(".conversation-search").focus();
}

// -- export -------------------------------------------------------------------------------------------------------

function saveFile(blob, name) {
  const link = make("a", { download: name });
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function exportWord() {
  const records = turns.filter((turn) => turn.record).map(({ question, record }) => ({
    question, answer: record.copy, sources: record.sources.map(({ point, quote, start, end }) => ({ point, quote, start, end })),
  }));
  const said = await server.word_file({ document: isFirst(current.id) ? "" : current.id, language, records });
  if (!said?.data) return say("export_failed");
  const bytes = Uint8Array.from(atob(said.data), (sign) => sign.charCodeAt(0));
  const kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  saveFile(new Blob([bytes], { type: kind }), word("export_file").replace(/\.md$/, ".docx"));
}

function printConversation() {
  const frame = $(".frame");
  frame.classList.add("printing");
  addEventListener("afterprint", () => frame.classList.remove("printing"), { once: true });
  closeConversations();
  print();
}

const idOfConversation = (node) => node.closest("[data-conversation]").dataset.conversation;

const conversationActions = {
  conversations: openConversations,
  "close-conversations": closeConversations,
  "new-conversation": beginConversation,
  "open-conversation": (node) => openConversation(idOfConversation(node)),
  "rename-conversation": (node) => renameConversation(node.closest("li")),
  "delete-conversation": (node) => {
    if (node.dataset.sure) return deleteConversation(idOfConversation(node));
    node.dataset.sure = "yes";
    node.dataset.w = "library_remove_sure";
    fillStrings(node.parentNode);
    node.addEventListener("blur", listConversations, { once: true });
  },
  "export-markdown": exportAll,
  "export-word": exportWord,
  "print-conversation": printConversation,
};

// What this tab shows of a document: the conversation that it had, else a new one.
function continueConversation() {
  nameConversation(remembered.get(sessionStorage, conversationKey(), null) ?? newId());
}

$(".conversation-search").addEventListener("input", listConversations);
