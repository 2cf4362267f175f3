// From what the benches found to docs/performance.html, a page on its own, and to the table in docs/performance.md.
// Node's own modules only.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart, curveChart } from './kit/charts.mjs';
import { shownCurve, shownFigure, shownGoal } from './kit/text.mjs';

export { print } from './kit/text.mjs';

const [BEGIN, END] = ['<!-- bench:begin -->', '<!-- bench:end -->'];
const TITLES = {
  append: 'Append',
  rebuild: 'Rebuild',
  deliver: 'Deliver',
  project: 'Project',
  http: 'The doors',
  'product-host': 'Product hosts',
  boot: 'Boot',
  growth: 'Growth',
};
const known = (found) =>
  Object.keys(TITLES)
    .filter((name) => found.benches[name])
    .map((name) => found.benches[name]);
const judged = ({ met }) => (met === null ? '' : met ? 'met' : '**missed**');
const allVersions = (benches) => {
  const { bytes: _, ...versions } = Object.assign({}, ...benches.map((one) => one.versions));
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
};
const whereAndWhen = (found, benches) => {
  const { machine } = benches[0];
  return `${found.startedOn.slice(0, 10)}, ${machine.cpus} × ${machine.model}, ${allVersions(benches)}`;
};

/** The part of docs/performance.md between the markers. */
export const table = (found) => {
  const benches = known(found);
  const lines = [BEGIN, `Measured ${whereAndWhen(found, benches)}. Medians of all rounds, and the least and the most of them.`, ''];
  const quick = benches.filter((one) => one.quick).map((one) => one.bench);
  if (quick.length > 0) lines.push(`Short forms, so good for no conclusion: ${quick.join(', ')}.`, '');
  lines.push('| bench | what | seen | goal | |', '|---|---|---|---|---|');
  for (const one of benches) {
    for (const figure of one.figures) lines.push(`| ${one.bench} | ${figure.label} | ${shownFigure(figure)} | | |`);
    for (const ratio of one.ratios)
      lines.push(`| ${one.bench} | ${ratio.label} | × ${shownFigure({ ...ratio, unit: '' })} | ${shownGoal(ratio)} | ${judged(ratio)} |`);
    for (const curve of one.curves)
      lines.push(
        `| ${one.bench} | ${curve.label} | ${shownCurve(curve)} | bends not upward | ${curve.verdict === 'bends upward' ? '**bends upward**' : curve.verdict} |`,
      );
  }
  const sentences = benches.flatMap((one) => one.found.map((sentence) => `- ${one.bench}: ${sentence}`));
  lines.push('', 'What was found beside the figures:', ...sentences);
  if (found.failed.length > 0) lines.push(`- Not measured, for they failed: ${found.failed.join(', ')}.`);
  return [...lines, END].join('\n');
};

/** Markdown with the table put between its markers; at its end when it has none yet. */
export const withTable = (markdown, part) => {
  const [from, to] = [markdown.indexOf(BEGIN), markdown.indexOf(END)];
  if (from < 0 || to < from) return `${markdown.trimEnd()}\n\n${part}\n`;
  return markdown.slice(0, from) + part + markdown.slice(to + END.length);
};

const escaped = (text) => String(text).replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]);

const section = (one) => {
  const units = [...new Set(one.figures.map(({ unit }) => unit))];
  const bars = units.map((unit) => {
    const figures = one.figures.filter((figure) => figure.unit === unit);
    return `<div class="wide">${barChart(`${TITLES[one.bench]}, ${unit}`, figures)}</div>`;
  });
  const rows = one.ratios.map(
    (ratio) =>
      `<tr><td>${escaped(ratio.label)}</td><td class="n">× ${escaped(shownFigure({ ...ratio, unit: '' }))}</td><td>${escaped(shownGoal(ratio))}</td><td class="${ratio.met === false ? 'bad' : ''}">${ratio.met === null ? '' : ratio.met ? 'met' : 'missed'}</td></tr>`,
  );
  const curves = one.curves.map(
    (curve) =>
      `<figure><div class="wide">${curveChart(curve)}</div><figcaption>${escaped(`${shownCurve(curve)}: ${curve.verdict}`)}</figcaption></figure>`,
  );
  return [
    `<section><h2>${TITLES[one.bench]}</h2><p>${one.rounds} rounds${one.quick ? ', short form' : ''}.</p>`,
    ...bars,
    rows.length > 0
      ? `<div class="wide"><table><tr><th>ratio</th><th>seen</th><th>goal</th><th></th></tr>${rows.join('')}</table></div>`
      : '',
    ...curves,
    one.found.length > 0 ? `<ul>${one.found.map((sentence) => `<li>${escaped(sentence)}</li>`).join('')}</ul>` : '',
    '</section>',
  ].join('\n');
};

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1b1f24;background:#fff}
h1,h2{line-height:1.2}table{border-collapse:collapse;margin:1rem 0}td,th{padding:.3rem .8rem;border-bottom:1px solid #ccd;text-align:left}
.n{font-variant-numeric:tabular-nums}.bad{color:#b3261e;font-weight:600}figure{margin:1.5rem 0}figcaption{font-size:.9rem;color:#555}
svg{width:100%;min-width:44rem;height:auto;display:block;margin:1rem 0}.wide{overflow-x:auto}.n{white-space:nowrap}svg text{font:13px system-ui,sans-serif;fill:#1b1f24}
@media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e8ea}svg text{fill:#e6e8ea}figcaption{color:#aab}td,th{border-color:#345}.bad{color:#ff8a80}}`;

/** The whole page: nothing is fetched, by it or for it. */
export const page = (found) => {
  const benches = known(found);
  const failed = found.failed.length > 0 ? `<p class="bad">Not measured, for they failed: ${escaped(found.failed.join(', '))}.</p>` : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Causeway beside its peers</title><style>${STYLE}</style></head>
<body><h1>Causeway beside its peers</h1>
<p>${escaped(whereAndWhen(found, benches))}.</p>
<p>All of one bench take turns on one machine with the same promises about the disk; bars are medians of all rounds, the thin line reaches from the least to the most. Machines are noisy: read the ratios.</p>
${failed}
${benches.map(section).join('\n')}
</body></html>
`;
};

export const writeReport = (found, root) => {
  if (known(found).length === 0) throw new Error('Nothing was measured, so there is nothing to report.');
  writeFileSync(join(root, 'docs', 'performance.html'), page(found));
  const markdown = join(root, 'docs', 'performance.md');
  writeFileSync(markdown, withTable(readFileSync(markdown, 'utf8'), table(found)));
  process.stderr.write('Written: docs/performance.html, docs/performance.md\n');
};
