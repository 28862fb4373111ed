// The documents: which one is shown, the menu of them, and adding one, renaming it, removing it. The file comes before
// 5-page.js, which wires everything.

const library = { documents: [], waiting: null };
const titleOf = (one) => one.names[language] ?? one.names.ru;
// A page that is shared with the network shows the first document alone: the others stay with the laptop.
const hasLibrary = props.has_library && OWN_MACHINE;
const isFirst = (id) => !id || id === props.document.id;

// What the page says and shows of the document that is asked about; the first one is there from the start.
function show(facts) {
  current = facts;
  if (facts.text !== undefined) {
    $(".back").hidden = true;
    element.append($(".back")); // it may stand in the text that goes
    $(".document-text").innerHTML = facts.text;
    $(".document-guide").innerHTML = facts.guide;
  }
  continueConversation();
  turns = remembered.get(sessionStorage, keptUnder(), []);
  turns.filter((turn) => turn.state === "running").forEach(interrupt);
  cleared = null;
  editing = null;
  movedByHand = false;
  setLanguage(language);
  paintAll();
  $("#statement").scrollTop = 0;
  openTab("statement");
  askStatus(); // which weights answer is another matter for each document
}

let firstText = null; // HTML of the first document, to come back to without asking for it

async function openDocument(id, { push = true } = {}) {
  if (running()) return say("busy");
  if (id === current.id || (isFirst(id) && current.id === props.document.id)) return closeLibrary();
  firstText ??= { text: $(".document-text").innerHTML, guide: $(".document-guide").innerHTML };
  const facts = isFirst(id) ? { ...props.document, ...firstText } : await server.open_document({ document: id });
  if (facts.error) return say("library_failed", { detail: facts.error });
  if (push) {
    const address = new URL(location.href);
    address.hash = "";
    if (isFirst(id)) address.searchParams.delete("doc");
    else address.searchParams.set("doc", id);
    history.pushState(null, "", address);
  }
  say("");
  show(facts);
  closeLibrary();
  announce(word("library_opened"));
}

const chosenInAddress = () => new URL(location.href).searchParams.get("doc") ?? "";

function closeLibrary() {
  const box = $(".documents-box");
  if (!box.open) return;
  box.close();
  $("[data-do=library]").focus();
}

async function openLibrary() {
  $(".documents-box").showModal();
  library.waiting = null;
  paintAdding();
  await listDocuments();
  $(".documents-box .current-document")?.focus();
}

async function listDocuments() {
  const said = await server.documents({});
  library.documents = said?.documents ?? [];
  const items = library.documents.map((one) => {
    const item = make("li", { "data-document": one.id });
    const chosen = one.id === current.id;
    const open = make("button", { type: "button", "data-do": "open-document", class: chosen ? "document current-document" : "document" });
    if (chosen) open.setAttribute("aria-current", "true");
    open.append(make("span", { class: "document-name" }, titleOf(one)), make("span", { class: "document-kind" }, props.kinds[language][one.kind]));
    item.append(open);
    if (!one.is_first) {
      for (const name of ["rename", "remove"]) {
        const label = `library_${name}_label`;
        item.append(make("button", { type: "button", "data-do": `${name}-document`, "data-w": `library_${name}`, "data-w-label": label, "data-title": titleOf(one) }));
      }
    }
    return item;
  });
  $(".documents-box .documents").replaceChildren(...items);
  fillStrings($(".documents-box .documents"));
}

// -- adding -------------------------------------------------------------------------------------------------------

function sayInLibrary(key, fill) {
  $(".library-message").textContent = key ? word(key, fill) : "";
}

function upload(file) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", new URL("documents", document.baseURI));
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.upload.onprogress = (event) => event.lengthComputable && showAdding("library_sending", event.loaded / event.total);
    request.upload.onload = () => showAdding("library_reading", null);
    request.onload = () => resolve(request.response ?? { error: word("library_not_taken", { status: request.status }) });
    request.onerror = () => resolve({ error: word("lost") });
    request.send(file);
  });
}

function showAdding(key, share) {
  const box = $(".adding-progress");
  box.hidden = !key;
  if (!key) return;
  $(".adding-words").textContent = word(key);
  if (share === null) $("progress", box).removeAttribute("value");
  else $("progress", box).value = share;
}

async function takeFile(file) {
  if (!file || library.busy) return;
  library.busy = true;
  library.waiting = null;
  paintAdding();
  sayInLibrary("");
  const found = await upload(file);
  library.busy = false;
  showAdding("");
  $(".choose-file").value = "";
  if (found.error) return sayInLibrary("library_failed", { detail: found.error });
  library.waiting = found;
  paintAdding();
  announce(word("library_recognised"));
  $(".recognised [name=title]").focus();
}

function fillNames(form, one) {
  const kinds = Object.entries(props.kinds[language]).sort((a, b) => a[1].localeCompare(b[1], language));
  form.elements.kind.replaceChildren(...kinds.map(([value, text]) => make("option", { value }, text)));
  form.elements.title.value = titleOf(one);
  form.elements.kind.value = one.kind;
  form.elements.date.value = one.date;
}

function paintAdding() {
  const form = $(".recognised");
  const found = library.waiting;
  form.hidden = !found;
  $(".drop").hidden = Boolean(found);
  if (!found) return;
  fillNames(form, found);
  form.dataset.for = found.token ? "add" : "rename";
  $("[type=submit]", form).dataset.w = found.token ? "library_add" : "library_save";
  const facts = $(".recognised-facts", form);
  facts.replaceChildren();
  if (found.token) {
    const lines = [word("library_sections", { n: found.sections, format: found.format })];
    if (found.is_there) lines.push(word("library_is_there"));
    for (const { kind, count } of found.remarks) {
      const said = word(`read_${kind}`, { n: count });
      if (said) lines.push(said);
    }
    facts.append(...lines.map((line) => make("p", {}, line)));
    const list = make("ul", { class: "beginnings" });
    list.append(...found.beginnings.map((text) => make("li", {}, text)));
    facts.append(list);
  }
  fillStrings(form);
}

const namesIn = (form) => Object.fromEntries(["title", "kind", "date"].map((name) => [name, form.elements[name].value]));

async function submitNames(form) {
  const found = library.waiting;
  if (found.token) return addDocument(found, namesIn(form));
  const said = await server.rename_document({ document: found.id, ...namesIn(form) });
  if (said.error) return sayInLibrary("library_failed", { detail: said.error });
  library.waiting = null;
  paintAdding();
  sayInLibrary("library_renamed");
  await listDocuments();
  if (found.id === current.id) show(await server.open_document({ document: found.id }));
}

async function addDocument(found, names) {
  const begun = await server.add_document({ token: found.token, ...names });
  library.waiting = null;
  paintAdding();
  if (begun.error) return sayInLibrary("library_failed", { detail: begun.error });
  for (;;) {
    const job = await server.job({ job: begun.job });
    if (job.error) {
      showAdding("");
      return sayInLibrary("library_failed", { detail: job.error });
    }
    if (job.document) {
      showAdding("");
      await listDocuments();
      return openDocument(job.document);
    }
    showAdding(status.can_ask || job.done ? "library_indexing" : "library_waiting", job.done || null);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function removeDocument(id) {
  const said = await server.remove_document({ document: id });
  if (said.error) return sayInLibrary("library_failed", { detail: said.error });
  sayInLibrary("library_removed");
  if (id === current.id) await openDocument("");
  if ($(".documents-box").open) await listDocuments();
}

const idOf = (node) => node.closest("[data-document]").dataset.document;

const libraryActions = {
  library: openLibrary,
  "close-library": closeLibrary,
  "open-document": (node) => openDocument(idOf(node)),
  "rename-document": (node) => {
    library.waiting = { ...library.documents.find((one) => one.id === idOf(node)) };
    paintAdding();
    $(".recognised [name=title]").focus();
  },
  // The first press asks, the second removes.
  "remove-document": (node) => {
    if (node.dataset.sure) return removeDocument(idOf(node));
    node.dataset.sure = "yes";
    node.dataset.w = "library_remove_sure";
    fillStrings(node.parentNode);
    node.addEventListener("blur", listDocuments, { once: true });
  },
  "cancel-adding": () => {
    library.waiting = null;
    paintAdding();
    $(".choose-file").focus();
  },
};

function wireLibrary() {
  $("[data-do=library]").hidden = !hasLibrary;
  if (!hasLibrary) return;
  $(".choose-file").accept = props.suffixes.join(",");
  $(".choose-file").addEventListener("change", (event) => takeFile(event.target.files[0]));
  $(".recognised").addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    submitNames(event.target);
  });
  // A file that is dropped anywhere on the page is a document to be added.
  addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  addEventListener("drop", async (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    if (!$(".documents-box").open) await openLibrary();
    takeFile(file);
  });
  addEventListener("popstate", () => openDocument(chosenInAddress(), { push: false }));
}
