// What a bench found, as text.

/** A number with as many digits as it is good for. */
export const figured = (number) => {
  const digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2;
  return number.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
};

/** The median, and how far the rounds lie apart when there were several. */
export const shownFigure = ({ median, least, most, unit, rounds }) =>
  [figured(median), unit, rounds > 1 ? `(${figured(least)} to ${figured(most)})` : ''].filter(Boolean).join(' ');

export const shownGoal = ({ goal, atLeast }) => (goal === null ? '' : `${atLeast ? '≥' : '≤'} ${goal}`);

export const shownCurve = ({ unit, points, ratios }) =>
  points.map(({ size, cost }, i) => `${figured(cost)} ${unit} at ${size.toLocaleString('en')} (×${ratios[i].toFixed(2)})`).join(', ');

export const print = ({ bench, versions, figures, ratios, curves, found, rounds, seconds }) =>
  [
    `${bench}: median of ${rounds} rounds and how far they lie apart, ${seconds} s`,
    `  ${Object.entries(versions)
      .map(([what, version]) => `${what} ${version}`)
      .join(', ')}`,
    ...figures.map((one) => `  ${one.label}: ${shownFigure(one)}`),
    ...ratios.map((one) => {
      const goal = one.goal === null ? '' : `, goal ${shownGoal(one)}: ${one.met ? 'met' : 'MISSED'}`;
      return `  ${one.label}: × ${shownFigure({ ...one, unit: '' })}${goal}`;
    }),
    ...curves.map((one) => `  ${one.label}: ${shownCurve(one)}: ${one.verdict}`),
    ...found.map((sentence) => `  found: ${sentence}`),
  ].join('\n');
