import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl, metricsPasswordFile } from '@stockproof/embedded';
import { eventually, operatorToken, runningStack } from '@stockproof/testing';
import { debianProgram } from '../debian-program.js';
import { type Labels, notified } from '../inhibit.js';
import { queriesOfBoards } from '../dashboards/boards.js';
import { readInhibitRules } from '../read-rules.js';
import { type Prometheus, startPrometheus, targetsOf, type Tokens } from './prometheus.js';

/** Windows of minutes become seconds: five minutes are ten seconds. */
const FACTOR = 30;
const FIRES_WITHIN_MS = 180_000;
const stack = runningStack();
const programs = {
  prometheus: await debianProgram('prometheus', 'prometheus'),
  promtool: await debianProgram('promtool', 'prometheus'),
};
const there = programs.prometheus !== null && programs.promtool !== null;
if (!there) {
  const why = 'no Prometheus, and apt cannot bring it (Debian: apt install prometheus)';
  if (process.env['CI'] === 'true') throw new Error(why);
  console.error(`skipped: ${why}`);
}

const tokens = (): Tokens => ({
  viewer: operatorToken(stack, 'viewer'),
  supervisor: readFileSync(metricsPasswordFile(stack.home), 'utf8'),
});
const textOf = async (job: string, url: string): Promise<string> => {
  const authorization = `Bearer ${job === 'stockproof-supervisor' ? tokens().supervisor : tokens().viewer}`;
  return (await fetch(`${url}/metrics`, { headers: { authorization } })).text();
};

/** Every label that there may be: none whose values have no end. */
const LABELS = new Set(
  'assignee cause confidence connector cpu_mode database db_client_connection_pool_name db_client_connection_state error flow group http_request_method http_response_status_code http_route le mode node outcome part partition proof reason result service service_name slot state status table task throttled topic v8js_gc_type verdict version wal_status'.split(
    ' ',
  ),
);

(there ? describe : describe.skip)('what each process tells of itself', () => {
  it.each(Object.entries(targetsOf(stack)))('%s is what promtool accepts, and bounded', async (job, url) => {
    expect((await fetch(`${url}/metrics`)).status).toBe(401);
    const text = await textOf(job, url);
    const { status, stdout, stderr } = spawnSync(programs.promtool ?? '', ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    });
    expect([status, stdout + stderr]).toEqual([0, '']);
    const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const labels = new Set(
      series.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, label]) => label ?? '')),
    );
    expect([...labels].filter((label) => !LABELS.has(label))).toEqual([]);
    expect(series.length).toBeGreaterThan(10);
    // Requests are counted by route, method, status and bucket, and other tests have called every operation.
    expect(series.length).toBeLessThan(5_000);
  });
});

(there ? describe : describe.skip)('a server that does not run', () => {
  const rules = readInhibitRules();
  let prometheus: Prometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus(programs.prometheus ?? '', targetsOf(stack), tokens(), FACTOR);
  });
  afterAll(() => prometheus.close());

  const key = ({ alertname, part = '', connector = '', slot = '', slo = '' }: Labels): string =>
    [alertname, part, connector, slot, slo].filter((text) => text !== '').join(' ');
  const names = async (): Promise<string[]> => (await prometheus.firing()).map(key);
  const pages = async (): Promise<string[]> =>
    notified(await prometheus.firing(), rules)
      .filter(({ severity }) => severity === 'page')
      .map(key);

  it('each query of a dashboard is answered, by series that have the labels of its legend', async () => {
    const ask = async (): Promise<{ answered: number; faults: string[] }> => {
      const faults: string[] = [];
      let answered = 0;
      for (const [expr, legend] of queriesOfBoards('1m')) {
        const series = await prometheus.query(expr);
        answered += series.length > 0 ? 1 : 0;
        const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label ?? '');
        for (const label of named)
          if (series.some((one) => one[label] === undefined)) faults.push(`${label} in ${expr}`);
      }
      return { answered, faults };
    };
    // Once every target was asked twice. Some have nothing to say before something has happened.
    const { faults } = await eventually(async () => {
      const now = await ask();
      expect(now.answered).toBeGreaterThan(35);
      return now;
    }, FIRES_WITHIN_MS);
    expect(faults).toEqual([]);
  }, 200_000);

  it('raises a dozen alerts, and one of them pages; it ends when the server is back', async () => {
    await eventually(async () =>
      expect(await prometheus.targets()).toEqual(
        Object.fromEntries(Object.keys(targetsOf(stack)).map((job) => [job, 'up'])),
      ),
    );
    // What tests before this one left is no matter of this one.
    const before = new Set(
      await eventually(async () => {
        const now = await names();
        expect(now.filter((name) => /Down|DoesNotMove|HasNoReader|FreshnessLost/.test(name))).toEqual([]);
        return now;
      }),
    );
    await askControl(stack.control_socket, 'connect', 'stop');
    try {
      await eventually(async () => {
        const now = await names();
        expect(now).toEqual(
          expect.arrayContaining([
            'StockproofServerDown connect',
            'StockproofConnectorDoesNotMove postgres-inventory-connector',
            'StockproofSlotHasNoReader debezium_inventory_slot',
            'StockproofFreshnessLost',
          ]),
        );
      }, FIRES_WITHIN_MS);
      // Offers that other tests changed by hand may be found untrusted at any time.
      const others = ['StockproofOffersUntrusted', ...before];
      expect((await pages()).filter((name) => !others.includes(name))).toEqual([
        'StockproofServerDown connect',
      ]);
    } finally {
      await askControl(stack.control_socket, 'connect', 'start');
    }
    await eventually(
      async () =>
        expect(
          (await names()).filter((name) => /ServerDown|DoesNotMove|HasNoReader|FreshnessLost/.test(name)),
        ).toEqual([]),
      FIRES_WITHIN_MS,
    );
  }, 600_000);
});
