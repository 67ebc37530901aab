// The family page's script: opens the comparison that a link names, and all of them to print. No request, no markup made from text.
"use strict";
(() => {
  const all = [...document.querySelectorAll("details.edge")];

  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const held = target?.closest("details.edge");
    if (!held) return;
    held.open = true;
    target.scrollIntoView({ block: target === held ? "start" : "center" });
    for (const row of document.querySelectorAll(".row-on")) row.classList.remove("row-on");
    if (target !== held) target.classList.add("row-on");
    const focused = target === held ? held.querySelector("summary") : target;
    focused.focus({ preventScroll: true });
  };

  for (const button of document.querySelectorAll(".open-all")) {
    const mine = [...button.parentElement.nextElementSibling.querySelectorAll("details.edge")];
    button.hidden = false;
    button.addEventListener("click", () => {
      const closed = mine.some((item) => !item.open);
      for (const item of mine) item.open = closed;
      button.textContent = closed ? "Close all" : "Open all";
    });
  }

  // A second click on the same link changes no address, yet should lead to its place again.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#e"]');
    if (link && link.getAttribute("href") === location.hash) open();
  });
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => {
    for (const item of all) item.open = true;
  });
  open();
  document.documentElement.dataset.ready = "yes";
})();
