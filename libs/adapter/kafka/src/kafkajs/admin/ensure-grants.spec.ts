import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { AclEntry, Admin } from 'kafkajs';
import type { Grant } from '../../port.js';
import { ensureGrants } from './ensure-grants.js';

const READ: Grant = {
  login: 'recovery',
  resource: 'topic',
  name: 'updates',
  begins_so: false,
  operations: ['read'],
};
const WRITE: Grant = { ...READ, operations: ['write'] };

/** A broker that goes by what was written only when it was asked so often again; tells what was done. */
function brokerOf(held: readonly AclEntry[], { looks = 0 } = {}) {
  const steps: string[] = [];
  let entries = [...held];
  let written: AclEntry[] = [];
  let left = looks;
  const admin = partOf<Admin>({
    describeAcls: async () => {
      if (written.length > 0 && (left -= 1) < 0) {
        entries = [...entries, ...written];
        written = [];
      }
      steps.push(`${entries.length} held`);
      return { resources: entries.map((entry) => ({ ...entry, acls: [entry] })) };
    },
    createAcls: async ({ acl }: { acl: AclEntry[] }) => {
      steps.push(`made ${acl.length}`);
      written = acl;
    },
    deleteAcls: async ({ filters }: { filters: AclEntry[] }) => {
      steps.push(`took ${filters.length}`);
    },
  });
  return { steps, admin };
}

/** What the broker holds after these were granted. */
async function held(...grants: Grant[]): Promise<AclEntry[]> {
  const made: AclEntry[] = [];
  const admin = partOf<Admin>({
    describeAcls: async () => ({ resources: made.map((entry) => ({ ...entry, acls: [entry] })) }),
    createAcls: async ({ acl }: { acl: AclEntry[] }) => void made.push(...acl),
  });
  await ensureGrants(admin, grants);
  return made;
}

describe('ensureGrants', () => {
  it('resolves when the broker applies the grants, not when they are stored', async () => {
    const { steps, admin } = brokerOf([], { looks: 2 });
    await ensureGrants(admin, [READ, WRITE]);
    expect(steps).toEqual(['0 held', 'made 2', '0 held', '0 held', '2 held']);
  });

  it('rejects if the broker never applies them', async () => {
    const { admin } = brokerOf([], { looks: Number.POSITIVE_INFINITY });
    await expect(ensureGrants(admin, [READ], 150)).rejects.toThrow(
      '1 grants were made and are not held by the broker after 150 ms',
    );
  });

  it('creates missing grants before it removes others', async () => {
    const { steps, admin } = brokerOf(await held(WRITE));
    await ensureGrants(admin, [READ]);
    expect(steps).toEqual(['1 held', 'made 1', '2 held', 'took 1']);
  });

  it('changes nothing if the grants are right', async () => {
    const { steps, admin } = brokerOf(await held(READ, WRITE));
    await ensureGrants(admin, [READ, WRITE]);
    expect(steps).toEqual(['2 held']);
  });
});
