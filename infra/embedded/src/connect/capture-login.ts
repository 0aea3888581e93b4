import { createPrivateKey } from 'node:crypto';
import type { TlsIdentity } from '../tls/ensure-tls.js';

/** The files of a login, by name. The key is in the form that Java's driver reads: PKCS #8, DER. */
export function captureFiles({
  ca,
  certificate,
  key,
}: TlsIdentity): Readonly<Record<'ca.crt' | 'debezium.crt' | 'debezium.pk8', string | Buffer>> {
  return {
    'ca.crt': ca,
    'debezium.crt': certificate,
    'debezium.pk8': createPrivateKey(key).export({ type: 'pkcs8', format: 'der' }),
  };
}

/**
 * The values of `${env:STOCKPROOF_CDC_...}` in the connector files: the ledger's address, and the folder with
 * the files of the login.
 */
export function captureEnv(
  host: string,
  port: number,
  folder: string,
): Record<`STOCKPROOF_CDC_${string}`, string> {
  return {
    STOCKPROOF_CDC_HOST: host,
    STOCKPROOF_CDC_PORT: String(port),
    STOCKPROOF_CDC_USER: 'debezium',
    STOCKPROOF_CDC_DATABASE: 'inventory',
    STOCKPROOF_CDC_LOGIN_DIR: folder,
  };
}
