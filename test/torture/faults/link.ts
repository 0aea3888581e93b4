import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type Direction = 'to_server' | 'to_client';

/** What a link does with the bytes that it forwards. */
interface Weather {
  latency_ms: number;
  /** Bytes per second; null: no limit. */
  rate: number | null;
  /** Nothing is forwarded in this direction, and neither side is told. */
  readonly cut: Set<Direction>;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

const POLL_INTERVAL_MS = 50;
const SLICE_MS = 100;

/**
 * A TCP proxy between the services and a server that can be slow, block one direction, limit the rate, or
 * reset.
 */
export class Link {
  private readonly weather: Weather = { latency_ms: 0, rate: null, cut: new Set() };
  private readonly pairs = new Set<Pair>();
  private readonly server: Server;

  private constructor(
    readonly name: string,
    private readonly target_port: number,
  ) {
    this.server = createServer((client) => this.join(client));
  }

  static open(name: string, port: number, target_port: number): Promise<Link> {
    const link = new Link(name, target_port);
    return new Promise((done, fail) => {
      link.server.once('error', fail).listen({ host: '127.0.0.1', port }, () => done(link));
    });
  }

  slow(latency_ms: number): void {
    this.weather.latency_ms = latency_ms;
  }

  trickle(bytes_a_second: number | null): void {
    this.weather.rate = bytes_a_second;
  }

  cut(way: Direction): void {
    this.weather.cut.add(way);
  }

  /** Everything is forwarded without faults again. */
  mend(): void {
    this.weather.latency_ms = 0;
    this.weather.rate = null;
    this.weather.cut.clear();
  }

  /** Every connection is reset in the middle of its data. */
  reset(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  close(): Promise<void> {
    this.reset();
    return new Promise((done) => this.server.close(() => done()));
  }

  private join(client: Socket): void {
    const server = connect({ host: '127.0.0.1', port: this.target_port });
    const pair = { client, server };
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
    void this.carry(client, server, 'to_server').catch(end);
    void this.carry(server, client, 'to_client').catch(end);
  }

  /** One direction, in order: delayed bytes delay those behind them, as on a wire. */
  private async carry(from: Socket, to: Socket, way: Direction): Promise<void> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      if (this.weather.latency_ms > 0) await delay(this.weather.latency_ms);
      for (let sent = 0; sent < chunk.length;) {
        while (this.weather.cut.has(way) && !to.destroyed) await delay(POLL_INTERVAL_MS);
        const { rate } = this.weather;
        const size = rate === null ? chunk.length : Math.max(1, Math.floor((rate * SLICE_MS) / 1_000));
        if (!to.write(chunk.subarray(sent, sent + size))) await drained(to);
        sent += size;
        if (rate !== null) await delay(SLICE_MS);
      }
    }
    to.end();
  }
}

/** Resolves when there is room again, or the receiver is gone. */
function drained(socket: Socket): Promise<void> {
  return new Promise((done) => {
    const go = (): void => {
      socket.off('drain', go).off('close', go);
      done();
    };
    socket.on('drain', go).on('close', go);
  });
}
