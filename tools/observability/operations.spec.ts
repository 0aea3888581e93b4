import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readRules } from './read-rules.js';

const page = (name: string): string => readFileSync(`docs/operations/${name}.md`, 'utf8');
const named = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
const yaml = (path: string): unknown => parse(readFileSync(path, 'utf8'));

const alerts = readRules().filter(({ alert }) => alert !== undefined);
const { topics } = yaml('schemas/catalog.yaml') as { topics: { name: string; owner: string }[] };
/** The rows of a table of a page, each with its cells. */
const rowsOf = (name: string, columns: number): string[][] =>
  page(name)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .filter((cells) => cells.length === columns);

describe('the pages for operators', () => {
  it('put each alert into one kind of incident, and no alert that does not exist', () => {
    const kinds = rowsOf('incidents', 5).flatMap((cells) => named(cells.at(-1) ?? ''));
    expect(kinds.toSorted()).toEqual(alerts.map(({ alert }) => alert ?? '').toSorted());
  });

  it('give each topic to one owner, and the service that the catalog names to the same', () => {
    const rows = rowsOf('ownership', 4).map(([, services = '', owned = '']) => ({
      services: named(services),
      owned: named(owned),
    }));
    expect(rows.flatMap(({ owned }) => owned).toSorted()).toEqual(topics.map(({ name }) => name).toSorted());
    for (const { name, owner } of topics)
      expect(rows.filter(({ owned }) => owned.includes(name)).map(({ services }) => services)).toEqual([
        expect.arrayContaining([owner]),
      ]);
  });

  it('name each owner of an alert and of a contract', () => {
    const owners = rowsOf('ownership', 4);
    const ofAlerts = owners.flatMap(([owner = '']) => named(owner));
    expect(new Set(alerts.map(({ labels }) => labels?.['owner']))).toEqual(new Set(ofAlerts));
    const ofContracts = owners.flatMap((cells) => named(cells.at(-1) ?? ''));
    for (const file of readdirSync('contracts').filter((name) => name.endsWith('.yaml')))
      expect(ofContracts).toContain(
        (yaml(`contracts/${file}`) as { recovery_contract: { owner: string } }).recovery_contract.owner,
      );
  });
});
