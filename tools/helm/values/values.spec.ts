import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CONFIG_SETTINGS } from './settings.js';
import { VALUES } from './values.js';

const defaults = parse(readFileSync('infra/helm/stockproof/values.yaml', 'utf8')) as object;
const COUNTED = [...Object.keys(VALUES.shape)].filter((name) => name !== 'global');

describe('the values of the chart', () => {
  it('have a default each, which the schema takes', () => {
    expect(VALUES.safeParse(defaults).error).toBeUndefined();
    expect(Object.keys(defaults).toSorted()).toEqual(COUNTED.toSorted());
  });

  it('have no setting that is a secret, an address or a role', () => {
    expect(CONFIG_SETTINGS).toContain('STOCKPROOF_APPLY_MAX_BATCH');
    expect(CONFIG_SETTINGS.filter((name) => /LOGIN$|_URL$|ROLE$|PORT$|_FILE$|DATABASE/.test(name))).toEqual([
      'STOCKPROOF_OTLP_URL',
    ]);
  });
});
