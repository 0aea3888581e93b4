import { expect, it } from '@jest/globals';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { eventually } from '@stockproof/testing';
import { observeBuild } from './build-info.js';
import { observeProcess } from './process-metrics.js';
import { PulledMetrics } from './pulled-metrics.js';

it('the metrics of the process are reported under their names, each as a number', async () => {
  const metrics = new PulledMetrics();
  const provider = new MeterProvider({ readers: [metrics] });
  const meter = provider.getMeter('spec');
  observeBuild(meter, 'spec');
  const end = observeProcess(meter);
  let text = '';
  const value = (series: string): number =>
    Number(new RegExp(`^${series} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  // A reading begins a new measurement, whose first sample only says when it began.
  const sampled = (): Promise<void> => new Promise((done) => setTimeout(done, 110));
  await eventually(async () => {
    await sampled();
    const blocked_until_ms = performance.now() + 300;
    while (performance.now() < blocked_until_ms);
    await sampled();
    text = await metrics.text();
    expect(value('nodejs_eventloop_delay_max_seconds')).toBeGreaterThan(0.1);
  }, 10_000);
  end();
  await provider.shutdown();
  expect(value('process_cpu_time_seconds_total\\{cpu_mode="user"\\}')).toBeGreaterThan(0);
  expect(value('process_memory_usage_bytes')).toBeGreaterThan(1_000_000);
  expect(value('v8js_memory_heap_used_bytes')).toBeLessThan(value('v8js_memory_heap_limit_bytes'));
  expect(value('nodejs_eventloop_utilization_ratio')).toBeGreaterThan(0.1);
  expect(value('stockproof_build_info\\{service="spec",version="\\d+\\.\\d+\\.\\d+",node="[\\d.]+"\\}')).toBe(
    1,
  );
});
