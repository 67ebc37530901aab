// Words for what was found, as dedup/report/wording.py and visible.py have them; the tables come from there, with the data.
"use strict";
dedup.wording = ({ names, statuses, severities, groups, clarity, origin, acting, joining, labels }) => {
  const ACTING = new RegExp(acting, "gu");
  const JOINED = /^[\p{Lo}\p{Mn}\p{Mc}\p{So}\p{Sk}\p{Sm}\p{Po}]$/u;
  const code = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

  // Persian, Indic scripts and emoji are written with joiners, which show nothing of their own.
  const isNeeded = (text, at) => {
    if (!joining.includes(text[at])) return false;
    const before = [...text.slice(Math.max(0, at - 4), at)].slice(-2);
    while (before.length && joining.includes(before.at(-1))) before.pop();
    const base = before.at(-1) ?? "";
    return base > "\u02ff" && JOINED.test(base);
  };
  const visible = (text) =>
    text
      .replace(ACTING, (character, at) => {
        if (isNeeded(text, at)) return character;
        return character === "\r" ? "" : `⟨${labels[character] ?? code(character)}⟩`;
      })
      .replaceAll("\t", " ")
      .replaceAll("\n", "↵ ");

  const plain = (name) => visible(name.replaceAll("_", " "));
  const clipped = (text, most) => {
    const characters = [...text];
    if (characters.length <= most) return text;
    const cut = characters.lastIndexOf(" ", most - 1);
    return `${characters
      .slice(0, cut >= most / 2 ? cut : most)
      .join("")
      .trimEnd()}…`;
  };

  const credit = (item) => {
    if (!item) return "";
    const to = item.to ? ` to ${visible(item.to)}` : "";
    if (item.credited && !item.claimed) return `credited${to}, where it was not found`;
    if (item.credited) return item.quoted ? `credited${to} and quoted` : `credited${to}`;
    return item.quoted ? "in quotation marks, no credit seen" : "no credit seen";
  };
  const quote = ({ status, speaker, source_speaker: there }) => {
    const said = statuses[status] ?? plain(status);
    if (speaker && there && speaker !== there) return `${said}; here ${visible(speaker)}, in ${origin} ${visible(there)}`;
    return speaker ? `${said}; ${visible(speaker)}` : said;
  };
  const severity = (item) => severities[item.severity] ?? plain(item.severity);
  const gravestFirst = (changes) => {
    const order = Object.keys(severities);
    return [...changes].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  };
  const certainty = ({ confidence }) => Object.entries(clarity).find(([, least]) => confidence >= least)?.[0] ?? "doubtful";
  // The others are not measured: no confidence.
  const isClaim = (one) => ["fact", "loaded"].includes(one.severity) || (one.severity === "neutral" && one.confidence > 0);
  const changeWords = (one) => {
    const kind = plain(one.kind);
    if (isClaim(one)) return `${kind} (${severity(one)}), ${certainty(one)}`;
    return one.severity === "style" ? kind : `${kind} (${severity(one)})`;
  };
  const group = (name) => groups[name] ?? plain(name);

  const roundHalfEven = (value) => {
    const floor = Math.floor(value);
    if (value - floor !== 0.5) return Math.round(value);
    return floor % 2 ? floor + 1 : floor;
  };
  const percent = (share) => {
    if (share > 0 && share < 0.005) return "<1%";
    if (share >= 0.995 && share < 1) return ">99%";
    return `${roundHalfEven(share * 100)}%`;
  };
  return { names, visible, plain, clipped, credit, quote, severity, gravestFirst, certainty, isClaim, changeWords, group, percent };
};
