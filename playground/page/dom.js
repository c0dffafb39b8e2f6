// Builds elements. Text always goes in as text: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name in node && !node.namespaceURI.endsWith("svg") && !name.includes("-") && name !== "list") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function el(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

const PATHS = {
  hash: "M8 3 6 21M18 3l-2 18M4 8.500h17M3 15.500h17",
  lock: "M6 11h12v9H6zM9 11V7.500a3 3 0 0 1 6 0V11",
  back: "M14.500 5 7.500 12l7 7",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 4.500 20.500 12 4 19.500l2.500-7.500zM6.500 12h7",
  stop: "M7 7h10v10H7z",
  reply: "M4.500 6.500A2.500 2.500 0 0 1 7 4h10a2.500 2.500 0 0 1 2.500 2.500v7A2.500 2.500 0 0 1 17 16h-5l-4.500 4v-4H7a2.500 2.500 0 0 1-2.500-2.500z",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600z",
  sun: "M12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M18.700 5.300l-1.400 1.400M6.700 17.300l-1.400 1.400",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  up: "M7 10v10H4V10zM7 19c4 1.500 8.500 1.500 10.500.5 2-1 2.800-6.500 2.500-8.500-.3-1.500-4-1.500-6-1.500.5-1.500 1-6-1.500-6C11 3.500 11 8 7 10.500",
  down: "M17 14V4h3v10zM17 5C13 3.500 8.500 3.500 6.500 4.500c-2 1-2.800 6.500-2.500 8.500.3 1.500 4 1.500 6 1.500-.5 1.500-1 6 1.500 6 1.500 0 1.500-4.500 5.500-7",
  check: "M5 12.500 10 17.500 19.500 7",
  error: "M12 7v6M12 16.500v.5",
  chevron: "M9 6l6 6-6 6",
  people: "M9 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 5a3.500 3.500 0 0 1 0 6.500M18 14.500a6.500 6.500 0 0 1 3.500 5.500",
  home: "M4 11l8-7 8 7v9h-5.500v-5.500h-5V20H4z",
  table: "M4 5h16v14H4zM4 10h16M10 5v14",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  pencil: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
  pause: "M9 6v12M15 6v12",
  bulb: "M9 17.500h6M10 20.500h4M12 3.500a6 6 0 0 0-3.500 10.900V17h7v-2.600A6 6 0 0 0 12 3.500z",
  hand: "M8 12V6a1.500 1.500 0 0 1 3 0v5M11 11V4.500a1.500 1.500 0 0 1 3 0V11M14 11V6a1.500 1.500 0 0 1 3 0v8c0 4-2 6.500-5.500 6.500S6.500 18.500 5 15l-1-2.500c-.4-1.200 1.200-2 2-1L8 13.500",
  flask: "M9 3.500h6M10 3.500V9l-5 9a1.700 1.700 0 0 0 1.500 2.500h11A1.700 1.700 0 0 0 19 18l-5-9V3.500M7.500 14.500h9",
  clip: "M8.500 12.500V7a3.500 3.500 0 0 1 7 0v9.500a5 5 0 0 1-10 0V8M12 7.500v8.500",
  calendar: "M4 6h16v14H4zM4 10.500h16M8.500 3.500v4M15.500 3.500v4",
  heart: "M12 20S4 15 4 9.500A4.200 4.200 0 0 1 12 7.500a4.200 4.200 0 0 1 8 2C20 15 12 20 12 20z",
  repeat: "M5 9h12l-3-3.500M19 15H7l3 3.500",
  undo: "M9 6 4.500 10.500 9 15M5 10.500h9a5 5 0 0 1 0 10h-2",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l1 13h8l1-13",
};

export function icon(name, size = 18) {
  const shape = svg("path", { d: PATHS[name], fill: name === "stop" ? "currentColor" : "none", stroke: "currentColor", "stroke-width": 1.800, "stroke-linecap": "round", "stroke-linejoin": "round" });
  return svg("svg", { viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: `icon icon-${name}` }, shape);
}

// Keeps a container's children in step with a list, touching only what changed. Focus inside a
// child that is made anew is given back by its data-focus name.
export function keyed(container, items, keyOf, signatureOf, make) {
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const held = document.activeElement;
  const focus = container.contains(held) ? held.closest("[data-focus]")?.dataset.focus : undefined;
  let at = container.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const signature = signatureOf(item);
    let node = old.get(key);
    old.delete(key);
    if (!node || node.signature !== signature) {
      const fresh = make(item);
      fresh.dataset.key = key;
      fresh.signature = signature;
      if (node) {
        if (node === at) at = fresh;
        node.replaceWith(fresh);
      }
      node = fresh;
    }
    if (node === at) at = at.nextElementSibling;
    else container.insertBefore(node, at);
  }
  for (const gone of old.values()) gone.remove();
  if (focus && !container.contains(document.activeElement)) {
    container.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  }
}
