import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Panel } from './board.js';
import { BOARDS, dashboardFiles, DASHBOARDS, queriesAsRules } from './boards.js';

const panels = BOARDS.flatMap(({ name, rows }) =>
  rows.flatMap((row) =>
    row.panels.map((panel): [string, Panel] => [`${name}: ${row.title}: ${panel.title}`, panel]),
  ),
);

/** What Grafana reads, as far as it is looked at here. */
interface Written {
  readonly title?: string;
  readonly uid?: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
  readonly links?: readonly { readonly url: string }[];
  readonly panels?: readonly Written[];
}

it('the committed files are those of the tables, and no other is there', () => {
  const committed = new Map(
    readdirSync(DASHBOARDS).map((name) => [name, readFileSync(join(DASHBOARDS, name), 'utf8')]),
  );
  expect(committed).toEqual(dashboardFiles());
});

describe('each panel', () => {
  it.each(panels)(
    '%s says what is seen, and its runbook exists',
    (_name, { description, runbook, queries }) => {
      expect(description).toMatch(/^[A-Z\d].*[.]$/);
      expect(queries.length).toBeGreaterThan(0);
      if (runbook !== undefined) expect(existsSync(join('docs/runbooks', runbook))).toBe(true);
    },
  );

  it('has a name of its own in its board', () => {
    const names = panels.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('that says from where on it is bad says also what to do then', () => {
    const limited = panels.filter(([, { bad_from, well_from }]) => (bad_from ?? well_from) !== undefined);
    expect(limited.length).toBeGreaterThan(10);
    expect(limited.filter(([, { runbook }]) => runbook === undefined)).toEqual([]);
  });
});

describe('as Grafana reads it', () => {
  it.each([...dashboardFiles()])('%s: unit, description and a data source that is chosen', (name, text) => {
    const board = JSON.parse(text) as Written;
    expect(board.uid).toBe(`stockproof-${name.replace('.json', '')}`);
    const written = (board.panels ?? []).filter(({ targets }) => targets !== undefined);
    expect(written.length).toBeGreaterThan(5);
    for (const { title, description, fieldConfig, datasource, targets = [] } of written) {
      expect([title, description]).not.toContain('');
      expect(fieldConfig?.defaults.unit).toMatch(/\w/);
      expect(
        new Set([datasource, ...targets.map((target) => target.datasource)].map((one) => one?.uid)),
      ).toEqual(new Set(['${datasource}']));
    }
  });

  it('a link of a panel leads to a runbook of the repository', () => {
    const links = [...dashboardFiles().values()].flatMap((text) =>
      ((JSON.parse(text) as Written).panels ?? []).flatMap(({ links: of_panel = [] }) => of_panel),
    );
    expect(links.length).toBeGreaterThan(40);
    for (const { url } of links) expect(url).toMatch(/^\$\{repository\}\/docs\/runbooks\/[\w-]+\.md$/);
  });
});

it('every query is checked by promtool, with windows in place of Grafana’s variables', () => {
  const { groups } = queriesAsRules() as { groups: { rules: { expr: string }[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules).toHaveLength(panels.flatMap(([, { queries }]) => queries).length);
  expect(rules.filter(({ expr }) => expr.includes('$'))).toEqual([]);
});
