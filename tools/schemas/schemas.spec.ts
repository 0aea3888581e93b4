import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from '@jest/globals';
import {
  TOPICS,
  decodeRepairMessage,
  decodeStockCommand,
  decodeReservationRepair,
  decodeStockRepair,
  decodeUpdate,
  encodeAvailability,
  encodeCommandConflict,
  encodeCommandOutcome,
  encodeDeadLetter,
  encodeRejection,
} from '@stockproof/events';
import { topicSpecs } from '@stockproof/embedded';
import { claimOf } from '@stockproof/verification';
import { readCatalog, readSchemas, RELEASED } from './read-catalog.js';
import { schemaProblems } from './schema-problems.js';

const NOW_MS = Date.parse('2030-01-01T00:00:00Z');
const released = readSchemas(RELEASED);
const bytes = (id: string): Buffer => readFileSync(join(RELEASED, `${id}.example.json`));

describe('schemas', () => {
  it('are described, catalogued, frozen when released, and compatible with that', () => {
    expect(schemaProblems()).toEqual([]);
    expect(released.length).toBeGreaterThanOrEqual(13);
  });

  it('form an AsyncAPI document that its parser accepts', async () => {
    const { document, diagnostics } = await new Parser().parse(readFileSync('asyncapi.yaml', 'utf8'));
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([]);
    expect(document?.channels().all().length).toBe(
      readCatalog().filter(({ messages }) => messages.length > 0).length,
    );
  });

  it('are catalogued for exactly the created topics, with their settings', () => {
    const catalog = readCatalog();
    expect(catalog.map(({ name }) => name).sort()).toEqual(Object.values(TOPICS).sort());
    for (const { name, partitions, config } of topicSpecs(8, '').filter(
      (spec) => !spec.name.startsWith('__'),
    )) {
      const topic = catalog.find((one) => one.name === name);
      const retention =
        config['cleanup.policy'] === 'compact'
          ? 'compacted'
          : config['retention.ms'] === '-1'
            ? 'forever'
            : 'one hour';
      // The broker deletes nothing of them; recovery does, once it is sealed.
      const said = topic?.retention === 'sealed' ? 'forever' : topic?.retention;
      expect([name, topic?.partitions, said]).toEqual([name, partitions === 8 ? 'sku' : 'one', retention]);
    }
  });
});

/** Every released version, read by every reader that exists; the results are kept as snapshots. */
describe('the golden corpus', () => {
  const READERS: Readonly<Record<string, (value: Buffer) => unknown>> = {
    'inventory-update/v1': (value) => decodeUpdate(value, NOW_MS),
    'inventory-update/v2': (value) => decodeUpdate(value, NOW_MS),
    'inventory-update/v3': (value) => decodeUpdate(value, NOW_MS),
    'stock-command/v2': (value) => decodeStockCommand(value, NOW_MS),
    'availability-repair/v1': decodeRepairMessage,
    'availability-confidence/v1': decodeRepairMessage,
    'availability-generation/v1': decodeRepairMessage,
    'availability-generation-row/v1': decodeRepairMessage,
    'stock-repair/v1': decodeStockRepair,
    'reservation-repair/v1': decodeReservationRepair,
    'stock-recapture/v1': decodeStockRepair,
    'outcome-emission/v1': decodeStockRepair,
    'letter-closing/v1': decodeStockRepair,
    'stock-command-outcome/v1': (value) => JSON.parse(value.toString()) as unknown,
    'stock-command-conflict/v1': (value) => JSON.parse(value.toString()) as unknown,
    'availability/v2': claimOf,
    'inventory-rejection/v1': (value) => JSON.parse(value.toString()) as unknown,
    'dead-letter/v1': (value) => JSON.parse(value.toString()) as unknown,
    'dead-letter/v2': (value) => JSON.parse(value.toString()) as unknown,
  };

  it.each(released.map(({ id }) => id))('%s is read as when it was released', (id) => {
    const read = READERS[id];
    if (read === undefined) throw new Error(`${id} has no reader here`);
    expect(read(bytes(id))).toMatchSnapshot();
  });

  it.each<[string, (example: Record<string, unknown>) => Buffer]>([
    [
      'availability/v2',
      (example) =>
        encodeAvailability({
          ...example,
          event_time_ms: Date.parse(String(example['event_time'])),
          accepted_at_ms: Date.parse(String(example['accepted_at'])),
        } as Parameters<typeof encodeAvailability>[0]),
    ],
    [
      'inventory-rejection/v1',
      (example) => {
        const { event_time, rejected_at, schema_version: _version, ...facts } = example;
        return encodeRejection({
          ...facts,
          event_time_ms: Date.parse(String(event_time)),
          rejected_at_ms: Date.parse(String(rejected_at)),
        } as Parameters<typeof encodeRejection>[0]);
      },
    ],
    [
      'stock-command-outcome/v1',
      (example) => {
        const { accepted_at, schema_version: _version, ...facts } = example;
        return encodeCommandOutcome({
          ...facts,
          accepted_at_ms: Date.parse(String(accepted_at)),
        } as Parameters<typeof encodeCommandOutcome>[0]);
      },
    ],
    [
      'stock-command-conflict/v1',
      (example) => {
        const { seen_at, schema_version: _version, type: _type, ...facts } = example;
        return encodeCommandConflict({
          ...facts,
          seen_at_ms: Date.parse(String(seen_at)),
        } as Parameters<typeof encodeCommandConflict>[0]);
      },
    ],
    [
      'dead-letter/v2',
      (example) => {
        const { key_base64, value_base64, quarantined_at, schema_version: _version, ...deadLetter } = example;
        const buffer = (text: unknown): Buffer | null =>
          typeof text === 'string' ? Buffer.from(text, 'base64') : null;
        return encodeDeadLetter({
          ...deadLetter,
          key: buffer(key_base64),
          value: buffer(value_base64),
          quarantined_at_ms: Date.parse(String(quarantined_at)),
        } as Parameters<typeof encodeDeadLetter>[0]);
      },
    ],
  ])('%s is written as when it was released', (id, write) => {
    const example = JSON.parse(bytes(id).toString()) as Record<string, unknown>;
    expect(JSON.parse(write(example).toString())).toEqual(example);
  });
});
