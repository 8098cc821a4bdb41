// The page with its script: search, filters that live in the address, order, citing, keys. Without it everything can be
// read. Nothing here writes HTML from the bibliography: texts are set as text, and references are parsed where nothing runs.
"use strict";

const root = document.documentElement;
root.classList.add("scripted");

// What the reader chose last time; a browser may forbid remembering, which is no error.
const memory = {
  get(name) {
    try {
      return localStorage.getItem(`sourcebook-${name}`);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`sourcebook-${name}`, value);
    } catch {
      // then the next page starts as this one did
    }
  },
};
if (memory.get("theme")) root.dataset.theme = memory.get("theme");

// Texts of works by form (`apa`, `bibtex` …), each in a file of its own that is loaded when first asked for. Pages opened
// from a disk may not fetch, but they may load scripts.
const sourcebook = {
  texts: {},
  receive(form, texts) {
    this.texts[form] = texts;
  },
};
const loading = {};
function load(form) {
  loading[form] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${encodeURIComponent(root.dataset.stem)}-${form}.js`;
    script.onload = () => resolve(sourcebook.texts[form]);
    script.onerror = () => {
      delete loading[form];
      reject(new Error(form));
    };
    document.head.append(script);
  });
  return loading[form];
}

// Searching folds as the command line does (model/text.py): no case, width, accents or vowel signs.
const MARKS = /[\u0300-\u036f\u064b-\u0652\u0670]/g;
const LETTERS = {
  ß: "ss", ς: "σ", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ħ: "h", ŧ: "t",
  ʿ: "", ʾ: "", ʻ: "", ʼ: "", ـ: "",
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
// Scripts that are searched by letters, since they set no words apart or carry their grammar inside.
const BY_LETTER =
  /[\u0600-\u06ff\u0750-\u077f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ufb50-\ufdff\ufe70-\ufeff\u{20000}-\u{3ffff}]/u;

function fold(text) {
  const bare = text.normalize("NFKD").toLowerCase().replace(MARKS, "");
  return bare.replace(LETTER, (letter) => LETTERS[letter]).normalize("NFC");
}

const words = (text) => fold(text).replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim();

// What to look for: words, and phrases in quotation marks, each with whether it may begin inside a word.
function terms(query) {
  const said = [...query.matchAll(/["“”„]([^"“”„]*)["“”„]?|[^\s"“”„]+/g)].map(([whole, phrase]) => words(phrase ?? whole));
  return said.filter(Boolean).map((term) => (BY_LETTER.test(term) ? term : ` ${term}`));
}

document.addEventListener("DOMContentLoaded", () => {
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = $("#find");
  const search = form.elements.q;
  const selects = $$("select", form);
  const filters = selects.filter((select) => select.name !== "sort");
  const sections = $$("section.group");
  const contents = new Map(sections.map((section, place) => [section, $$("nav ol a")[place]]));
  const labels = new Map(sections.map((section) => [section, $("h2 > span", section).textContent]));
  const grouping = sections.length ? selects.find((select) => select.name !== "sort")?.name : "";

  const works = sections.flatMap((section) =>
    $$(".works > li", section).map((item) => ({
      item,
      section,
      key: item.id,
      values: { link: "untried", outlet: $(".byline cite", item)?.textContent, ...item.dataset, [grouping]: section.dataset.group },
    })),
  );
  const collator = new Intl.Collator(root.lang, { numeric: true, sensitivity: "base" });
  const title = (work) => $("h3 > *", work.item);
  const haystack = (work) => (work.text ??= ` ${words(`${$(".entry", work.item).textContent} ${work.key}`)} `);

  // Texts are folded while nobody waits, so that the first search is as fast as the next.
  const idle = window.requestIdleCallback ?? ((task) => setTimeout(() => task({ timeRemaining: () => 8 })));
  function prepare(place) {
    idle((deadline) => {
      while (place < works.length && deadline.timeRemaining() > 1) haystack(works[place++]);
      if (place < works.length) prepare(place);
    });
  }

  // Names of languages in the page's own language, which the browser knows.
  const names = new Intl.DisplayNames([root.lang, "en"], { type: "language", fallback: "code" });
  const tongue = (tag) => {
    try {
      return names.of(tag);
    } catch {
      return tag;
    }
  };
  for (const place of $$(".tongue")) place.textContent = tongue(place.textContent);
  const options = filters.map((select) =>
    [...select.options].slice(1).map((option) => {
      const label = option.textContent.replace(/ \(\d+\)$/, "");
      return { option, label: select.name === "language" ? tongue(option.value) : label };
    }),
  );

  // Which works are shown

  let shown = works;
  const current = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));

  function apply() {
    const wanted = terms(search.value);
    const found = works.filter((work) => wanted.every((term) => haystack(work).includes(term)));
    const passes = (work, but) => filters.every((select) => select === but || !select.value || work.values[select.name] === select.value);
    const visible = new Set(found.filter((work) => passes(work)));
    for (const work of works) if (work.item.hidden === visible.has(work)) work.item.hidden = !visible.has(work);
    filters.forEach((select, place) => {
      const counts = new Map();
      for (const work of found) {
        if (passes(work, select)) counts.set(work.values[select.name], (counts.get(work.values[select.name]) ?? 0) + 1);
      }
      for (const { option, label } of options[place]) {
        const text = `${label} (${counts.get(option.value) ?? 0})`;
        if (option.textContent !== text) option.textContent = text;
      }
    });
    arrange(form.elements.sort.value);
    shown = $$(".works > li:not([hidden])").map((item) => byItem.get(item));
    for (const section of $$("section.group")) {
      const count = shown.filter((work) => section === flat || work.section === section).length;
      section.hidden = !count || (section === flat) !== Boolean(form.elements.sort.value);
      $(".count", section).textContent = count;
      if (section !== flat) showContents(contents.get(section), count);
    }
    const total = `${works.length} ${works.length === 1 ? "work" : "works"}`;
    $("#found").textContent = shown.length === works.length ? total : `${shown.length} of ${total}`;
    $("#nothing").hidden = shown.length > 0;
    $("#cite-found").hidden = !shown.length;
    $("#clear").hidden = !current().size;
    if (panel && panel.parentElement === $("#cite-found-here")) closePanel();
  }

  function showContents(link, count) {
    link.setAttribute("aria-disabled", !count);
    link.nextElementSibling.textContent = count;
  }

  // Order: by group as the page was written, or all in one list

  const byItem = new Map(works.map((work) => [work.item, work]));
  const orders = {
    newest: (a, b) => b.values.day - a.values.day,
    oldest: (a, b) => (Number(a.values.day) || Infinity) - (Number(b.values.day) || Infinity) || 0,
    title: (a, b) => collator.compare(title(a).textContent, title(b).textContent),
    author: (a, b) => collator.compare($(".byline", a.item).textContent, $(".byline", b.item).textContent),
  };
  let arranged = "";
  let flat = null;

  function arrange(order) {
    if (order === arranged) return;
    arranged = order;
    if (!order) {
      for (const work of works) $(".works", work.section).append(work.item);
      return;
    }
    if (!flat) {
      flat = sections[0].cloneNode(false);
      flat.id = "all";
      flat.classList.add("flat");
      const heading = document.createElement("h2");
      heading.id = "all-label";
      heading.append(Object.assign(document.createElement("span"), { textContent: "All works" }), " ");
      heading.append(Object.assign(document.createElement("span"), { className: "count" }));
      flat.setAttribute("aria-labelledby", "all-label");
      flat.append(heading, Object.assign(document.createElement("ul"), { className: "works" }));
      sections[0].before(flat);
      for (const work of works) $(".byline", work.item).dataset.group = labels.get(work.section);
    }
    $(".works", flat).append(...[...works].sort(orders[order]).map((work) => work.item));
  }

  // The address: `#q=…&role=…`, and `&at=…` where the reader went under a filter; or `#key` of a work, or of a group

  function remember(at) {
    const said = current();
    if (at) said.set("at", at);
    history.replaceState(null, "", said.size ? `#${said}` : location.pathname + location.search);
  }

  function follow() {
    const hash = location.hash.slice(1);
    const plain = document.getElementById(decode(hash));
    const said = new URLSearchParams(plain ? "" : hash);
    const at = plain ?? document.getElementById(said.get("at"));
    said.delete("at");
    const differs = said.toString() !== current().toString();
    if (differs) choose(said);
    if (!at || at.hidden) return;
    const work = byItem.get(at);
    if (differs || work) arrive(at);
    if (work) title(work).focus({ preventScroll: true });
  }

  function choose(said) {
    search.value = said.get("q") ?? "";
    for (const select of selects) {
      const value = said.get(select.name) ?? "";
      select.value = [...select.options].some((option) => option.value === value) ? value : "";
    }
    if (selects.some((select) => select.value)) $("#filters").open = true;
    apply();
  }

  // A link within the page keeps the filter, unless that hides where it leads; groups are not seen in another order than theirs.
  function go(event) {
    const link = event.target.closest("a[href^='#']");
    if (link?.matches("[aria-disabled=true]")) return event.preventDefault();
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const at = document.getElementById(decode(link.hash.slice(1)));
    if (arranged && contents.has(at)) {
      form.elements.sort.value = "";
      apply();
    }
    if (!at || at.hidden) return;
    if (current().size) {
      event.preventDefault();
      // The browser goes there itself, so that focus and history are as after any link; then the address says all again.
      location.hash = at.id;
      remember(at.id);
    }
    requestAnimationFrame(() => arrive(at));
  }

  // What was far from the screen has its true height only once it is near, a frame later; so the place is sought again.
  function arrive(at, frames = 3) {
    at.scrollIntoView();
    if (frames) requestAnimationFrame(() => arrive(at, frames - 1));
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function clear() {
    form.reset();
    apply();
  }

  // Citing: one panel, that of a work or of all that are shown

  let panel = null;
  let opener = null;

  function openPanel(host, keys, button) {
    closePanel();
    opener = button;
    panel = $("#panel").content.firstElementChild.cloneNode(true);
    const choice = $("select", panel);
    const remembered = memory.get("form");
    if ([...choice.options].some((option) => option.value === remembered)) choice.value = remembered;
    choice.addEventListener("change", () => {
      memory.set("form", choice.value);
      fill(keys);
    });
    $("[name=copy]", panel).addEventListener("click", copy);
    $("[name=download]", panel).addEventListener("click", () => download(keys));
    $("[name=close]", panel).addEventListener("click", closePanel);
    host.append(panel);
    fill(keys);
    choice.focus();
  }

  function closePanel() {
    if (!panel) return;
    const focus = panel.contains(document.activeElement);
    panel.remove();
    panel = null;
    if (focus) opener.focus();
  }

  const say = (text) => {
    if (panel) $("[role=status]", panel).textContent = text;
  };

  async function fill(keys) {
    const mine = panel;
    const { value } = $("select", mine);
    const place = $(".references", mine);
    place.replaceChildren();
    say("");
    let texts;
    try {
      texts = await load(value);
    } catch {
      return say(`The file ${root.dataset.stem}-${value}.js is not beside this page.`);
    }
    if (mine !== panel || value !== $("select", mine).value) return;
    const chosen = keys.map((key) => texts[key]).filter(Boolean);
    if (value === "bibtex" || value === "ris") {
      const pre = document.createElement("pre");
      pre.textContent = value === "bibtex" ? once(chosen) : chosen.join("\n");
      return place.append(pre);
    }
    const paragraphs = chosen.map(paragraph);
    place.append(...paragraphs.sort((a, b) => collator.compare(a.textContent, b.textContent)));
  }

  // A reference comes as escaped HTML with a few marks. It is read in a document without a window, which runs nothing and
  // loads nothing, and nothing but those marks leaves that document.
  function paragraph(html) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    for (const one of $$(":not(em, strong, u, s, sup, sub, br)", body)) one.replaceWith(one.textContent);
    const made = document.createElement("p");
    made.dir = "auto";
    made.append(...body.childNodes);
    return made;
  }

  // Entries may each begin with the same preamble, of which a file needs one.
  function once(entries) {
    const preambles = new Set();
    const rest = entries.map((entry) => {
      const [first] = entry.match(/^@preamble\{.*\}\n\n/) ?? [""];
      if (first) preambles.add(first);
      return entry.slice(first.length);
    });
    return [...preambles, rest.join("\n")].join("");
  }

  const plain = () => {
    const pre = $(".references pre", panel);
    return pre ? pre.textContent : `${$$(".references p", panel).map((one) => one.textContent).join("\n\n")}\n`;
  };

  async function copy() {
    const text = plain();
    const html = $$(".references p", panel).map((one) => `<p>${one.innerHTML}</p>`).join("");
    try {
      const data = { "text/plain": new Blob([text], { type: "text/plain" }) };
      if (html) data["text/html"] = new Blob([html], { type: "text/html" });
      await navigator.clipboard.write([new ClipboardItem(data)]);
      say("Copied.");
    } catch {
      // Without a secure connection there is no clipboard, but there is what a person would do.
      getSelection().selectAllChildren($(".references", panel));
      say(document.execCommand("copy") ? "Copied." : "Selected; copy it with your keyboard.");
    }
  }

  function download(keys) {
    const choice = $("select", panel);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([plain()], { type: "text/plain;charset=utf-8" }));
    link.download = (keys.length === 1 ? keys[0] : root.dataset.stem) + choice.selectedOptions[0].dataset.extension;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    say("Saved.");
  }

  // COinS, from which reference managers collect the works of a page

  load("coins").then((objects) => {
    for (const work of works) {
      work.item.append(Object.assign(document.createElement("span"), { className: "Z3988", title: objects[work.key] }));
    }
    document.dispatchEvent(new Event("ZoteroItemUpdated", { bubbles: true, cancelable: true }));
  }, () => {});

  // Keys

  const single = $("#keys");
  single.checked = memory.get("keys") !== "off";
  single.addEventListener("change", () => memory.set("keys", single.checked ? "on" : "off"));

  const here = () => byItem.get(document.activeElement?.closest?.(".works > li"));

  function move(by) {
    const place = shown.indexOf(here());
    const next = shown[place < 0 ? (by > 0 ? 0 : shown.length - 1) : place + by];
    if (!next) return;
    title(next).focus({ preventScroll: true });
    next.item.scrollIntoView({ block: "nearest" });
  }

  function cite(work) {
    openPanel(work.item, [work.key], $(".cite", work.item));
  }

  function press(key, typing) {
    if (key === "Escape") {
      if (panel) closePanel();
      else if (current().size) clear(), remember();
      else document.activeElement?.blur();
    } else if (key === "ArrowDown" && (document.activeElement === search || here())) move(1);
    else if (key === "ArrowUp" && here()) move(-1);
    else if (key === "Enter" && document.activeElement === search) move(1);
    else if (key === "Enter" && here() && title(here()) === document.activeElement && !document.activeElement.href) cite(here());
    else if (typing || !single.checked) return false;
    else if (key === "/") search.select(), search.focus();
    else if (key === "j") move(1);
    else if (key === "k") move(-1);
    else if (key === "c" && here()) cite(here());
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    const choosing = target.matches("select, .references");
    if (choosing && event.key.startsWith("Arrow")) return;
    if (press(event.key, choosing || target.matches("input[type=search]"))) event.preventDefault();
  });

  // What the reader does

  const changed = () => {
    apply();
    remember();
  };
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  $("#clear-nothing").addEventListener("click", () => (clear(), remember(), search.focus()));
  $("#cite-found").addEventListener("click", (event) => openPanel($("#cite-found-here"), shown.map((work) => work.key), event.target));
  $("#works").addEventListener("click", ({ target }) => {
    if (target.matches(".cite")) cite(byItem.get(target.closest("li")));
  });
  document.addEventListener("click", go);
  window.addEventListener("hashchange", follow);

  const theme = $("#theme");
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showTheme = () => theme.setAttribute("aria-pressed", isDark());
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    memory.set("theme", root.dataset.theme);
    showTheme();
  });
  showTheme();
  $("#filters").open = matchMedia("(min-width: 48rem)").matches;
  apply();
  follow();
  prepare(0);
});
