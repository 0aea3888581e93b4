import { constants, monitorEventLoopDelay, performance, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Meter } from '@opentelemetry/api';

const NS_PER_S = 1e9;
const US_PER_S = 1e6;
const MS_PER_S = 1e3;
/** Each sample wakes the process: 10 a second show a blocked loop and cost next to nothing at rest. */
const SAMPLE_EVERY_MS = 100;
const GC_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1];
const GC_TYPES: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

/** What Node gives for the detail of a pause; its types leave it open. */
interface GcPause {
  readonly duration: number;
  readonly detail?: { readonly kind?: number };
}

/**
 * Registers the figures of this process: event loop, garbage collection, heap, CPU and memory, by OpenTelemetry's
 * names with the unit behind them. Returns a function that ends the measuring.
 */
export function observeProcess(meter: Meter): () => void {
  observeCpuAndMemory(meter);
  const ends = [observeEventLoop(meter), observeGc(meter)];
  return () => ends.forEach((end) => end());
}

function observeCpuAndMemory(meter: Meter): void {
  meter
    .createObservableCounter('process_cpu_time_seconds', { description: 'CPU of this process' })
    .addCallback((result) => {
      const { user, system } = process.cpuUsage();
      result.observe(user / US_PER_S, { cpu_mode: 'user' });
      result.observe(system / US_PER_S, { cpu_mode: 'system' });
    });
  const gauge = (name: string, description: string, read: () => number): void =>
    meter.createObservableGauge(name, { description }).addCallback((result) => result.observe(read()));
  gauge('process_memory_usage_bytes', 'resident memory', () => process.memoryUsage.rss());
  gauge('process_uptime_seconds', 'time since the start of this process', () => process.uptime());
  gauge('v8js_memory_heap_used_bytes', 'heap in use', () => getHeapStatistics().used_heap_size);
  gauge(
    'v8js_memory_heap_limit_bytes',
    'the largest heap that V8 takes',
    () => getHeapStatistics().heap_size_limit,
  );
}

/** The delay and the use of the loop since the last reading, so that a short block is not averaged away. */
function observeEventLoop(meter: Meter): () => void {
  const delay = monitorEventLoopDelay({ resolution: SAMPLE_EVERY_MS });
  delay.enable();
  const [p99, max, used] = [
    meter.createObservableGauge('nodejs_eventloop_delay_p99_seconds', {
      description: 'how late timers were since the last reading, 99th percentile',
    }),
    meter.createObservableGauge('nodejs_eventloop_delay_max_seconds', {
      description: 'the latest timer since the last reading',
    }),
    meter.createObservableGauge('nodejs_eventloop_utilization_ratio', {
      description: 'share of the time since the last reading in which the loop was busy',
    }),
  ];
  let before = performance.eventLoopUtilization();
  meter.addBatchObservableCallback(
    (result) => {
      // A sample is the time between two wake-ups, so the wait that was asked for is taken off.
      const late = (ns: number): number => Math.max(0, ns / NS_PER_S - SAMPLE_EVERY_MS / MS_PER_S);
      result.observe(p99, late(delay.percentile(99)));
      result.observe(max, late(delay.max));
      delay.reset();
      const now = performance.eventLoopUtilization();
      result.observe(used, performance.eventLoopUtilization(now, before).utilization);
      before = now;
    },
    [p99, max, used],
  );
  return () => delay.disable();
}

function observeGc(meter: Meter): () => void {
  const pauses = meter.createHistogram('v8js_gc_duration_seconds', {
    description: 'pauses of garbage collection, by type',
    advice: { explicitBucketBoundaries: GC_SECONDS },
  });
  const observer = new PerformanceObserver((list) => {
    for (const { duration, detail } of list.getEntries() as readonly GcPause[])
      pauses.record(duration / MS_PER_S, { v8js_gc_type: GC_TYPES[detail?.kind ?? 0] ?? 'other' });
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}
