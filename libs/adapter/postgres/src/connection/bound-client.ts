import pg from 'pg';

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
 * A PostgreSQL client that only talks to the intended server: TLS with a verified certificate and name
 * (`sslmode=verify-full`), and SCRAM bound to the TLS channel. `pg` accepts whatever login a server offers;
 * this client ends the connection before it reveals anything about the password if the server asks for
 * another login, or for none.
 */
export class BoundClient extends pg.Client {
  private bound = false;

  /** Throws unless the address has `sslmode=verify-full`. */
  constructor(config: string | pg.ClientConfig = {}) {
    const options = typeof config === 'string' ? { connectionString: config } : config;
    requireVerified(options.connectionString ?? '');
    super({ ...options, enableChannelBinding: true });
    this.connection.on('authenticationOk', () => {
      if (!this.bound) this.refuse('lets everybody in');
    });
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

/** Throws unless the address of a database has the server verified (`sslmode=verify-full`). */
export function requireVerified(url: string): void {
  const mode = URL.canParse(url) ? new URL(url).searchParams.get('sslmode') : null;
  if (mode === 'verify-full') return;
  throw new Error(
    'the address of a database has to say sslmode=verify-full, and sslrootcert=FILE for an authority of one’s own',
  );
}
