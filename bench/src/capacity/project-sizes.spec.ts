import { describe, expect, it } from '@jest/globals';
import { projectSizes, unitSizes } from './project-sizes.js';
import type { Stored } from './stored-bytes.js';

const topic = (bytes: number): Stored => ({ where: 'Kafka', name: 't', bytes, items: 0 });
const rows = (bytes: number, items: number): Stored => ({
  where: 'PostgreSQL',
  name: 'inventory.inventory_stock_on_hand',
  bytes,
  items,
});
const sealed = (bytes: number, items: number): Stored => ({ where: 'sealed', name: 't', bytes, items });

describe('what one more takes', () => {
  const units = unitSizes(
    [topic(1_000), sealed(500, 10)],
    [topic(3_000), rows(800, 40), sealed(1_000, 20), { ...topic(5), name: 'quiet' }],
    { events: 10, offers: 40 },
  );

  it('is what grew for each event, and the rows of offers', () =>
    expect(units.map(({ where, per, bytes }) => [where, per, bytes])).toEqual([
      ['Kafka', 'event', 200],
      ['sealed', 'event', 50],
      ['PostgreSQL', 'offer', 20],
    ]));

  it('times offers and events is a system', () =>
    expect([...projectSizes(units, 100, 3)]).toEqual([
      ['Kafka', 60_000],
      ['sealed', 15_000],
      ['PostgreSQL', 2_000],
    ]));
});
