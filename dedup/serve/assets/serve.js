// The server's pages: what is given goes to the API as JSON; nothing that comes back is ever put in as markup.
"use strict";
(() => {
  const alert = (text) => {
    const box = document.querySelector(".alert");
    if (box) box.textContent = text;
  };

  const ask = async (address, body, method = "POST") => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(address, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error ?? `the server answered ${answer.status}`);
    return told;
  };
  const tried = async (button, work) => {
    alert("");
    button.disabled = true;
    try {
      await work();
    } catch (error) {
      alert(error.message);
    } finally {
      button.disabled = false;
    }
  };

  // -- boxes: a text that was pasted, or read from a file or an address

  const fields = (box) => [...box.querySelectorAll("[data-field]")];
  const contents = (box) =>
    Object.fromEntries(fields(box).flatMap((one) => (one.value.trim() ? [[one.dataset.field, one.value]] : [])));
  const fill = (box, { article, notes }) => {
    for (const one of fields(box)) one.value = article[one.dataset.field] ?? "";
    box.read = article;
    box.querySelector("[data-notes]").textContent = [`read, ${article.text.length.toLocaleString("en")} characters`, ...notes].join(
      "; ",
    );
    remember();
  };
  // What was read beside the text (links, headline, address) goes with it when another text takes its place; mending keeps it.
  const samples = (text) =>
    [...Array(8).keys()].map((part) =>
      text
        .slice((part * text.length) / 8)
        .slice(0, 30)
        .trim(),
    );
  const forget = (box) => {
    const held = box.querySelector("[data-field=text]").value;
    if (!box.read || samples(box.read.text).filter((sample) => held.includes(sample)).length >= 4) return;
    for (const one of fields(box))
      if (one.dataset.field !== "text" && one.value === (box.read[one.dataset.field] ?? "")) one.value = "";
    box.read = undefined;
    box.querySelector("[data-notes]").textContent = "another text: what was known of the one before is gone";
  };
  // Places are counted in code points. In a text that was mended a link stands where its words and those around them do, or nowhere.
  const points = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  const linked = (box) => {
    const held = box.querySelector("[data-field=text]").value;
    const was = [...box.read.text];
    if (held === box.read.text) return box.read.links;
    return box.read.links.map((link) => {
      if (!link.end) return link;
      const before = was.slice(Math.max(0, link.start - 15), link.start).join("");
      const at = held.indexOf(before + link.text + was.slice(link.end, link.end + 15).join(""));
      if (at < 0) return link.url;
      const start = points(held.slice(0, at + before.length));
      return { ...link, start, end: start + points(link.text) };
    });
  };
  const base64 = (file) =>
    new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
      reader.onerror = () => failed(new Error(`${file.name} cannot be read`));
      reader.readAsDataURL(file);
    });

  // What stands in the boxes comes back after a reload, and when work was called off; it stays in this tab.
  const place = `boxes ${location.pathname}`;
  const boxes = [...document.querySelectorAll(".box")];
  const remember = () => {
    try {
      sessionStorage.setItem(place, JSON.stringify(boxes.map((box) => ({ ...contents(box), read: box.read }))));
    } catch {
      /* too long, or not allowed: then it is not remembered */
    }
  };
  const recall = () => {
    let held = [];
    try {
      held = JSON.parse(sessionStorage.getItem(place) ?? "[]");
    } catch {
      return;
    }
    for (const [at, box] of boxes.entries()) {
      for (const one of fields(box)) one.value ||= held[at]?.[one.dataset.field] ?? "";
      box.read = held[at]?.read;
      forget(box);
    }
  };

  for (const box of boxes) {
    const file = box.querySelector("[data-file]");
    file.addEventListener("change", () =>
      tried(file, async () => {
        const [given] = file.files;
        if (given) fill(box, await ask("/api/extract", { file: await base64(given), name: given.name }));
      }),
    );
    const read = box.querySelector("[data-read]");
    const address = box.querySelector("[data-address]");
    read?.addEventListener("click", () =>
      tried(read, async () => fill(box, await ask("/api/extract", { url: address.value.trim() }))),
    );
    address?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      read.click();
    });
    box.addEventListener("input", () => {
      forget(box);
      remember();
    });
  }
  recall();

  // -- forms and pairs: taken on at once, then followed on a page of their own

  const follow = async (address, body) => location.assign((await ask(address, { ...body, wait: false })).page);
  for (const form of document.querySelectorAll("form[data-ask]"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const body = Object.fromEntries(boxes.map((box) => [box.dataset.key, given(box)]));
      const source = form.querySelector("[data-option]")?.value;
      if (source) body.source = source;
      if (form.querySelector("[data-words]")?.checked) body.model = false;
      if (form.querySelector("[data-flag]")?.checked) body.explain = true;
      tried(form.querySelector("[type=submit]"), () => follow(form.dataset.ask, body));
    });
  const given = (box) => ({ ...contents(box), ...(box.read?.links ? { links: linked(box) } : {}) });
  for (const button of document.querySelectorAll("[data-pair]"))
    button.addEventListener("click", () => {
      const [a, b] = JSON.parse(button.dataset.pair);
      tried(button, () => follow("/api/compare", { a: { id: a }, b: { id: b } }));
    });

  // -- a task: its progress as it comes; a reload takes it up where it is

  const job = document.getElementById("job");
  if (job && ["waiting", "running"].includes(job.dataset.state)) {
    const address = `/api/jobs/${job.dataset.job}`;
    const events = new EventSource(`${address}/events`);
    const told = ({ data }) => {
      const { state, stage, place, seconds } = JSON.parse(data);
      document.getElementById("what").textContent = state === "waiting" ? "Waiting" : "In work";
      document.getElementById("stage").textContent = state === "waiting" ? `${place} in the line` : stage;
      document.getElementById("seconds").textContent = `${seconds} s`;
    };
    events.addEventListener("state", told);
    events.addEventListener("end", () => {
      events.close();
      location.reload();
    });
    const cancel = document.getElementById("cancel");
    cancel.addEventListener("click", () => tried(cancel, () => ask(address, undefined, "DELETE")));
  }
  document.documentElement.dataset.ready = "yes";
})();
