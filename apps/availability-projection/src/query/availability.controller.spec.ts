import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Ending } from '@stockproof/http';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { Subject, type Subscription } from 'rxjs';
import { AvailabilityStream } from '../stream/availability-stream.js';
import type { OfferAnswer, SkuAnswer } from './answers.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityQueries } from './availability-queries.js';

const LEVELS = ['untrusted', 'unverified', 'trusted'];
const known = (sku: string): boolean => sku.startsWith('s');

/** Knows SKUs that begin with s; each has an offer of this confidence. */
let confidence: OfferAnswer['confidence'];
let asked: [readonly string[], string | undefined][];
const queries = {
  bySkus: async (skus: readonly string[], _sees: unknown, level?: string) => {
    asked.push([skus, level]);
    return skus.map((sku) => ({ sku, sellable: 0, offers: [], ...(known(sku) ? { withheld: 1 } : {}) }));
  },
  byOffer: async (sku: string, seller_id: string) =>
    known(sku) && seller_id === 'm' ? { sku, seller_id, confidence } : null,
};
let service: InProcess;
beforeAll(async () => {
  const stream = { changes: () => new Subject<string>() };
  service = await inProcess(
    serving({
      controllers: [AvailabilityController],
      authenticate: async () => null,
      providers: [
        { provide: AvailabilityQueries, useValue: queries },
        { provide: AvailabilityStream, useValue: stream },
      ],
    }),
  );
});
afterAll(() => service.close());

async function reported(path: string, body?: object): Promise<[number, string | undefined]> {
  asked = [];
  const sent =
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(`${service.url}/v1/${path}`, sent);
  return [answer.status, ((await answer.json()) as { code?: string }).code];
}

describe('the availability API', () => {
  const skus = (count: number): object => ({
    skus: Array.from({ length: count }, (_one, index) => `s${index}`),
  });
  it.each<[string, object | undefined, number, string | undefined]>([
    ['availability/s1', undefined, 200, undefined],
    ['availability/x', undefined, 404, 'unknown_sku'],
    ['availability/s1/m', undefined, 200, undefined],
    ['availability/s1/n', undefined, 404, 'unknown_sku'],
    ['availability/s1?min_confidence=certain', undefined, 400, 'bad_request'],
    ['availability/s1/m?min_confidence=certain', undefined, 400, 'bad_request'],
    [`availability/${'s'.repeat(64)}`, undefined, 200, undefined],
    [`availability/${'s'.repeat(65)}`, undefined, 400, 'bad_request'],
    ['availability', skus(1), 200, undefined],
    ['availability/batch', skus(500), 200, undefined],
    ['availability/batch', skus(501), 400, 'bad_request'],
    ['availability/batch', skus(0), 400, 'bad_request'],
    ['availability/batch', { skus: ['s1', 7] }, 400, 'bad_request'],
    ['availability/batch', { skus: 's1' }, 400, 'bad_request'],
    ['availability/batch', { skus: ['s1'], min_confidence: 'certain' }, 400, 'bad_request'],
    [
      `availability-stream?${Array.from({ length: 51 }, (_one, index) => `sku=s${index}`).join('&')}`,
      undefined,
      400,
      'bad_request',
    ],
    ['availability-stream', undefined, 400, 'bad_request'],
  ])('%.40s %.20j', async (path, body, status, code) => {
    confidence = 'trusted';
    expect(await reported(path, body)).toEqual([status, code]);
  });

  it.each(
    LEVELS.flatMap((has, at) =>
      ['', ...LEVELS].map((wanted): [string, string, number] => [
        has,
        wanted,
        wanted === '' || at >= LEVELS.indexOf(wanted) ? 200 : 409,
      ]),
    ),
  )('an offer that is %s where "%s" is asked for: %i', async (has, wanted, status) => {
    confidence = has as OfferAnswer['confidence'];
    const query = wanted === '' ? '' : `?min_confidence=${wanted}`;
    expect(await reported(`availability/s1/m${query}`)).toEqual([
      status,
      status === 409 ? 'confidence_too_low' : undefined,
    ]);
    await reported(`availability/s1${query}`);
    await reported('availability/batch', {
      skus: ['s2', 's1'],
      ...(wanted === '' ? {} : { min_confidence: wanted }),
    });
    expect(asked).toEqual([[['s2', 's1'], wanted === '' ? 'untrusted' : wanted]]);
  });
});

describe('a stream', () => {
  const open: Subscription[] = [];
  afterEach(() => {
    for (const one of open.splice(0)) one.unsubscribe();
    jest.useRealTimers();
  });

  function watching() {
    const changes = new Subject<string>();
    const ending = new Ending();
    const events: string[] = [];
    const bySkus = jest.fn(async (): Promise<SkuAnswer[]> => {
      // What is published while the view is read must not be lost.
      await Promise.resolve();
      changes.next('{"version":2}');
      return [
        { sku: 's1', sellable: 0, offers: [] },
        { sku: 's2', sellable: 0, offers: [] },
      ];
    });
    const controller = new AvailabilityController(
      partOf<AvailabilityQueries>({ bySkus }),
      partOf<AvailabilityStream>({ changes: () => changes }),
      ending,
    );
    open.push(
      controller.watch(['s1', 's2'], {}).subscribe({
        next: ({ type, data }) =>
          events.push(`${type} ${typeof data === 'string' ? data : (data as SkuAnswer).sku}`),
        complete: () => events.push('end'),
      }),
    );
    return { changes, ending, events };
  }

  it('sends the state of each SKU, each change, and a sign of life every fifteen seconds, until the process ends', async () => {
    jest.useFakeTimers();
    const { changes, ending, events } = watching();
    await jest.advanceTimersByTimeAsync(0);
    expect([...events].sort()).toEqual(['availability {"version":2}', 'snapshot s1', 'snapshot s2']);
    changes.next('{"version":3}');
    await jest.advanceTimersByTimeAsync(14_999);
    expect(events.slice(3)).toEqual(['availability {"version":3}']);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(events.slice(4)).toEqual(['keep-alive {}', 'keep-alive {}']);
    ending.begin();
    expect(events.at(-1)).toBe('end');
    expect(changes.observed).toBe(false);
  });
});
