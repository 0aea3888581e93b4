import { expect, it } from '@jest/globals';
import { startTelemetry } from '@stockproof/telemetry';
import type { ViewOffer } from './fold-changes/view.js';
import { projectionMetrics } from './metrics.js';

const ACCEPTED_MS = 1_000;
const HOUR_MS = 3_600_000;
const offer = (more: Partial<ViewOffer> = {}) => ({ recovery_id: null, status: 'current', state: { accepted_at_ms: ACCEPTED_MS }, ...more }) as ViewOffer;

it('times live changes only: what a recovery wrote and what became suspect was accepted long ago', async () => {
  const telemetry = startTelemetry({ service: 'metrics-spec', trace_ratio: 0, otlp_url: '' });
  const { published } = projectionMetrics(telemetry);
  published([offer(), offer()], ACCEPTED_MS + 200);
  published([offer({ recovery_id: 'rec-1' }), offer({ status: 'suspect' })], ACCEPTED_MS + HOUR_MS);
  const text = await telemetry.metricsText();
  expect(text).toMatch(/^stockproof_accepted_to_published_seconds_count\{[^}]*\} 2$/m);
  expect(text).toMatch(/^stockproof_accepted_to_published_seconds_sum\{[^}]*\} 0\.4$/m);
  expect(text).toMatch(/^stockproof_published_offers_total\{[^}]*\} 4$/m);
  await telemetry.shutdown();
});
