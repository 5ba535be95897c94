// The banner for readers whose clock has passed a day on which something falls due. Each page carries the first such
// day; only when it has come the list of days is loaded, from beside this file, also from a folder.
(() => {
  "use strict";

  const banner = document.querySelector("[data-ab-falls]");
  const today = new Date();
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  if (!banner || !banner.dataset.abFalls || day < banner.dataset.abFalls) return;

  const tell = (number) => {
    const items = number === 1 ? "1 item has" : `${number} items have`;
    banner.querySelector("[data-ab-told]").textContent = `${items} fallen due since.`;
    banner.hidden = false;
  };
  window.AIMSBOOK = Object.assign(window.AIMSBOOK ?? {}, {
    dates: (days) => tell(days.filter(([on]) => on <= day).reduce((sum, [, number]) => sum + number, 0)),
  });
  const root = banner.dataset.abRoot.replace(/\/$/, "");
  const script = document.createElement("script");
  script.src = new URL(`${root}/assets/aimsbook/dates.js`, document.baseURI).href;
  script.onerror = () => { banner.hidden = false; }; // the days are not there: it still says from which day on
  document.head.append(script);
})();
