// The report page's script: no framework, no request, no markup made from text. It reads the page and one block of data.
"use strict";
(async () => {
  const $ = (id) => document.getElementById(id);
  const { make, lastAtMost, textNodes, isHidden } = dedup;
  const root = document.body;
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const sheet = matchMedia("(max-width: 1150px)");
  const SVG = "http://www.w3.org/2000/svg";
  const TAKEN = 4; // kinds 0-3 are taken from the source, 4-6 are added
  const ADDED = 7;
  const BOILERPLATE = 7;

  if (typeof DecompressionStream !== "function") {
    $("card").textContent = "This browser is too old for the links and lists of this page; the texts can be read.";
    return;
  }

  // -- the data and the two texts

  const parts = await dedup.inflate($("packed").textContent);
  const source = dedup.side("source", parts[0].texts.source);
  const derivative = dedup.side("derivative", parts[0].texts.derivative);
  const bySide = { source, derivative };
  const data = dedup.unpack(parts, { source: source.raw, derivative: derivative.raw });
  const say = dedup.wording(data);
  const { passages } = data.result;
  const kindOf = new Map(data.kinds.map(([kind], index) => [kind, index]));
  data.kindPlaces = kindOf;
  const ones = (bits) => [...bits].map((bit) => bit === "1");
  data.marked = ones(data.marked);
  data.moved = ones(data.moved).flatMap((has, index) => (has ? [index + 1] : []));
  const hasMoved = new Set(data.moved);

  dedup.typeset(derivative, dedup.derivativeStretches(data));
  dedup.typeset(source, dedup.sourceStretches(data, source.raw.length));
  const verdicts = dedup.verdicts();
  for (const box of document.querySelectorAll(".claim")) verdicts.tick(box);
  const lists = dedup.lists(data, bySide, say, verdicts);
  lists.fill($("lists"));
  for (const span of document.querySelectorAll("[data-list]")) {
    const link = make("a", "", ...span.childNodes);
    link.href = `#list-${span.dataset.list}`;
    span.append(link);
  }

  const lineAt = (one, offset) => one.lines[Math.max(0, lastAtMost(one.starts, offset))];

  // The DOM position of an offset: [text node, index in UTF-16 units].
  const locate = (one, offset) => {
    const index = Math.max(0, lastAtMost(one.starts, offset));
    const line = one.lines[index];
    let left = offset - one.starts[index];
    let last = null;
    for (const node of textNodes(line)) {
      last = node;
      if (isHidden(node)) {
        if (left === 0) return [node, 0];
        left -= 1;
        continue;
      }
      const points = [...node.data];
      if (left < points.length) return [node, points.slice(0, left).join("").length];
      left -= points.length;
    }
    return last ? [last, last.data.length] : [line, 0];
  };

  const rangeOf = (one, start, end) => {
    const range = document.createRange();
    range.setStart(...locate(one, start));
    range.setEnd(...locate(one, end));
    return range;
  };

  // A stretch of a raw text in one line.
  const excerpt = (one, start, end) => {
    const fragment = document.createDocumentFragment();
    for (const part of dedup.shown(one, start, end)) fragment.append(typeof part === "string" ? part.replace(/\s+/g, " ") : part);
    return fragment;
  };

  // -- passages and their counterparts

  const passage = (number) => passages[number - 1];
  const element = (number) => $(`p${number}`);
  const drawnOn = new Map();
  for (const part of source.box.querySelectorAll("[data-p]")) {
    for (const number of part.dataset.p.split(" ").map(Number)) {
      if (!drawnOn.has(number)) drawnOn.set(number, []);
      drawnOn.get(number).push(part);
    }
  }
  const counterparts = (number) => drawnOn.get(number) ?? [];
  const numberOf = (element) => Number(element.id.slice(1));
  const isShown = (element) => element && element.getClientRects().length > 0;

  let pinned = 0;
  let lit = [];
  let litKey = "";
  let turn = 0;

  const light = (numbers, origin) => {
    const key = numbers.join(" ");
    if (key === litKey) return;
    for (const item of lit) item.classList.remove("on");
    litKey = key;
    lit = numbers.flatMap((number) => [element(number), ...counterparts(number)]).filter(Boolean);
    for (const item of lit) item.classList.add("on");
    if (numbers.length && origin) bring(origin === "source" ? derivative : source, numbers, origin);
    draw();
  };

  // Scroll the other side so that the first counterpart stands level with the passage in hand.
  const bring = (one, numbers, origin) => {
    const target = one === source ? counterparts(numbers[0])[0] : element(numbers[0]);
    const from = origin === "source" ? counterparts(numbers[0])[0] : element(numbers[0]);
    if (!isShown(target)) return;
    const level = isShown(from) ? from.getBoundingClientRect().top : undefined;
    scrollTo(one, target, level);
  };

  const scrolls = (one) => one.box.scrollHeight > one.box.clientHeight + 2 && getComputedStyle(one.box).overflowY === "auto";

  const scrollTo = (one, target, level) => {
    if (!scrolls(one)) return;
    const box = one.box.getBoundingClientRect();
    const rect = target.getBoundingClientRect();
    const inside = level > box.top && level < box.bottom - 40 ? level : box.top + box.height * 0.3;
    if (level === undefined && rect.top > box.top + 20 && rect.bottom < box.bottom - 20 && !isUnderSheet(target)) return;
    const by = rect.top - inside;
    if (Math.abs(by) < 8) return;
    const far = Math.abs(by) > box.height * 4;
    one.box.scrollBy({ top: by, behavior: reduced.matches || far ? "instant" : "smooth" });
    if (far)
      requestAnimationFrame(() => one.box.scrollBy({ top: target.getBoundingClientRect().top - inside, behavior: "instant" }));
  };

  const show = (one, target) => {
    if (scrolls(one)) {
      main.scrollIntoView({ block: "start", behavior: "instant" });
      scrollTo(one, target);
    } else {
      const far = Math.abs(target.getBoundingClientRect().top) > innerHeight * 4;
      target.scrollIntoView({ block: "start", behavior: reduced.matches || far ? "instant" : "smooth" });
      if (far) requestAnimationFrame(() => target.scrollIntoView({ block: "start", behavior: "instant" }));
    }
  };
  const main = $("texts");

  const pin = (number, { scroll = true, focus = false, address = true } = {}) => {
    element(pinned)?.classList.remove("pinned");
    pinned = number && passage(number) ? number : 0;
    turn = 0;
    const held = element(pinned);
    card(pinned);
    if (!held) {
      light([]);
      return;
    }
    if (currentView() !== "side") showView("side"); // a passage is read in its text
    held.classList.add("pinned");
    offerFocus(held);
    if (scroll) show(derivative, held);
    if (focus) held.focus({ preventScroll: true });
    litKey = "";
    light([pinned], "derivative");
    if (address) setAddress(`#p${pinned}`);
  };

  // One passage at a time can be reached by Tab: the one in hand, at first the first one; j and k go on from there.
  let offered = null;
  const offerFocus = (passage) => {
    if (offered === passage) return; // to take it away, even for a moment, would end the focus
    offered?.removeAttribute("tabindex");
    offered = passage;
    if (passage) passage.tabIndex = 0;
  };

  const setAddress = (hash) => {
    try {
      history.replaceState(null, "", hash || location.pathname + location.search);
    } catch {
      /* a page opened from some places may not change its address */
    }
  };

  // -- the card: one passage in full

  const card = (number) => {
    const box = $("card");
    box.classList.toggle("held", Boolean(number));
    if (!number) {
      box.replaceChildren(
        make("p", "hint", "Point at a passage, or press ", make("kbd", "", "j"), ", to see where it comes from."),
      );
      return;
    }
    const item = passage(number);
    const [, name, meaning, letter] = data.kinds[kindOf.get(item.kind)];
    box.className = `held k${kindOf.get(item.kind)}`;
    const link = make("a", "", `p${number}`);
    link.href = `#p${number}`;
    link.title = "A link to this passage";
    const close = make("button", "", "Close");
    close.type = "button";
    close.id = "close";
    close.addEventListener("click", () => pin(0));
    const facts = [meaning];
    if (item.source.length) facts.push(`similarity ${item.similarity.toFixed(2)}`);
    facts.push(`confidence ${item.confidence.toFixed(2)}`);
    if (item.credit) facts.push(say.credit(item.credit));
    if (hasMoved.has(number)) facts.push(`told in another order than in ${data.origin}`);
    box.replaceChildren(
      make("h2", "", make("span", "tag", letter), make("span", "", name), link, close),
      make("p", "said", facts.join(" · ")),
      ...quotedSource(item, number),
      ...details(item),
    );
    box.scrollTop = 0;
  };

  const capital = (text) => text[0].toUpperCase() + text.slice(1);
  const quotedSource = (item, number) =>
    item.source.map(({ start, end }, index) => {
      const quote = make("blockquote");
      quote.dir = "auto";
      if (index === 0 && data.marked[number - 1])
        quote.append(
          make("small", "", `${capital(data.roles.source)} to ${data.roles.derivative}, word by word`),
          ...redline(item),
        );
      else quote.append(make("small", "", index ? "and" : `In ${data.origin}`), excerpt(source, start, end));
      return quote;
    });

  const redline = (item) =>
    item.edits.flatMap((edit) => {
      if (!dedup.isMarked(item, edit)) return [excerpt(derivative, ...edit.derivative)];
      const [[s0, s1], [d0, d1]] = [edit.source, edit.derivative];
      return [
        ...(s1 > s0 ? [make("del", "", excerpt(source, s0, s1))] : []),
        ...(s1 > s0 && d1 > d0 ? [" "] : []),
        ...(d1 > d0 ? [make("ins", "", excerpt(derivative, d0, d1))] : []),
      ];
    });

  const words = (one, { start, end }) => (end > start ? make("q", "", excerpt(one, start, end)) : make("i", "", "nothing"));

  const details = (item) => {
    const list = make("ul");
    const doubtful = [];
    const number = passages.indexOf(item) + 1;
    for (const change of say.gravestFirst(item.changes)) {
      const mark = { fact: "f", loaded: "l" }[change.severity] ?? "";
      const line = make(
        "li",
        "",
        make("b", mark, say.plain(change.kind)),
        `, ${say.severity(change)}${say.isClaim(change) ? `, ${say.certainty(change)}` : ""}: `,
        words(source, change.source),
        " → ",
        words(derivative, change.derivative),
      );
      if (change.note) line.append(make("small", "", say.visible(change.note)));
      line.dataset.keys = `p${number}.${item.changes.indexOf(change) + 1}`;
      if (say.isClaim(change)) verdicts.tick(line);
      if (say.isClaim(change) && say.certainty(change) === "doubtful") doubtful.push(line);
      else list.append(line);
    }
    for (const quote of item.quotes) list.append(make("li", "", words(derivative, quote), ` ${say.quote(quote)}`));
    for (const cue of item.cues)
      list.append(make("li", "", `${say.plain(cue.kind)}: `, make("span", "c", excerpt(derivative, cue.start, cue.end))));
    const summary = `${doubtful.length} doubtful ${doubtful.length === 1 ? "change" : "changes"}`;
    const closed = doubtful.length ? [make("details", "doubtful", make("summary", "", summary), make("ul", "", ...doubtful))] : [];
    return [...(list.childElementCount ? [list] : []), ...closed];
  };

  // -- which paragraphs and passages are on the screen

  const seen = (items, box) => {
    const first = partition(items, (item) => item.getBoundingClientRect().bottom < box.top);
    const found = [];
    for (let index = first; index < items.length; index += 1) {
      if (items[index].getBoundingClientRect().top > box.bottom) break;
      found.push(items[index]);
    }
    return found;
  };

  const partition = (items, isBefore) => {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(items[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const partsByLine = new Map();
  const partsOf = (one, line) => {
    let found = partsByLine.get(line);
    if (!found) {
      found = [...line.querySelectorAll(one === source ? ".s" : ".p")];
      partsByLine.set(line, found);
    }
    return found;
  };

  const placeOf = new Map([source, derivative].flatMap((one) => one.lines.map((line, index) => [line, index])));
  const fullLines = (chunk) => [...chunk.children].filter((line) => line.firstChild);
  for (const one of [source, derivative]) {
    one.chunks = dedup.chunks(one).filter((chunk) => fullLines(chunk).length);
    one.full = new Map(one.chunks.map((chunk) => [chunk, fullLines(chunk)]));
  }
  const linesInView = (one, box) => seen(one.chunks, box).flatMap((chunk) => seen(one.full.get(chunk), box));

  // -- connecting bands

  const bands = $("bands");
  let waiting = false;
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const change of [drawBands(), drawView(source), drawView(derivative)]) change?.(); // all is measured before anything changes
    });
  };

  // What is on the screen of one side; elements that are not have the place of their chunk, which needs no layout.
  const sight = (one) => {
    const box = one.box.getBoundingClientRect();
    const lines = linesInView(one, box);
    const inside = new Set(lines);
    const rect = (part) => (inside.has(part.parentElement) ? part : part.parentElement.parentElement).getBoundingClientRect();
    return { box, rect, parts: lines.flatMap((line) => seen(partsOf(one, line), box)) };
  };

  const drawBands = () => {
    const gutter = bands.getBoundingClientRect();
    if (!gutter.width) return undefined;
    const [left, right] = [sight(source), sight(derivative)];
    const numbers = new Set(right.parts.map(numberOf));
    for (const part of left.parts) for (const number of part.dataset.p.split(" ")) numbers.add(Number(number));
    const held = new Set(litKey ? litKey.split(" ").map(Number) : []);
    const paths = [...numbers].flatMap((number) => band(number, gutter, left, right, held.has(number)));
    paths.sort((one, two) => one.classList.contains("now") - two.classList.contains("now"));
    return () => {
      bands.replaceChildren(...paths);
      bands.classList.toggle("held", held.size > 0);
    };
  };

  const band = (number, gutter, left, right, now) => {
    const here = element(number);
    if (!here || isFiltered(here) || isPutAway(number)) return [];
    const { top: start, bottom: end } = right.rect(here);
    const inside = (box, y) => clamp(y, box.top, box.bottom) - gutter.top;
    const w = gutter.width;
    return groupsOf(number).flatMap((parts) => {
      const ends = [
        [left.rect(parts[0]).top, left.rect(parts.at(-1)).bottom].map((y) => inside(left.box, y)),
        [start, end].map((y) => inside(right.box, y)),
      ];
      const [a, b] = root.classList.contains("turned") ? ends.reverse() : ends;
      const isOut = [a, b].map(([top, bottom]) => top === bottom);
      if (now ? isOut[0] && isOut[1] : isOut[0] || isOut[1]) return [];
      const path = document.createElementNS(SVG, "path");
      path.setAttribute(
        "d",
        `M0 ${a[0]}C${w / 2} ${a[0]} ${w / 2} ${b[0]} ${w} ${b[0]}V${b[1]}C${w / 2} ${b[1]} ${w / 2} ${a[1]} 0 ${a[1]}Z`,
      );
      path.setAttribute(
        "class",
        `k${kindOf.get(passage(number).kind)}${now ? " now" : ""}${hasMoved.has(number) ? " moved-band" : ""}`,
      );
      return [path];
    });
  };
  const isPutAway = (number) => $("no-boilerplate").checked && kindOf.get(passage(number).kind) === BOILERPLATE;

  // The source elements of a passage, one group for each stretch without a break.
  const groupsOf = (number) => {
    const groups = [];
    for (const part of counterparts(number)) {
      const group = groups.at(-1);
      if (group && group.at(-1).nextElementSibling === part) group.push(part);
      else groups.push([part]);
    }
    return groups;
  };

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  // -- minimaps: position by characters, so that they do not depend on what has been laid out

  source.size = source.raw.length || 1;
  derivative.size = derivative.raw.length || 1;

  const drawMap = (one) => {
    const shapes = data.kinds.map(() => []);
    for (const item of passages) {
      for (const { start, end } of one === source ? item.source : [item]) {
        const y = (1000 * start) / one.size;
        const height = Math.max(1.5, (1000 * (end - start)) / one.size - 1);
        shapes[kindOf.get(item.kind)].push(`M1 ${y.toFixed(1)}h8v${height.toFixed(1)}h-8z`);
      }
    }
    shapes.forEach((shape, kind) => {
      if (!shape.length) return;
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", shape.join(""));
      path.setAttribute("class", `k${kind}`);
      one.map.append(path);
    });
    one.view = one.map.nextElementSibling;
  };

  const drawView = (one) => {
    const box = one.box.getBoundingClientRect();
    const lines = linesInView(one, box);
    if (!lines.length) return undefined;
    const at = (line, y) => {
      const rect = line.getBoundingClientRect();
      const share = clamp((y - rect.top) / (rect.height || 1), 0, 1);
      const index = placeOf.get(line);
      return (one.starts[index] + share * (one.stops[index] - one.starts[index])) / one.size;
    };
    const height = one.map.getBoundingClientRect().height;
    const top = height * at(lines[0], box.top);
    const bottom = height * at(lines.at(-1), box.bottom);
    return () => {
      one.view.style.transform = `translateY(${top.toFixed(1)}px)`;
      one.view.style.height = `${Math.max(8, bottom - top).toFixed(1)}px`;
    };
  };

  const jump = (one, event) => {
    const rect = one.map.getBoundingClientRect();
    const offset = Math.floor(((event.clientY - rect.top) / rect.height) * one.size);
    const line = lineAt(one, offset);
    const box = one.box.getBoundingClientRect();
    one.box.scrollBy({ top: line.getBoundingClientRect().top - box.top - box.height / 3, behavior: "instant" });
  };

  // -- figures: the formula of dedup/report/figures.py

  const leftOutWords = data.result.dropped.reduce((sum, item) => sum + item.words, 0);
  const sourceWords = data.result[data.sides.source].words;
  const share = (part, whole) => (whole ? Math.min(1, part / whole) : 0);

  const figures = (boilerplate, quotations) => {
    const sum = { total: 0, taken: 0, credited: 0, quoted: 0, added: 0 };
    const kinds = data.kinds.map(() => 0);
    for (const item of passages) {
      const kind = kindOf.get(item.kind);
      if (kind === BOILERPLATE && !boilerplate) continue;
      const size = quotations ? item.words : item.words - item.quoted_words;
      kinds[kind] += size;
      sum.total += size;
      if (kind < TAKEN) {
        sum.taken += size;
        sum.quoted += quotations ? item.quoted_words : 0;
        sum.credited += item.credit?.credited ? size : 0;
      } else if (kind < ADDED) {
        sum.added += size;
      }
    }
    return {
      kinds,
      total: sum.total,
      taken: share(sum.taken, sum.total),
      credited: share(sum.credited, sum.taken),
      quoted: share(sum.quoted, sum.taken),
      added: share(sum.added, sum.total),
      leftOut: share(leftOutWords, sourceWords),
    };
  };

  const recompute = () => {
    const hides = $("no-boilerplate").checked;
    const found = figures(!hides, $("quotations").checked);
    for (const box of document.querySelectorAll("[data-figure]")) box.textContent = say.percent(found[box.dataset.figure]);
    let start = 0;
    for (const [kind, size] of found.kinds.entries()) {
      const width = 100 * share(size, found.total);
      const rect = document.querySelector(`#bar [data-k="${kind}"]`);
      const button = document.querySelector(`.kind[data-k="${kind}"] .share`);
      rect?.setAttribute("x", `${start}%`);
      rect?.setAttribute("width", `${width}%`);
      if (button) button.textContent = say.percent(share(size, found.total));
      start += width;
    }
    root.classList.toggle("no-boilerplate", hides);
    draw();
  };

  // -- showing only some kinds

  const shownKinds = new Set();
  const toggleKind = (kind) => {
    if (kind === null) shownKinds.clear();
    else if (!shownKinds.delete(kind)) shownKinds.add(kind);
    root.classList.toggle("filter", shownKinds.size > 0);
    for (const index of data.kinds.keys()) root.classList.toggle(`show-${index}`, shownKinds.has(index));
    for (const button of document.querySelectorAll(".kind"))
      button.setAttribute("aria-pressed", String(shownKinds.has(Number(button.dataset.k))));
    lists.count(shownKinds);
    draw();
  };
  const isFiltered = (item) => shownKinds.size > 0 && !shownKinds.has(kindOf.get(passage(numberOf(item)).kind));

  // -- search in both texts, through characters that are shown by a label

  let hits = [];
  let hit = -1;
  const canHighlight = typeof Highlight === "function" && CSS.highlights;
  const highlight = (name, ranges) => {
    if (!canHighlight) return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
    else CSS.highlights.delete(name);
  };

  const search = () => {
    const wanted = $("search").value.trim().toLowerCase();
    hits = wanted ? [source, derivative].flatMap((one) => one.lines.flatMap((line) => hitsIn(one, line, wanted))) : [];
    hit = -1;
    highlight(
      "hit",
      hits.map((found) => found.range),
    );
    highlight("hit-now", []);
    $("hits").textContent = wanted ? `${hits.length} found` : "";
  };

  const hitsIn = (one, line, wanted) => {
    const nodes = [...textNodes(line)].filter((node) => !isHidden(node));
    const text = nodes.map((node) => lower(node.data)).join("");
    const found = [];
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(...within(nodes, at));
      range.setEnd(...within(nodes, at + wanted.length, true));
      found.push({ one, range });
    }
    return found;
  };

  // Lower case that keeps every character's place, also where lower case is longer ("İ").
  const lower = (text) => {
    const low = text.toLowerCase();
    return low.length === text.length
      ? low
      : [...text].map((c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join("");
  };

  const within = (nodes, at, isEnd = false) => {
    let left = at;
    for (const node of nodes) {
      if (left < node.data.length || (isEnd && left === node.data.length)) return [node, left];
      left -= node.data.length;
    }
    const last = nodes.at(-1);
    return [last, last.data.length];
  };

  const nextHit = (step) => {
    if (!hits.length) return;
    hit = (hit + step + hits.length) % hits.length;
    const found = hits[hit];
    highlight("hit-now", [found.range]);
    $("hits").textContent = `${hit + 1} of ${hits.length}`;
    show(found.one, found.range.startContainer.parentElement);
  };

  // -- going to places

  // Highlight stretches, given as [side, start, end]; empty ones are skipped. Returns what was highlighted.
  const spot = (places) => {
    const shown = places
      .filter(([, start, end]) => end > start)
      .map(([one, start, end]) => ({ one, range: rangeOf(one, start, end) }));
    highlight(
      "spot",
      shown.map((found) => found.range),
    );
    return shown;
  };

  // The words that an entry of a list is about.
  const placesOf = (link) => {
    const { place, c, q } = link.dataset;
    if (place) {
      const [name, start, end] = place.split(" ");
      return [[bySide[name], Number(start), Number(end)]];
    }
    const item = passage(Number(link.getAttribute("href").slice(2)));
    const span = (one, { start, end }) => [one, start, end];
    if (c) return [span(source, item.changes[c].source), span(derivative, item.changes[c].derivative)];
    if (q) return [...(item.quotes[q].source ? [span(source, item.quotes[q].source)] : []), span(derivative, item.quotes[q])];
    return [];
  };

  const openList = (list) => {
    list.open = true;
    list.fill();
    list.scrollIntoView({ block: "start", behavior: reduced.matches ? "instant" : "smooth" });
    list.querySelector("summary").focus({ preventScroll: true });
  };

  const goTo = (hash) => {
    const list = /^#list-/.test(hash) && $(hash.slice(1));
    if (list) openList(list);
    const [, kind, number] = /^#([pd])(\d+)$/.exec(hash) ?? [];
    if (kind === "p" && passage(Number(number))) pin(Number(number));
    if (kind === "d" && $(`d${number}`)) showDropped(Number(number));
  };

  let droppedNow = 0;
  const showDropped = (number) => {
    const target = $(`d${number}`);
    if (!target) return;
    droppedNow = number;
    if (currentView() !== "side") showView("side");
    pin(0);
    show(source, target);
    const range = document.createRange();
    range.selectNodeContents(target);
    highlight("spot", [range]);
    setAddress(`#d${number}`);
  };

  const step = (by) => {
    const count = passages.length;
    let next = pinned;
    do next += by;
    while (next >= 1 && next <= count && (!isShown(element(next)) || isFiltered(element(next))));
    if (next >= 1 && next <= count) pin(next, { focus: true });
  };

  const isGrave = (item) => item.changes.some(({ severity }) => severity === "fact" || severity === "loaded");
  const stepChange = (by) => {
    let next = pinned + by;
    while (passage(next) && !isGrave(passage(next))) next += by;
    if (passage(next)) pin(next, { focus: true });
  };

  const leftOut = [...source.box.querySelectorAll("[id^=d]")].map((item) => Number(item.id.slice(1)));
  const stepDropped = (by) => {
    const next = leftOut[leftOut.indexOf(droppedNow) + by] ?? (by > 0 ? leftOut[0] : leftOut.at(-1));
    if (next) showDropped(next);
  };

  const cycle = () => {
    const groups = pinned ? groupsOf(pinned) : [];
    if (!groups.length) return;
    turn = (turn + 1) % groups.length;
    scrollTo(source, groups[turn][0], element(pinned).getBoundingClientRect().top);
    if (!scrolls(source)) show(source, groups[turn][0]);
  };

  // -- events, all of them delegated

  // On narrow screens the card comes up over the lower half of the page.
  const isUnderSheet = (item) => sheet.matches && item.getBoundingClientRect().bottom > innerHeight * 0.5;

  let resting = 0;
  const numbersAt = (target) => {
    const at = target.closest?.(".text .p, .text .s");
    if (!at) return [[], ""];
    if (at.classList.contains("p")) return [[numberOf(at)], "derivative"];
    return [at.dataset.p.split(" ").map(Number), "source"];
  };

  const desk = document.querySelector(".desk");
  desk.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const [numbers, origin] = numbersAt(event.target);
    clearTimeout(resting);
    if (!numbers.length) {
      resting = setTimeout(() => light(pinned ? [pinned] : []), 200);
      return;
    }
    resting = setTimeout(() => light(numbers, origin), 120);
  });
  desk.addEventListener("pointerleave", () => {
    clearTimeout(resting);
    light(pinned ? [pinned] : []);
  });
  desk.addEventListener("focusin", (event) => {
    const [numbers] = numbersAt(event.target);
    if (numbers.length === 1 && numbers[0] !== pinned) pin(numbers[0], { scroll: false });
  });
  desk.addEventListener("click", (event) => {
    const map = event.target.closest(".map");
    if (map) {
      jump(map === source.map ? source : derivative, event);
      return;
    }
    if (event.target.closest("a")) return;
    const [numbers, origin] = numbersAt(event.target);
    if (!numbers.length || String(getSelection())) return;
    const at = numbers.indexOf(pinned);
    const next = origin === "source" ? numbers[(at + 1) % numbers.length] : numbers[0];
    if (origin === "derivative" && next === pinned) pin(0);
    else pin(next, { scroll: origin === "source" ? scrolls(derivative) : isUnderSheet(element(next)) });
    if (origin === "source" && !scrolls(derivative)) light(numbers);
  });

  root.addEventListener("click", (event) => {
    const kind = event.target.closest(".kind");
    if (kind) toggleKind(Number(kind.dataset.k));
    const link = event.target.closest('a[href^="#"]');
    if (!link || link.className === "skip") return;
    event.preventDefault();
    highlight("spot", []);
    goTo(link.getAttribute("href"));
    const [first] = spot(placesOf(link)).slice(0, 1);
    if (first && link.dataset.place && currentView() !== "side") showView("side");
    if (first && link.dataset.place) show(first.one, first.range.startContainer.parentElement);
  });

  $("no-boilerplate").addEventListener("change", recompute);
  $("quotations").addEventListener("change", recompute);
  $("nine").addEventListener("change", () => root.classList.toggle("nine", $("nine").checked));
  $("help").addEventListener("click", () => $("keys").showModal());
  $("search").addEventListener("input", search);
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextHit(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") event.target.blur();
  });

  const flip = (id) => {
    $(id).checked = !$(id).checked;
    recompute();
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    c: cycle,
    x: () => stepChange(1),
    X: () => stepChange(-1),
    u: () => stepDropped(1),
    U: () => stepDropped(-1),
    b: () => flip("no-boilerplate"),
    q: () => flip("quotations"),
    "/": () => $("search").focus(),
    0: () => toggleKind(null),
    "?": () => $("keys").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
    if (event.target.matches("input[type=search]")) return;
    if (event.key === "Escape") {
      pin(0);
      highlight("spot", []);
      setAddress("");
      return;
    }
    if (!$("single-keys").checked) return;
    const kind = /^[1-9]$/.test(event.key) ? document.querySelectorAll(".kind")[Number(event.key) - 1] : null;
    const act = kind ? () => toggleKind(Number(kind.dataset.k)) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  for (const one of [source, derivative]) one.box.addEventListener("scroll", draw, { passive: true });
  addEventListener("scroll", draw, { passive: true });
  addEventListener("resize", draw);
  addEventListener("hashchange", () => goTo(location.hash));
  addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll("details:not(.run, .downloads)")) {
      box.fill?.();
      box.open = true;
    }
  });

  // -- views: side by side, changes only, left out; on a phone and in print, where none was chosen, changes only

  const fillPairs = dedup.pairs(data, bySide, $("pairs"));
  const phone = matchMedia("(max-width: 720px)");
  let chosen = "";
  const bar = dedup.phoneBar($("parts"), {
    brief: () => globalThis.scrollTo({ top: 0, behavior: "instant" }),
    text: () => leap("side"),
    changes: () => leap("changes"),
    legend: () => $("keys").showModal(),
  });
  const leap = (view) => {
    showView(view);
    (view === "side" ? derivative.box.parentElement : $("pairs")).scrollIntoView({ block: "start", behavior: "instant" });
  };
  $("turn")?.addEventListener("click", () => {
    const is = root.classList.toggle("turned");
    $("turn").setAttribute("aria-pressed", String(is));
    showView();
  });
  const currentView = () => chosen || (phone.matches ? "changes" : "side");
  const showView = (view) => {
    chosen = view ?? chosen;
    const now = currentView();
    root.dataset.view = now;
    root.classList.toggle("chosen", Boolean(chosen));
    $("pairs").hidden = now === "side";
    fillPairs(now, root.classList.contains("turned"));
    bar?.told(now);
    for (const button of $("views").querySelectorAll("[data-view]"))
      button.setAttribute("aria-pressed", String(button.dataset.view === now));
    draw();
  };
  $("views").hidden = false;
  $("views").addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (button) showView(button.dataset.view);
  });
  phone.addEventListener("change", () => showView());
  addEventListener("beforeprint", () => {
    if (!chosen) fillPairs("changes", root.classList.contains("turned"));
  });
  addEventListener("afterprint", () => showView());

  // -- downloads

  const exported = dedup.exports(data, bySide, say, verdicts);
  const save = ({ form, name }) => {
    const made = URL.createObjectURL(new Blob([exported[form]()], { type: "application/octet-stream" }));
    const link = make("a");
    link.href = made;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(made), 60_000);
    $("saved").textContent = `${name} is ready`;
  };
  $("downloads").hidden = false;
  $("downloads").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) save(button.dataset);
  });

  // -- start

  for (const number of data.moved) element(number)?.classList.add("moved");
  for (const line of derivative.lines) {
    const parts = [...line.children];
    if (parts.length && parts.every((part) => part.classList.contains("k7"))) line.classList.add("furniture");
  }
  offerFocus(element(1));
  drawMap(source);
  drawMap(derivative);
  draw();
  showView();
  if (location.hash) goTo(location.hash);
  document.documentElement.dataset.ready = "yes";
})();
