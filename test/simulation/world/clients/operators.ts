import type { Principal } from '@stockproof/auth';
import type { Random } from '@stockproof/workload';
import type { Recoveries } from '../../../../apps/recovery/src/requests/recoveries.js';
import type { Slot } from '../services/slot.js';
import type { Stage } from '../stage.js';

const ROLES = ['viewer', 'requester', 'approver', 'break-glass'];
const asking: Principal = { kind: 'operator', name: 'olga', roles: ROLES };
const approving: Principal = { kind: 'operator', name: 'ann', roles: ROLES };
const VIEW_FLOW = 'inventory-availability-projection';
const OVER = ['completed', 'failed', 'aborted', 'rejected'];
const TRIES = 60;
const GIVE_UP_MS = 5_000;

/** An operator's request to recovery, and its final result. */
export interface AskedRun {
  readonly flow: string;
  readonly mode: 'verify' | 'repair';
  readonly scope: object;
  readonly under_fire: boolean;
  recovery_id: string | null;
  verdict: string | null;
}

/** Operators: one requests, another approves, and both repeat until they get an answer. */
export class Operators {
  readonly asked: AskedRun[] = [];
  private open = 0;
  private readonly random: Random;

  constructor(
    private readonly stage: Stage,
    private readonly api: Slot<Recoveries>,
  ) {
    this.random = stage.random('operators');
  }

  get idle(): boolean {
    return this.open === 0;
  }

  /** Verifies from time to time during the load. */
  watch(within_ms: number): void {
    for (let times = this.random.pick([0, 0, 1, 1, 1, 2]); times > 0; times -= 1) {
      this.stage.time.after(this.random.between(1_000, within_ms), () => {
        if (!this.stage.healed) void this.recover('verify', this.scope());
      });
    }
  }

  /** From request to record. Null if there is no record, for whatever reason. */
  async recover(mode: AskedRun['mode'], scope: object, flow = VIEW_FLOW): Promise<string | null> {
    this.open += 1;
    const run: AskedRun = {
      flow,
      mode,
      scope,
      under_fire: !this.stage.healed,
      recovery_id: null,
      verdict: null,
    };
    this.asked.push(run);
    run.verdict = await this.carryOut(run).catch(() => null);
    this.stage.say(`${mode} ${flow} ${JSON.stringify(scope)}: ${run.verdict}`);
    this.open -= 1;
    return run.verdict;
  }

  private async carryOut(run: AskedRun): Promise<string | null> {
    const { mode, scope, flow } = run;
    const intent = 'as the simulation asks';
    const body = { contract: flow, scope, mode, owner: 'operators', intent };
    const planned = await this.ask((api) => api.request(asking, body));
    const id = planned.request?.recovery_id ?? '';
    run.recovery_id = id;
    const { plan_digest } = planned.plan ?? { plan_digest: '' };
    if (mode === 'repair')
      await this.ask((api) => api.approve(approving, id, { plan_digest })).catch(() => null);
    await this.start(id);
    for (let pass = 0; pass < 600; pass += 1) {
      const { state } = await this.ask((api) => api.find(id));
      if (OVER.includes(state.status)) return state.confidence_status ?? null;
      await this.stage.time.wait(500);
    }
    return null;
  }

  /** Another run over the same offers is waited for; every other refusal means that it was started before. */
  private async start(id: string): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const code = await this.ask((api) => api.start(asking, id)).then(
        () => null,
        (error: unknown) => (error as { code?: string }).code,
      );
      if (code !== 'overlapping_replay') return;
      await this.stage.time.wait(1_000);
    }
  }

  /** Everything, one SKU or one seller, with equal probability. */
  scope(): object {
    const heads = [...this.stage.databases.ledger.tables.table('inventory_stock_on_hand').values()];
    if (heads.length === 0) return { type: 'all' };
    const { sku, seller_id } = this.random.pick(heads);
    return this.random.pick([
      { type: 'all' },
      { type: 'by_sku', skus: [sku] },
      { type: 'by_seller', seller_ids: [seller_id] },
    ]);
  }

  /** Repeats until there is an answer; a refusal is one, and is thrown. */
  private async ask<T>(what: (api: Recoveries) => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries += 1) {
      const api = this.api.service;
      const nothing = this.stage.time.wait(GIVE_UP_MS).then(() => null);
      const answer =
        api === null
          ? null
          : await Promise.race([
              what(api).then(
                (value) => ({ value }),
                (error: unknown) => ({ error: error as Error }),
              ),
              nothing,
            ]);
      if (answer !== null && 'value' in answer) return answer.value;
      if (answer !== null && 'status' in answer.error) throw answer.error;
      if (tries === TRIES) throw answer?.error ?? new Error('recovery gave no answer');
      await this.stage.time.wait(this.random.between(100, 1_500));
    }
  }
}
