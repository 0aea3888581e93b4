import { type Meter, metrics } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { observeBuild } from './build-info.js';
import { observeProcess } from './process-metrics.js';
import { PulledMetrics } from './pulled-metrics.js';

const EXPORT_WITHIN_MS = 2_000;

/** What is sent of the traces, and where. Metrics are never sent; they are read through `metricsText`. */
export interface TelemetryOptions {
  readonly service: string;
  /** Share of new traces that are sampled, 0 to 1. A decision of the caller is kept. */
  readonly trace_ratio: number;
  /** OTLP/HTTP collector; if empty, spans are only created for propagation. */
  readonly otlp_url: string;
}

/** Metrics and traces of a process. `shutdown` sends what is pending. */
export interface Telemetry {
  readonly meter: Meter;
  /** All metrics in Prometheus' text format; a gauge that cannot be read in 4 s is left out. */
  metricsText(): Promise<string>;
  /** Sends pending spans. What the collector does not accept within 2 s is lost. Never rejects. */
  shutdown(): Promise<void>;
}

/** Starts metrics and traces of this process. Call it once per process. */
export function startTelemetry({ service, trace_ratio, otlp_url }: TelemetryOptions): Telemetry {
  const reader = new PulledMetrics();
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': service }),
    autoDetectResources: false,
    metricReaders: [reader],
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(trace_ratio) }),
    spanProcessors:
      otlp_url === ''
        ? []
        : [
            new BatchSpanProcessor({
              exporter: new OTLPTraceExporter({
                url: `${otlp_url}/v1/traces`,
                timeoutMillis: EXPORT_WITHIN_MS,
              }),
            }),
          ],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  const meter = metrics.getMeter('stockproof');
  observeBuild(meter, service);
  const endProcess = observeProcess(meter);
  return {
    meter,
    metricsText: () => reader.text(),
    shutdown: () => {
      endProcess();
      return sdk.shutdown().catch(() => undefined);
    },
  };
}
