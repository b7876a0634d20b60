// The page of questions: an editor for the query, and the answer as a table, a chart or a graph.
import * as answers from "./answer.js";
import { editor } from "./editor.js";
import { element, fetched, filled, number, shortly, textsOf, visible } from "./page.js";

const place = document.getElementById("asking");
const texts = textsOf(place);
const section = document.getElementById("answer");
const field = document.getElementById("query");
const KINDS = new Set(["instrument", "agent", "event", "principle", "place", "source", "passage", "claim"]);
const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
const TAGS = ["@en", "@zh", "@zh-hans", "@zh-hant", "@ar", "@de", "@es", "@fr", "@it", "@ja", "@ko", "@pt", "@ru", ""];
const AT_ONCE = 300; // things whose names are asked for in one query
const language = document.documentElement.lang;

fetched(place.dataset.source).then(begin);

function begin(data) {
  const names = new Map(); // what a thing is called, by its IRI
  let working = null;

  const short = (iri) => {
    const found = Object.entries(data.prefixes).find(([, space]) => iri.startsWith(space) && /^[\w-]*$/.test(iri.slice(space.length)));
    return found ? `${found[0]}:${iri.slice(found[1].length)}` : null;
  };
  const terms = Object.entries(data.terms).map(([iri, label]) => [short(iri), label]).filter(([name]) => name);
  const form = document.getElementById("sparql");
  const write = editor(document.getElementById("editor"), field, texts.editor, terms, () => form.requestSubmit());
  field.hidden = true;
  form.querySelector("label").hidden = true;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    note({ query: field.value });
    run(field.value);
  });
  for (const link of document.querySelectorAll("[data-question]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(link.dataset.question, {});
      document.getElementById("question-title").focus();
    });
  }

  // ---- the questions that ship with the package

  function choose(name, given) {
    const question = data.questions.find((one) => one.name === name);
    if (!question) return;
    for (const link of document.querySelectorAll("[data-question]")) {
      if (link.dataset.question === name) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    document.querySelector(".questions details").open = false;
    const shown = document.getElementById("question");
    shown.hidden = false;
    shown.querySelector("h2").textContent = question.title;
    shown.querySelector("p").textContent = question.description;
    const fields = question.fields.map((one) => ({ ...one, value: given[one.name] ?? one.value }));
    const asked = element(
      "form",
      { class: "choice" },
      element("div", { class: "fields wide" }, fields.map(input), element("button", {}, texts.do)),
    );
    shown.querySelector("form").replaceWith(asked);
    const ask = async () => {
      const values = Object.fromEntries(new FormData(asked));
      note({ question: name, ...Object.fromEntries(Object.entries(values).map(([key, value]) => [`p.${key}`, value])) });
      try {
        const query = await filledIn(question, values);
        write.set(query);
        await run(query);
      } catch (error) {
        say(error.message);
      }
    };
    asked.addEventListener("submit", (event) => {
      event.preventDefault();
      ask();
    });
    return ask();
  }

  function input(one) {
    const label = data.parameters[one.what] ?? one.what;
    if (one.kind === "language") {
      const option = ([value, name]) => element("option", { value, selected: value === one.value }, name);
      return element("label", {}, label, " ", element("select", { name: one.name }, Object.entries(data.languages).map(option)));
    }
    const list = one.of && data.names[one.of] ? `names-of-${one.name}` : null;
    return element(
      "label",
      {},
      label,
      " ",
      element("input", { name: one.name, value: one.value, list, inputmode: one.kind === "integer" ? "numeric" : null }),
      list ? element("datalist", { id: list }, data.names[one.of].map((name) => element("option", { value: visible(shortly(name)) }))) : "",
    );
  }

  // The same as Question.asking of the package: a value takes the place of the default.
  async function filledIn(question, values) {
    let query = question.sparql;
    for (const one of question.fields) {
      const term = await termOf(one, values[one.name] ?? one.value);
      query = query.replace(new RegExp(`VALUES \\?${one.name} \\{[^{}]*\\}`), () => `VALUES ?${one.name} { ${term} }`);
    }
    return query;
  }

  async function termOf({ kind, of }, said) {
    const words = said.trim();
    if (kind === "integer" && /^[+-]?\d+$/.test(words)) return words;
    if (kind === "date" && /^\d{4}(-\d\d(-\d\d)?)?$/.test(words)) {
      return `"${words}"^^xsd:${{ 4: "gYear", 7: "gYearMonth", 10: "date" }[words.length]}`;
    }
    if (kind === "text" || kind === "language") return JSON.stringify(words);
    if (kind === "iri") {
      const [prefix, local] = words.split(/:(.*)/s);
      if (data.prefixes[prefix] && /^[\w.~-]+$/.test(local ?? "")) return `<${data.prefixes[prefix]}${local}>`;
      if (data.relations[words]) return `<${data.relations[words]}>`;
      const found = await called(words, data.prefixes[of]);
      if (found) return `<${found}>`;
    }
    throw new Error(filled(texts.unfound, { name: words }));
  }

  async function called(name, space) {
    const labels = TAGS.map((tag) => JSON.stringify(name) + tag).join(" ");
    const query = `SELECT ?s { VALUES ?l { ${labels} } ?s rdfs:label|skos:prefLabel|skos:altLabel ?l } ORDER BY ?s`;
    const answer = await answers.read(await send(query));
    return answer.rows.map(([one]) => one.value).find((iri) => iri.startsWith(space));
  }

  // ---- asking

  function send(query, options = {}) {
    if (globalThis.aigovkg?.ask) return globalThis.aigovkg.ask(query, { accept: ACCEPT, ...options });
    const headers = { Accept: ACCEPT, "Content-Type": "application/x-www-form-urlencoded" };
    return fetch(place.dataset.endpoint, { method: "POST", headers, body: new URLSearchParams({ query }), signal: options.signal });
  }

  async function run(query) {
    working?.abort();
    const mine = (working = new AbortController());
    const status = element("p", { role: "status" }, texts.working);
    const stop = element("button", { type: "button", click: () => mine.abort() }, texts.stop);
    section.replaceChildren(element("div", { class: "answers" }, status, stop));
    section.dataset.state = "working";
    try {
      const tell = (share) => {
        status.textContent = share < 1 ? filled(texts.loading, { percent: Math.round(share * 100) }) : texts.working;
      };
      const response = await send(query, { signal: mine.signal, tell });
      if (!response.ok) return say((await response.text()).trim() || texts.failed);
      const answer = await answers.read(response);
      await nameAll(answer);
      if (working === mine) show(answer);
    } catch (error) {
      if (working === mine) say(error.name === "AbortError" ? texts.stopped : texts.failed);
    }
  }

  function say(words) {
    section.replaceChildren(element("p", { class: "note wrong", role: "alert" }, visible(words)));
    section.dataset.state = "failed";
  }

  /** Asks what the things of an answer are called, in the language of the page where they are. */
  async function nameAll(answer) {
    const cells = answer.rows.slice(0, answers.MOST).flat();
    const iris = [...new Set(cells.filter((one) => one?.type === "uri" && one.value.startsWith(place.dataset.base)).map((one) => one.value))];
    const unnamed = iris.filter((iri) => !names.has(iri) && !data.terms[iri] && /^[^\s<>"{}|\\^`]*$/.test(iri));
    for (let start = 0; start < unnamed.length; start += AT_ONCE) {
      const wanted = unnamed.slice(start, start + AT_ONCE).map((iri) => `<${iri}>`).join(" ");
      const found = await send(`SELECT ?s ?l { VALUES ?s { ${wanted} } { ?s rdfs:label ?l } UNION { ?s skos:prefLabel ?l } }`);
      if (!found.ok) return;
      const best = new Map();
      for (const [thing, label] of (await answers.read(found)).rows) {
        const rank = distance(label["xml:lang"]);
        const known = best.get(thing.value);
        if (!known || rank < known.rank || (rank === known.rank && label.value < known.value)) best.set(thing.value, { rank, value: label.value, lang: label["xml:lang"] });
      }
      for (const [iri, label] of best) names.set(iri, label);
    }
  }

  function distance(tag = "") {
    const primary = tag.toLowerCase().split("-")[0];
    return primary === language ? 0 : primary === "en" ? 1 : primary === "" ? 2 : 3;
  }

  // ---- showing

  function label(one) {
    if (one.type === "boolean") return one.value ? texts.true : texts.false;
    if (one.type !== "uri") return String(one.value);
    return names.get(one.value)?.value ?? data.terms[one.value] ?? one.value.replace(/[/#]$/, "").split(/[/#]/).pop();
  }

  function named(one) {
    const said = element("bdi", { lang: one["xml:lang"] ?? (one.type === "uri" ? names.get(one.value)?.lang : null) }, visible(shortly(label(one), 600)));
    const address = one.type === "uri" ? addressOf(one.value) : "";
    return address ? element("a", { href: address }, said) : said;
  }

  function addressOf(iri) {
    if (!iri.startsWith(place.dataset.base)) return "";
    const [kind, ...rest] = iri.slice(place.dataset.base.length).split("/");
    if (!KINDS.has(kind) || !rest.length) return "";
    if (globalThis.aigovkg?.ask) return globalThis.aigovkg.address?.(kind, rest.join("/")) ?? "";
    const chosen = new URLSearchParams(location.search).get("lang");
    return `/${kind}/${encodeURIComponent(rest.join("/"))}${chosen ? `?lang=${encodeURIComponent(chosen)}` : ""}`;
  }

  function show(answer) {
    const many = answer.rows.length;
    const title = element("h2", { id: "answer-title" }, `${texts.answer} `, element("small", {}, filled(many === 1 ? texts.one : texts.many, { n: number(many) })));
    const shown = element("div", { class: "shown" });
    const tools = element("div", { class: "answers" });
    section.replaceChildren(title, tools, shown);
    section.dataset.state = "answered";
    if (!many) {
      shown.append(element("p", { class: "note", role: "status" }, texts.nothing));
      return;
    }
    const as = (view) => {
      if (view === "chart") shown.replaceChildren(answers.chart(answer, label, texts));
      else if (view === "graph") {
        const stage = element("div", { class: "stage answer-graph", tabindex: "0", role: "application", "aria-label": texts.drawing });
        shown.replaceChildren(stage);
        try {
          stage.sigma = answers.graph(stage, answer, label).sigma;
        } catch {
          shown.replaceChildren(element("p", { class: "note", role: "status" }, texts.nowebgl));
        }
      } else {
        shown.replaceChildren(...(many > answers.MOST ? [element("p", { class: "note" }, filled(texts.cut, { n: number(answers.MOST) }))] : []), answers.table(answer, named));
      }
      section.dataset.view = view;
    };
    const possible = answers.views(answer);
    if (possible.length > 1) {
      const radio = (view, at) => element("label", {}, element("input", { type: "radio", name: "view", value: view, checked: at === 0, change: () => as(view) }), texts[view]);
      tools.append(element("fieldset", {}, element("legend", {}, texts.view), possible.map(radio)));
    }
    const save = () => {
      const url = URL.createObjectURL(new Blob([answers.csv(answer)], { type: "text/csv" }));
      element("a", { href: url, download: "answer.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    };
    tools.append(element("button", { type: "button", click: save }, texts.download));
    as("table");
  }

  function note(said) {
    const lang = new URLSearchParams(location.search).get("lang");
    try {
      history.replaceState(null, "", `?${new URLSearchParams({ ...said, ...(lang ? { lang } : {}) })}`);
    } catch {
      // A page opened from a disk keeps its address.
    }
  }

  // What the address of the page asks: answered here, so that it can be shown in every way.
  const asked = new URLSearchParams(location.search);
  const given = Object.fromEntries([...asked].filter(([name]) => name.startsWith("p.")).map(([name, value]) => [name.slice(2), value]));
  if (asked.get("question")) choose(asked.get("question"), given);
  else if (asked.get("query")) {
    write.set(asked.get("query"));
    run(asked.get("query"));
  }
  place.dataset.state = "ready";
}
