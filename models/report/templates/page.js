"use strict";
const list = document.getElementById("findings");
const tools = document.getElementById("tools");
if (list && tools) {
  const items = Array.from(list.children);
  const search = document.getElementById("search");
  const sort = document.getElementById("sort");
  const archived = document.getElementById("archived");
  const boxes = Array.from(tools.elements.level);
  const texts = new Map(); // lower-case text of an item, made when it is first searched

  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const levels = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    for (const item of items) {
      const { level, archived: old } = item.dataset;
      item.hidden = !levels.has(level) || (old === "true" && !archived.checked)
        || !words.every((word) => textOf(item).includes(word));
      shown += !item.hidden;
    }
    document.getElementById("shown").textContent = `${shown} of ${items.length} shown`;
  };

  // The worst, the latest, the most frequent come first; equals stay in the order of the report.
  const orders = {
    place: () => 0,
    last: (a, b) => b.dataset.last - a.dataset.last,
    first: (a, b) => b.dataset.first - a.dataset.first,
    count: (a, b) => b.dataset.count - a.dataset.count,
    account: (a, b) => a.dataset.account.localeCompare(b.dataset.account),
  };
  const order = () => list.append(...items.sort((a, b) =>
    orders[sort.value](a, b) || a.dataset.place - b.dataset.place));

  // A link to #<finding id> opens that finding, also one that is filtered out.
  const follow = (hash) => {
    const item = items.find((each) => `#${encodeURIComponent(each.id)}` === hash);
    if (!item) return;
    item.hidden = false;
    item.open = true;
    item.scrollIntoView();
  };

  for (const button of document.querySelectorAll("button[data-search]")) {
    button.disabled = false;
    button.addEventListener("click", () => {
      search.value = button.dataset.search;
      filter();
      tools.scrollIntoView({ behavior: "smooth" });
    });
  }
  tools.hidden = false;
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("input", filter);
  sort.addEventListener("change", order);
  // A link that is followed twice does not change the hash the second time.
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (link) follow(link.hash);
  });
  addEventListener("hashchange", () => follow(location.hash));
  filter();
  follow(location.hash);
}
