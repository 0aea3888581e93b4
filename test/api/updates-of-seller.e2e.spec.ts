import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, operatorToken, runningStack, type Seller, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';

type Item = Readonly<Record<string, unknown>>;
interface Page {
  readonly items: readonly Item[];
  readonly next_after: string | null;
}

const WITHIN_MS = 60_000;

describe('a seller’s updates with what became of each', () => {
  const stack = runningStack();
  const sku = `fates-${randomUUID().slice(0, 8)}`;
  let ann: Seller;
  let ben: Seller;
  const update = (id: string, change: object = {}): object =>
    anEvent({ event_id: `${sku}-${id}`, sku, quantity: 5, seller_id: ann.seller_id, ...change });
  const ask = (query: string, { api_key }: Seller | { readonly api_key: string } = ann): Promise<Response> =>
    fetch(`${stack.urls.command_handler}/v1/inventory-updates${query}`, {
      headers: { authorization: `Bearer ${api_key}` },
    });
  const list = async (query = ''): Promise<Page> => (await (await ask(query)).json()) as Page;
  const statuses = ({ items }: Pick<Page, 'items'>): string[] =>
    items.map(({ event_id, status }) => `${String(event_id).slice(sku.length + 1)} ${String(status)}`).sort();

  const ALL = ['1 accepted', '1 conflict', '1 duplicate', '2 rejected', '3 accepted'];

  beforeAll(async () => {
    [ann, ben] = [await seller(stack), await seller(stack)];
    const decided = async (id: string): Promise<void> =>
      eventually(async () => expect((await ann.outcome(`${sku}-${id}`)).status).toBe(200));
    await ann.post(update('1'));
    await decided('1');
    await ann.post([update('1'), update('2', { operation: 'D', quantity: 8 }), update('3')]);
    await ann.post(update('1', { quantity: 6 }));
    await eventually(async () => expect(statuses(await list())).toEqual(ALL));
  });

  it('is listed with why, and what was available', async () => {
    const { items } = await list(`?status=rejected&sku=${sku}`);
    expect(items).toEqual([
      expect.objectContaining({
        ...{ event_id: `${sku}-2`, sku, operation: 'D', quantity: 8, reason: 'insufficient_stock' },
        facts: expect.objectContaining({ available: 5 }),
      }),
    ]);
    const [accepted] = (await list('?status=accepted')).items;
    expect([accepted?.['version'], accepted?.['facts']]).toEqual([2, null]);
    expect((await list('?status=duplicate')).items).toMatchObject([{ event_id: `${sku}-1`, duplicates: 1 }]);
  });

  it('is the same page by page, the newest first', async () => {
    const found: Item[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: Page = await list(`?limit=2${after === '' ? '' : `&after=${after}`}`);
      found.push(...page.items);
      after = page.next_after;
    }
    expect(found).toEqual((await list()).items);
    const times = found.map(({ decided_at }) => String(decided_at));
    expect(times).toEqual(times.toSorted().toReversed());
    expect((await list(`?since=${new Date(Date.now() + 60_000).toISOString()}`)).items).toEqual([]);
  });

  it('is the own seller’s alone', async () => {
    expect(((await (await ask('', ben)).json()) as Page).items).toEqual([]);
    expect((await ask(`?seller_id=${ann.seller_id}`, ben)).status).toBe(403);
    const viewer = { api_key: operatorToken(stack, 'viewer') };
    expect((await ask('', viewer)).status).toBe(400);
    const seen = (await (await ask(`?seller_id=${ann.seller_id}`, viewer)).json()) as Page;
    expect(statuses(seen)).toEqual(ALL);
  });

  it.each(['status=queued', 'since=yesterday', 'after=x', 'limit=1001', 'sku='])(
    'is not asked for with %s',
    async (query) => expect((await ask(`?${query}`)).status).toBe(400),
  );

  it('is followed from a time on, goes on after the last event that was read, and each comes once', async () => {
    const follow = async (query: string, last: string | null, enough: number) => {
      const end = new AbortController();
      const late = setTimeout(() => end.abort(), WITHIN_MS);
      const answer = await fetch(`${stack.urls.command_handler}/v1/inventory-update-stream${query}`, {
        headers: {
          authorization: `Bearer ${ann.api_key}`,
          ...(last === null ? {} : { 'last-event-id': last }),
        },
        signal: end.signal,
      });
      expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
      const items: Item[] = [];
      const ids: string[] = [];
      let text = '';
      const chunks = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream());
      for await (const chunk of chunks) {
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) {
          if (!/^event: updates$/m.test(event)) continue;
          ids.push(/^id: (.*)$/m.exec(event)?.[1] ?? '');
          items.push(...(JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}') as Page).items);
        }
        if (items.length >= enough) break;
      }
      clearTimeout(late);
      end.abort();
      return { items, ids };
    };
    const first = await follow('?since=2026-01-01T00:00:00Z', null, ALL.length);
    expect(statuses(first)).toEqual(ALL);
    const times = first.items.map(({ decided_at }) => String(decided_at));
    expect(times).toEqual(times.toSorted());
    await ann.post(update('4'));
    const next = await follow('', first.ids.at(-1) ?? '', 1);
    expect(statuses(next)).toEqual(['4 accepted']);
  });
});
