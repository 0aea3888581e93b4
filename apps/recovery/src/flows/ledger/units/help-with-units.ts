import { BUILT_IN } from '@stockproof/availability';
import { withSharedConnections } from '@stockproof/kafka';
import { PeriodicTask } from '@stockproof/timing';
import { RunAbortedError, RunControl } from '../../../engine/run-control.js';
import { selectorOf } from '../../scope/scope-selector.js';
import { joinHistories } from '../ranges/fixed-reading.js';
import { authentic, type ExchangeKey } from './content/authenticate.js';
import { parseShared, type SharedReading } from './content/shared-by-units.js';
import { chooseSet } from './decide-units.js';
import { listOpenSets, readSetState, readShared, type UnitSet } from './sql/run-units.js';
import { renewalMs } from './unit-context.js';
import { type UnitWorker, workOnUnits } from './work-on-units.js';

/** How often a process looks for units of others. */
const LOOK_MS = 500;

/**
 * Works on the units of verifications that other processes coordinate, of one at a time. What it cannot read, for example
 * because its store is another one, it leaves to the others.
 */
export class UnitHelper {
  private readonly task: PeriodicTask;
  private readonly refused = new Set<string>();
  private control: RunControl | null = null;
  private stopping = false;

  constructor(private readonly context: UnitWorker) {
    const { logger } = context.units;
    const onFailed = (err: Error): void =>
      logger.warn({ err }, 'looking for units of other processes failed');
    this.task = new PeriodicTask({ every_ms: LOOK_MS, onFailed, run: () => this.help() });
  }

  start(): void {
    this.task.start();
  }

  /** Gives back the units under way. */
  stop(): Promise<void> {
    this.stopping = true;
    if (this.control !== null) this.control.aborted = 'the service stops';
    return this.task.stop();
  }

  private async help(): Promise<void> {
    const { records, units } = this.context;
    const open = await listOpenSets(records);
    const ids = new Set(open.map(({ set_id }) => set_id));
    for (const id of this.refused) if (!ids.has(id)) this.refused.delete(id);
    const { holder, code_version } = units;
    const me = { holder, code_version, coordinating: units.coordinated.size, refused: this.refused };
    const set = chooseSet(open, me);
    if (set === null || this.stopping) return;
    try {
      await this.helpWith(set);
    } catch (err) {
      if (err instanceof RunAbortedError) return;
      this.refused.add(set.set_id);
      units.logger.warn({ err, ...set }, 'the units of a verification are left to other processes');
    }
  }

  private async helpWith({ set_id, recovery_id }: UnitSet): Promise<void> {
    const { records, units, broker } = this.context;
    const stored = await readShared(records, set_id);
    if (stored === null) return;
    const key = await units.exchangeKey();
    const text = authentic(key, ['unit set', set_id], { text: stored.shared, mac: stored.mac });
    const control = new RunControl(recovery_id);
    this.control = control;
    const following = this.followSet(set_id, control);
    following.start();
    try {
      await withSharedConnections(broker, (shared_broker) =>
        workOnShared(
          { ...this.context, broker: shared_broker },
          { set_id, key, shared: parseShared(text) },
          control,
        ),
      );
    } finally {
      this.control = null;
      await following.stop();
    }
  }

  /** Applies what the coordinator tells; ends the work when the set is removed or its coordinator is dead. */
  private followSet(set_id: string, control: RunControl): PeriodicTask {
    const { records, units } = this.context;
    return new PeriodicTask({
      every_ms: renewalMs(units.lease_ms),
      // The lease of the unit ends by itself if the database does not answer.
      onFailed: () => undefined,
      run: async () => {
        const state = await readSetState(records, set_id, units.holder);
        if (state === null || !state.alive) control.aborted ??= 'the coordinator of the units is gone';
        if (state === null) return;
        control.paused = state.paused;
        control.rate = state.events_per_second;
        if (units.coordinated.size > 0) control.aborted ??= 'this process coordinates a verification itself';
      },
    });
  }
}

async function workOnShared(
  context: UnitWorker,
  {
    set_id,
    key,
    shared,
  }: { readonly set_id: string; readonly key: ExchangeKey; readonly shared: SharedReading },
  control: RunControl,
): Promise<void> {
  const { reading, trusts, ledger_snapshot } = shared;
  const open = await joinHistories(context, reading, control);
  try {
    const live =
      open.read_side === null ? BUILT_IN : await context.functions(open.read_side.state.projection.live);
    const whole = selectorOf({ type: 'all' }, context.partitions, [], trusts);
    await workOnUnits(
      context,
      { set_id, is_coordinator: false, open, live, whole, ledger_snapshot, key },
      control,
    );
  } finally {
    await open.close();
  }
}
