import type { Queryable } from '@stockproof/postgres';

const CLAIM_SQL = `
  INSERT INTO leader_lease AS kept (role, holder, epoch, expires_at)
  VALUES ($1, $2, 1, now() + make_interval(secs => $3::double precision / 1000))
  ON CONFLICT (role) DO UPDATE SET
    holder = excluded.holder,
    expires_at = excluded.expires_at,
    epoch = CASE WHEN kept.holder = excluded.holder AND kept.expires_at > now() THEN kept.epoch ELSE kept.epoch + 1 END,
    since = CASE WHEN kept.holder = excluded.holder AND kept.expires_at > now() THEN kept.since ELSE now() END
    WHERE kept.holder = excluded.holder OR kept.expires_at <= now()
  RETURNING epoch`;

/** Who wants to hold a lease, and for how long. */
export interface LeaderClaim {
  readonly role: string;
  readonly holder: string;
  readonly lease_ms: number;
}

/**
 * Claims the lease, or renews it. Returns its epoch, which is a new one if the lease had expired, also for its last
 * holder; null if another holder has it.
 */
export async function claimLead(
  db: Queryable,
  { role, holder, lease_ms }: LeaderClaim,
): Promise<number | null> {
  const values = [role, holder, lease_ms];
  const { rows } = await db.query<{ epoch: number }>({ name: 'claim-lead', text: CLAIM_SQL, values });
  return rows[0]?.epoch ?? null;
}

/** A time of leadership: nobody else has the same epoch. */
export interface HeldLead {
  readonly role: string;
  readonly holder: string;
  readonly epoch: number;
}

const CHECK_SQL = `
  SELECT 1 FROM leader_lease
  WHERE role = $1 AND holder = $2 AND epoch = $3 AND expires_at > clock_timestamp() FOR SHARE`;

/**
 * Whether this still leads. In a transaction nobody else can begin to lead until it ends, so what it writes is
 * written by the leader. An expired lease counts as lost, also if nobody has claimed it.
 */
export async function holdsLead(db: Queryable, { role, holder, epoch }: HeldLead): Promise<boolean> {
  const values = [role, holder, epoch];
  return (await db.query({ name: 'holds-lead', text: CHECK_SQL, values })).rows.length === 1;
}

const RELEASE_SQL = `UPDATE leader_lease SET expires_at = now() WHERE role = $1 AND holder = $2 AND epoch = $3`;

/** Ends the lease now, so that another process need not wait for it. Does nothing if it is not held. */
export async function releaseLead(db: Queryable, { role, holder, epoch }: HeldLead): Promise<void> {
  await db.query({ name: 'release-lead', text: RELEASE_SQL, values: [role, holder, epoch] });
}
