import { choosePrimary, type SeenServer } from './choose-primary.js';

/** A connection that is ended when its server is not the primary any more. */
interface WatchedConnection {
  /** Index of the server that it goes to. */
  readonly server: number;
  /** Breaks it at once, whatever it waits for. */
  drop(): void;
}

interface PrimaryWatchOptions {
  /** How many servers there are. */
  readonly servers: number;
  /** Asks one of them, within a time limit of its own; null: no answer. Never rejects. */
  readonly ask: (server: number) => Promise<SeenServer>;
  readonly every_ms: number;
}

/**
 * Knows which of several servers is the primary. While there are connections it asks all servers regularly: one that
 * was stopped answers nothing and keeps its connections open, so these are dropped when another one was promoted.
 */
export class PrimaryWatch {
  private known: number | null = null;
  private asking: Promise<number | null> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly connections = new Set<WatchedConnection>();

  constructor(private readonly options: PrimaryWatchOptions) {}

  /** Index of the primary, the known one if there is one; null: none answers. */
  async primary(): Promise<number | null> {
    return this.known ?? (await this.look());
  }

  /** The known one could not be reached, or is a standby now: the next call asks. */
  forget(server: number): void {
    if (this.known === server) this.known = null;
  }

  add(connection: WatchedConnection): void {
    this.connections.add(connection);
    this.timer ??= setInterval(() => void this.look(), this.options.every_ms).unref();
  }

  remove(connection: WatchedConnection): void {
    this.connections.delete(connection);
    if (this.connections.size > 0 || this.timer === null) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  /** Asks all servers, once at a time. Without an answer of a primary what is known stays. */
  private async look(): Promise<number | null> {
    this.asking ??= this.askAll().finally(() => (this.asking = null));
    return this.asking;
  }

  private async askAll(): Promise<number | null> {
    const servers = Array.from({ length: this.options.servers }, (_none, server) => server);
    const primary = choosePrimary(await Promise.all(servers.map((server) => this.options.ask(server))));
    if (primary === null) return null;
    this.known = primary;
    for (const connection of [...this.connections]) if (connection.server !== primary) connection.drop();
    return primary;
  }
}
