import { type Meter, metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';

const EXPORT_WITHIN_MS = 2_000;

export interface TelemetryOptions {
  readonly service: string;
  /** Share of new traces that are sampled, 0 to 1. A decision of the caller is kept. */
  readonly trace_ratio: number;
  /** OTLP/HTTP collector; if empty, spans are only created for propagation. */
  readonly otlp_url: string;
}

export interface Telemetry {
  readonly meter: Meter;
  /** All metrics in Prometheus' text format. */
  metricsText(): Promise<string>;
  /** Sends pending spans. What the collector does not accept within 2 s is lost. Never rejects. */
  shutdown(): Promise<void>;
}

/** Starts metrics and traces of this process. Call it once per process. */
export function startTelemetry({ service, trace_ratio, otlp_url }: TelemetryOptions): Telemetry {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer();
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
  return {
    meter: metrics.getMeter('stockproof'),
    metricsText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    shutdown: () => sdk.shutdown().catch(() => undefined),
  };
}
