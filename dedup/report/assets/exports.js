// The page's downloads: what dedup/report/json.py, csv.py, annotations.py and markdown.py make of a result. A browser test holds them
// to the bytes that those write. Nothing is requested: files are made here, of what the page holds.
"use strict";
dedup.exports = (data, sides, say, verdicts) => {
  const { result } = data;
  const slice = (side, start, end) => sides[side].raw.slice(start, end).join("");

  const code = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const json = (value) =>
    `${JSON.stringify(value, null, 1)}\n`.replace(/[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, code);

  // -- CSV

  const said = (key) => (verdicts.has(key) ? " [not a change]" : "");
  const change = (item, key) => `${item.kind} (${item.severity}): ${item.source.text} → ${item.derivative.text}${said(key)}`;

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
    item.changes.map((one, at) => change(one, `p${index + 1}.${at + 1}`)).join("; "),
    item.quotes.map((quote) => quote.status).join("; "),
    item.cues.map((cue) => `${cue.kind}: ${cue.text}`).join("; "),
  ];

  const COLUMNS =
    "number kind start end text words quoted_words similarity confidence source_spans source_text credited quoted credit_to changes quotations cues".split(
      " ",
    );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not stand in a cell
  const ACTING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
  const cell = (value) =>
    `"${String(value)
      .replace(/^ *[=+\-@\t\r＝＋－＠]/, "'$&")
      .replace(ACTING, code)
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

  // Differences of two reports are told by no annotation; an editor's verdict on one is.
  const refused = ({ kind, a_sentence: a, b_sentence: b }, id) => ({
    id,
    type: "Annotation",
    motivation: "assessing",
    body: [textual(`${kind} [not a change]`, "assessing")],
    target: [place("source", a.start, a.end), place("derivative", b.start, b.end)],
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
          ...item.changes.map((one, at) => textual(change(one, `p${index + 1}.${at + 1}`), "describing")),
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
      ...result.differences.flatMap((item, index) =>
        verdicts.has(`x${index + 1}`) ? [refused(item, `${base}:x${index + 1}`)] : [],
      ),
    ];
    return json({
      "@context": "http://www.w3.org/ns/anno.jsonld",
      id: base,
      type: "AnnotationCollection",
      total: items.length,
      first: { id: `${base}:page`, type: "AnnotationPage", startIndex: 0, items },
    });
  };

  // -- Markdown

  const MARKUP = /[\\`*_[\]<>#|&~$@]|:(?=\/\/)|(?<=www)\.|^[-+=]|^(?:\d{1,9})?[.)]/gi;
  const ENDS = { "\r": "", "\n": "↵ ", "\t": " ", "\v": "⟨VT⟩", "\f": "⟨FF⟩", "\x85": "⟨NEL⟩", "\u2028": "⟨LS⟩", "\u2029": "⟨PS⟩" };
  const escaped = (text) => text.trim().replace(MARKUP, (found) => `${found.slice(0, -1)}\\${found.slice(-1)}`);

  const shown = (side, { start, end }) => {
    const { raw, labels } = sides[side];
    const label = (place) => labels.has(place) && `⟨${labels.get(place)}⟩`;
    return escaped(raw.slice(start, end).reduce((text, c, at) => text + (label(start + at) || (ENDS[c] ?? c)), ""));
  };
  const words = (side, span) => (span.end > span.start ? `“${shown(side, span)}”` : "nothing");
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  const details = (item, number) => [
    ...(item.credit ? [escaped(say.credit(item.credit))] : []),
    ...say.gravestFirst(item.changes).map((one) => {
      const note = one.note ? ` (${escaped(say.visible(one.note))})` : "";
      const said = escaped(say.changeWords(one));
      const verdict = verdicts.has(`p${number}.${item.changes.indexOf(one) + 1}`) ? " (not a change)" : "";
      return `${said}: ${words("source", one.source)} → ${words("derivative", one.derivative)}${note}${verdict}`;
    }),
    ...item.quotes.map((one) => `quotation “${shown("derivative", one)}”: ${escaped(say.quote(one))}`),
    ...item.cues.map((one) => `${escaped(say.plain(one.kind))}: “${shown("derivative", one)}”`),
  ];

  const passage = (item, index) => {
    const [, name] = data.kinds[data.kindPlaces.get(item.kind)];
    const quoted = (role, side, span) => `\n${capital(role)}:\n\n> ${shown(side, span)}\n`;
    const found = details(item, index + 1);
    return [
      `\n### p${index + 1}: ${name}\n`,
      ...item.source.map((span) => quoted(data.roles.source, "source", span)),
      quoted(data.roles.derivative, "derivative", item),
      found.length ? "\n" : "",
      ...found.map((one) => `- ${one}\n`),
    ].join("");
  };

  const sure = ({ confidence }) => say.certainty({ confidence }) !== "doubtful";
  const differences = () => {
    const rows = result.differences.map((one, at) => ({ one, key: `x${at + 1}` }));
    return [...rows.filter(({ one }) => sure(one)), ...rows.filter(({ one }) => !sure(one))].map(({ one, key }) => {
      const said = escaped(`${say.plain(one.kind)}, ${say.certainty(one)}`);
      const rest = `${one.note ? ` (${escaped(say.visible(one.note))})` : ""}${verdicts.has(key) ? " (not a change)" : ""}`;
      return `- ${key} ${said}: A says ${words("source", one.a)}, B says ${words("derivative", one.b)}${rest}\n`;
    });
  };
  const dropped = (item) => {
    const speaker = item.speaker ? `${escaped(say.visible(item.speaker))}: ` : "";
    return `- ${escaped(say.plain(item.group))}: ${speaker}${shown("source", item)}\n`;
  };
  // No other line of the head begins with a number and a point: those of the articles are escaped.
  const isRefused = (number) => data.brief.changes[number - 1].keys.every(verdicts.has);
  const head = () => data.markdown.replace(/^(\d)\. .*$/gm, (line, number) => line + (isRefused(number) ? " (not a change)" : ""));
  const markdown = () =>
    [
      head(),
      ...result.passages.map(passage),
      result.differences.length ? "\n## All differences of A and B\n\n" : "",
      ...differences(),
      result.dropped.length ? `\n## ${data.alone}\n\n` : "",
      ...result.dropped.map(dropped),
    ].join("");

  return {
    json: () =>
      json({
        ...result,
        dropped: data.whole,
        brief: data.brief,
        ...(verdicts.all().length ? { not_a_change: verdicts.all() } : {}),
      }),
    csv: () => csv(result),
    annotations: () => annotations(result),
    markdown,
    pan: () => {
      const [opening, named] = data.pan;
      const features = data.result.alignments.map(({ source: [from, to], derivative: [start, end] }) => {
        const mine = `this_offset="${start}" this_length="${end - start}"`;
        return `  <feature name="detected-plagiarism" ${mine} source_reference=${named} source_offset="${from}" source_length="${to - from}"/>\n`;
      });
      return `${opening}${features.join("")}</document>\n`;
    },
    "schema-org": () => data.schema,
  };
};
