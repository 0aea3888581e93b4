import pg from 'pg';

interface SaslRequest {
  readonly mechanisms: readonly string[];
}

/** How `pg` logs in. Not in its types: `bound-client.spec` says what it has to do. */
interface Login {
  readonly saslSession: unknown;
  _handleAuthSASL(request: SaslRequest): void;
  _handleAuthSASLFinal(answer: unknown): void;
}

const BOUND = 'SCRAM-SHA-256-PLUS';
const login = pg.Client.prototype as unknown as Login;

/**
 * A client that talks to the server it means and to nobody between: TLS with a certificate and a name that are checked
 * (`sslmode=verify-full`), and SCRAM that is bound to that TLS channel. `pg` takes what a server offers; this one ends the
 * connection, before it has said anything about the password, when it is asked for in another way or not at all.
 */
export class BoundClient extends pg.Client {
  private bound = false;

  /** Throws where the address does not ask for `verify-full`. */
  constructor(config: string | pg.ClientConfig = {}) {
    const options = typeof config === 'string' ? { connectionString: config } : config;
    requireVerified(options.connectionString ?? '');
    super({ ...options, enableChannelBinding: true });
    this.connection.on('authenticationOk', () => {
      if (!this.bound) this.refuse('lets everybody in');
    });
  }

  protected _handleAuthSASL(request: SaslRequest): void {
    if (!request.mechanisms.includes(BOUND)) return this.refuse(`offers ${request.mechanisms.join(', ')}`);
    login._handleAuthSASL.call(this, { ...request, mechanisms: [BOUND] });
  }

  protected _handleAuthSASLFinal(answer: unknown): void {
    login._handleAuthSASLFinal.call(this, answer);
    // Null when the server has proved that it knows the password.
    this.bound = (this as unknown as Login).saslSession === null;
  }

  protected _handleAuthCleartextPassword(): void {
    this.refuse('asks for the password itself');
  }

  protected _handleAuthMD5Password(): void {
    this.refuse('asks for an MD5 of the password');
  }

  private refuse(what: string): void {
    this.connection.emit('error', new Error(`the server ${what}; its login has to be ${BOUND}`));
    this.connection.stream.destroy();
  }
}

/** Throws where the address of a database would take any server for it. */
export function requireVerified(url: string): void {
  const mode = URL.canParse(url) ? new URL(url).searchParams.get('sslmode') : null;
  if (mode === 'verify-full') return;
  throw new Error(
    'the address of a database has to say sslmode=verify-full, and sslrootcert=FILE for an authority of one’s own',
  );
}
