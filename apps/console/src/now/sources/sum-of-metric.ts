/**
 * Sum of a metric over its series in the text format of Prometheus, over those with this label and value if one is given;
 * null if there is no such series.
 */
export function sumOfMetric(
  text: string,
  name: string,
  label?: readonly [name: string, value: string],
): number | null {
  const wanted = label === undefined ? null : `${label[0]}="${label[1]}"`;
  const values = text
    .split('\n')
    .map((line) => /^([a-zA-Z0-9_:]+)(?:\{(.*)\})? (\S+)/.exec(line))
    .filter((line) => line?.[1] === name && (wanted === null || labelsOf(line[2] ?? '').includes(wanted)))
    .map((line) => Number(line?.[3]))
    .filter(Number.isFinite);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function labelsOf(text: string): readonly string[] {
  return text.match(/[a-z_]+="(?:[^"\\]|\\.)*"/g) ?? [];
}
