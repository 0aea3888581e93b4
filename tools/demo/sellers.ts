import { readFileSync } from 'node:fs';
import { type DevCredentials, devCredentialsFile, type Instance } from '@stockproof/embedded';

/** The development sellers and their keys. */
export function readSellers(instance: Instance): ReadonlyMap<string, string> {
  const credentials = JSON.parse(readFileSync(devCredentialsFile(instance.home), 'utf8')) as DevCredentials;
  return new Map(credentials.sellers.map(({ seller_id, api_key }) => [seller_id, api_key]));
}
