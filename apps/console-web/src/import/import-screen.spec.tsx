/** @jest-environment jsdom */
import { readFileSync } from 'node:fs';
import { webcrypto } from 'node:crypto';
import { TextEncoder } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { aProblem, aSellerSession, heading, type Made, openPage } from '../testing/stage.js';
import { ImportWork, type WorkAnswer, type WorkRequest } from './rows/import-work.js';

const schema = JSON.parse(readFileSync('schemas/inventory-update/v2.schema.json', 'utf8')) as object;
const POST = '/api/ingestion/v1/inventory-updates';

/** jsdom has no workers and no streams of events: the work is done here, and a test says what comes by the stream. */
class WorkHere {
  private listener: (event: { data: WorkAnswer }) => void = () => undefined;
  private readonly work = new ImportWork((data) => void act(() => this.listener({ data })));
  addEventListener(name: string, listener: WorkHere['listener']): void {
    if (name === 'message') this.listener = listener;
  }
  postMessage(request: WorkRequest): void {
    void this.work.handle(request);
  }
  terminate(): void {
    this.listener = () => undefined;
  }
}
let streams: {
  readonly address: string;
  readonly listeners: Map<string, (event: { data: string }) => void>;
}[] = [];
class StreamHere {
  private readonly listeners = new Map<string, (event: { data: string }) => void>();
  constructor(address: string) {
    streams.push({ address, listeners: this.listeners });
  }
  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.listeners.set(name, listener);
  }
  close(): void {}
}

beforeAll(() => {
  Object.assign(globalThis, { Worker: WorkHere, EventSource: StreamHere, TextEncoder });
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
  // jsdom's files cannot be read whole.
  Object.assign(Blob.prototype, {
    arrayBuffer(this: Blob) {
      return new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsArrayBuffer(this);
      });
    },
  });
});
afterEach(() => {
  cleanup();
  streams = [];
});

const file = (text: string): File => new File([text], 'stock.csv', { type: 'text/csv', lastModified: 0 });
const RESULTS = (made: Made) => {
  const events = made.body as { event_id: string; sku: string }[];
  const results = events.map(({ event_id, sku }, index) =>
    sku === 'gone'
      ? { index, event_id, type: 't', title: 't', status: 400, code: 'invalid_sku', detail: 'no such thing' }
      : { index, event_id, status: 202 },
  );
  return { queued: results.length, refused: 0, results };
};

async function opened(
  text: string,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<readonly Made[]> {
  const made = openPage('/me/import', {
    '/api/session': aSellerSession('sam', 's-1'),
    '/api/ingestion/v1/schemas/inventory-update/v2': schema,
    [`POST ${POST}`]: RESULTS,
    ...answers,
  });
  await heading('Import a file');
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (input === null) throw new Error('there is nowhere to choose a file');
  fireEvent.change(input, { target: { files: [file(text)] } });
  return made;
}
const states = async (): Promise<string> => {
  const list = await screen.findByRole('list', { name: 'Rows by state' });
  return within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent?.replace(/^\S+ /, ''))
    .join(', ');
};
const checked = async (): Promise<void> => {
  fireEvent.change(await screen.findByLabelText('Operation of every row'), { target: { value: 'I' } });
  fireEvent.click(await screen.findByRole('button', { name: 'Check every row' }));
  await screen.findByText('Nothing was sent yet.');
};

describe('a file is imported', () => {
  it('after every row was checked, and nothing is sent before', async () => {
    const made = await opened('SKU,Qty\na,5\nb,many\ngone,1\n');
    await screen.findByRole('group', { name: 'First rows' });
    await checked();
    expect(await states()).toBe('valid 2, invalid 1');
    expect(made.filter(({ method }) => method === 'POST')).toEqual([]);
    const table = within(await screen.findByRole('group', { name: 'Rows that failed' }));
    expect(table.getAllByRole('row')[1]?.textContent).toMatch(/^2.*invalid.*quantity/);
  });

  it('with ids of the file and the row; what ingestion refuses and what the ledger decides is told row by row', async () => {
    const made = await opened('SKU,Qty\na,5\nb,many\ngone,1\nd,2\n');
    await screen.findByRole('group', { name: 'First rows' });
    await checked();
    fireEvent.click(await screen.findByRole('button', { name: 'Send 3 valid rows' }));
    await screen.findByText(/invalid_sku: no such thing/);
    expect(await states()).toBe('invalid 1, queued 2, refused 1');
    const [post] = made.filter(({ method }) => method === 'POST');
    const [first, , last] = post?.body as { event_id: string; event_time: string; seller_id: string }[];
    expect(first).toMatchObject({ seller_id: 's-1', event_time: '1970-01-01T00:00:00.000Z' });
    expect(first?.event_id).toMatch(/^[0-9a-f]{64}-1$/);
    const stream = streams.find(({ address }) => address.includes('inventory-update-stream?since='));
    const items = [
      { event_id: first?.event_id, status: 'accepted', reason: null, facts: null, duplicates: null },
      { event_id: last?.event_id, status: 'rejected', reason: 'insufficient_stock', facts: { available: 1 } },
      { event_id: 'of something else', status: 'accepted' },
    ];
    act(() => stream?.listeners.get('updates')?.({ data: JSON.stringify({ items }) }));
    await screen.findByText('insufficient_stock, available 1');
    expect(await states()).toBe('invalid 1, refused 1, accepted 1, rejected 1');
    await screen.findByRole('button', { name: 'Download 3 rows that failed' });
  });

  it('not further than the service takes it: its refusal is shown', async () => {
    await opened('SKU,Qty\na,5\n', { [`POST ${POST}`]: aProblem(403, 'forbidden', 'not for you') });
    await screen.findByRole('group', { name: 'First rows' });
    await checked();
    fireEvent.click(await screen.findByRole('button', { name: 'Send 1 valid row' }));
    expect((await screen.findByRole('alert')).textContent).toContain('not for you');
    expect(await states()).toBe('valid 1');
  });

  it.each<[string, string, string]>([
    ['without rows', 'sku,quantity\n', 'the file has no row below its header'],
    ['without columns that are known', 'colour,price\nred,1\n', 'say which column is sku and quantity'],
    ['without an operation', 'sku,quantity\na,1\n', 'say which operation the rows are'],
  ])('or says what is missing: %s', async (_what, text, said) => {
    await opened(text);
    expect(await screen.findByText(said)).toBeTruthy();
  });
});
