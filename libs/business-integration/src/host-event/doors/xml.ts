/** An event document as XML: a name becomes an element, what is in a list an `item`, null nothing. */
export const xmlOf = (root: string, value: unknown): string => `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value)}\n`;

const element = (name: string, value: unknown): string => {
  const tag = /^[A-Za-z_][\w.-]*$/.test(name) ? name : '';
  const [open, close] = tag === '' ? [`<entry key="${escaped(name)}"`, '</entry>'] : [`<${tag}`, `</${tag}>`];
  if (value === null || value === undefined) return `${open}/>`;
  if (Array.isArray(value)) return `${open}>${value.map((one) => element('item', one)).join('')}${close}`;
  if (typeof value === 'object')
    return `${open}>${Object.entries(value)
      .map(([key, one]) => element(key, one))
      .join('')}${close}`;
  return `${open}>${escaped(String(value))}${close}`;
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Characters that XML 1.0 has no way to write are left out. */
const escaped = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (one) => ENTITIES[one]!);

/** JSON or XML, by what is accepted; what is accepted by everybody is as the integration says. */
export const wantsXml = (accept: string | undefined, usual: 'JSON' | 'XML'): boolean => {
  const ranges = (accept ?? '*/*').toLowerCase().split(',').map(rangeOf);
  const best = (...types: readonly string[]) =>
    Math.max(0, ...ranges.filter(({ type }) => types.includes(type)).map(({ quality }) => quality));
  const [json, xml] = [best('application/json', 'text/json'), best('application/xml', 'text/xml')];
  return json === xml ? usual === 'XML' : xml > json;
};

const rangeOf = (range: string) => {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
  const quality = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
  return { type, quality: Number.isFinite(quality) ? quality : 0 };
};
