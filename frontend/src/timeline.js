// The timeline: what is listed may be chosen by type and place, and a bar leads to its year.
import { element, fetched, filled, named, number, textsOf, visible } from "./page.js";

const choice = document.getElementById("choice");
const bars = [...document.querySelectorAll("#bars rect")];
const HEIGHT = 116;

for (const bar of bars) {
  bar.addEventListener("click", () => {
    const head = document.getElementById(`y${bar.dataset.year}`);
    head?.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    head?.focus({ preventScroll: true });
  });
}

fetched(choice.dataset.source).then((data) => {
  const texts = textsOf(choice);
  const lists = new Map([...document.querySelectorAll("#years section")].map((one) => [Number(one.dataset.year), one]));
  const links = new Map([...document.querySelectorAll(".years a")].map((one) => [Number(one.dataset.year), one]));
  const whole = new Map([...lists].map(([year, list]) => [year, [...list.querySelector("ol").children]]));

  const apply = () => {
    const asked = new FormData(choice);
    const [type, place] = ["type", "place"].map((name) => (asked.get(name) ? Number(asked.get(name)) : null));
    const all = type === null && place === null;
    const fits = (one) => (type === null || one.type === type) && (place === null || one.places.includes(place));
    const counts = new Map();
    for (const { year, instruments } of data.years) {
      const found = instruments.filter(fits);
      counts.set(year, found.length);
      const list = lists.get(year);
      list.hidden = found.length === 0;
      links.get(year).parentElement.hidden = found.length === 0;
      list.querySelector("ol").replaceChildren(...(all ? whole.get(year) : found.map(item)));
      const rest = list.querySelector("ol + p");
      if (rest) rest.hidden = !all;
      list.querySelector("h2 small").textContent = filled(found.length === 1 ? texts.one : texts.many, { n: number(found.length) });
    }
    const most = Math.max(1, ...counts.values());
    for (const bar of bars) {
      const many = counts.get(Number(bar.dataset.year)) ?? 0;
      const height = (many * HEIGHT) / most;
      bar.setAttribute("y", 120 - height);
      bar.setAttribute("height", height);
      bar.querySelector("title").textContent = `${bar.dataset.year}: ${number(many)}`;
    }
    document.getElementById("shown").textContent = filled(texts.shown, { n: number([...counts.values()].reduce((a, b) => a + b, 0)) });
  };

  const item = (one) =>
    element(
      "li",
      {},
      element("span", { class: "date" }, one.date),
      " ",
      element(
        "span",
        {},
        named(one),
        one.type >= 0 ? element("small", {}, ` ${visible(data.types[one.type])}`) : "",
        one.places.slice(0, 3).map((at) => element("small", {}, ` · ${visible(data.places[at].label)}`)),
        one.cited ? element("small", {}, ` · ${filled(one.cited === 1 ? texts.citedOne : texts.citedMany, { n: number(one.cited) })}`) : "",
      ),
    );

  choice.hidden = false;
  choice.addEventListener("input", apply);
  choice.addEventListener("reset", () => setTimeout(apply));
  choice.addEventListener("submit", (event) => event.preventDefault());
  choice.dataset.state = "ready";
});
