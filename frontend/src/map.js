// The citation map: the drawing, the choice of what is drawn, and the sentences behind a line.
import { Drawing } from "./drawing.js";
import { asAsked, element, fetched, filled, named, noted, number, quoted, shortly, textsOf, visible } from "./page.js";

const ROWS = 100; // of the table, at once
const place = document.getElementById("map");
const texts = textsOf(place);
const choice = document.getElementById("choice");

fetched(place.dataset.source).then(begin, () => say(texts.absent));

function say(words) {
  place.hidden = false;
  place.replaceChildren(element("p", { class: "note", role: "status" }, words));
}

function begin(data) {
  const stage = element("div", { class: "stage", tabindex: "0", role: "application", "aria-label": texts.drawing, "aria-describedby": "map-hint" });
  const panel = element("div", { class: "panel", id: "map-panel", tabindex: "-1" }, element("p", { class: "quiet", id: "map-hint" }, texts.hint));
  const heard = element("p", { class: "heard", role: "status" });
  const find = element("input", { type: "search", list: "map-names", id: "map-find", autocomplete: "off" });
  const button = (label, sign, act) => element("button", { type: "button", "aria-label": label, title: label, click: act }, sign);
  const tools = element(
    "div",
    { class: "tools" },
    element("label", { for: "map-find" }, texts.find),
    find,
    element("datalist", { id: "map-names" }, data.nodes.map((node) => element("option", { value: visible(shortly(node.label)) }))),
    button(texts.nearer, "+", () => drawing.zoom(1 / 1.5)),
    button(texts.farther, "−", () => drawing.zoom(1.5)),
    button(texts.whole, "⤢", () => drawing.whole()),
  );
  place.hidden = false;
  place.replaceChildren(tools, element("div", { class: "drawn" }, stage, panel), heard);

  const nodes = data.nodes.map((node) => ({ x: node.x, y: node.y, label: node.label, size: 2.2 + 1.2 * Math.sqrt(node.cited) }));
  const links = data.links.map((link) => ({
    from: link.citing,
    to: link.cited,
    manner: data.relations[link.relations[0]].manner,
    width: 1 + Math.min(2, Math.log2(1 + link.said.length + link.more) / 2),
  }));
  let drawing = null;
  try {
    drawing = new Drawing(stage, nodes, links, show);
  } catch {
    say(texts.failed);
  }

  const byName = new Map(data.nodes.map((node, at) => [visible(shortly(node.label)), at]));
  find.addEventListener("change", () => {
    const at = byName.get(find.value) ?? data.nodes.findIndex((node) => find.value && node.label.toLowerCase().includes(find.value.toLowerCase()));
    if (at >= 0) drawing.choose({ node: at });
    else if (find.value) heard.textContent = texts.unfound;
  });

  function show({ node, link, entered }) {
    if (node !== null) showNode(node);
    else if (link !== null) showLink(link);
    else panel.replaceChildren(element("p", { class: "quiet", id: "map-hint" }, texts.hint));
    if (entered) panel.focus();
    else heard.textContent = node !== null ? data.nodes[node].label : link !== null ? phrase(link) : "";
  }

  function relations(link) {
    return data.links[link].relations.map((at) => data.relations[at].label).join(", ");
  }

  function phrase(link) {
    const { citing, cited } = data.links[link];
    return `${data.nodes[citing].label} — ${relations(link)} → ${data.nodes[cited].label}`;
  }

  function showNode(at) {
    const node = data.nodes[at];
    const list = (title, end, other) => {
      const found = data.links.map((link, number) => [link, number]).filter(([link, number]) => link[end] === at && (!drawing || drawing.fits(number)));
      const items = found.map(([link, number]) =>
        element(
          "li",
          {},
          element(
            "button",
            { type: "button", class: `manner-${data.relations[link.relations[0]].manner}`, click: () => drawing.choose({ link: number }) },
            element("span", { class: "swatch", "aria-hidden": "true" }),
            element("span", { class: "quiet" }, relations(number)),
            " ",
            element("bdi", { lang: data.nodes[link[other]].lang || null }, visible(shortly(data.nodes[link[other]].label, 120))),
          ),
        ),
      );
      return [element("h3", {}, `${title} `, element("small", {}, number(items.length))), items.length ? element("ul", {}, items) : element("p", { class: "quiet" }, texts.nothing)];
    };
    panel.replaceChildren(
      element("h2", {}, named(node)),
      element("p", { class: "quiet" }, [node.date, ...node.places.map((one) => data.places[one].label)].filter(Boolean).join(" · ")),
      ...list(texts.cites, "citing", "cited"),
      ...list(texts.citedBy, "cited", "citing"),
    );
    panel.scrollTop = 0;
  }

  function showLink(at) {
    const link = data.links[at];
    const said = link.said.map((one) =>
      element("blockquote", {}, quoted(one), " ", element("a", { class: "see", href: one[5] }, texts.claim), " ", element("small", { class: "quiet" }, typeof one[0] === "number" ? data.relations[one[0]].label : one[0])),
    );
    panel.replaceChildren(
      element("p", {}, back(link.citing)),
      element("p", { class: `manner-${data.relations[link.relations[0]].manner}` }, element("span", { class: "swatch", "aria-hidden": "true" }), relations(at)),
      element("p", {}, back(link.cited)),
      ...(said.length ? said : [element("p", { class: "quiet" }, texts.catalogue)]),
      link.more ? element("p", { class: "quiet" }, filled(texts.more, { n: number(link.more) })) : "",
    );
    panel.scrollTop = 0;
  }

  // An instrument in the panel: its page, and the way back to it on the map.
  function back(at) {
    const node = data.nodes[at];
    return element("strong", {}, named(node), node.date ? element("small", {}, ` ${node.date}`) : "");
  }

  filtering(data, (fitting, all) => {
    drawing?.show(all ? null : new Set(fitting));
    const shown = new Set(fitting.flatMap((at) => [data.links[at].citing, data.links[at].cited]));
    document.getElementById("fitting").textContent = filled(texts.shown, { instruments: number(shown.size), citations: number(fitting.length) });
    tabulate(data, fitting);
  });
  place.sigma = drawing?.sigma;
  place.dataset.state = drawing ? "drawn" : "failed";
}

// The choice of relations, years and place: at once, and without asking the server.
function filtering(data, fit) {
  const known = new Map(data.relations.map((relation, at) => [relation.name, at]));
  const placeNumber = new Map(data.places.map((one, at) => [one.iri, at]));
  const apply = () => {
    const asked = new FormData(choice);
    const relations = new Set(asked.getAll("relation").map((name) => known.get(name)));
    const [since, until] = ["from", "to"].map((name) => (/^\d{4}$/.test(asked.get(name)) ? asked.get(name) : ""));
    const where = asked.get("place") ? placeNumber.get(asked.get("place")) : undefined;
    const fits = (link) => {
      const [citing, cited] = [data.nodes[link.citing], data.nodes[link.cited]];
      const year = citing.date.slice(0, 4);
      return (
        (relations.size === 0 || link.relations.some((one) => relations.has(one))) &&
        (!since || (year && year >= since)) &&
        (!until || (year && year <= until)) &&
        (where === undefined || citing.places.includes(where) || cited.places.includes(where))
      );
    };
    const fitting = data.links.map((_, at) => at).filter((at) => fits(data.links[at]));
    fit(fitting, relations.size === 0 && !since && !until && where === undefined);
  };
  choice.querySelector("button").hidden = true;
  const change = () => {
    noted(choice);
    apply();
  };
  asAsked(choice);
  choice.addEventListener("input", change);
  choice.addEventListener("submit", (event) => {
    event.preventDefault();
    change();
  });
  choice.querySelector(".reset").addEventListener("click", (event) => {
    event.preventDefault();
    for (const box of choice.querySelectorAll("input[type=checkbox]")) box.checked = false;
    for (const field of choice.querySelectorAll("input[name=from], input[name=to], select")) field.value = "";
    change();
  });
  apply();
}

// The same citations as a table, more of them when asked for.
function tabulate(data, fitting) {
  const order = [...fitting].sort((a, b) => data.nodes[data.links[b].cited].cited - data.nodes[data.links[a].cited].cited || data.links[a].cited - data.links[b].cited || a - b);
  const body = document.querySelector("#table tbody");
  const pages = document.getElementById("pages");
  let rows = 0;
  const more = () => {
    for (const at of order.slice(rows, rows + ROWS)) body.append(row(data, data.links[at]));
    rows += ROWS;
    pages.replaceChildren(...(rows < order.length ? [element("button", { type: "button", click: more }, `${texts.rows} (${number(order.length - rows)})`)] : []));
  };
  body.replaceChildren();
  more();
}

function row(data, link) {
  const node = (at, date) => [named(data.nodes[at]), date && data.nodes[at].date ? element("small", {}, ` ${data.nodes[at].date}`) : ""];
  const how = link.relations.flatMap((at, place) => [
    place ? ", " : "",
    element("span", { class: `manner-${data.relations[at].manner}` }, element("span", { class: "swatch", "aria-hidden": "true" }), data.relations[at].label),
  ]);
  const said = link.said.length
    ? [quoted(link.said[0]), " ", element("a", { class: "see", href: link.said[0][5] }, texts.see)]
    : [element("span", { class: "quiet" }, texts.catalogueShort)];
  return element("tr", {}, element("td", {}, node(link.citing, true)), element("td", {}, how), element("td", {}, node(link.cited, false)), element("td", {}, said));
}
