// Charts as SVG text: bars with the spread of their rounds, and curves over sizes that grow tenfold.
import { figured } from './text.mjs';

const escaped = (text) => String(text).replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]);
const [OURS, THEIRS, LINE] = ['#2563b8', '#9aa7b5', '#d97706'];
const [WIDTH, LABELS, VALUES, ROW] = [900, 370, 150, 30];
const round = (number) => Math.round(number * 10) / 10;
const isPeer = (id) => /emmett|castore|bullmq|raw|undici|bare|read$/.test(id);

/** `figures`: [{id, label, unit, median, least, most}], all of one unit. */
export const barChart = (title, figures) => {
  const most = Math.max(...figures.map((one) => one.most), Number.MIN_VALUE);
  const across = (value) => (value / most) * (WIDTH - LABELS - VALUES);
  const height = ROW * figures.length + 10;
  const rows = figures.map((one, i) => {
    const y = ROW * i + 5;
    const middle = y + ROW / 2 - 3;
    const text = `${figured(one.median)} ${one.unit}`;
    const end = LABELS + across(Math.max(one.median, one.most));
    return [
      `<text x="${LABELS - 10}" y="${middle + 5}" text-anchor="end">${escaped(one.label)}</text>`,
      `<rect x="${LABELS}" y="${y + 2}" width="${round(Math.max(1, across(one.median)))}" height="${ROW - 10}" fill="${isPeer(one.id) ? THEIRS : OURS}"/>`,
      `<line x1="${round(LABELS + across(one.least))}" x2="${round(LABELS + across(one.most))}" y1="${middle}" y2="${middle}" stroke="${LINE}" stroke-width="2"/>`,
      `<text x="${round(end + 8)}" y="${middle + 5}">${escaped(text)}</text>`,
    ].join('');
  });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}"><title>${escaped(title)}</title>${rows.join('')}</svg>`;
};

/** `points`: [{size, cost}]; sizes are spread by their logarithm, costs from nothing up. */
export const curveChart = ({ label, unit, points }) => {
  const [height, left, right, top, bottom] = [220, 70, 60, 34, 36];
  const most = Math.max(...points.map(({ cost }) => cost), Number.MIN_VALUE);
  const logs = points.map(({ size }) => Math.log10(size + 1));
  const [first, span] = [logs[0], Math.max(logs.at(-1) - logs[0], Number.MIN_VALUE)];
  const at = points.map(({ cost }, i) => [
    round(left + ((logs[i] - first) / span) * (WIDTH - left - right)),
    round(height - bottom - (cost / most) * (height - top - bottom)),
  ]);
  const marks = points.map(({ size, cost }, i) => {
    const [x, y] = at[i];
    return `<circle cx="${x}" cy="${y}" r="4" fill="${OURS}"/><text x="${x}" y="${y - 10}" text-anchor="middle">${escaped(`${figured(cost)} ${unit}`)}</text><text x="${x}" y="${height - 12}" text-anchor="middle">${size.toLocaleString('en')}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(label)}"><title>${escaped(label)}</title><text x="0" y="14">${escaped(label)}</text><line x1="${left}" x2="${WIDTH - right}" y1="${height - bottom}" y2="${height - bottom}" stroke="${THEIRS}"/><polyline points="${at.map((one) => one.join(',')).join(' ')}" fill="none" stroke="${OURS}" stroke-width="2"/>${marks.join('')}</svg>`;
};
