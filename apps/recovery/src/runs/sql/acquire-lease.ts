import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO recovery_lease AS kept (recovery_id, flow, scope, holder, epoch, expires_at)
  VALUES ($1, $2, $3, $4, 1, now() + make_interval(secs => $5::double precision / 1000))
  ON CONFLICT (recovery_id) DO UPDATE SET holder = excluded.holder, epoch = kept.epoch + 1, expires_at = excluded.expires_at
    WHERE kept.holder = excluded.holder OR kept.expires_at < now()
  RETURNING epoch`;

export interface LeaseRow {
  readonly recovery_id: string;
  readonly flow: string;
  readonly scope: object;
  readonly holder: string;
  readonly lease_ms: number;
}

/** Takes the lease under a new epoch; null while another holder is alive. */
export async function acquireLease(db: Queryable, lease: LeaseRow): Promise<number | null> {
  const { recovery_id, flow, scope, holder, lease_ms } = lease;
  const { rows } = await db.query<{ epoch: number }>({
    name: 'acquire-lease',
    text: SQL,
    values: [recovery_id, flow, JSON.stringify(scope), holder, lease_ms],
  });
  return rows[0]?.epoch ?? null;
}
