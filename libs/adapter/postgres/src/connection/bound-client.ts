import pg from 'pg';
import { ANSWER_WITHIN_MS, watchOf } from './ask-server.js';
import { addressesOf } from './database-hosts.js';

interface SaslRequest {
  readonly mechanisms: readonly string[];
}

declare module 'pg' {
  /** Internal login methods of `pg`, which its types lack; `bound-client.spec` tests them. */
  interface ClientBase {
    /** Null once the server has proved that it knows the password. */
    readonly saslSession: unknown;
    _handleAuthSASL(request: SaslRequest): void;
    _handleAuthSASLFinal(answer: unknown): void;
    _handleAuthCleartextPassword(): void;
    _handleAuthMD5Password(): void;
  }
}

const BOUND = 'SCRAM-SHA-256-PLUS';
/**
 * How PostgreSQL begins its warning about a statement that was cancelled, or ran out of time, while it waited for a standby: the
 * transaction is committed on this server alone, and the statement succeeds.
 */
const NOT_REPLICATED = 'canceling wait for synchronous replication';

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** An error of the moment, with a SQLSTATE by which a retry knows it. */
function transient(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/**
 * A PostgreSQL client that only talks to the intended server: TLS with a verified certificate and name
 * (`sslmode=verify-full`), and SCRAM bound to the TLS channel. `pg` accepts whatever login a server offers;
 * this client ends the connection before it reveals anything about the password if the server asks for
 * another login, or for none.
 *
 * Of an address with several servers it connects to the primary, and the connection ends when that is the primary no
 * more. Also with one server: a commit that PostgreSQL reports although no standby has it is an error, because its
 * result would be lost with the server.
 */
export class BoundClient extends pg.Client {
  private bound = false;

  private readonly addresses: readonly [string, ...string[]];

  /** Throws unless the address has `sslmode=verify-full`, and if it has several servers unless it says that the primary is meant. */
  constructor(config: string | pg.ClientConfig = {}) {
    const options = typeof config === 'string' ? { connectionString: config } : config;
    requireVerified(options.connectionString ?? '');
    const addresses = addressesOf(options.connectionString ?? '');
    super({ ...options, connectionString: addresses[0], enableChannelBinding: true });
    this.addresses = addresses;
    this.connection.on('authenticationOk', () => {
      if (!this.bound) this.refuse('lets everybody in');
    });
    this.connection.on('notice', ({ message = '' }: { message?: string }) => {
      if (message.startsWith(NOT_REPLICATED)) this.breakOff('08007', `Connection terminated: ${message}`);
    });
    if (addresses.length === 1) return;
    this.connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
      if (parameterName === 'in_hot_standby' && parameterValue === 'on')
        this.breakOff('57P03', 'Connection terminated: the server is a standby');
    });
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error?: Error) => void): void;
  override connect(callback?: (error?: Error) => void): Promise<pg.Client> | void {
    if (this.addresses.length > 1) {
      const connecting = this.connectToPrimary();
      if (callback === undefined) return connecting;
      return void connecting.then(() => callback(), callback);
    }
    return callback === undefined ? super.connect() : super.connect(callback as (error: Error) => void);
  }

  private async connectToPrimary(): Promise<pg.Client> {
    const watch = watchOf(this.addresses, (address) => asking(address));
    const server = await watch.primary();
    if (server === null) throw transient('57P03', 'none of the servers answers as the primary');
    const { hostname, port } = new URL(this.addresses[server] ?? '');
    Object.assign(this, { host: hostname, port: Number(port || 5432) });
    const connection = {
      server,
      drop: () => this.breakOff('57P01', 'Connection terminated: another server is the primary now'),
    };
    try {
      await super.connect();
    } catch (error) {
      watch.forget(server);
      throw error;
    }
    watch.add(connection);
    this.once('end', () => {
      watch.remove(connection);
      watch.forget(server);
    });
    return this;
  }

  /** Ends the connection; what waits for an answer gets this error. */
  private breakOff(code: string, message: string): void {
    this.connection.emit('error', transient(code, message));
    this.connection.stream.destroy();
  }

  override _handleAuthSASL(request: SaslRequest): void {
    if (!request.mechanisms.includes(BOUND)) return this.refuse(`offers ${request.mechanisms.join(', ')}`);
    super._handleAuthSASL({ ...request, mechanisms: [BOUND] });
  }

  override _handleAuthSASLFinal(answer: unknown): void {
    super._handleAuthSASLFinal(answer);
    this.bound = this.saslSession === null;
  }

  override _handleAuthCleartextPassword(): void {
    this.refuse('asks for the password itself');
  }

  override _handleAuthMD5Password(): void {
    this.refuse('asks for an MD5 of the password');
  }

  private refuse(what: string): void {
    this.connection.emit('error', new Error(`the server ${what}; its login has to be ${BOUND}`));
    this.connection.stream.destroy();
  }
}

/** A client of one server that asks what it is. */
function asking(connectionString: string) {
  const client = new BoundClient({
    connectionString,
    application_name: 'which is the primary',
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    query_timeout: ANSWER_WITHIN_MS,
  });
  client.on('error', () => undefined);
  return {
    connect: () => client.connect(),
    query: (text: string) => client.query<{ timeline: number | null }>(text),
    end: () => client.end(),
    cutOff: () => client.connection.stream.destroy(),
  };
}

/** Throws unless the address of a database has the server verified (`sslmode=verify-full`). */
export function requireVerified(url: string): void {
  const modes = addressesOf(url).map((one) =>
    URL.canParse(one) ? new URL(one).searchParams.get('sslmode') : null,
  );
  if (modes.every((mode) => mode === 'verify-full')) return;
  throw new Error(
    'the address of a database has to say sslmode=verify-full, and sslrootcert=FILE for an authority of one’s own',
  );
}
