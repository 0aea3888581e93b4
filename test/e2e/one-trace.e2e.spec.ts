import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import {
  eventually,
  recover,
  type ReadMessage,
  readTopic,
  runningStack,
  seller,
  testBroker,
} from '@stockproof/testing';
import { tamper, trialOffer } from '../recovery/trial-offer.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly {
        readonly key: string;
        readonly value: { readonly stringValue: string };
      }[];
    };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

const URL_OF_COLLECTOR = process.env['STOCKPROOF_OTLP_URL'] ?? '';
/** `service: span`, in order of arrival. */
const STEPS = [
  'availability-projection: publish availability',
  'command-handler: append to ledger',
  'ingestion: queue updates',
];

describe('followed in one trace', () => {
  const spans: (Span & { readonly service: string })[] = [];
  let collector: Server;

  beforeAll(async () => {
    collector = createServer((request, response) => {
      void json(request).then((body) => {
        for (const { resource, scopeSpans } of (body as Exported).resourceSpans) {
          const service =
            resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
          for (const span of scopeSpans.flatMap((scope) => scope.spans)) spans.push({ ...span, service });
        }
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((done) =>
      collector.listen(Number(new URL(URL_OF_COLLECTOR).port), '127.0.0.1', done),
    );
  });
  afterAll(() => new Promise((done) => collector.close(done)));

  it('an event: from HTTP to the topic, over three services, at an OTLP collector', async () => {
    const stack = runningStack();
    const [poster, trace_id] = [await seller(stack), randomBytes(16).toString('hex')];
    const sku = `traced-${randomUUID()}`;
    const event = {
      event_id: randomUUID(),
      sku,
      quantity: 3,
      operation: 'I',
      event_time: new Date().toISOString(),
      seller_id: poster.seller_id,
    };
    const answer = await fetch(`${stack.urls.ingestion}/v1/inventory-updates`, {
      method: 'POST',
      body: JSON.stringify(event),
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${poster.api_key}`,
        traceparent: `00-${trace_id}-${randomBytes(8).toString('hex')}-01`,
      },
    });
    expect(answer.status).toBe(202);
    await eventually(() => {
      const seen = spans
        .filter((span) => span.traceId === trace_id)
        .map(({ service, name }) => `${service}: ${name}`);
      expect(seen.sort()).toEqual(STEPS);
      return Promise.resolve();
    }, 60_000);
    const ofThis = ({ key }: ReadMessage): boolean => key?.toString().startsWith(`${sku}\u001f`) === true;
    const published = await readTopic(testBroker(), TOPICS.availability, (read) => read.some(ofThis));
    expect(published.filter(ofThis).map(({ headers }) => headers['traceparent']?.split('-')[1])).toEqual([
      trace_id,
    ]);
  });

  it('a recovery: from its plan to its record, by its stored events', async () => {
    const stack = runningStack();
    const offer = await trialOffer(stack, await seller(stack));
    await tamper(stack, 'availability', 'UPDATE offer_availability SET sellable = 1 WHERE {offer}', offer);
    const evidence = await recover(stack, { mode: 'repair', scope: { type: 'by_sku', skus: [offer.sku] } });
    expect(evidence.repairs.applied).toBe(1);
    const { recovery_id } = evidence;
    const trace_id = createHash('sha256').update(recovery_id).digest('hex').slice(0, 32);
    const of_run = () => spans.filter(({ traceId }) => traceId === trace_id);
    await eventually(async () => expect(of_run().map(({ name }) => name)).toContain('recovery run'), 60_000);
    const root = of_run().find(({ name }) => name === 'recovery run');
    const steps = of_run().filter((span) => span !== root);
    expect(steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['plan', 'approve', 'barrier', 'replay', 'reconcile', 'repair', 'seal']),
    );
    expect(new Set(steps.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([root?.spanId]));
    expect(new Set(of_run().map(({ service }) => service))).toEqual(new Set(['recovery']));
    expect(root?.attributes).toContainEqual({
      key: 'stockproof.recovery_id',
      value: { stringValue: recovery_id },
    });
    const sent = JSON.stringify(of_run());
    for (const word of ['"ada"', '"grace"', offer.sku, offer.seller_id]) expect(sent).not.toContain(word);
  }, 300_000);
});
