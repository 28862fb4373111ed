// Own sets of questions: a table of cells, PAGE rows of it shown at a time, checked by the program when it is saved.

const PAGE = 50;
const SHORT = ["id", "sections", "answerable", "kind", "short", "language", "document"]; // the others are texts of some lines
const COLUMNS = ["question", "sections", "facts", "answerable", "kind", "short", "history", "reference", "language", "document", "id"];

let own = null; // { rows, version, first } of the set that is open; `first` is the first row shown
let broken = []; // what the last check found

const note = (key, fill) => ($(".set-message").textContent = key ? word(key, fill) : "");
const fail = (said) => ($(".set-message").textContent = said.error);

// Sets can be longer than Gradio's calls may be.
const callSet = (name, data) => post(`evaluation/sets/${name}`, { language, ...data });

async function showSets() {
  const { names = [], error } = await callSet("names", {});
  if (error) fail({ error });
  options($(".own"), names);
  $("[data-do=set-open]").disabled = names.length === 0;
  await showChoices();
}

function openSet(name, rows, version = "", kinds = false) {
  own = { rows, version, first: 0 };
  broken = [];
  $(".editor").hidden = false;
  $(".set-name").value = name;
  $(".set-kinds").value = kinds ? "kinds" : "";
  draw();
}

// Names a cell after its column and row, for those who cannot see where it stands.
function field(row, column) {
  const short = SHORT.includes(column);
  const cell = make(short ? "input" : "textarea", short ? { type: "text" } : { rows: "2" });
  cell.value = own.rows[row][column] ?? "";
  cell.dataset.row = row;
  cell.dataset.column = column;
  cell.setAttribute("aria-label", `${word(`sets_column_${column}`)}, ${row + 1}`);
  if (broken.some((one) => one.row === row + 1 && one.column === column)) cell.setAttribute("aria-invalid", "true");
  return cell;
}

function drawRow(row) {
  const line = make("tr");
  line.append(make("th", { scope: "row" }, String(row + 1)));
  for (const column of COLUMNS) {
    const cell = make("td", { class: column });
    cell.append(field(row, column));
    line.append(cell);
  }
  const last = make("td");
  last.append(make("button", { type: "button", "data-do": "set-remove", "data-row": row, "data-w": "sets_remove", "data-w-label": "sets_remove_row", "data-n": row + 1 }));
  line.append(last);
  return line;
}

function draw() {
  if (!own) return;
  const shown = own.rows.slice(own.first, own.first + PAGE).map((_, at) => drawRow(own.first + at));
  const heads = COLUMNS.map((column) => make("th", { scope: "col", "data-w": `sets_column_${column}` }));
  $(".editor thead tr").replaceChildren(make("td"), ...heads, make("td"));
  $(".editor tbody").replaceChildren(...shown);
  const last = Math.min(own.first + PAGE, own.rows.length);
  $(".where").textContent = word("sets_where", { a: Math.min(own.first + 1, last), b: last, n: own.rows.length });
  $("[data-do=set-back]").disabled = own.first === 0;
  $("[data-do=set-on]").disabled = last === own.rows.length;
  $(".problems").replaceChildren(...broken.slice(0, 30).map((one) => make("li", {}, one.text)));
  fillStrings($(".editor"));
}

function turn(by) {
  own.first = Math.max(0, Math.min(own.first + by, own.rows.length - 1));
  draw();
}

const actions = {
  "set-open": async () => {
    const name = $(".own").value;
    const said = await callSet("open", { name });
    if (said.error) fail(said);
    else openSet(name, said.rows, said.version, said.kinds);
  },
  "set-new": () => {
    openSet("", [{}]);
    note();
    $(".set-name").focus();
  },
  "set-template": async () => {
    const said = await callSet("template", { language, format: ".xlsx" });
    if (said.error) fail(said);
    else save(said);
  },
  "set-write": async () => {
    const said = await callSet("write", { name: $(".set-name").value });
    if (said.error) fail(said);
    else save(said);
  },
  "set-save": async () => {
    const name = $(".set-name").value.trim();
    const rows = own.rows.filter((row) => Object.values(row).some((text) => text.trim()));
    own.rows = rows.length ? rows : own.rows;
    const kinds = $(".set-kinds").value === "kinds";
    const said = await callSet("save", { name, rows: own.rows, version: own.version, kinds });
    if (said.error) return fail(said);
    own.version = said.version;
    broken = said.problems;
    draw();
    if (broken.length) {
      note("sets_broken", { n: broken.length });
      return turn(broken[0].row - 1 - own.first - ((broken[0].row - 1) % PAGE));
    }
    note("sets_saved", { n: said.saved });
    await showSets();
    $(".own").value = name;
  },
  "set-delete": async () => {
    const said = await callSet("delete", { name: $(".set-name").value });
    if (said.error) return fail(said);
    own = null;
    $(".editor").hidden = true;
    note("sets_deleted");
    await showSets();
  },
  "set-add": () => {
    own.rows.push({});
    own.first = Math.floor((own.rows.length - 1) / PAGE) * PAGE;
    draw();
    $(`.editor textarea[data-row="${own.rows.length - 1}"]`).focus();
  },
  "set-back": () => turn(-PAGE),
  "set-on": () => turn(PAGE),
  "set-remove": (button) => {
    own.rows.splice(Number(button.dataset.row), 1);
    broken = [];
    turn(0);
    $("[data-do=set-add]").focus();
  },
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  actions[button?.dataset.do]?.(button);
});

$(".editor tbody").addEventListener("input", (event) => {
  const { row, column } = event.target.dataset;
  own.rows[row][column] = event.target.value;
});

// The rows that can be read are opened for editing; each of the others is named.
$(".file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  const said = await callSet("read", { name: file.name, data: btoa(text) });
  event.target.value = "";
  if (said.error) return fail(said);
  openSet(file.name.replace(/\.\w+$/, "").replace(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "own", said.rows, "", said.kinds);
  $(".problems").replaceChildren(...said.problems.slice(0, 30).map((one) => make("li", {}, one.text)));
  note(said.ignored.length ? "sets_read_ignored" : "sets_read", {
    n: said.rows.length, m: said.problems.length, x: said.ignored.join(", "),
    j: word(said.kinds ? "sets_judged_kinds" : "sets_judged_lookups"),
  });
});

followLanguage.push(() => note(), draw);
startTheme();
setLanguage(language);
showSets().then(() => showReports()).then(follow);
element.dataset.ready = "yes";
