// Changes only: passages beside what they draw on, in the order of the derivative; runs without a change are folded.
"use strict";
dedup.pairs = (data, sides, box) => {
  const { make } = dedup;
  const { passages, dropped } = data.result;
  const ADDED = 4;
  const isGrave = (item) => item.changes.some(({ severity }) => severity === "fact" || severity === "loaded");
  const isTold = (item) => {
    const kind = data.kindPlaces.get(item.kind);
    return isGrave(item) || (kind >= ADDED && kind < 7) || (kind === 1 && data.marked[passages.indexOf(item)]);
  };
  let isTurned = false;
  const cell = (name, title, ...children) => make("div", name, make("small", "", title), ...children);

  const row = (item, number) => {
    const kind = data.kindPlaces.get(item.kind);
    const marked = data.marked[number - 1];
    const made = make("article", `pair k${kind}`);
    const from = item.source.map((span, index) => {
      const part = make("p", "");
      part.dir = "auto";
      part.append(...dedup.pieces(sides.source, span.start, span.end, index ? [] : dedup.marks(item, "source", marked)));
      return part;
    });
    const to = make("p", "");
    to.dir = "auto";
    to.append(...dedup.pieces(sides.derivative, item.start, item.end, dedup.marks(item, "derivative", marked)));
    const link = make("a", "", `p${number}`);
    link.href = `#p${number}`;
    const nothing = from.length ? from : [make("p", "hint", `nothing in the ${data.roles.source}`)];
    const cells = [
      cell("from", data.roles.source, ...nothing),
      cell("to", `${data.roles.derivative}, ${data.kinds[kind][1]} `, link, to),
    ];
    made.append(...(isTurned ? cells.reverse() : cells));
    return made;
  };

  const folded = (run) => {
    const made = make(
      "details",
      "run",
      make("summary", "", `${run.length} ${run.length === 1 ? "passage" : "passages"} without a change of note`),
    );
    const fill = () => {
      if (made.childElementCount === 1) made.append(...run.map(([item, number]) => row(item, number)));
    };
    made.addEventListener("toggle", () => made.open && fill());
    return made;
  };

  const changes = () => {
    const parts = [];
    let run = [];
    for (const [index, item] of passages.entries()) {
      if (!isTold(item)) {
        run.push([item, index + 1]);
        continue;
      }
      if (run.length) parts.push(folded(run));
      run = [];
      parts.push(row(item, index + 1));
    }
    if (run.length) parts.push(folded(run));
    return parts;
  };
  // The other way: what A says in its order, beside what B has of it; what B alone says is not in it.
  const turned = () => {
    const first = ({ source }) => Math.min(...source.map(({ start }) => start));
    const linked = passages.flatMap((item, index) => (item.source.length ? [[first(item), () => row(item, index + 1)]] : []));
    const alone = dropped.map((item) => [item.start, () => lonely(item)]);
    return [...linked, ...alone].sort(([one], [two]) => one - two).map(([, made]) => made());
  };
  const lonely = (item) => {
    const text = make("p", "", ...dedup.shown(sides.source, item.start, item.end));
    text.dir = "auto";
    const made = make("article", "pair alone");
    const nothing = make("p", "hint", `nothing in the ${data.roles.derivative}`);
    made.append(cell("to", data.roles.derivative, nothing), cell("from", data.roles.source, text));
    return made;
  };
  const leftOut = () =>
    dropped.map((item, index) => {
      const part = make("p", "", ...dedup.shown(sides.source, item.start, item.end), " ");
      const link = make("a", "", `d${index + 1}`);
      link.href = `#d${index + 1}`;
      part.dir = "auto";
      part.append(link);
      return part;
    });

  const views = { changes, "left-out": leftOut };
  return (view, isOther) => {
    const has = `${view}${isOther ? " turned" : ""}`;
    if (!views[view] || box.dataset.has === has) return;
    box.dataset.has = has;
    isTurned = isOther;
    const made = (isOther && view === "changes" ? turned : views[view])();
    box.replaceChildren(...(made.length ? made : [make("p", "hint", "None.")]));
  };
};

// On a phone a bar at the foot leads to the parts of the page; it tells which view is shown.
dedup.phoneBar = (bar, acts) => {
  bar.hidden = false;
  bar.addEventListener("click", (event) => acts[event.target.closest("button")?.dataset.part]?.());
  return {
    told: (view) => {
      const now = { side: "text", changes: "changes" }[view];
      for (const button of bar.querySelectorAll("button")) {
        if (button.dataset.part === now) button.setAttribute("aria-current", "true");
        else button.removeAttribute("aria-current");
      }
    },
  };
};
