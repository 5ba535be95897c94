// The box in the header: search (/ or s) and jump to an id (g), in any page, from http and from a folder.
// It reads the shards that search.py writes, and folds words exactly as search.py does: the two change together.
(() => {
  "use strict";

  const UNDECOMPOSED = new Map(Object.entries({ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" }));
  const UNSPACED = /([\u2e80-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+)/u;
  const WEIGHTS = [0, 9, 6, 2]; // by column of a word: in the id, the title, the text; one more for the whole word
  const EXACT_ID = 4000;
  const ID_PREFIX = 2000;
  const SHOWN = 30;
  const MOST_SHARDS = 24; // that one unfinished word may ask for
  const KEYS_SETTING = "aimsbook.single-keys";

  const fold = (text) =>
    text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "").normalize("NFC")
      .replace(/[ßæœøłđðþıς]/g, (letter) => UNDECOMPOSED.get(letter));

  const make = (tag, properties = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };

  const button = (className, words, act, more = {}) => {
    const made = make("button", { type: "button", className, ...more }, words);
    made.addEventListener("click", act);
    return made;
  };

  // ------------------------------------------------------------------ shards
  const arrivals = new Map();
  const loads = new Map();
  let version = "";

  window.AIMSBOOK = { fold, make, button, shard: (name, data) => arrivals.get(name)?.(data) };

  const opener = document.querySelector("[data-ab-search]");
  if (!opener) return;
  const root = new URL(`${opener.dataset.abRoot.replace(/\/$/, "")}/`, document.baseURI).href;

  const load = (name) => {
    if (!loads.has(name)) {
      loads.set(name, new Promise((resolve, reject) => {
        const script = make("script", { src: `${root}assets/aimsbook/search/${name}.js${version}` });
        arrivals.set(name, resolve);
        script.onload = script.onerror = () => {
          script.remove();
          reject(new Error(name)); // without effect when the shard has arrived
        };
        document.head.append(script);
      }));
      loads.get(name).catch(() => loads.delete(name));
    }
    return loads.get(name);
  };

  const loadManifest = async () => {
    const manifest = await load("manifest");
    version = `?${manifest.digest}`;
    manifest.shards ??= new Set(manifest.words);
    return manifest;
  };

  // ------------------------------------------------------------------ what is asked
  const pieceOf = (letter) => (letter < "\x80" ? letter : `_${(letter.codePointAt(0) >> 5).toString(16)}_`);

  /** The words of a query; `open` marks the last one, while it is still being typed. */
  const readQuery = (text) => {
    const words = [];
    for (const run of fold(text).match(/[\p{L}\p{N}]+/gu) ?? []) {
      run.split(UNSPACED).forEach((piece, index) => {
        const letters = [...piece];
        if (index % 2 && letters.length > 1) letters.slice(1).forEach((letter, at) => words.push({ word: letters[at] + letter }));
        else if (piece) words.push({ word: piece });
      });
    }
    if (words.length && /[\p{L}\p{N}]$/u.test(text)) words.at(-1).open = true;
    return words;
  };

  /** The shards that may hold a word, or words that begin with it. */
  const shardsFor = (manifest, { word, open }) => {
    let name = "";
    let own = "";
    for (const letter of word) {
      name += pieceOf(letter);
      if (manifest.shards.has(name)) own = name;
    }
    const longer = open ? manifest.words.filter((shard) => shard.startsWith(name) && shard !== own) : [];
    return [...(own ? [own] : []), ...(longer.length > MOST_SHARDS ? [] : longer)];
  };

  /** For every entry, how well one word fits it; 0 where it does not. */
  const weigh = async (manifest, { word, open }, columns) => {
    const weights = new Uint8Array(manifest.count);
    const names = shardsFor(manifest, { word, open });
    for (const rows of await Promise.all(names.map((name) => load(`w-${name}`)))) {
      for (const row of rows) {
        const whole = row[0] === word;
        if (!whole && !(open && row[0].startsWith(word))) continue;
        for (let column = 1; column < Math.min(row.length, columns + 1); column += 1) {
          const weight = WEIGHTS[column] + (whole ? 1 : 0);
          let entry = 0;
          for (const step of row[column]) {
            entry += step;
            if (weights[entry] < weight) weights[entry] = weight;
          }
        }
      }
    }
    return weights;
  };

  /** Add to the scores what the query is worth as an id, or as the beginning of one. */
  const scoreIds = async (manifest, text, scores) => {
    const key = fold(text).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    if (!key) return;
    let block = Math.max(0, manifest.ids.findLastIndex((first) => first < key));
    for (let found = 0; found < SHOWN && block < manifest.ids.length; block += 1) {
      if (manifest.ids[block] > key && !manifest.ids[block].startsWith(key)) return;
      const flat = await load(`i-${block}`);
      for (let at = 0; at < flat.length && found < SHOWN; at += 2) {
        if (!flat[at].startsWith(key)) continue;
        const score = flat[at] === key ? EXACT_ID : key.length > 1 ? ID_PREFIX - flat[at].length : 0;
        scores[flat[at + 1]] = Math.max(scores[flat[at + 1]], score);
        found += 1;
      }
    }
  };

  /** For every entry its score: ids count alone, words count together. */
  const score = async (manifest, text, idsOnly) => {
    const scores = new Uint16Array(manifest.count);
    const query = readQuery(text);
    const lists = await Promise.all(query.map((word) => weigh(manifest, word, idsOnly ? 1 : 3)));
    const last = query.at(-1);
    if (lists.length > 1 && last.open && last.word.length === 1 && !lists.at(-1).some(Boolean)) lists.pop();
    for (let entry = 0; lists.length && entry < manifest.count; entry += 1) {
      let sum = 0;
      for (const weights of lists) {
        if (!weights[entry]) { sum = 0; break; }
        sum += weights[entry];
      }
      scores[entry] = Math.min(sum, 1000);
    }
    await scoreIds(manifest, text, scores);
    return scores;
  };

  const countByType = (manifest, scores) =>
    manifest.types.map(([type, label, icon, start], index) => {
      const end = manifest.types[index + 1]?.[3] ?? manifest.count;
      let count = 0;
      for (let entry = start; entry < end; entry += 1) if (scores[entry]) count += 1;
      return { type, label, icon, start, end, count };
    });

  const best = (scores, start, end) => {
    const ranked = [];
    for (let entry = start; entry < end; entry += 1) if (scores[entry]) ranked.push(entry);
    return ranked.sort((one, other) => scores[other] - scores[one] || one - other).slice(0, SHOWN);
  };

  const rowOf = async (manifest, entry) => {
    const rows = await load(`r-${Math.floor(entry / manifest.rows)}`);
    return rows[entry % manifest.rows];
  };

  // ------------------------------------------------------------------ trails
  const keyOf = (text) => fold(text).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

  /** How well an id fits what was typed: whole, whole without its framework, its beginning, a part of it; 0 for none. */
  const fitOf = (id, typed) => {
    if (!typed) return 1;
    const keys = [keyOf(id), keyOf(id.slice(id.lastIndexOf(":") + 1))];
    if (keys.includes(typed)) return 4;
    if (keys.some((key) => key.startsWith(typed))) return 3;
    return keys.some((key) => `-${key}-`.includes(`-${typed}`)) ? 2 : 0;
  };

  /** `A.6.2.4 @SYS-X`: the trails that begin there, narrowed to what stands behind the @. */
  const trailsFor = ({ rows }, text) => {
    const [what, narrowed] = text.split("@", 2).map(keyOf);
    const found = [];
    for (const [id, title, href, others] of rows) {
      const fit = fitOf(id, what);
      if (!fit) continue;
      for (const other of narrowed ? others : [""]) {
        const match = other ? fitOf(other, narrowed) : 1;
        if (match) found.push({ fit: 10 * fit + match, row: [other ? `${id} @${other}` : id, title, other ? `${href}#${other}` : href, -1], facet: { label: "Trail", icon: "" } });
      }
    }
    return found.sort((one, other) => other.fit - one.fit);
  };

  /** Why no trail was found: nothing like what stands behind the @, nothing like what stands before it, or not together. */
  const whyNone = ({ kind, ids, rows }, text) => {
    const [what, narrowed] = text.split("@", 2).map((part) => part.trim());
    if (narrowed && !ids.some((id) => fitOf(id, keyOf(narrowed)))) return `There is no ${kind} “${narrowed}” here`;
    if (!rows.some(([id]) => fitOf(id, keyOf(what)))) return `No trail begins at “${what}”`;
    return `No trail that begins at “${what}” is narrowed to “${narrowed}”`;
  };

  // ------------------------------------------------------------------ the box
  let box;
  let mode = "search";
  let type = "";
  let turn = 0;
  let running = Promise.resolve();

  const build = () => {
    const input = make("input", {
      type: "text", id: "ab-query", role: "combobox", autocomplete: "off", spellcheck: false, maxLength: 200, autocapitalize: "off",
      "aria-autocomplete": "list", "aria-controls": "ab-hits", "aria-expanded": "false",
    });
    const types = make("div", { className: "ab-box-types", role: "group", "aria-label": "Only one type" });
    const count = make("p", { className: "ab-box-count", role: "status" });
    const hits = make("div", { className: "ab-box-hits", id: "ab-hits", role: "listbox", "aria-label": "Results", hidden: true });
    const keys = make("input", { type: "checkbox", checked: singleKeys() });
    const close = button("ab-button", "Esc", () => dialog.close(), { "aria-label": "Close" });
    const dialog = make("dialog", { className: "ab-box" },
      make("div", { className: "ab-box-head" }, input, close), types, count, hits,
      make("p", { className: "ab-box-help" },
        make("kbd", {}, "↑"), make("kbd", {}, "↓"), " choose ", make("kbd", {}, "Enter"), " open ",
        make("label", {}, keys, " ", make("kbd", {}, "/"), " searches, ", make("kbd", {}, "g"), " jumps to an id; ", make("kbd", {}, "A.6.2.4 @SYS-…"), " to a trail")));
    keys.addEventListener("change", () => store(KEYS_SETTING, keys.checked ? "on" : "off"));
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", onKey);
    hits.addEventListener("click", () => dialog.close());
    input.addEventListener("input", () => { type = ""; ask(); });
    document.body.append(dialog);
    box = { dialog, input, types, count, hits };
  };

  const open = (wanted) => {
    if (!box) build();
    mode = wanted;
    type = "";
    const name = mode === "jump" ? "Jump to an id, or with @ to a trail" : "Search records and manual";
    box.dialog.setAttribute("aria-label", name);
    box.input.setAttribute("aria-label", name);
    box.input.placeholder = name;
    if (!box.dialog.open) box.dialog.showModal();
    box.input.focus();
    box.input.select();
    ask();
  };

  const ask = () => {
    box.hits.ariaBusy = "true";
    running = answer(turn += 1);
  };

  const answer = async (mine) => {
    const text = box.input.value.trim();
    try {
      const manifest = await loadManifest();
      if (mine !== turn) return;
      if (!text) { show(manifest, [], [], "", mine); return; }
      if (mode === "jump" && text.includes("@")) {
        const trails = await load("trails");
        const found = trailsFor(trails, text);
        show(manifest, found.length ? [{ label: "Trail", type: "", icon: "", count: found.length }] : [], found.slice(0, SHOWN), text, mine);
        if (mine === turn && !found.length) box.count.textContent = whyNone(trails, text);
        return;
      }
      const scores = await score(manifest, box.input.value, mode === "jump");
      const facets = countByType(manifest, scores).filter((facet) => facet.count);
      const chosen = facets.find((facet) => facet.type === type);
      const entries = best(scores, chosen?.start ?? 0, chosen?.end ?? manifest.count);
      const rows = await Promise.all(entries.map((entry) => rowOf(manifest, entry)));
      const hits = rows.map((row, index) => ({ row, facet: facets.find((facet) => entries[index] < facet.end) }));
      show(manifest, facets, hits, text, mine);
    } catch {
      box.count.textContent = "The search index could not be read. It stands in assets/aimsbook/search of this site.";
    }
  };

  const show = (manifest, facets, hits, text, mine) => {
    if (mine !== turn) return;
    const total = facets.reduce((sum, facet) => sum + facet.count, 0);
    const within = facets.find((facet) => facet.type === type)?.count ?? total;
    const words = readQuery(text).map(({ word }) => word);
    box.types.replaceChildren(...(facets.length > 1 ? facets.map(chip) : []));
    box.hits.replaceChildren(...hits.map((hit, index) => option(manifest, hit, index, hit.fit ? [] : words)));
    box.hits.hidden = !hits.length;
    box.hits.ariaBusy = "false";
    box.hits.scrollTop = 0;
    box.input.setAttribute("aria-expanded", String(hits.length > 0));
    choose(hits.length ? 0 : -1);
    if (!text) box.count.textContent = `${manifest.count} pages and sections`;
    else if (!total) box.count.textContent = mode === "jump" ? "No id begins like this" : "Nothing holds all these words";
    else box.count.textContent = `${within} found${within > hits.length ? `, the best ${hits.length} shown` : ""}`;
  };

  const chip = (facet) => {
    const choose = () => {
      type = facet.type === type ? "" : facet.type;
      ask();
      box.input.focus();
    };
    return button("ab-chip", `${facet.label} ${facet.count}`, choose, { "aria-pressed": String(facet.type === type) });
  };

  const option = (manifest, { row: [id, title, href, state], facet }, index, words) => {
    const [word, tone, symbol] = manifest.states[state] ?? [];
    const link = make("a", { className: "ab-hit", role: "option", id: `ab-hit-${index}`, href: root + href, tabIndex: -1, "aria-selected": "false" },
      make("span", { className: "ab-hit-type" }, ...(facet.icon ? [make("span", { "aria-hidden": "true" }, facet.icon), " "] : []), facet.label), " ");
    if (id) link.append(make("code", {}, id), " ");
    link.append(make("span", { className: "ab-hit-title" }, ...marked(title, words)));
    if (word) link.append(" ", make("span", { className: `ab-state ab-tone-${tone}` }, ...(symbol ? [make("span", { "aria-hidden": "true" }, symbol), " "] : []), word));
    link.addEventListener("pointermove", () => choose(index));
    return link;
  };

  const marked = (title, words) =>
    title.split(/([\p{L}\p{N}]+)/u).map((part) => (part && words.some((word) => fold(part).startsWith(word)) ? make("mark", {}, part) : part));

  const chosen = () => box.hits.querySelector('[aria-selected="true"]');

  const choose = (index) => {
    chosen()?.setAttribute("aria-selected", "false");
    const hit = box.hits.children[index];
    hit?.setAttribute("aria-selected", "true");
    hit?.scrollIntoView({ block: "nearest" });
    if (hit) box.input.setAttribute("aria-activedescendant", hit.id);
    else box.input.removeAttribute("aria-activedescendant");
  };

  const onKey = async (event) => {
    event.stopPropagation();
    const hits = [...box.hits.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const typing = event.target === box.input && !event.isComposing;
    if (typing && step && hits.length) {
      event.preventDefault();
      choose((hits.indexOf(chosen()) + step + hits.length) % hits.length);
    } else if (typing && event.key === "Enter") {
      event.preventDefault();
      await running; // what was typed last may still be on its way
      chosen()?.click();
    }
  };

  // ------------------------------------------------------------------ keys
  const store = (name, value) => { try { localStorage.setItem(name, value); } catch { /* kept for this page only */ } };
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const singleKeys = () => stored(KEYS_SETTING) !== "off";

  document.addEventListener("keydown", (event) => {
    const wanted = { "/": "search", s: "search", g: "jump" }[event.key];
    const typing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (!wanted || typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") || !singleKeys()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open(wanted);
  }, true);

  opener.hidden = false;
  opener.addEventListener("click", () => open("search"));
})();
