// The matrix: ordered anew without asking the server, and by any principle; a cell tells all places that say so.
import { asAsked, element, fetched, filled, named, noted, number, shortly, textsOf, visible } from "./page.js";

const choice = document.getElementById("choice");
const table = document.getElementById("matrix");
const texts = textsOf(choice);
const orders = Object.fromEntries([...choice.querySelectorAll("select")].map((one) => [one.name, one]));
let first = null; // the column whose statements stand first, if the reader said so

fetched(choice.dataset.source).then((data) => {
  const head = table.querySelector("thead th").textContent;
  const foot = table.querySelector("tfoot th").textContent;

  const draw = () => {
    const level = data[orders.level.value];
    const columns = level.columnOrders[orders.columns.value];
    const rows = [...level.rowOrders[orders.rows.value]];
    const cells = level.rows.map((row) => new Map(row.cells.map(([column, ...claims]) => [column, claims])));
    if (first !== null) rows.sort((a, b) => weight(cells[b].get(first)) - weight(cells[a].get(first)));
    table.tHead.replaceChildren(element("tr", {}, element("th", { scope: "col" }, head), columns.map((at) => headOf(level.columns[at], at))));
    table.tBodies[0].replaceChildren(
      ...rows.map((at) => {
        const row = level.rows[at];
        return element(
          "tr",
          {},
          element("th", { scope: "row" }, named(row), row.date ? element("small", {}, ` ${row.date.slice(0, 4)}`) : ""),
          columns.map((column) => cellOf(cells[at].get(column), level.columns[column])),
        );
      }),
    );
    table.tFoot.replaceChildren(element("tr", {}, element("th", { scope: "row" }, foot), columns.map((at) => element("td", {}, number(level.columns[at].many)))));
  };

  const headOf = (column, at) =>
    element(
      "th",
      { scope: "col", class: "turned", "aria-sort": first === at ? "descending" : null },
      element(
        "div",
        {},
        named(column),
        element("button", { type: "button", "aria-label": `${texts.sort}: ${visible(shortly(column.label, 60))}`, title: texts.sort, click: () => sort(at) }, first === at ? "▼" : "▽"),
      ),
    );

  const sort = (at) => {
    first = first === at ? null : at;
    draw();
    const level = data[orders.level.value];
    table.tHead.querySelectorAll("button")[level.columnOrders[orders.columns.value].indexOf(at)].focus();
  };

  choice.querySelector("button").hidden = true;
  choice.addEventListener("input", (event) => {
    if (event.target === orders.level || event.target === orders.rows) first = null;
    noted(choice);
    draw();
  });
  choice.addEventListener("submit", (event) => event.preventDefault());
  asAsked(choice);
  draw();
  choice.dataset.state = "ready";
});

const weight = (claims) => (claims === undefined ? -1 : claims.length);

function cellOf(claims, column) {
  if (claims === undefined) return element("td");
  const cell = element("td", { class: `s${Math.min(claims.length, 6)}` });
  if (claims.length === 0) cell.append("✓");
  else {
    const label = `${filled(claims.length === 1 ? texts.one : texts.many, { n: number(claims.length) })}: ${visible(shortly(column.label, 60))}`;
    cell.append(element("a", { href: claims[0], "aria-label": label }, number(claims.length)));
  }
  return cell;
}
