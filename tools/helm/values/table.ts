import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { valuesSchema } from './values.js';

const DEFAULTS = 'infra/helm/stockproof/values.yaml';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** The same for each Deployment: listed once, under `workloads.NAME`. */
const WORKLOADS = 'workloads';

/** A page with every value, its default and its meaning. */
export function valuesTable(): string {
  const rows = rowsOf(valuesSchema('inline'), parse(readFileSync(DEFAULTS, 'utf8')), '');
  return [
    '# Values of the chart',
    '',
    'Written by `npm run generate` from tools/helm/values; the defaults are those of [values.yaml](stockproof/values.yaml). What is not listed is refused.',
    'A setting in `config` has the meaning that [.env.example](../../.env.example) gives it.',
    '',
    '| value | default | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function rowsOf(schema: Schema, defaults: unknown, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const value = (defaults as Record<string, unknown> | undefined)?.[name];
    const row = `| \`${at}\` | ${shown(value)} | ${one.description ?? ''} |`;
    if (name === 'config' || one.properties === undefined) return [row];
    if (path === WORKLOADS && name !== 'defaults') return [row];
    return [...(one.description === undefined ? [] : [row]), ...rowsOf(one, value, at)];
  });
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return '';
  const text = JSON.stringify(value);
  return text.length > 60 ? '[values.yaml](stockproof/values.yaml)' : `\`${text.replaceAll('|', '\\|')}\``;
}
