// The lists beside the texts: what was changed, quoted, added and left out, each entry a link to its place. A list is filled when it
// is first open: long articles have thousands of entries.
"use strict";
dedup.lists = (data, sides, say, verdicts) => {
  const { make } = dedup;
  const { result, kindPlaces } = data;
  const MOST = 120; // characters of an entry; the sentence itself is a click away

  const excerpt = (side, start, end) => say.clipped(say.visible(sides[side].raw.slice(start, end).join("")), MOST);
  const words = (side, { start, end }) => (end > start ? make("q", "", excerpt(side, start, end)) : make("i", "", "nothing"));
  const link = (hash, marks, ...children) => {
    const made = make("a", "", ...children);
    made.href = hash;
    Object.assign(made.dataset, marks);
    return made;
  };
  const kindAt = (number) => kindPlaces.get(result.passages[number - 1].kind);
  const entry = (number, marks, ...children) => make("li", `k${kindAt(number)}`, link(`#p${number}`, marks, ...children));
  // What makes an entry when its list is opened, and the kind of its passage, by which it is counted; -1 for the source's own.
  const maker = (kind, makes) => Object.assign(makes, { kind });
  const heading = (words) => maker(null, () => make("li", "group", make("h3", "", words)));

  // Entries under the names of who speaks, in the order in which they first speak; under none where nobody, or one alone, is named.
  const bySpeaker = (rows, speakerOf, makes) => {
    const groups = new Map();
    for (const row of rows) {
      const name = speakerOf(row) ?? "";
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
    if (groups.size < 2) return rows.map(makes);
    return [...groups].flatMap(([name, items]) => [heading(name ? say.visible(name) : "no speaker named"), ...items.map(makes)]);
  };
  const claim = (key, ...rest) => {
    const made = entry(...rest);
    made.dataset.keys = key;
    return verdicts.tick(made);
  };
  const small = (css, ...children) => make("small", css, ...children);
  const bdi = (text) => make("bdi", "", text);

  const isDoubtful = (one) => say.certainty(one) === "doubtful";
  const kindAndCertainty = (one) => [make("b", "", say.plain(one.kind)), `, ${say.certainty(one)} `];

  // What A and B tell otherwise, where neither is known to be the source.
  const differences = () =>
    result.differences.map((one, at) => {
      const row = maker(-1, () => {
        const place = `derivative ${one.b_sentence.start} ${one.b_sentence.end}`;
        const parts = [...kindAndCertainty(one), "A says ", words("source", one.a), ", B says ", words("derivative", one.b)];
        const made = make("li", "", link("#texts", { place }, ...parts));
        if (one.note) made.firstChild.append(small("", say.visible(one.note)));
        made.dataset.keys = `x${at + 1}`;
        return verdicts.tick(made);
      });
      return Object.assign(row, { isDoubtful: isDoubtful(one) });
    });
  const changes = (...severities) =>
    result.passages.flatMap((item, at) =>
      item.changes.flatMap((change, c) =>
        severities.includes(change.severity)
          ? [
              Object.assign(
                maker(kindAt(at + 1), () =>
                  claim(
                    `p${at + 1}.${c + 1}`,
                    at + 1,
                    { c },
                    ...(say.isClaim(change) ? kindAndCertainty(change) : [make("b", "", say.plain(change.kind)), " "]),
                    words("source", change.source),
                    " → ",
                    words("derivative", change.derivative),
                    ...(change.note ? [small("", say.visible(change.note))] : []),
                  ),
                ),
                { isDoubtful: say.isClaim(change) && isDoubtful(change) },
              ),
            ]
          : [],
      ),
    );
  const isKept = ({ status }) => status === "identical" || status === "style";
  const isTold = (quote) => isDirected || isKept(quote); // of two reports nobody says that a quotation is missing in the other
  const isDirected = result.relation !== "independent" && result.relation !== "common_source";
  const quotations = () => {
    const rows = result.passages.flatMap((item, at) =>
      item.quotes.flatMap((quote, q) => (isTold(quote) ? [{ quote, q, number: at + 1 }] : [])),
    );
    return bySpeaker(
      rows,
      ({ quote }) => quote.speaker,
      ({ quote, q, number }) =>
        maker(kindAt(number), () => {
          const text = bdi(excerpt("derivative", quote.start, quote.end));
          return entry(number, { q }, text, small(isKept(quote) ? "" : "not-kept", say.quote(quote)));
        }),
    );
  };
  const added = () =>
    result.passages.flatMap((item, at) => {
      if (item.kind !== "added_framing" && item.kind !== "added_commentary" && !item.cues.length) return [];
      const cue = ({ kind, start, end }) => small("", `${say.plain(kind)}: `, make("span", "c", excerpt("derivative", start, end)));
      return [
        maker(kindAt(at + 1), () => entry(at + 1, {}, bdi(excerpt("derivative", item.start, item.end)), ...item.cues.map(cue))),
      ];
    });
  const moved = () =>
    data.moved.map((number) =>
      maker(kindAt(number), () => {
        const item = result.passages[number - 1];
        return entry(number, {}, bdi(excerpt("derivative", item.start, item.end)));
      }),
    );
  const leftOut = () => {
    const order = Object.keys(data.groups);
    const place = (name) => (order.includes(name) ? order.indexOf(name) : order.length);
    const rows = result.dropped.map((item, index) => ({ item, number: index + 1 }));
    const groups = new Map(rows.map(({ item }) => [item.group, []]));
    for (const row of rows) groups.get(row.item.group).push(row);
    return [...groups]
      .sort(([one], [two]) => place(one) - place(two) || (one < two ? -1 : 1))
      .flatMap(([name, items]) => [
        heading(say.group(name)),
        ...bySpeaker(
          items,
          ({ item }) => item.speaker,
          ({ item, number }) =>
            maker(-1, () => {
              const speaker = item.speaker ? [make("b", "", say.visible(item.speaker)), " "] : [];
              return make("li", "left-out", link(`#d${number}`, {}, ...speaker, bdi(excerpt("source", item.start, item.end))));
            }),
        ),
      ]);
  };

  const FURNITURE = 7; // what is furniture of the page is in no list
  const counted = [];
  const kindsOf = (makers) => makers.flatMap(({ kind }) => (kind === null || kind === FURNITURE ? [] : [kind]));
  // What is doubtful stands last, in a box that is closed at first.
  const closed = (makers) => {
    const kinds = kindsOf(makers);
    if (!kinds.length) return [];
    const size = make("span", "size");
    const made = make("details", "doubtful", make("summary", "", "Doubtful ", size));
    counted.push({ size, kinds });
    return [made];
  };
  const entriesOf = (makers) => makers.filter(({ kind }) => kind !== FURNITURE).map((one) => one());
  const filled = (box, id, title, all, isOpen) => {
    if (!kindsOf(all).length) return;
    const makers = all.filter((one) => !one.isDoubtful);
    const doubtful = all.filter((one) => one.isDoubtful);
    const kinds = kindsOf(makers);
    const rest = closed(doubtful);
    const list = make("details", "list");
    const entries = make("ul");
    const size = make("span", "size");
    list.id = `list-${id}`;
    list.append(make("summary", "", make("h2", "", title), " ", size), entries, ...rest);
    list.fill = () => {
      if (list.isFilled) return;
      list.isFilled = true;
      entries.append(...entriesOf(makers));
      for (const part of rest) part.append(make("ul", "", ...entriesOf(doubtful)));
    };
    list.addEventListener("toggle", () => list.open && list.fill());
    if (isOpen) list.fill();
    list.open = isOpen;
    box.append(list);
    counted.push({ size, kinds });
  };
  // The sizes of the lists as they are seen, where only some kinds are shown (none of `shown`: all of them).
  const count = (shown) => {
    for (const { size, kinds } of counted) {
      const seen = shown.size ? kinds.filter((kind) => shown.has(kind)).length : kinds.length;
      const all = kinds.length.toLocaleString("en");
      size.textContent = seen === kinds.length ? all : `${seen.toLocaleString("en")} of ${all}`;
    }
  };
  const fill = (box) => {
    for (const [id, title, makers, isOpen] of [
      ["differences", "Where A and B differ", differences(), true],
      ["facts", "Changes of fact", changes("fact"), true],
      ["loaded", "Loaded swaps", changes("loaded"), true],
      ["quotations", "Quoted parts of any length", quotations(), true],
      ["added", "Added framing and commentary", added(), true],
      ["moved", "Told in another order", moved(), false],
      ["left-out", data.alone, leftOut(), true],
      ["other", "Other changes", changes("neutral", "style"), false],
    ])
      filled(box, id, title, makers, isOpen);
    count(new Set());
  };
  return { fill, count };
};
