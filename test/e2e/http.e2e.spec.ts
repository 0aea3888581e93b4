import { connect } from 'node:net';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  askAvailability,
  eventually,
  readAsViewer,
  operatorToken,
  queryDatabase,
  runningStack,
  type Seller,
  seller,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';

const SKU = `http-sku/ü 💡 ${Date.now()}`;

const event = (change: object = {}) => anEvent({ event_id: 'e-1', sku: SKU, quantity: 5, ...change });

describe('HTTP', () => {
  const stack = runningStack();
  const { ingestion, command_handler, availability } = stack.urls;
  let ann: Seller;

  beforeAll(async () => {
    ann = await seller(stack);
    expect((await ann.post(event({ seller_id: ann.seller_id }))).status).toBe(202);
    await eventually(async () => expect((await ann.outcome('e-1')).status).toBe(200));
  });

  const send = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
    fetch(`${ingestion}/v1/inventory-updates`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.api_key}`, 'content-type': type },
      body,
    });
  const reported = async (answer: Response) => {
    const { code, type, status } = (await answer.json()) as { code?: string; type?: string; status?: number };
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    expect([type, status]).toEqual([`urn:stockproof:problem:${code}`, answer.status]);
    return [answer.status, code];
  };

  it.each<[string, () => Promise<Response>, number, string]>([
    ['half a JSON', () => send('{"event_id"'), 400, 'malformed_json'],
    ['nothing', () => send(''), 400, 'malformed_json'],
    ['broken UTF-8', () => send(new Uint8Array([0x22, 0xff, 0x22])), 400, 'invalid_utf8'],
    ['a number', () => send('7'), 400, 'not_an_object'],
    ['an empty array', () => send('[]'), 400, 'empty_array'],
    ['too many events', () => send(JSON.stringify(Array(1_001).fill({}))), 413, 'too_many_events'],
    ['too large a body', () => send(`"${'x'.repeat(1_100_000)}"`), 413, 'body_too_large'],
    ['XML', () => send('<a/>', 'application/xml'), 415, 'unsupported_media_type'],
    ['a quantity that would be rounded', () => send('{"quantity":9007199254740993}'), 400, 'missing_field'],
    ['an unknown path', () => fetch(`${ingestion}/v1/nothing`), 404, 'not_found'],
    ['an unknown sku', () => fetch(`${availability}/v1/availability/nobody-has-this`), 404, 'unknown_sku'],
    [
      'a sku that cannot be',
      () => fetch(`${availability}/v1/availability/${'x'.repeat(65)}`),
      400,
      'bad_request',
    ],
    ['a broken escape in the path', () => fetch(`${availability}/v1/availability/%ff`), 400, 'bad_request'],
    [
      'a broken escape in the query',
      () => fetch(`${availability}/v1/availability-stream?sku=%ff`),
      400,
      'bad_request',
    ],
    [
      'an address that is too long',
      () => fetch(`${availability}/v1/availability/${'x'.repeat(20_000)}`),
      431,
      'headers_too_large',
    ],
    ['a stream without a sku', () => fetch(`${availability}/v1/availability-stream`), 400, 'bad_request'],
  ])('answers %s with a problem', async (_name, ask, status, code) =>
    expect(await reported(await ask())).toEqual([status, code]),
  );

  const correlated = (event_id: string, id: string): Promise<Response> =>
    fetch(`${ingestion}/v1/inventory-updates`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ann.api_key}`,
        'content-type': 'application/json',
        'x-correlation-id': id,
      },
      body: JSON.stringify(event({ seller_id: ann.seller_id, event_id, sku: `${SKU} correlated` })),
    });
  it.each<[string, string]>([
    ['with a blank', 'order 7'],
    ['that is empty', ''],
    ['that is one character too long', 'x'.repeat(129)],
    ['of Latin-1', 'ordre-\u00e9'],
  ])('refuses an x-correlation-id %s by its name, and accepts nothing', async (_what, id) => {
    const answer = await correlated('not-correlated', id);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { code: 'bad_request', detail: expect.stringContaining('x-correlation-id') },
    ]);
    expect((await ann.outcome('not-correlated')).status).toBe(404);
  });

  it('stores an x-correlation-id of up to 128 characters with the event', async () => {
    expect((await correlated('correlated', 'x'.repeat(128))).status).toBe(202);
    await eventually(async () => {
      const found = await queryDatabase(
        stack,
        'inventory',
        `SELECT correlation_id FROM inventory_transaction WHERE seller_id = $1 AND event_id = 'correlated'`,
        [ann.seller_id],
      );
      expect(found).toEqual([{ correlation_id: 'x'.repeat(128) }]);
    });
  });

  it('answers invalid HTTP with a problem, and ends the connection', async () => {
    const socket = connect(Number(new URL(ingestion).port), '127.0.0.1').setEncoding('utf8');
    socket.end('what is this?\r\n\r\n');
    const [head = '', body = ''] = (await socket.toArray()).join('').split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n/);
    expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'malformed_http' });
  });

  it('names an invalid event by its index and accepts the others', async () => {
    const mine = { seller_id: ann.seller_id };
    const answer = await ann.post([
      event({ ...mine, event_id: 'i-0' }),
      event({ ...mine, quantity: -1 }),
      7,
      event({ ...mine, event_id: 'i-3' }),
    ]);
    expect(answer.status).toBe(207);
    expect(await answer.json()).toMatchObject({
      queued: 2,
      refused: 2,
      results: [
        { index: 0, status: 202, event_id: 'i-0' },
        { index: 1, status: 400, code: 'invalid_quantity' },
        { index: 2, status: 400, code: 'not_an_object' },
        { index: 3, status: 202, event_id: 'i-3' },
      ],
    });
  });

  it('answers for one offer, for all offers of a SKU, and for several SKUs in the order of the request', async () => {
    const sku = encodeURIComponent(event().sku);
    const offer = await eventually(async () => {
      const answer = await askAvailability(stack, `/v1/availability/${sku}/${ann.seller_id}`);
      const found = (await answer.json()) as { version: number; status: string };
      expect(found).toMatchObject({ sku: event().sku, version: 3, sellable: 15, status: 'current' });
      return found;
    });
    expect(offer).toMatchObject({ seller_id: ann.seller_id, confidence: 'unverified', verified_at: null });
    const batch = await fetch(`${availability}/v1/availability`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ skus: ['none', event().sku] }),
    });
    expect(await batch.json()).toMatchObject({
      items: [{ sku: 'none', sellable: 0, offers: [] }, { sellable: 15 }],
    });
  });

  it('shows a buyer what can be sold and how old that is, and the rest to the seller and to viewers', async () => {
    const path = `/v1/availability/${encodeURIComponent(event().sku)}`;
    const ben = await seller(stack);
    const reported = async (authorization: string | null): Promise<unknown[]> => {
      const headers: Record<string, string> =
        authorization === null ? {} : { authorization: `Bearer ${authorization}` };
      const [
        one,
        {
          offers: [offer],
        },
      ] = (await Promise.all(
        [`${path}/${ann.seller_id}`, path].map(async (at) =>
          (await fetch(`${availability}${at}`, { headers })).json(),
        ),
      )) as [object, { offers: [object] }];
      return [Object.keys(one).sort(), Object.keys(offer).sort()];
    };
    const open = ['as_of', 'confidence', 'freshness_ms', 'sellable', 'seller_id', 'status'];
    for (const buyer of [null, ben.api_key, operatorToken(stack, 'order-service')])
      expect(await reported(buyer)).toEqual([[...open, 'sku'].sort(), open]);
    for (const owner of [ann.api_key, operatorToken(stack, 'viewer')]) {
      expect(await reported(owner)).toEqual(
        Array(2).fill(
          expect.arrayContaining(['version', 'stock_on_hand', 'reserved', 'damaged', 'locations']),
        ),
      );
    }
    expect(
      (await fetch(`${availability}${path}`, { headers: { authorization: 'Bearer sp_none' } })).status,
    ).toBe(401);
  });

  it('streams the state of an offer, then each change: everything to its seller, the sellable units to everybody', async () => {
    const closing = new AbortController();
    const reading = async (
      received: (said: string) => void,
      headers: Record<string, string>,
    ): Promise<void> => {
      const answer = await fetch(
        `${availability}/v1/availability-stream?sku=${encodeURIComponent(event().sku)}`,
        { signal: closing.signal, headers },
      );
      expect(answer.headers.get('content-type')).toMatch('text/event-stream');
      for await (const chunk of answer.body ?? []) received(Buffer.from(chunk).toString());
    };
    let [own, open] = ['', ''];
    const read = Promise.allSettled([
      reading((said) => (own += said), { authorization: `Bearer ${ann.api_key}` }),
      reading((said) => (open += said), {}),
    ]);
    await eventually(async () =>
      expect([own, open]).toEqual(Array(2).fill(expect.stringContaining('event: snapshot'))),
    );
    await ann.post(event({ seller_id: ann.seller_id, event_id: 's-1', quantity: 1 }));
    await eventually(async () =>
      expect([own, open]).toEqual([
        expect.stringMatching(/event: availability[\s\S]*"version":4/),
        expect.stringMatching(/event: availability[\s\S]*"sellable":16/),
      ]),
    );
    for (const secret of ['version', 'stock_on_hand', 'reserved', 'damaged', 'locations', 'event_time'])
      expect(open).not.toContain(secret);
    closing.abort();
    await read;
  });

  it('returns the history of an offer in pages, each row chained to the one before', async () => {
    const path = `${command_handler}/v1/offers/${ann.seller_id}/${encodeURIComponent(event().sku)}`;
    const headers = { authorization: `Bearer ${operatorToken(stack, 'viewer')}` };
    type Page = {
      transactions: { version: number; previous_digest: string; chain_digest: string }[];
      next_after_version?: number;
    };
    const page = async (query: string) =>
      (await (await fetch(`${path}/transactions${query}`, { headers })).json()) as Page;
    const first = await page('?limit=2');
    const second = await page(`?limit=2&after_version=${first.next_after_version}`);
    const rows = [...first.transactions, ...second.transactions];
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
    expect(rows.slice(1).map((row) => row.previous_digest)).toEqual(
      rows.slice(0, -1).map((row) => row.chain_digest),
    );
    const head = (await (await fetch(path, { headers })).json()) as { chain_digest: string };
    expect(head.chain_digest).toBe(rows.at(-1)?.chain_digest);
  });

  it.each([
    ['ingestion', ingestion],
    ['command handler', command_handler],
    ['availability', availability],
  ])(
    '%s serves its health to everybody, and its metrics and documentation to viewers',
    async (_name, url) => {
      for (const path of ['/metrics', '/docs', '/docs-json', '/docs/swagger-ui-init.js'])
        expect([path, (await fetch(`${url}${path}`)).status]).toEqual([path, 401]);
      for (const path of ['/health/live', '/v1/nothing', '/docs']) {
        const { headers } = await fetch(`${url}${path}`);
        expect([
          headers.get('x-content-type-options'),
          headers.get('cache-control'),
          headers.get('referrer-policy'),
          headers.get('content-security-policy'),
        ]).toEqual(['nosniff', 'no-store', 'no-referrer', expect.stringContaining("frame-ancestors 'none'")]);
      }
      // As a browser does after it asked for a login.
      const login = Buffer.from(`me:${operatorToken(stack, 'viewer')}`).toString('base64');
      expect((await fetch(`${url}/docs`, { headers: { authorization: `Basic ${login}` } })).status).toBe(200);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'ready', problems: [] });
      expect(await (await readAsViewer(stack, url, '/metrics')).text()).toMatch(/^stockproof_/m);
      expect((await readAsViewer(stack, url, '/docs')).status).toBe(200);
      expect(
        Object.keys(
          ((await (await readAsViewer(stack, url, '/docs-json')).json()) as { paths: object }).paths,
        ).length,
      ).toBeGreaterThan(2);
    },
  );
});

it('serves the schemas of its topics to everybody, read only', async () => {
  const { urls } = runningStack();
  const { items } = (await (await fetch(`${urls.ingestion}/v1/schemas`)).json()) as {
    items: { id: string; href: string }[];
  };
  expect(items.map(({ id }) => id)).toContain('availability/v2');
  for (const { href } of items) {
    const answer = await fetch(`${urls.ingestion}${href}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('application/schema+json'),
    ]);
  }
  expect((await fetch(`${urls.ingestion}/v1/schemas/availability/v9`)).status).toBe(404);
  expect((await fetch(`${urls.ingestion}/v1/schemas`, { method: 'POST' })).status).toBe(405);
});
