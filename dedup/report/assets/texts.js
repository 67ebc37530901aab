// The two texts: their characters read off the page, and their paragraphs marked: passages, word edits, changes, cues.
// dedup/report/typeset.py marks up passages of the family page by the same rules.
"use strict";

// Index of the last of `sorted` that is at most `value`, -1 if there is none.
dedup.lastAtMost = (sorted, value) => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

dedup.textNodes = function* (element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) yield walker.currentNode;
};
dedup.isHidden = (node) => node.parentElement.classList.contains("x");

// Elements; text is only ever set as text.
dedup.make = (name, css, ...children) => {
  const element = document.createElement(name);
  if (css) element.className = css;
  element.append(...children);
  return element;
};

// One side: its paragraphs, where each starts, every character of the raw text, and the characters that are shown by a label.
// Offsets are code points. The page's paragraphs lack the line ends and those characters; `data.texts` has them.
dedup.side = (name, { ends, hidden }) => {
  const column = document.getElementById(name);
  const box = column.querySelector(".text");
  const lines = [...box.querySelectorAll("p")];
  const starts = [];
  const stops = [];
  const raw = [];
  let next = 0;
  lines.forEach((line, index) => {
    starts.push(raw.length);
    for (const node of dedup.textNodes(line)) {
      if (dedup.isHidden(node)) raw.push(String.fromCodePoint(hidden[next++][1]));
      else for (const character of node.data) raw.push(character);
    }
    stops.push(raw.length);
    for (const character of ends[index]) raw.push(character);
  });
  const labels = new Map(hidden.map(([place, , label]) => [place, label]));
  return { name, box, lines, starts, stops, raw, labels, hidden: [...labels.keys()], map: column.querySelector(".map") };
};

// A stretch of a raw text with the labels of the characters that act in their place.
dedup.shown = (one, start, end) => {
  const parts = [];
  let done = start;
  for (let at = dedup.lastAtMost(one.hidden, start - 1) + 1; one.hidden[at] < end; at += 1) {
    const place = one.hidden[at];
    if (place > done) parts.push(one.raw.slice(done, place).join(""));
    parts.push(dedup.make("span", "x", one.labels.get(place)));
    done = place + 1;
  }
  if (end > done) parts.push(one.raw.slice(done, end).join(""));
  return parts;
};

// Whether an edit changes a word, not only the white space between two.
dedup.isMarked = (passage, { op, source: [s0, s1], derivative: [d0, d1] }) => {
  if (op === "equal") return false;
  if (op !== "replace" || s1 - s0 !== d1 - d0) return true;
  const words = ({ text, start }, low, high) =>
    [...text]
      .slice(low - start, high - start)
      .join("")
      .trim()
      .split(/\s+/)
      .join(" ");
  return words(passage.source[0], s0, s1) !== words(passage, d0, d1);
};

// Marks are [start, end, flag]: "e" edited words, "f" a change of fact, "l" a loaded swap, "c" a cue.
dedup.marks = (passage, side, isMarked) => {
  const span = (item) => [item[side].start, item[side].end];
  const found = passage.changes
    .filter((item) => item.severity === "fact" || item.severity === "loaded")
    .map((item) => [...span(item), item.severity[0]]);
  if (isMarked) for (const edit of passage.edits) if (dedup.isMarked(passage, edit)) found.push([...edit[side], "e"]);
  if (side === "derivative") for (const cue of passage.cues) found.push([cue.start, cue.end, "c"]);
  return found.filter(([start, end]) => start < end);
};

// The stretch [start, end) with its marks: boxes of changes and cues around edited words, so that a box is never cut in pieces.
dedup.pieces = (one, start, end, marks) => {
  const inside = marks
    .filter((mark) => mark[0] < end && mark[1] > start)
    .map(([low, high, flag]) => [Math.max(low, start), Math.min(high, end), flag]);
  return inside.length ? dedup.nested(one, start, end, inside, ["f", "l", "c", "e"]) : dedup.shown(one, start, end);
};
dedup.nested = (one, start, end, marks, [flag, ...inner]) => {
  if (!flag || !marks.length) return dedup.shown(one, start, end);
  const parts = [];
  let done = start;
  const rest = marks.filter((mark) => mark[2] !== flag);
  for (const [low, high] of dedup.joined(marks.filter((mark) => mark[2] === flag))) {
    if (high <= start || low >= end) continue;
    const [from, to] = [Math.max(low, done), Math.min(high, end)];
    if (from > done) parts.push(...dedup.nested(one, done, from, rest, inner));
    const tag = flag === "e" ? (one.name === "source" ? "del" : "ins") : "span";
    parts.push(dedup.make(tag, flag, ...dedup.nested(one, from, to, rest, inner)));
    done = to;
  }
  if (end > done) parts.push(...dedup.nested(one, done, end, rest, inner));
  return parts;
};
dedup.joined = (marks) => {
  const merged = [];
  for (const [low, high] of marks.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && low <= last[1]) last[1] = Math.max(last[1], high);
    else merged.push([low, high]);
  }
  return merged;
};

// Stretches are {start, end, css, id, refs, marks} in order; every paragraph is filled anew.
dedup.typeset = (one, stretches) => {
  const ends = stretches.map((item) => item.end);
  one.lines.forEach((line, index) => {
    const [start, stop] = [one.starts[index], one.stops[index]];
    const parts = [];
    let done = start;
    for (let at = dedup.lastAtMost(ends, start) + 1; at < stretches.length && stretches[at].start < stop; at += 1) {
      const item = stretches[at];
      const [low, high] = [Math.max(item.start, done), Math.min(item.end, stop)];
      if (low > done) parts.push(...dedup.shown(one, done, low));
      if (high <= low) continue;
      const run = dedup.pieces(one, low, high, item.marks);
      if (item.css) {
        const element = dedup.make("span", item.css, ...run);
        if (item.id && low === item.start) element.id = item.id;
        if (item.refs) element.dataset.p = item.refs;
        parts.push(element);
      } else parts.push(...run);
      done = high;
    }
    if (stop > done) parts.push(...dedup.shown(one, done, stop));
    line.replaceChildren(...parts);
  });
};

// The paragraphs in groups of some 4,000 characters, which a browser lays out only when they come near the screen.
dedup.chunks = (one) => {
  const SIZE = 4000;
  const groups = [];
  one.lines.forEach((line, index) => {
    const number = Math.floor(one.starts[index] / SIZE);
    groups[number] ??= dedup.make("div", "chunk");
    groups[number].append(line);
  });
  const chunks = groups.filter(Boolean);
  one.box.replaceChildren(...chunks);
  return chunks;
};

dedup.derivativeStretches = ({ result, kindPlaces, marked }) =>
  result.passages
    .map((item, index) => ({
      start: item.start,
      end: item.end,
      css: `p k${kindPlaces.get(item.kind)}`,
      id: `p${index + 1}`,
      marks: dedup.marks(item, "derivative", marked[index]),
    }))
    .sort((a, b) => a.start - b.start);

// The source is cut wherever a passage's counterpart or a sentence left out begins or ends.
dedup.sourceStretches = ({ result, kindPlaces, marked }, size) => {
  const opened = new Map();
  const closed = new Map();
  const add = (places, place, number) => places.set(place, [...(places.get(place) ?? []), number]);
  const span = ({ start, end }, number) => {
    add(opened, start, number);
    add(closed, end, number);
  };
  for (const [index, item] of result.passages.entries()) for (const place of item.source) span(place, index + 1);
  for (const [index, item] of result.dropped.entries()) span(item, -index - 1);

  const active = [];
  const named = new Set();
  const closest = (refs) => refs.reduce((a, b) => (result.passages[b - 1].similarity > result.passages[a - 1].similarity ? b : a));
  const stretch = (start, end) => {
    const refs = [...new Set(active.filter((number) => number > 0))].sort((a, b) => a - b);
    const leftOut = active
      .map((number) => -number)
      .filter((number) => number > 0 && !named.has(number))
      .sort((a, b) => a - b);
    for (const number of leftOut) named.add(number);
    const id = leftOut.length ? `d${leftOut[0]}` : "";
    if (!refs.length) return { start, end, id, css: active.length ? "d" : "", marks: [] };
    const first = closest(refs);
    const passage = result.passages[first - 1];
    const marks = dedup.marks(passage, "source", marked[first - 1]);
    return { start, end, id, css: `s k${kindPlaces.get(passage.kind)}`, refs: refs.join(" "), marks };
  };
  const cuts = [...new Set([0, size, ...opened.keys(), ...closed.keys()])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    for (const number of closed.get(start) ?? []) active.splice(active.indexOf(number), 1);
    active.push(...(opened.get(start) ?? []));
    return stretch(start, cuts[index + 1]);
  });
};
