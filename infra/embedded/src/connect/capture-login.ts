import { createPrivateKey } from 'node:crypto';
import type { TlsIdentity } from '../tls/ensure-tls.js';

/** What a login needs that is a file, by its name. The key as Java's driver reads it: PKCS #8, DER. */
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

/** What the connector files name as `${env:STOCKPROOF_CDC_...}`: where the ledger is, and in which folder the files of its login are. */
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
