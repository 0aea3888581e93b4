import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, InstrumentType, MetricReader } from '@opentelemetry/sdk-metrics';

/** How long one gauge may take to read, ms. Below the 10 s that Prometheus waits for a whole answer. */
const READ_WITHIN_MS = 4_000;
const NEITHER_TARGET_NOR_SCOPE = [undefined, false, undefined, false, true] as const;

/**
 * The metrics of this process, read when somebody asks. Counters and histograms are told as they stand. A gauge is
 * told only as far as it was read this time: OpenTelemetry's own reader repeats the last value for ever, so a shard
 * that another process holds, or a database that does not answer, would go on to look as before.
 */
export class PulledMetrics extends MetricReader {
  private readonly serializer = new PrometheusSerializer(...NEITHER_TARGET_NOR_SCOPE);
  private reading: Promise<string> | null = null;

  constructor() {
    super({
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE
          ? AggregationTemporality.DELTA
          : AggregationTemporality.CUMULATIVE,
    });
  }

  /**
   * All metrics in Prometheus' text format, which ends with a line break also where there are none. A gauge that
   * cannot be read in 4 s is left out. Who asks at the same time gets the same answer: two readings would share the
   * gauges between them.
   */
  text(): Promise<string> {
    this.reading ??= this.read().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }

  private async read(): Promise<string> {
    const { resourceMetrics } = await this.collect({ timeoutMillis: READ_WITHIN_MS });
    return `${this.serializer.serialize(resourceMetrics).trimEnd()}\n`;
  }
}
