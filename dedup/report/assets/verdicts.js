// An editor's verdicts: a tick "not a change" on a claim. They are kept in the address (?not=p2.1,p4.1), so that a link carries them, and
// go into what the page saves.
"use strict";
dedup.verdicts = () => {
  const { make } = dedup;
  const KEY = /^(?:p\d+\.\d+|x\d+)$/;
  const held = new Set((new URLSearchParams(location.search).get("not") ?? "").split(",").filter((key) => KEY.test(key)));

  const keep = () => {
    const query = held.size ? `?not=${[...held].join(",")}` : "";
    try {
      history.replaceState(null, "", `${location.pathname}${query}${location.hash}`);
    } catch {
      /* a page opened from some places may not change its address */
    }
  };
  const show = (box, is) => {
    box.querySelector("input.not").checked = is;
    box.classList.toggle("struck", is);
  };
  const isHeld = (box) => box.dataset.keys.split(" ").every((key) => held.has(key));
  const refresh = () => {
    for (const box of document.querySelectorAll("[data-keys]")) if (box.querySelector("input.not")) show(box, isHeld(box));
  };

  // A box that stands for the changes named in its data-keys gets its tick.
  const tick = (box) => {
    const input = make("input", "not");
    input.type = "checkbox";
    input.addEventListener("change", () => {
      for (const key of box.dataset.keys.split(" ")) input.checked ? held.add(key) : held.delete(key);
      keep();
      refresh();
    });
    box.append(make("label", "tick", input, " not a change"));
    show(box, isHeld(box));
    return box;
  };
  return { tick, has: (key) => held.has(key), all: () => [...held].sort() };
};
