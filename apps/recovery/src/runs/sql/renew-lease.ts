import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE recovery_lease SET expires_at = now() + make_interval(secs => $4::double precision / 1000)
  WHERE recovery_id = $1 AND holder = $2 AND epoch = $3`;

/** False when the lease is somebody else's by now: nothing may be written under this epoch any more. */
export async function renewLease(
  db: Queryable,
  recovery_id: string,
  holder: string,
  epoch: number,
  lease_ms: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'renew-lease',
    text: SQL,
    values: [recovery_id, holder, epoch, lease_ms],
  });
  return rowCount === 1;
}
