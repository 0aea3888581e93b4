import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { InhibitRule, Labels } from './inhibit.js';

export const OBSERVABILITY = 'infra/observability';

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

/** Every rule of infra/observability, with the file that it is in. */
export function readRules(): readonly (Rule & { readonly file: string })[] {
  const folder = join(OBSERVABILITY, 'rules');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.rules.yml'))
    .flatMap((file) => {
      const { groups } = parse(readFileSync(join(folder, file), 'utf8')) as { groups: { rules: Rule[] }[] };
      return groups.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, file })));
    });
}

/** What alertmanager.yml silences. */
export function readInhibitRules(): readonly InhibitRule[] {
  const text = readFileSync(join(OBSERVABILITY, 'alertmanager.yml'), 'utf8');
  return (parse(text) as { inhibit_rules: InhibitRule[] }).inhibit_rules;
}
