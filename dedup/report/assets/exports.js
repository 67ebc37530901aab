// The page's downloads: the result unpacked, and what dedup/report/csv.py, annotations.py and markdown.py make of it.
// A browser test holds them to the bytes that those write. Nothing is requested: files are made here, of what the page holds.
"use strict";
globalThis.dedupExports = (data, textOf) => {
  const text = { source: textOf("source"), derivative: textOf("derivative") };
  const slice = (side, start, end) => text[side].slice(start, end).join("");

  // -- the result; the inverse of dedup/report/packed.py

  const inflate = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };

  const SIDES = { source: "source", dropped: "source", derivative: "derivative" };
  const OPERATIONS = { e: "equal", i: "insert", d: "delete", r: "replace" };

  const restored = (value, side) => {
    if (Array.isArray(value)) return value.map((item) => restored(item, side));
    if (value === null || typeof value !== "object") return value;
    for (const [key, item] of Object.entries(value)) {
      if (key === "edits") value.edits = edits(item, value);
      else value[key] = restored(item, SIDES[key] ?? side);
    }
    if (value.text === 0 && "start" in value) value.text = slice(side, value.start, value.end);
    return value;
  };

  const edits = (triples, passage) => {
    let s = passage.source[0]?.start ?? 0;
    let d = passage.start;
    return triples.map(([op, inSource, inDerivative]) => {
      const edit = { op: OPERATIONS[op], source: [s, s + inSource], derivative: [d, d + inDerivative] };
      s += inSource;
      d += inDerivative;
      return edit;
    });
  };

  const unpack = (result) => {
    for (const [name, side] of Object.entries(data.sides)) {
      if (result[side].text === 0) result[side].text = text[name].join("");
    }
    return restored(result, "derivative");
  };

  const json = (value) =>
    `${JSON.stringify(value, null, 1)}\n`.replace(
      /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

  // -- CSV

  const change = (item) => `${item.kind} (${item.severity}): ${item.source.text} → ${item.derivative.text}`;

  const row = (item, index) => [
    index + 1,
    item.kind,
    item.start,
    item.end,
    item.text,
    item.words,
    item.quoted_words,
    item.similarity.toFixed(4),
    item.confidence.toFixed(4),
    item.source.map((span) => `${span.start}-${span.end}`).join(" "),
    item.source.map((span) => span.text).join(" […] "),
    item.credit?.credited ?? "",
    item.credit?.quoted ?? "",
    item.credit?.to ?? "",
    item.changes.map(change).join("; "),
    item.quotes.map((quote) => quote.status).join("; "),
    item.cues.map((cue) => `${cue.kind}: ${cue.text}`).join("; "),
  ];

  const COLUMNS =
    "number kind start end text words quoted_words similarity confidence source_spans source_text credited quoted credit_to changes quotations cues".split(
      " ",
    );
  const cell = (value) =>
    `"${String(value)
      .replace(/^[=+\-@\t\r]/, "'$&")
      .replaceAll('"', '""')}"`;
  const csv = (result) => [COLUMNS, ...result.passages.map(row)].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");

  // -- W3C Web Annotations

  const CONTEXT = 32;
  const textual = (value, purpose) => ({ type: "TextualBody", value, format: "text/plain", purpose });

  const place = (side, start, end) => ({
    type: "SpecificResource",
    source: data.iris[side],
    selector: [
      { type: "TextPositionSelector", start, end },
      {
        type: "TextQuoteSelector",
        exact: slice(side, start, end),
        prefix: slice(side, Math.max(0, start - CONTEXT), start),
        suffix: slice(side, end, end + CONTEXT),
      },
    ],
  });

  const annotations = (result) => {
    const base = data.iris.collection;
    const items = [
      ...result.passages.map((item, index) => ({
        id: `${base}:p${index + 1}`,
        type: "Annotation",
        motivation: item.source.length ? "linking" : "classifying",
        body: [
          textual(item.kind, "tagging"),
          ...item.source.map((span) => ({ ...place("source", span.start, span.end), purpose: "linking" })),
          ...item.changes.map((one) => textual(change(one), "describing")),
        ],
        target: place("derivative", item.start, item.end),
      })),
      ...result.dropped.map((item, index) => ({
        id: `${base}:d${index + 1}`,
        type: "Annotation",
        motivation: "classifying",
        body: [textual("left_out", "tagging"), textual(item.group, "tagging")],
        target: place("source", item.start, item.end),
      })),
    ];
    return json({
      "@context": "http://www.w3.org/ns/anno.jsonld",
      id: base,
      type: "AnnotationCollection",
      total: items.length,
      first: { id: `${base}:page`, type: "AnnotationPage", startIndex: 0, items },
    });
  };

  // -- Markdown: what is ready, and slices still to be shown and escaped

  const MARKUP = /[\\`*_[\]<>#|&~$@]|:(?=\/\/)|(?<=www)\.|^[-+=]|^(?:\d{1,9})?[.)]/gi;
  const ENDS = { "\r": "", "\n": "↵ ", "\t": " ", "\v": "⟨VT⟩", "\f": "⟨FF⟩", "\x85": "⟨NEL⟩", "\u2028": "⟨LS⟩", "\u2029": "⟨PS⟩" };

  const shown = ([side, start, end]) => {
    const labels = new Map(data.texts[side].hidden.map(([at, , label]) => [at, `⟨${label}⟩`]));
    const parts = text[side].slice(start, end).map((character, index) => labels.get(start + index) ?? ENDS[character] ?? character);
    return parts
      .join("")
      .trim()
      .replace(MARKUP, (found) => `${found.slice(0, -1)}\\${found.slice(-1)}`);
  };

  const markdown = (parts) => parts.map((part) => (typeof part === "string" ? part : shown(part))).join("");

  const rendered = {
    json: ({ result }) => json(unpack(result)),
    csv: ({ result }) => csv(unpack(result)),
    annotations: ({ result }) => annotations(unpack(result)),
    markdown: (held) => markdown(held.markdown),
    pan: (held) => held.pan,
    "schema-org": (held) => held.schema,
  };
  return async (form, packed) => rendered[form](await inflate(packed));
};
