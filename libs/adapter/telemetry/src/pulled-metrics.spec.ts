import { afterEach, expect, it } from '@jest/globals';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { PulledMetrics } from './pulled-metrics.js';

const providers: MeterProvider[] = [];
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.shutdown()));
});

function pulling() {
  const metrics = new PulledMetrics();
  const provider = new MeterProvider({ readers: [metrics] });
  providers.push(provider);
  return { metrics, meter: provider.getMeter('spec') };
}

/** The lines that are no comments. */
const series = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('target_info'));

it('the text ends with a line break, also where nothing was measured', async () => {
  const { metrics, meter } = pulling();
  expect(await metrics.text()).toMatch(/[^\n]\n$/);
  meter.createCounter('c', { description: 'a count' }).add(2, { kind: 'a "b"\n' });
  const text = await metrics.text();
  expect(text).toMatch(/[^\n]\n$/);
  expect(series(text)).toEqual([String.raw`c_total{kind="a \"b\"\n"} 2`]);
});

it('a gauge is reported only with its current value; a counter keeps its last one', async () => {
  const { metrics, meter } = pulling();
  const held = new Set(['0', '1']);
  meter.createObservableGauge('g').addCallback((result) => {
    for (const partition of held) result.observe(7, { partition });
  });
  meter.createCounter('c').add(1);
  expect(series(await metrics.text())).toEqual(['g{partition="0"} 7', 'g{partition="1"} 7', 'c_total 1']);
  held.delete('1');
  expect(series(await metrics.text())).toEqual(['g{partition="0"} 7', 'c_total 1']);
});

it('a gauge that cannot be read hides no other', async () => {
  const { metrics, meter } = pulling();
  let away = false;
  meter
    .createObservableGauge('of_database')
    .addCallback((result) => (away ? Promise.reject(new Error('away')) : result.observe(1)));
  meter.createObservableGauge('of_process').addCallback((result) => result.observe(2));
  expect(series(await metrics.text())).toEqual(['of_database 1', 'of_process 2']);
  away = true;
  expect(series(await metrics.text())).toEqual(['of_process 2']);
});

it('who asks at the same time gets the same answer', async () => {
  const { metrics, meter } = pulling();
  let read = 0;
  meter.createObservableGauge('g').addCallback((result) => result.observe((read += 1)));
  const [one, other] = await Promise.all([metrics.text(), metrics.text()]);
  expect([one === other, read]).toEqual([true, 1]);
});
