import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { ConfigError } from '@stockproof/config';

/** How long a TLS handshake may take, ms. */
const HANDSHAKE_MS = 5_000;

/** Certificate and key for HTTPS; both or none. */
export interface TransportFiles {
  readonly STOCKPROOF_TLS_CERT_FILE: string;
  readonly STOCKPROOF_TLS_KEY_FILE: string;
}

/**
 * Options of Node's HTTPS server. They are read once, at the start, so a renewed certificate needs a restart.
 */
export interface TlsOptions {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
  readonly handshakeTimeout: number;
}

/**
 * Reads certificate and key of the listener; null for plain HTTP. Throws ConfigError if one of the two files
 * is missing or cannot be read.
 */
export function tlsOptions({
  STOCKPROOF_TLS_CERT_FILE: cert_file,
  STOCKPROOF_TLS_KEY_FILE: key_file,
}: TransportFiles): TlsOptions | null {
  if (cert_file === '' && key_file === '') return null;
  if (cert_file === '' || key_file === '')
    throw new ConfigError(
      'bad settings: STOCKPROOF_TLS_CERT_FILE and STOCKPROOF_TLS_KEY_FILE belong together: both or none',
    );
  return {
    cert: read('STOCKPROOF_TLS_CERT_FILE', cert_file),
    key: read('STOCKPROOF_TLS_KEY_FILE', key_file),
    minVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_MS,
  };
}

/**
 * Parses the addresses whose `X-Forwarded-*` headers are believed; false for none. Throws ConfigError for
 * anything but an address or network.
 */
export function trustedProxies(list: string): string[] | false {
  const proxies = list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const odd = proxies.find((one) => !isNetwork(one));
  if (odd !== undefined)
    throw new ConfigError(
      'bad settings: STOCKPROOF_TRUSTED_PROXIES must be IP addresses or networks such as 10.0.0.0/8, separated by commas',
    );
  return proxies.length === 0 ? false : proxies;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const max = { 4: 32, 6: 128 }[isIP(address)];
  if (max === undefined || more.length > 0) return false;
  // A prefix of 0 would trust everybody.
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= max);
}

function read(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new ConfigError(
      `bad settings: ${name} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
    );
  }
}
