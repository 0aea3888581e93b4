import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import { loadFlows, type Recoverables } from './load-flows.js';

const VIEW = 'inventory-availability-projection';
const recoverables = partOf<Recoverables>({
  [VIEW]: 'the view',
  'inventory-ledger': 'the rows',
  'inventory-stock-tables': 'the tables',
  'reservation-view': 'the reservations',
});
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stockproof-contracts-'));
  await cp('contracts', folder, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

it('loads each contract of the folder by its flow, with its implementation, and ignores other files', async () => {
  await writeFile(join(folder, 'notes.txt'), 'no contract');
  const flows = await loadFlows(folder, recoverables);
  expect([...flows].map(([name, { contract, recoverable }]) => [name, contract.flow, recoverable])).toEqual(
    Object.entries(recoverables).map(([name, recoverable]) => [name, name, recoverable]),
  );
  expect(new Set([...flows.values()].map(({ digest }) => digest)).size).toBe(
    (await readdir('contracts')).length,
  );
});

it('refuses a second contract for a flow', async () => {
  await cp(join(folder, `${VIEW}.yaml`), join(folder, 'another.yaml'));
  await expect(loadFlows(folder, recoverables)).rejects.toThrow(`there is another contract for ${VIEW}`);
});
