// What the benches make of their measurements. No figure comes from one run: rounds, their median, and how far they lie apart.

const ascending = (values) => [...values].sort((a, b) => a - b);

/** The middle value; the mean of the two middle ones when there is an even number of them. */
export const median = (values) => {
  if (values.length === 0) throw new Error('There is no median of nothing.');
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** The value that a share `q` (0 to 1) of all values lies at or below (nearest rank). */
export const quantile = (values, q) => {
  if (values.length === 0) throw new Error('There is no quantile of nothing.');
  return ascending(values)[Math.min(values.length - 1, Math.max(0, Math.ceil(values.length * q) - 1))];
};

/** Median, least and most, and the distance of these two as a share of the median. */
export const summary = (values) => {
  const sorted = ascending(values);
  const middle = median(values);
  const [least, most] = [sorted[0], sorted.at(-1)];
  return { median: middle, least, most, spread: middle === 0 ? 0 : (most - least) / Math.abs(middle), rounds: values.length };
};

/** Ratios round by round: what else the machine did in a round hit both sides of it. */
export const ratios = (ours, theirs) => {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} rounds cannot be put beside ${theirs.length}.`);
  return ours.map((value, round) => value / theirs[round]);
};

/** Noise below this factor is no growth. */
const FLAT = 2;
/** How much steeper the last stretch may be than the one before. */
const STEEPER = 1.5;

/**
 * How a cost grows with the size of what is there. `points`: [{size, cost}], sizes rising, three or more. `flat` when the last
 * costs at most twice the first; `straight` when it costs more, each further piece about the same; `bends upward` when each
 * further piece costs more than the one before it, which is a defect.
 */
export const growth = (points) => {
  const ratio = points.map(({ cost }) => cost / points[0].cost);
  if (ratio.at(-1) <= FLAT) return { ratios: ratio, verdict: 'flat' };
  const slopes = points.slice(1).map(({ size, cost }, i) => (cost - points[i].cost) / (size - points[i].size));
  const bends = slopes.slice(1).some((slope, i) => slope > STEEPER * Math.max(slopes[i], 0) && slope > 0);
  return { ratios: ratio, verdict: bends ? 'bends upward' : 'straight' };
};

/** Takes the sides in turn, A B A B, so many rounds: `sides` is {name: () => number}; answers {name: numbers}. */
export const alternate = async (rounds, sides, between = async () => undefined) => {
  const seen = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, measure] of Object.entries(sides)) {
      seen[name].push(await measure(round));
      await between(name, round);
    }
  return seen;
};
