import { AuthModule, type Principal, rememberFor } from '@stockproof/auth';
import { createHttpApp } from '@stockproof/http';
import type { BrokerProducer } from '@stockproof/kafka';
import { producerSigner } from '@stockproof/producer-signature';
import { createLogger, startTelemetry } from '@stockproof/telemetry';
import { sellerRate } from '../../../apps/ingestion/src/accept-updates/seller-rate.js';
import { AcceptUpdates } from '../../../apps/ingestion/src/accept-updates/accept-updates.js';
import { UpdateWriter } from '../../../apps/ingestion/src/accept-updates/update-writer.js';
import { UpdatesController } from '../../../apps/ingestion/src/accept-updates/updates.controller.js';

// Ingestion's own code, with a broker that acknowledges at once and a key check without a database.
const producer: BrokerProducer = { send: () => Promise.resolve([]), close: () => Promise.resolve() };
const updates = new AcceptUpdates({
  writer: new UpdateWriter(producer, { topic: 't', linger_ms: 0 }),
  partitions: 8,
  max_events: 1_000,
  share: (limit) => limit,
  max_pending: 50_000,
  max_seller_pending: 50_000,
  ack_timeout_ms: 10_000,
  now_ms: Date.now,
  sign: producerSigner(`v1:1:service:ingestion:${'5'.repeat(64)}`),
  backlog: { check: () => undefined, accepted: () => undefined },
  spend: sellerRate(10_000_000, 10_000_000),
  metrics: { acknowledged: () => undefined, accepted: () => undefined },
});
const seller: Principal = { kind: 'seller', seller_id: 'seller-42', key_id: 'bench' };
const checkKey = rememberFor(1_000, () => Promise.resolve(seller));
const app = await createHttpApp({
  title: 'edge',
  logger: createLogger('edge', 'error'),
  telemetry: startTelemetry({ service: 'edge', trace_ratio: 0.01, otlp_url: '' }),
  module: {
    module: class {},
    imports: [AuthModule.forRootAsync({ useFactory: () => ({ authenticate: checkKey }) })],
    controllers: [UpdatesController],
    providers: [{ provide: AcceptUpdates, useValue: updates }],
  },
  max_body_bytes: 1_048_576,
});
await app.listen(Number(process.env['BENCH_PORT']), '127.0.0.1');
console.log('ready');
process.on('SIGTERM', () => process.exit(0));
