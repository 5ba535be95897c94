// Registers that sort and filter, matrices that show only gaps. Without this script both are plain tables.
// The filters of the first register of a page stand in the address: registers/control.html#status=planned&q=bias
(() => {
  "use strict";

  const { fold, make, button } = window.AIMSBOOK;
  const ANY = "*";
  const FIRST = 250; // rows of a long register that are laid out until all are asked for
  const collator = new Intl.Collator("en", { numeric: true });

  const spoken = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[aria-hidden]").forEach((hidden) => hidden.remove());
    return copy.textContent.trim();
  };

  // ------------------------------------------------------------------ registers
  const readColumns = (table) =>
    [...table.tHead.rows[0].cells].map((head, index) => ({
      head, index, key: head.dataset.abKey ?? "", filter: head.dataset.abFilter, label: spoken(head), value: ANY,
    }));

  const readRows = (table) =>
    [...table.tBodies].flatMap((body) => [...body.rows]).map((row) => ({
      row,
      cells: [...row.cells].map((cell) => cell.dataset.abValue ?? cell.textContent.trim()),
      values: [...row.cells].map(valuesOf),
      ranks: [...row.cells].map((cell) => cell.dataset.abRank),
    }));

  /** The values of a cell: parted by "|", or by commas where each has an element of its own. */
  const valuesOf = (cell) => {
    const given = cell.dataset.abValue ?? cell.textContent.trim();
    const parts = given.split(given.includes("|") ? "|" : ", ");
    return given.includes("|") || cell.children.length === parts.length ? parts : [given];
  };

  const holds = (values, wanted) => wanted.split("|").some((value) => values.includes(value));

  /** The values of a column with what a reader calls them, in the order of their ranks. */
  const choices = (rows, { index }) => {
    const labels = new Map();
    for (const { row, values, ranks } of rows) {
      if (values[index].some((value) => !labels.has(value))) readChoice(labels, row.cells[index], values[index], ranks[index]);
    }
    return [...labels].sort(([one, first], [other, second]) => collator.compare(first.rank ?? one, second.rank ?? other));
  };

  const readChoice = (labels, cell, values, rank) => {
    values.forEach((value, at) => {
      const named = values.length === 1 ? cell : cell.children.length === values.length ? cell.children[at] : null;
      if (!labels.has(value)) labels.set(value, { label: value === "" ? "(none)" : (named && spoken(named)) || value, rank: named === cell ? rank : undefined });
    });
  };

  const register = (holder, ownsAddress) => {
    const table = holder.querySelector("table");
    const columns = readColumns(table);
    const rows = readRows(table);
    const toolbar = holder.querySelector("[data-ab-toolbar]");
    const search = make("input", { type: "search", autocomplete: "off", spellcheck: false });
    const selects = columns.filter((column) => column.filter === "choice").map((column) => selectFor(column, rows));
    const count = make("p", { className: "ab-count", role: "status" });
    const others = make("span", { className: "ab-others" });
    const more = button("ab-button", "", () => showAll());
    const clear = button("ab-button", "Clear", () => {
      search.value = "";
      columns.forEach((column) => { column.value = ANY; if (column.select) choose(column.select, ANY); });
      changed();
      search.focus();
    });
    let ordered = rows;
    let sorting = "";
    let limit = FIRST;
    let found;

    const apply = () => {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      const active = columns.filter((column) => column.value !== ANY);
      let fitting = 0;
      for (const item of ordered) {
        const fits = active.every(({ index, value }) => holds(item.values[index], value))
          && words.every((word) => (item.text ??= fold(item.row.textContent)).includes(word));
        if (fits) fitting += 1;
        item.row.hidden = !fits || fitting > limit;
      }
      count.textContent = fitting === rows.length ? `${fitting} in all` : `${fitting} of ${rows.length}`;
      more.textContent = `Show all ${fitting}`;
      more.hidden = fitting <= limit;
      clear.hidden = !active.length && !words.length;
      others.replaceChildren(...active.filter((column) => !column.select).map((column) => chip(column)));
    };

    const chip = (column) => {
      const drop = () => { column.value = ANY; changed(); };
      return button("ab-chip", `${column.label}: ${column.value || "(none)"} ×`, drop, { "aria-pressed": "true" });
    };

    const sort = (wanted) => {
      sorting = wanted;
      const column = columns.find(({ key }) => key && key === wanted.replace(/^-/, ""));
      const sign = wanted.startsWith("-") ? -1 : 1;
      const value = ({ cells, ranks }) => ranks[column.index] ?? cells[column.index];
      ordered = column
        ? [...rows].sort((one, other) => (value(one) === "") - (value(other) === "") || sign * collator.compare(value(one), value(other)))
        : rows;
      columns.forEach(({ head, key }) => {
        if (column && key === column.key) head.setAttribute("aria-sort", sign < 0 ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      apply();
      table.tBodies[0].append(...ordered.map(({ row }) => row));
    };

    const showAll = () => { limit = Infinity; apply(); };

    const changed = () => { apply(); write(); };

    const write = () => {
      if (!ownsAddress) return;
      const address = new URLSearchParams();
      if (search.value) address.set("q", search.value);
      for (const { key, value } of columns) if (key && value !== ANY) address.set(key, value);
      if (sorting) address.set("sort", sorting);
      const wanted = `${address}`;
      history.replaceState(null, "", wanted ? `#${wanted}` : location.href.split("#")[0]);
    };

    const read = () => {
      if (!ownsAddress || (location.hash && !location.hash.includes("="))) return;
      const address = new URLSearchParams(location.hash.slice(1));
      search.value = address.get("q") ?? "";
      for (const column of columns) {
        column.value = address.getAll(column.key).join("|") || (address.has(column.key) ? "" : ANY);
        if (column.select) choose(column.select, column.value);
      }
      if ((address.get("sort") ?? "") === sorting) apply();
      else sort(address.get("sort") ?? "");
    };

    for (const { head, key, label } of columns) {
      if (!key) continue;
      const next = () => { sort(sorting === key ? `-${key}` : sorting === `-${key}` ? "" : key); write(); };
      const sorter = button("ab-sort", "", next, { title: `Sort by ${label}` });
      sorter.append(...head.childNodes);
      head.append(sorter);
    }
    for (const column of columns) column.select?.addEventListener("change", () => { column.value = column.select.value; changed(); });
    search.addEventListener("input", () => { clearTimeout(found); found = setTimeout(changed, 60); });
    toolbar.prepend(make("label", { className: "ab-filter" }, "Filter ", search), ...selects, others, clear, count, more);
    window.addEventListener("beforeprint", showAll);
    window.addEventListener("hashchange", read);
    read();
    if (!count.textContent) apply();
  };

  const selectFor = (column, rows) => {
    column.select = make("select", {}, make("option", { value: ANY }, "All"),
      ...choices(rows, column).map(([value, { label }]) => make("option", { value }, label)));
    return make("label", { className: "ab-filter" }, `${column.label} `, column.select);
  };

  /** Choose a value that the address names, though no row may have it. */
  const choose = (select, value) => {
    if (![...select.options].some((known) => known.value === value)) select.append(make("option", { value }, value.split("|").join(" or ")));
    select.value = value;
  };

  // ------------------------------------------------------------------ matrices
  /** The rows and columns without any link; one that asks for none says so by data-ab-gap="no". */
  const gapsOf = (table, heads, rows) => {
    const linked = new Set();
    const counts = (one) => one.dataset.abGap !== "no" && !one.matches(".ab-total");
    const empty = rows.filter((row) => {
      const used = [...row.cells].filter((cell) => cell.tagName === "TD" && cell.querySelector("a"));
      used.forEach((cell) => linked.add(cell.cellIndex));
      return !used.length && counts(row);
    });
    const columns = table.matches(".ab-list") ? [] : heads.filter((head, at) => at && !linked.has(at) && counts(head));
    return { empty: new Set(empty), columns: new Set(columns.map((head) => head.cellIndex)) };
  };

  const matrix = (holder) => {
    const table = holder.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const only = make("input", { type: "checkbox" });
    const count = make("p", { className: "ab-count", role: "status" });
    let gaps;
    const apply = () => {
      const { empty, columns } = gaps ??= gapsOf(table, heads, rows);
      rows.forEach((row) => { row.hidden = only.checked && !empty.has(row); });
      for (const row of table.matches(".ab-list") ? [] : table.rows) {
        if (!row.hidden) [...row.cells].forEach((cell, at) => { cell.hidden = only.checked && at > 0 && !columns.has(at) && !heads[at].matches(".ab-total"); });
      }
      count.textContent = only.checked ? `${empty.size} rows and ${columns.size} columns without a link` : "";
    };
    const read = () => { if (only.checked !== (location.hash === "#gaps")) { only.checked = !only.checked; apply(); } };
    only.addEventListener("change", () => {
      apply();
      history.replaceState(null, "", only.checked ? "#gaps" : location.href.split("#")[0]);
    });
    holder.querySelector("[data-ab-toolbar]").prepend(make("label", { className: "ab-filter" }, only, " Only gaps"), count);
    window.addEventListener("hashchange", read);
    read();
  };

  document.querySelectorAll("[data-ab-table]").forEach((holder, index) => register(holder, index === 0));
  document.querySelectorAll("[data-ab-matrix]").forEach(matrix);
})();
