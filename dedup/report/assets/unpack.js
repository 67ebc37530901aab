// The block of data unpacked; the inverse of dedup/report/packed.py.
"use strict";
globalThis.dedup = {};
dedup.inflate = async (packed) => {
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%.()*+-;,=:?@^_`{|}~";
  const values = new Map([...ALPHABET].map((character, value) => [character, value]));
  const size = Math.floor((packed.length * 4) / 5);
  const bytes = new DataView(new ArrayBuffer(Math.ceil(packed.length / 5) * 4));
  for (let at = 0; at < packed.length; at += 5) {
    let word = 0;
    for (let place = at; place < at + 5; place += 1) word = word * 85 + (values.get(packed[place]) ?? 84);
    bytes.setUint32((at / 5) * 4, word);
  }
  const stream = new Blob([bytes.buffer.slice(0, size)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
};

// `texts`: for each side an array of its characters.
dedup.unpack = ([data, ...columns], texts) => {
  const FIRST = 35;
  const BASE = 20_000;
  const PLACES = 10_000;

  const numbers = (column) => {
    const found = [];
    let high = 0;
    for (const character of columns[column]) {
      const value = character.codePointAt(0) - FIRST;
      if (value >= BASE) high = (value - BASE + 1) * BASE;
      else {
        found.push(high + value);
        high = 0;
      }
    }
    return found;
  };
  const signed = (value) => (value % 2 ? -(value + 1) / 2 : value / 2);

  const spans = (node) => {
    const sizes = numbers(node.s);
    let done = 0;
    return numbers(node.g).map((gap, index) => {
      const start = done + signed(gap);
      done = start + sizes[index];
      return [start, done];
    });
  };

  const values = (node) => {
    if (node.g !== undefined) return spans(node);
    if (node.i !== undefined) return numbers(node.i);
    if (node.d !== undefined) return numbers(node.d).map((value) => value / PLACES);
    if (node.w) return numbers(node.at).map((place) => node.w[place]);
    const inner = records(node.of);
    let at = 0;
    if (node.o !== undefined) return numbers(node.o).map((there) => (there ? inner[at++] : null));
    return numbers(node.l).map((size) => {
      at += size;
      return inner.slice(at - size, at);
    });
  };

  const records = (node) => {
    const rows = [];
    for (const [key, column] of Object.entries(node || {})) {
      for (const [index, value] of values(column).entries()) {
        rows[index] ??= {};
        if (key === "start") [rows[index].start, rows[index].end] = value;
        else rows[index][key] = value;
      }
    }
    return rows;
  };

  const SIDES = { source: "source", dropped: "source", derivative: "derivative" };
  const restore = (value, side) => {
    if (value === null || typeof value !== "object") return;
    for (const [key, item] of Object.entries(value)) restore(item, SIDES[key] ?? side);
    if (value.text === 0 && "start" in value) value.text = texts[side].slice(value.start, value.end).join("");
    if (value.note)
      value.note = value.note.replace(
        /~([~sd])/g,
        (_, name) => ({ s: value.source?.text, d: value.derivative?.text })[name] ?? "~",
      );
  };

  const OPERATIONS = { e: "equal", i: "insert", d: "delete", r: "replace" };
  const edits = (passage) => {
    let s = passage.source[0]?.start ?? 0;
    let d = passage.start;
    return passage.edits.map(({ op, source, longer }) => {
      const edit = { op: OPERATIONS[op], source: [s, s + source], derivative: [d, d + source + signed(longer)] };
      [s, d] = [edit.source[1], edit.derivative[1]];
      return edit;
    });
  };

  const { result } = data;
  for (const name of ["passages", "alignments", "dropped"]) result[name] = records(result[name]);
  restore(result, "derivative");
  data.whole = result.dropped; // furniture is listed in what is saved as JSON alone
  result.dropped = data.whole.filter(({ group }) => group !== "boilerplate");
  for (const passage of result.passages) passage.edits = edits(passage);
  for (const [name, side] of Object.entries(data.sides)) if (result[side].text === 0) result[side].text = texts[name].join("");
  return data;
};
