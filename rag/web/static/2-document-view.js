// The statement: highlighting the very words that a citation names, and what can be done with a point; and the guide
// beside it, whose entries open words as citations do.

const pointSection = (number) => $(`#p${number}`);
const CITATION = ".chip, .entry"; // what opens words of the text
const WIDE = matchMedia("(min-width: 960px)"); // text and conversation stand side by side
let cameFrom = null; // the citation that led here
let movedByHand = false; // the reader has gone elsewhere in the text since the last question

// Offsets count characters as Python does; a text node counts UTF-16 units.
const units = (text, characters) => [...text].slice(0, characters).join("").length;

function unmark(root = $("#statement")) {
  for (const mark of $$("mark", root)) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
}

// `ranges` is "start-end start-end" in characters of the point's text.
function ranges(text) {
  return (text || "").split(" ").filter(Boolean).map((range) => range.split("-").map(Number)).sort((a, b) => a[0] - b[0]);
}

// What the document says, whatever a translating browser has made of it since.
const originals = new Map();
for (const paragraph of $$("#statement .point p")) originals.set(paragraph, paragraph.textContent);
const original = (paragraph) => originals.get(paragraph) ?? paragraph.textContent;

// Sets one end of a range to a place in the text of a paragraph, which a browser may have wrapped piece by piece.
function setEnd(range, name, paragraph, at) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let before = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const inside = name === "setStart" ? at < before + node.length : at <= before + node.length;
    if (inside) return range[name](node, at - before);
    before += node.length;
  }
  return range[name](paragraph, paragraph.childNodes.length);
}

function mark(section, spans) {
  for (const paragraph of $$("p", section)) {
    const from = Number(paragraph.dataset.start);
    const text = original(paragraph);
    const length = [...text].length;
    const translated = paragraph.textContent !== text; // then no words can be named, and the whole paragraph is
    for (const [start, end] of spans.toReversed()) {
      const [first, last] = [Math.max(start - from, 0), Math.min(end - from, length)];
      if (first >= last || (translated && $("mark", paragraph))) continue;
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      if (!translated) {
        setEnd(range, "setStart", paragraph, units(text, first));
        setEnd(range, "setEnd", paragraph, units(text, last));
      }
      const marked = document.createElement("mark");
      marked.append(range.extractContents());
      range.insertNode(marked);
    }
  }
}

function wordsAt(number, spans) {
  const section = pointSection(number);
  if (!section) return "";
  const whole = [...$$("p", section).map(original).join("\n")];
  return spans.map(([start, end]) => whole.slice(start, end).join("")).join(" … ");
}

// The text or the guide, whichever is named by the id of its pane.
function openTab(id) {
  for (const tab of $$("[role=tab]")) {
    const chosen = tab.getAttribute("aria-controls") === id;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
  }
}

function showPoint(number, spans = [], { from = null, glide = true, focus = true } = {}) {
  const section = pointSection(number);
  if (!section) return;
  openTab("statement");
  unmark();
  mark(section, spans);
  for (const other of $$(".point.current")) other.classList.remove("current");
  section.classList.add("current");
  cameFrom = from;
  const back = $(".back");
  back.hidden = !from;
  back.dataset.wLabel = back.dataset.wTitle = from?.closest("#guide") ? "back_guide" : "back";
  $(".back-line", section).append(back);
  const still = !glide || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const target = $("mark", section) || section;
  const pane = Math.min($("#statement").clientHeight, innerHeight);
  const block = target.offsetHeight < pane - 80 ? "center" : "start"; // the beginning of a long point must be seen
  target.scrollIntoView({ block, behavior: still ? "instant" : "smooth" });
  if (focus) section.focus({ preventScroll: true });
  fillStrings(back.parentNode);
}

// The first citation of a new answer, shown beside it, unless the reader is busy elsewhere in the text.
function showFirstCitation(answer) {
  const chip = $(".answer .chip", answer);
  const reading = movedByHand || $("#statement").contains(document.activeElement);
  if (!chip || reading || !WIDE.matches) return;
  showPoint(Number(chip.dataset.point), ranges(chip.dataset.ranges), { glide: false, focus: false });
}

function goBack() {
  $(".back").hidden = true;
  if (!cameFrom?.isConnected) return;
  const guide = cameFrom.closest("#guide");
  if (guide) openTab(guide.id);
  cameFrom.scrollIntoView({ block: "center" });
  cameFrom.focus();
}

function pointName(number) {
  return pointSection(number)?.dataset.label ?? (number ? word("point_short", { n: number }) : word("preamble_short"));
}

// A quotation with its reference, in the form that was chosen; quotation marks inside it become the inner ones.
function withReference(quote, place) {
  const { before, between, after, capital } = current.references[language][referenceForm];
  const [left, right] = before.endsWith("“") ? ["‘", "’"] : ["„", "“"];
  const inner = quote.trim().replace(/\s+/g, " ").replace(/[«“]/g, left).replace(/[»”]/g, right).replace(/[.;,]$/, "");
  return `${before}${inner}${between}${capital ? place[0].toUpperCase() + place.slice(1) : place}${after}`;
}

let referenceForm = remembered.get(localStorage, "ask.reference", "gost");
if (!current.references[language][referenceForm]) referenceForm = "gost";

function chooseReference(chosen) {
  referenceForm = chosen;
  remembered.set(localStorage, "ask.reference", chosen);
}

function selectedWithin(section) {
  const selection = getSelection();
  const inside = selection.rangeCount && section.contains(selection.getRangeAt(0).commonAncestorContainer);
  return inside ? selection.toString().trim() : "";
}

const pointActions = {
  "ask-point": (section, number) => {
    const { label } = section.dataset;
    if (label) draft(word("ask_section_question", { x: label }));
    else draft(number ? word("ask_point_question", { n: number }) : word("ask_preamble_question"));
  },
  "copy-point": (section, number) => {
    const whole = $$("p", section).map(original).join(" ");
    copyText(withReference(selectedWithin(section) || whole, pointName(number)));
  },
  "link-point": (section, number) => {
    history.replaceState(null, "", `#p${number}`);
    copyText(location.href, "link_copied");
  },
};

// What a chip cites, shown beside it while it is hovered or focused.
function showTip(chip) {
  const tip = $(".tip");
  tip.textContent = wordsAt(Number(chip.dataset.point), ranges(chip.dataset.ranges));
  if (!tip.textContent) return;
  tip.lang = $(".words").lang;
  tip.hidden = false;
  chip.setAttribute("aria-describedby", "tip");
  const box = chip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left), innerWidth - tip.offsetWidth - 8);
  const below = box.bottom + 6;
  const top = below + tip.offsetHeight < innerHeight ? below : box.top - tip.offsetHeight - 6;
  Object.assign(tip.style, { left: `${left}px`, top: `${Math.max(8, top)}px` });
}

function hideTip() {
  $(".tip").hidden = true;
  for (const chip of $$("[aria-describedby=tip]")) chip.removeAttribute("aria-describedby");
}

function openChip(chip) {
  hideTip();
  movedByHand = true;
  showPoint(Number(chip.dataset.point), ranges(chip.dataset.ranges), { from: chip });
}

function openHash(glide = true) {
  const found = /^#p(\d+)$/.exec(location.hash);
  if (found) showPoint(Number(found[1]), [], { glide });
}
