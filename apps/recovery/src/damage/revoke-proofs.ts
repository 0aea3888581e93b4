import { writeTransaction } from '@stockproof/postgres';
import { withFailpoint } from '@stockproof/failpoints';
import { PeriodicTask } from '@stockproof/timing';
import type { OfferName } from '@stockproof/verification';
import type { Pool } from 'pg';
import { type ConfidenceContext, publishConfidence } from '../evidence/publish-confidence.js';
import type { Leader, Term } from '../leader/leader.js';
import {
  hastenRevoked,
  listOpenDamage,
  listRevoked,
  markHandled,
  type OpenDamage,
  revokeProofs,
} from './sql/sealed-damage.js';

/** What RevokeProofs needs. */
export interface RevokeOptions {
  readonly records: Pool;
  /** Only the copy of the service that leads revokes. */
  readonly leader: Pick<Leader, 'term'>;
  /** For messages to the owner of the view. */
  readonly notify: ConfidenceContext;
  readonly every_ms: number;
  readonly onFailed: (error: Error) => void;
}

/** Proofs that are revoked, or reported, together. */
const PAGE = 8_000;
const BEGINNING: OfferName = { seller_id: '', sku: '' };

/**
 * Revokes the proofs that relied on sealed history that was found damaged, and tells the owner of the view. Each step may be
 * repeated: damage is handled when all of its offers were reported, and once more where a run that had read it before
 * ended meanwhile.
 */
export class RevokeProofs {
  private readonly task: PeriodicTask;

  constructor(private readonly options: RevokeOptions) {
    const { every_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.handleAll() });
  }

  start(): void {
    this.task.start();
  }

  stop(): Promise<void> {
    return this.task.stop();
  }

  /** Handles all damage that is open now. */
  turn(): Promise<void> {
    return this.task.turn();
  }

  private async handleAll(): Promise<void> {
    const { records, leader } = this.options;
    const { term } = leader;
    if (term === null) return;
    for (const damage of await listOpenDamage(records)) await this.handle(damage, term);
  }

  private async handle(damage: OpenDamage, term: Term): Promise<void> {
    const { records } = this.options;
    const revokePage = (): Promise<number> =>
      writeTransaction('damage.revoke', records, async (db) => {
        await term.check(db);
        const taken = await revokeProofs(db, damage.damage_id, PAGE);
        if (taken === 0 && damage.set_aside) await hastenRevoked(db);
        return taken;
      });
    while ((await revokePage()) > 0);
    await this.report(damage);
    await withFailpoint('damage.settle', () => markHandled(records, damage));
  }

  private async report({ damage_id }: OpenDamage): Promise<void> {
    const { records, notify } = this.options;
    for (let after: OfferName | null = BEGINNING; after !== null;) {
      const page = await listRevoked(records, damage_id, after, PAGE);
      const by_verdict = Map.groupBy(
        page,
        ({ recovery_id, verified_at }) => `${recovery_id} ${verified_at.toISOString()}`,
      );
      for (const offers of by_verdict.values()) {
        const { recovery_id = '', verified_at = new Date(0) } = offers[0] ?? {};
        const reported = {
          recovery_id,
          confidence: 'untrusted',
          verified_at: verified_at.toISOString(),
        } as const;
        await publishConfidence(notify, offers, reported);
      }
      after = page.length < PAGE ? null : (page.at(-1) ?? null);
    }
  }
}
