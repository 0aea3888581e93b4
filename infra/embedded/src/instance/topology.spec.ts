import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readInstance } from './instance.js';
import { additionalPorts, keepTopology, type TopologyKind, topologyOfHome } from './topology.js';

const SETTINGS = { STOCKPROOF_HA_FIRST_PORT: '19200' };

describe('nodes of an instance', () => {
  it.each<[string, Record<string, string>, number, number, number, number, number[]]>([
    // topology and copies, settings, brokers, workers, copies, factor, additional ports
    ['single', {}, 1, 1, 1, 1, []],
    ['single, 2 copies', { STOCKPROOF_COPIES: '2' }, 1, 1, 2, 1, [19224, 19225, 19226, 19227, 19228]],
    ['ha, 1 copy', { STOCKPROOF_TOPOLOGY: 'ha', STOCKPROOF_COPIES: '1' }, 3, 2, 1, 3, range(19200, 9)],
    ['ha', { STOCKPROOF_TOPOLOGY: 'ha' }, 3, 2, 2, 3, [...range(19200, 9), ...range(19224, 5)]],
    [
      'ha, 3 copies',
      { STOCKPROOF_TOPOLOGY: 'ha', STOCKPROOF_COPIES: '3' },
      3,
      2,
      3,
      3,
      [...range(19200, 9), ...range(19224, 10)],
    ],
  ])('%s', (_what, settings, brokers, workers, copies, factor, ports) => {
    const instance = readInstance({ STOCKPROOF_HOME: '/nowhere', ...SETTINGS, ...settings });
    const { topology } = instance;
    expect([
      topology.brokers.length,
      topology.workers.length,
      topology.copies,
      topology.replication.factor,
    ]).toEqual([brokers, workers, copies, factor]);
    expect(additionalPorts(instance)).toEqual(ports);
    const addresses = instance.kafka.split(',');
    expect([addresses.length, new Set(addresses).size]).toEqual([brokers, brokers]);
    expect(instance.urls.connect.split(',')).toHaveLength(workers);
  });

  it('one broker keeps topics as the settings say', () => {
    const settings = { STOCKPROOF_KAFKA_REPLICATION_FACTOR: '3', STOCKPROOF_KAFKA_MIN_INSYNC_REPLICAS: '2' };
    const { topology } = readInstance({ STOCKPROOF_HOME: '/nowhere', ...settings });
    expect(topology.replication).toEqual({ factor: 3, min_insync: 2 });
  });
});

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_none, at) => first + at);
}

describe('the topology of a home', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'topology-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const kept = async (asked: TopologyKind): Promise<string> =>
    keepTopology(home, asked).then(
      () => topologyOfHome(home) ?? 'none',
      ({ message }: Error) => message.replace(home, 'HOME'),
    );

  it('is that of its first start, and another one is refused', async () => {
    expect(topologyOfHome(home)).toBeNull();
    expect([await kept('ha'), await kept('ha')]).toEqual(['ha', 'ha']);
    expect(await kept('single')).toMatch(/^HOME was made with --ha and stays so/);
    expect(readInstance({ STOCKPROOF_HOME: home }).topology.kind).toBe('ha');
  });

  it('of a version before is single', async () => {
    mkdirSync(join(home, 'kafka', 'log'), { recursive: true });
    expect(await kept('ha')).toMatch(/^HOME was made without --ha and stays so/);
    expect(await kept('single')).toBe('single');
  });
});
