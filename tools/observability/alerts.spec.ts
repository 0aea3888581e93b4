import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Labels, matches, notified } from './inhibit.js';
import { OBSERVABILITY, readInhibitRules, readRules } from './read-rules.js';
import { sloRules } from './slo-rules.js';

const alerts = readRules().filter(({ alert }) => alert !== undefined);
const RANKS = ['server', 'service', 'target', 'connector', 'slot', 'limit', 'symptom', 'integrity'];

describe('each alert', () => {
  it.each(alerts.map((one) => [one.alert ?? '', one] as const))(
    '%s names its owner and what to do',
    (_name, one) => {
      const { labels = {}, annotations = {} } = one;
      expect(labels).toMatchObject({ owner: expect.stringMatching(/^[a-z]+$/) });
      expect(['page', 'ticket']).toContain(labels['severity']);
      expect(RANKS).toContain(labels['rank']);
      expect(annotations['summary']).toMatch(/\w/);
      expect(annotations['console_url']).toMatch(/^\//);
      expect(existsSync(annotations['runbook_url'] ?? '')).toBe(true);
    },
  );

  it('has a name of its own, and a case in the tests of promtool where it fires', () => {
    const names = alerts.map(({ alert }) => alert ?? '');
    expect(new Set(names).size).toBe(names.length);
    const folder = join(OBSERVABILITY, 'rules');
    const tests = readdirSync(folder)
      .filter((file) => file.endsWith('.test.yml'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const fires = (name: string): boolean =>
      new RegExp(`alertname: ${name}\\n\\s+exp_alerts:(?! \\[\\])`).test(tests);
    // The budgets are made from one table: one of each kind is enough.
    const made = names.filter((name) => name.includes('BudgetBurns'));
    expect(names.filter((name) => !made.includes(name) && !fires(name))).toEqual([]);
    expect(made.filter(fires).length).toBeGreaterThan(3);
  });
});

it('the rules of the objectives are those of their table', () =>
  expect(readFileSync(join(OBSERVABILITY, 'rules/slo.rules.yml'), 'utf8')).toBe(sloRules()));

describe('one incident pages once', () => {
  const rules = readInhibitRules();
  const known = new Map(
    alerts.map(({ alert = '', labels = {} }) => [alert, { alertname: alert, ...labels }]),
  );
  const firing = (...names: string[]): Labels[] =>
    names.map((name) => {
      const labels = known.get(name);
      if (labels === undefined) throw new Error(`there is no alert ${name}`);
      return labels;
    });
  const SEEN = ['StockproofFreshnessLost', 'StockproofFreshBudgetBurnsFast', 'StockproofSagasStuck'];

  it.each<[string, string[], string[]]>([
    [
      'Connect is away',
      ['StockproofServerDown', 'StockproofConnectorDoesNotMove', 'StockproofSlotHasNoReader', ...SEEN],
      ['StockproofServerDown'],
    ],
    [
      'the broker is away: consumers die of it',
      [
        'StockproofServerDown',
        'StockproofPartRestartLoop',
        'StockproofServiceDown',
        'StockproofTargetDown',
        ...SEEN,
      ],
      ['StockproofServerDown'],
    ],
    [
      'a service is away',
      ['StockproofServiceDown', 'StockproofTargetDown', 'StockproofConsumerLags'],
      ['StockproofServiceDown'],
    ],
    [
      'one record blocks a connector',
      ['StockproofConnectorRestartLoop', 'StockproofSlotHasNoReader', ...SEEN],
      ['StockproofConnectorRestartLoop'],
    ],
    [
      'the slot that nobody reads is nearly used up: that is more urgent',
      ['StockproofConnectorDoesNotMove', 'StockproofSlotNearItsLimit'],
      ['StockproofConnectorDoesNotMove', 'StockproofSlotNearItsLimit'],
    ],
    [
      'a row was changed while a server was away',
      ['StockproofServerDown', 'StockproofLedgerRowChanged'],
      ['StockproofServerDown', 'StockproofLedgerRowChanged'],
    ],
    [
      'a budget burns fast and slowly',
      ['StockproofPublishedBudgetBurnsFast', 'StockproofPublishedBudgetBurnsSlowly'],
      ['StockproofPublishedBudgetBurnsFast'],
    ],
    [
      'a page silences no ticket of another matter',
      ['StockproofLedgerRowChanged', 'StockproofDeadLettersOverdue'],
      ['StockproofLedgerRowChanged', 'StockproofDeadLettersOverdue'],
    ],
  ])('%s', (_case, names, expected) =>
    expect(notified(firing(...names), rules).map(({ alertname }) => alertname)).toEqual(expected),
  );

  it.each<[string, boolean]>([
    ['rank="slot"', true],
    ['rank!="slot"', false],
    ['rank=~"slot|symptom"', true],
    ['rank=~"slo"', false],
    ['rank!~"symptom"', true],
    ['none=""', true],
    ['none=~".+"', false],
  ])('a slot and %s: %s', (matcher, expected) => expect(matches({ rank: 'slot' }, matcher)).toBe(expected));
});
