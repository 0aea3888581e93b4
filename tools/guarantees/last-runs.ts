import type { RunRecord, Runs } from '@stockproof/embedded';

const TITLE = 'last run';

/**
 * Writes the last column of the table of guarantees: when the tests of a row ran last, and with what result.
 * A row whose tests have not run says so. Pure.
 */
export function withLastRuns(markdown: string, runs: Runs): string {
  return markdown
    .split('\n')
    .map((line) => {
      if (!line.startsWith('|')) return line;
      const cells = line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
      const [boundary = '', promise = '', mechanism = '', test = ''] = cells;
      return `| ${[boundary, promise, mechanism, test, lastCell(boundary, test, runs)].join(' | ')} |`.replaceAll(
        '|  |',
        '| |',
      );
    })
    .join('\n');
}

function lastCell(boundary: string, test: string, runs: Runs): string {
  if (boundary === 'boundary') return TITLE;
  if (/^-+$/.test(boundary)) return '---';
  const found = [...test.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => named(name, runs));
  if (found.length === 0) return 'not run here';
  const newest = found
    .map(({ at }) => at)
    .sort()
    .at(-1)
    ?.slice(0, 10);
  const cases = found
    .filter(({ figures }) => /^\d+$/.test(figures))
    .reduce((sum, { figures }) => sum + Number(figures), 0);
  const said = [
    ...(cases > 0 ? [`${cases} cases`] : []),
    ...found.map(({ figures }) => figures).filter((figures) => !/^\d+$/.test(figures)),
  ];
  return `${newest}: ${said.join('; ')}${found.every(({ ok }) => ok) ? '' : ', FAILED'}`;
}

/** `npm run torture` is a script; every other name is a part of a spec's path. */
function named(name: string, runs: Runs): RunRecord[] {
  const script = /^npm run (.+)/.exec(name)?.[1];
  if (script !== undefined) return runs[script] === undefined ? [] : [runs[script]];
  return Object.entries(runs)
    .filter(([path]) => path.endsWith('.spec.ts') && path.includes(name))
    .map(([, run]) => run);
}
