const piece =
  /<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/y;
const strayAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i;

/**
 * What is wrong with an XML document, or null: tags are closed in turn, attributes are quoted and none is there twice,
 * there is one root, and no stray `<` or `&`.
 */
export function xmlFault(text: string): string | null {
  const open: string[] = [];
  let roots = 0;
  piece.lastIndex = 0;
  for (let at = 0; at < text.length; at = piece.lastIndex) {
    const found = piece.exec(text);
    if (!found) return `neither tag nor text at ${JSON.stringify(text.slice(at, at + 40))}`;
    const [whole, closing, name, attributes, empty] = found;
    if (whole.startsWith("<!--")) continue;
    if (strayAmpersand.test(whole)) return `a stray & in ${JSON.stringify(whole.slice(0, 40))}`;
    if (!name) {
      if (open.length === 0 && whole.trim() !== "") return "text outside the root";
    } else if (closing) {
      if (open.pop() !== name) return `</${name}> closes what is not open`;
    } else {
      const names = attributes.replaceAll(/"[^"]*"|'[^']*'/g, "").match(/[\w:.-]+/g) ?? [];
      if (new Set(names).size < names.length) return `an attribute twice in ${whole.slice(0, 60)}`;
      if (open.length === 0 && ++roots > 1) return "more than one root";
      if (!empty) open.push(name);
    }
  }
  return open.length > 0 ? `<${open.pop()}> is never closed` : roots === 1 ? null : "no root";
}
