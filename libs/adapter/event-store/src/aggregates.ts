import type { EventUpcaster, NamedEvent } from '@stockproof/event-sourcing';
import type { Pool } from 'pg';
import { appendEvents, type Appended } from './append-events.js';
import { ConcurrencyError } from './errors.js';
import { loadEvents } from './load-events.js';
import { selectSnapshot } from './sql/select-snapshot.js';
import { upsertSnapshot } from './sql/upsert-snapshot.js';

/** The aggregate as the store needs it: a decider's two functions, and how its state is kept. */
export interface Kept<S, E> {
  readonly initialState: () => S;
  readonly evolve: (state: S, event: E) => S;
  readonly upcast?: EventUpcaster;
  readonly snapshot?: {
    /** Raised when the state has another form: older snapshots are then passed over. */
    readonly schema_version: number;
    readonly toJson: (state: S) => unknown;
    /** May throw: then the snapshot is passed over. */
    readonly fromJson: (json: unknown) => S;
  };
}

export interface Loaded<S> {
  readonly state: S;
  /** 0 for a stream that does not exist. */
  readonly version: number;
}

export interface Meta {
  readonly correlation_id: string;
  readonly causation_id?: string | null;
  readonly message_ids?: readonly string[];
}

const SNAPSHOT_EVERY = 50;
const ATTEMPTS = 20;

/** Aggregates of one kind over the store: load, decide, append, and a snapshot now and then. */
export class Aggregates<S, E extends NamedEvent> {
  constructor(
    private readonly pool: Pool,
    private readonly kept: Kept<S, E>,
    private readonly onSnapshotFailed: (error: Error) => void = () => undefined,
  ) {}

  /** The state of a stream: the newest snapshot that can be used, and the events behind it. */
  async load(stream: string): Promise<Loaded<S>> {
    const { initialState, evolve, upcast } = this.kept;
    const start = (await this.fromSnapshot(stream)) ?? { state: initialState(), version: 0 };
    const events = await loadEvents<E>(this.pool, stream, start.version, upcast);
    return {
      state: events.reduce((state, { event }) => evolve(state, event), start.state),
      version: start.version + events.length,
    };
  }

  /**
   * Loads, asks what happens, and appends it behind what was loaded; again when somebody was faster. Nothing to append:
   * nothing is. Throws what `decide` throws, and ConcurrencyError after 20 attempts.
   */
  async change(
    stream: string,
    decide: (loaded: Loaded<S>) => { readonly events: readonly E[] } & Meta,
  ): Promise<Loaded<S> & Pick<Appended, 'appended'>> {
    for (let attempt = 1; ; attempt += 1) {
      const before = await this.load(stream);
      const { events, ...meta } = decide(before);
      if (events.length === 0) return { ...before, appended: false };
      try {
        const { appended } = await appendEvents(this.pool, {
          stream,
          expected: before.version,
          events,
          ...meta,
        });
        if (!appended) return { ...(await this.load(stream)), appended };
        const after = {
          state: events.reduce(this.kept.evolve, before.state),
          version: before.version + events.length,
        };
        await this.keep(stream, before.version, after);
        return { ...after, appended };
      } catch (error) {
        if (!(error instanceof ConcurrencyError) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** After the append and apart from it: without its snapshot a stream is slower, not wrong. */
  private async keep(stream: string, before: number, { state, version }: Loaded<S>): Promise<void> {
    const { snapshot } = this.kept;
    if (
      snapshot === undefined ||
      Math.floor(before / SNAPSHOT_EVERY) === Math.floor(version / SNAPSHOT_EVERY)
    )
      return;
    await upsertSnapshot(this.pool, stream, version, snapshot.schema_version, snapshot.toJson(state)).catch(
      (error: unknown) => this.onSnapshotFailed(error as Error),
    );
  }

  private async fromSnapshot(stream: string): Promise<Loaded<S> | null> {
    const { snapshot } = this.kept;
    if (snapshot === undefined) return null;
    const found = await selectSnapshot(this.pool, stream, snapshot.schema_version);
    if (found === null) return null;
    try {
      return { state: snapshot.fromJson(found.state), version: found.version };
    } catch (error) {
      this.onSnapshotFailed(error as Error);
      return null;
    }
  }
}
