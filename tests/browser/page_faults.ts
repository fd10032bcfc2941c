/**
 * What keeps people from using a page, found in the page itself: text too faint for its ground (WCAG 2.2, 1.4.3),
 * fields, buttons, links, pictures and landmarks without a name, headings out of order, targets too small to hit
 * (2.5.8), and a page wider than its window (1.4.10). Runs in the browser, so it holds all that it needs.
 */
export function pageFaults(): string[] {
  const faults: string[] = [];
  const visible = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
  };
  const shown = (element: Element) =>
    `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} ` +
    `"${(element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;

  type Colour = [red: number, green: number, blue: number, alpha: number];
  const parse = (text: string): Colour => {
    const numbers = text.match(/[\d.]+/g)!.map(Number);
    const scale = text.startsWith("color(") ? 255 : 1;
    return [numbers[0] * scale, numbers[1] * scale, numbers[2] * scale, numbers[3] ?? 1];
  };
  const over = ([r, g, b, alpha]: Colour, [x, y, z]: Colour): Colour => [
    r * alpha + x * (1 - alpha),
    g * alpha + y * (1 - alpha),
    b * alpha + z * (1 - alpha),
    1,
  ];
  const groundOf = (element: Element | null): Colour => {
    if (element === null) return [255, 255, 255, 1];
    const colour = parse(getComputedStyle(element).backgroundColor);
    return colour[3] === 1 ? colour : over(colour, groundOf(element.parentElement));
  };
  const luminance = (colour: Colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => value / 255)
      .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: Colour, b: Colour) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  let texts = 0;
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some((node) =>
      node.nodeType === 3 && node.textContent!.trim() !== ""
    );
    if (!own || !visible(element) || element.closest("style, option, title")) continue;
    const style = getComputedStyle(element);
    const ground = groundOf(element);
    const ink = over(parse(element instanceof SVGElement ? style.fill : style.color), ground);
    const large = parseFloat(style.fontSize) >= 24 ||
      (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = contrast(ink, ground);
    texts++;
    if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${shown(element)}`);
  }
  if (texts < 5) faults.push(`only ${texts} texts were looked at`);

  const nameOf = (element: Element) => {
    const by = element.getAttribute("aria-labelledby");
    if (by) return document.getElementById(by)?.textContent?.trim() ?? "";
    const label = element.getAttribute("aria-label");
    if (label) return label;
    const { labels } = element as HTMLInputElement;
    if (labels?.length) return labels[0].textContent!.trim();
    return element.textContent!.trim();
  };
  const needName =
    "a[href], button, input:not([type=hidden]), select, [role=img], [role=region], [role=group], nav, aside";
  for (const element of document.querySelectorAll(needName)) {
    if (nameOf(element) === "") faults.push(`no name: ${shown(element)} ${element.outerHTML.slice(0, 80)}`);
  }
  for (const picture of document.querySelectorAll("svg")) {
    const isDecoration = picture.closest("[aria-hidden=true]");
    if (!isDecoration && !picture.hasAttribute("aria-label")) {
      faults.push(`picture without a name: ${shown(picture)}`);
    }
  }
  for (const table of document.querySelectorAll("table")) {
    if ([...table.querySelectorAll("th")].some((th) => !th.hasAttribute("scope"))) {
      faults.push("a th without scope");
    }
    const widths = new Set([...table.rows].map((row) => row.cells.length));
    if (widths.size !== 1) faults.push(`rows of ${[...widths].join(" and ")} cells`);
  }

  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    // A notice may come before the page's own heading.
    if (own > level + 1 && !(level === 0 && heading.closest("[role=alert]"))) {
      faults.push(`heading skips: ${shown(heading)}`);
    }
    level = Math.max(own, level === 0 ? 1 : own);
  }
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");

  for (const target of document.querySelectorAll("button, input:not([type=hidden]), select")) {
    const { width, height } = target.getBoundingClientRect();
    if (visible(target) && (width < 24 || height < 24)) {
      faults.push(`target ${width}×${height}: ${shown(target)}`);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) faults.push(`${scrollWidth} wide in a window of ${clientWidth}`);
  return faults;
}
