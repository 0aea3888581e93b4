import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AUTHORITY_DAYS,
  CERTIFICATE_DAYS,
  certify,
  type Identity,
  makeAuthority,
  type Subject,
} from './authority.js';

const DAY_MS = 86_400_000;
/** A start renews a certificate that is valid for less than this, in days. */
export const RENEWED_BEFORE_DAYS = 60;
/** By these the machine itself is reached, whatever it is called. */
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** Path of the authority's certificate, with which clients verify a server. It is public. */
export const caFile = (home: string): string => join(home, 'tls', 'ca.crt');
export const certificateFile = (home: string, name: string): string => join(home, 'tls', `${name}.crt`);
export const privateKeyOf = (home: string, name: string): string => join(home, 'tls', `${name}.key`);

/** A certificate and its key, in PEM, with their files. */
export interface TlsIdentity extends Identity {
  /** PEM text of the authority. */
  readonly ca: string;
}

/**
 * Creates a certificate of the instance's authority for each name, with files in `tls/`. A certificate is
 * created again if it expires within 60 days, lacks a host, or is of another authority. The authority is
 * valid for ten years. Folder 0700, keys 0600, certificates 0644. Idempotent; not for two processes at once.
 */
export async function ensureTls<Name extends string>(
  home: string,
  wanted: Readonly<Record<Name, Subject>>,
): Promise<Record<Name, TlsIdentity>> {
  const folder = join(home, 'tls');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Passing it is left as it is: the authority's certificate is for all.
  await chmod(folder, (await stat(folder)).mode & 0o711);
  const today = new Date().toISOString().slice(0, 10);
  const authority =
    (await kept(home, 'ca', isAuthority)) ??
    (await write(home, 'ca', await makeAuthority(`Stockproof development CA ${today}`)));
  const made = await Promise.all(
    (Object.entries(wanted) as [Name, Subject][]).map(async ([name, subject]) => {
      const identity =
        (await kept(home, name, (found) => fits(found, subject, authority))) ??
        (await write(home, name, await certify(authority, subject)));
      return [name, { ...identity, ca: authority.certificate }] as const;
    }),
  );
  return Object.fromEntries(made) as Record<Name, TlsIdentity>;
}

/**
 * The certificate content of a server of this machine and of docker-compose.yml, where it is reached by its
 * service name.
 */
export function serverSubject(
  common_name: string,
  host: string,
  ...service_names: readonly string[]
): Subject {
  const everywhere = ['0.0.0.0', '::'].includes(host);
  return { common_name, hosts: [...new Set([...LOOPBACK, ...(everywhere ? [] : [host]), ...service_names])] };
}

function isAuthority(found: X509Certificate): boolean {
  // It must outlive what it certifies now.
  return found.ca && lasts(found, Math.min(AUTHORITY_DAYS, CERTIFICATE_DAYS + RENEWED_BEFORE_DAYS));
}

function fits(found: X509Certificate, { common_name, hosts }: Subject, authority: Identity): boolean {
  const issuer = new X509Certificate(authority.certificate);
  return (
    found.checkIssued(issuer) &&
    found.verify(issuer.publicKey) &&
    lasts(found, RENEWED_BEFORE_DAYS) &&
    found.subject === `CN=${common_name}` &&
    hosts.every((host) => found.checkHost(host) !== undefined || found.checkIP(host) !== undefined)
  );
}

function lasts(found: X509Certificate, days: number): boolean {
  return found.validToDate.getTime() - Date.now() > days * DAY_MS;
}

/** What is there, when it belongs together and is good; null otherwise. */
async function kept(
  home: string,
  name: string,
  good: (found: X509Certificate) => boolean,
): Promise<Identity | null> {
  try {
    const certificate = await readFile(certificateFile(home, name), 'utf8');
    const key = await readFile(privateKeyOf(home, name), 'utf8');
    const found = new X509Certificate(certificate);
    return found.checkPrivateKey(createPrivateKey(key)) && good(found) ? { certificate, key } : null;
  } catch {
    return null;
  }
}

async function write(home: string, name: string, identity: Identity): Promise<Identity> {
  await writeFile(privateKeyOf(home, name), identity.key, { mode: 0o600 });
  // The certificate last: where one of the two is of another making, both are made again.
  await writeFile(certificateFile(home, name), identity.certificate, { mode: 0o644 });
  return identity;
}
