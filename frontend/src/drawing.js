// Nodes and links → an interactive drawing (Sigma.js, WebGL). What may be done with a mouse may be done with the keyboard.
import Graph from "graphology";
import Sigma from "sigma";
import { EdgeArrowProgram, EdgeRectangleProgram } from "sigma/rendering";

import { shortly, visible } from "./page.js";

const REACH = 8; // pixels from a line at which it is still meant
const DIM = 0.82; // how far what is not chosen fades into the background
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Draws into a container. `nodes` have x, y, size, label; `links` have from, to (numbers of nodes), manner and width.
 * `chosen({node, link})` is called when the reader chooses one, or nothing. Throws where there is no WebGL.
 */
export class Drawing {
  constructor(container, nodes, links, chosen) {
    this.container = container;
    this.chosen = chosen;
    this.node = null;
    this.link = null;
    this.over = null;
    this.shown = null; // the links that fit the choice; all, if null
    this.graph = new Graph({ type: "directed", multi: true });
    nodes.forEach((node, at) => this.graph.addNode(at, { ...node, y: -node.y, label: shortly(visible(node.label), 48) }));
    links.forEach((link, at) => this.graph.addDirectedEdgeWithKey(at, link.from, link.to, { manner: link.manner, width: link.width }));
    this.readColours();
    this.sigma = new Sigma(this.graph, container, this.settings());
    this.listen();
  }

  settings() {
    return {
      allowInvalidContainer: true,
      defaultEdgeType: "arrow",
      edgeProgramClasses: { arrow: EdgeArrowProgram, line: EdgeRectangleProgram },
      minEdgeThickness: 1.2,
      labelFont: getComputedStyle(document.body).fontFamily,
      labelSize: 12,
      labelDensity: 0.6,
      labelGridCellSize: 130,
      labelRenderedSizeThreshold: this.graph.order <= 80 ? 0 : 4,
      stagePadding: 24,
      zIndex: true,
      minCameraRatio: 0.03,
      maxCameraRatio: 2,
      defaultDrawNodeLabel: (context, data, settings) => this.writeLabel(context, data, settings, false),
      defaultDrawNodeHover: (context, data, settings) => this.writeLabel(context, data, settings, true),
      nodeReducer: (key, data) => this.nodeLook(Number(key), data),
      edgeReducer: (key, data) => this.linkLook(Number(key), data),
    };
  }

  /** Colours stand in the style sheet, so that they follow the reader's colour scheme. */
  readColours() {
    const style = getComputedStyle(this.container);
    const colour = (name) => style.getPropertyValue(name).trim() || "#777777";
    this.colours = {
      background: colour("--drawing"),
      ink: colour("--drawing-ink"),
      node: colour("--drawing-node"),
      accent: colour("--drawing-accent"),
      manner: (name) => colour(`--manner-${name}`),
    };
    const kept = new Map();
    const manner = this.colours.manner;
    this.colours.manner = (name) => kept.get(name) ?? (kept.set(name, manner(name)), kept.get(name));
  }

  fits(link) {
    return this.shown === null || this.shown.has(link);
  }

  nodeLook(at, data) {
    const look = { ...data, color: this.colours.node, forceLabel: false, zIndex: 1 };
    if (this.shownNodes && !this.shownNodes.has(at)) return { ...look, hidden: true };
    if (this.near === undefined || this.near === null) return look;
    if (at === this.node || this.ends?.includes(at)) return { ...look, color: this.colours.accent, forceLabel: true, zIndex: 3 };
    if (this.near.has(at)) return { ...look, forceLabel: this.near.size <= 24, zIndex: 2 };
    return { ...look, color: mixed(this.colours.node, this.colours.background, DIM), label: null, zIndex: 0 };
  }

  linkLook(at, data) {
    const look = { ...data, size: data.width, color: this.colours.manner(data.manner), zIndex: 1, type: this.graph.order > 1500 ? "line" : "arrow" };
    if (!this.fits(at)) return { ...look, hidden: true };
    if (at === this.link || at === this.over) return { ...look, type: "arrow", size: data.width + 2.5, zIndex: 3 };
    if (this.near === undefined || this.near === null) return look;
    const [from, to] = this.graph.extremities(at).map(Number);
    if (this.link === null && (from === this.node || to === this.node)) return { ...look, type: "arrow", zIndex: 2 };
    return { ...look, color: mixed(look.color, this.colours.background, DIM), zIndex: 0 };
  }

  writeLabel(context, data, settings, over) {
    if (!data.label) return;
    context.font = `${over ? 600 : 400} ${settings.labelSize}px ${settings.labelFont}`;
    const [x, y] = [data.x + data.size + 4, data.y + settings.labelSize / 3];
    context.lineJoin = "round";
    context.lineWidth = over ? 6 : 3.5;
    context.strokeStyle = this.colours.background;
    context.strokeText(data.label, x, y);
    context.fillStyle = this.colours.ink;
    context.fillText(data.label, x, y);
  }

  listen() {
    this.sigma.on("clickNode", ({ node }) => this.choose({ node: Number(node) }));
    this.sigma.on("clickStage", ({ event }) => this.choose({ link: this.linkAt(event) }));
    this.sigma.on("enterNode", () => this.hover(null, true));
    this.sigma.on("leaveNode", () => this.hover(null, false));
    this.sigma.on("moveBody", ({ event }) => {
      if (!this.overNode) this.hover(this.linkAt(event), false);
    });
    this.container.addEventListener("keydown", (event) => this.key(event));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.readColours();
      this.sigma.refresh();
    });
  }

  /** The link nearest to a place on the screen, if it is near: a line is thinner than a finger. */
  linkAt({ x, y }) {
    let [best, least] = [null, REACH];
    this.graph.forEachEdge((key, _, from, to) => {
      if (!this.fits(Number(key))) return;
      const [a, b] = [from, to].map((end) => this.sigma.framedGraphToViewport(this.sigma.getNodeDisplayData(end)));
      const far = distance({ x, y }, a, b);
      if (far < least) [best, least] = [Number(key), far];
    });
    return best;
  }

  hover(link, node) {
    this.overNode = node;
    this.container.classList.toggle("over", node || link !== null);
    if (link === this.over) return;
    this.over = link;
    this.sigma.refresh({ skipIndexation: true });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in KEYS) this.go(KEYS[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(1 / 1.5);
    else if (event.key === "-") this.zoom(1.5);
    else if (event.key === "0") this.whole();
    else if (event.key === "Escape" && (this.node !== null || this.link !== null)) this.choose({});
    else if (event.key === "Enter" && (this.node !== null || this.link !== null)) this.chosen({ node: this.node, link: this.link, entered: true });
    else return;
    event.preventDefault();
  }

  /** Goes to the nearest node in a direction: what lies aside of it counts as farther. */
  go([right, down]) {
    const { width, height } = this.sigma.getDimensions();
    const place = (at) => this.sigma.framedGraphToViewport(this.sigma.getNodeDisplayData(at));
    const from = this.node === null ? { x: width / 2 - right, y: height / 2 - down } : place(this.node);
    let best = null;
    let least = Infinity;
    for (const key of this.graph.nodes()) {
      const at = Number(key);
      if (at === this.node || (this.shownNodes && !this.shownNodes.has(at))) continue;
      const to = place(at);
      const along = (to.x - from.x) * right + (to.y - from.y) * down;
      const aside = Math.abs((to.x - from.x) * down) + Math.abs((to.y - from.y) * right);
      if (along <= 0) continue;
      const far = this.node === null ? along + aside : along + 2.5 * aside;
      if (far < least) [best, least] = [at, far];
    }
    if (best !== null) this.choose({ node: best });
  }

  zoom(by) {
    const camera = this.sigma.getCamera();
    camera.animate({ ratio: Math.min(2, Math.max(0.03, camera.ratio * by)) }, { duration: this.pace(150) });
  }

  whole() {
    this.sigma.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }, { duration: this.pace(250) });
  }

  pace(milliseconds) {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : milliseconds;
  }

  /** Shows only some links (all, if null) and what they join. */
  show(links) {
    this.shown = links;
    this.shownNodes = links && new Set([...links].flatMap((at) => this.graph.extremities(at).map(Number)));
    if (links && ((this.node !== null && !this.shownNodes.has(this.node)) || (this.link !== null && !links.has(this.link)))) this.choose({});
    else this.sigma.refresh();
  }

  /** Chooses a node, a link or nothing, and lets it be seen. */
  choose({ node = null, link = null }) {
    this.node = node;
    this.link = link;
    this.ends = link === null ? null : this.graph.extremities(link).map(Number);
    this.near = node === null && link === null ? null : new Set(this.ends ?? [node]);
    if (node !== null) {
      for (const edge of this.graph.edges(node)) if (this.fits(Number(edge))) for (const end of this.graph.extremities(edge)) this.near.add(Number(end));
    }
    this.sigma.refresh({ skipIndexation: true });
    if (this.near !== null) this.follow([...(this.ends ?? [node])]);
    this.chosen({ node, link, entered: false });
  }

  /** Moves the view if what is chosen lies outside it. */
  follow(ends) {
    const { width, height } = this.sigma.getDimensions();
    const places = ends.map((at) => this.sigma.framedGraphToViewport(this.sigma.getNodeDisplayData(at)));
    if (places.every(({ x, y }) => x > 20 && y > 20 && x < width - 20 && y < height - 20)) return;
    const data = ends.map((at) => this.sigma.getNodeDisplayData(at));
    const middle = (axis) => data.reduce((sum, one) => sum + one[axis], 0) / data.length;
    this.sigma.getCamera().animate({ x: middle("x"), y: middle("y") }, { duration: this.pace(250) });
  }
}

/** How far a place is from the line between two others. */
export function distance({ x, y }, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
}

/** One colour on its way to another: both as #rrggbb. */
export function mixed(from, to, share) {
  const parts = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  const [a, b] = [parts(from), parts(to)];
  return `#${a.map((one, at) => Math.round(one + (b[at] - one) * share).toString(16).padStart(2, "0")).join("")}`;
}
