"use strict";

// Filters of the question list. Works on what is in the page; fetches nothing and keeps nothing.
(() => {
  const cards = [...document.querySelectorAll(".card")];
  const controls = [...document.querySelectorAll("[data-filter]")];
  const count = document.querySelector("#count");
  const empty = document.querySelector("#empty");

  const tests = {
    lang: (card, value) => card.dataset.lang === value,
    type: (card, value) => card.dataset.type === value,
    shown: (card, value) => card.dataset.shown === value,
    change: (card, value) => card.dataset.change === value,
    fault: (card, value) => {
      const faults = card.dataset.faults.split(" ").filter(Boolean);
      if (value === "any") return faults.length > 0;
      if (value === "none") return faults.length === 0;
      return faults.includes(value);
    },
    text: (card, value) =>
      value.toLowerCase().split(/\s+/).filter(Boolean).every((word) => card.dataset.text.includes(word)),
  };

  const apply = () => {
    const wanted = controls.filter((control) => control.value !== "");
    let shown = 0;
    for (const card of cards) {
      card.hidden = !wanted.every((control) => tests[control.dataset.filter](card, control.value));
      shown += card.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${cards.length}`;
    empty.hidden = shown > 0;
  };

  const open = (state) => cards.filter((card) => !card.hidden).forEach((card) => (card.open = state));

  // A link to a question (#q-…) opens it, whatever the filters hide.
  const follow = () => {
    const card = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!card || !card.classList.contains("card")) return;
    reveal(card);
  };

  controls.forEach((control) => control.addEventListener("input", apply));
  // Opens the trace of a question, whatever the filters hide.
  const reveal = (card) => {
    card.hidden = false;
    card.open = true;
    card.scrollIntoView();
    card.querySelector("summary").focus({ preventScroll: true });
  };

  document.querySelectorAll("[data-open]").forEach((link) =>
    link.addEventListener("click", () => reveal(document.getElementById(link.dataset.open))),
  );

  document.querySelector("#expand").addEventListener("click", () => open(true));
  document.querySelector("#collapse").addEventListener("click", () => open(false));
  document.querySelector("#reset").addEventListener("click", () => {
    controls.forEach((control) => (control.value = ""));
    apply();
  });
  document.querySelectorAll("[data-pick]").forEach((link) =>
    link.addEventListener("click", () => {
      controls.forEach((control) => (control.value = ""));
      const [filter, value] = link.dataset.pick.split("=");
      controls.find((control) => control.dataset.filter === filter).value = value;
      apply();
    }),
  );
  window.addEventListener("hashchange", follow);
  apply();
  follow();
})();
