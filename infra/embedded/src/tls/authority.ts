import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** PEM texts of a certificate and its private key (PKCS #8). */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** The content of a certificate: a name, by which Kafka identifies a client, and host names. */
export interface Subject {
  readonly common_name: string;
  /** Names and addresses; none for who only connects to others. */
  readonly hosts: readonly string[];
}

type KeyPair = Awaited<ReturnType<typeof keyPair>>;

const DAY_MS = 86_400_000;
/** Lifetime of the authority in days; it is trusted by files that people copied, which it should outlive. */
export const AUTHORITY_DAYS = 3_650;
/** Lifetime of a certificate in days, the longest that browsers accept. */
export const CERTIFICATE_DAYS = 397;
/** For clocks that are behind. */
const BEFORE_MS = 300_000;
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Creates a certificate authority for this instance. */
export async function makeAuthority(common_name: string): Promise<Identity> {
  const keys = await keyPair();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${common_name}`,
    keys,
    signingAlgorithm: P256,
    ...validity(AUTHORITY_DAYS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: pemOf(certificate), key: await pemOfKey(keys) };
}

/** Creates a certificate of this authority. */
export async function certify(authority: Identity, { common_name, hosts }: Subject): Promise<Identity> {
  const [keys, signingKey] = await Promise.all([keyPair(), readKey(authority.key)]);
  const issuer = new X509Certificate(authority.certificate);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${common_name}`,
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: P256,
    ...validity(CERTIFICATE_DAYS),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([
        ...(hosts.length > 0 ? [ExtendedKeyUsage.serverAuth] : []),
        ExtendedKeyUsage.clientAuth,
      ]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...(hosts.length > 0 ? [new SubjectAlternativeNameExtension(hosts.map(alternativeName))] : []),
    ],
  });
  return { certificate: pemOf(certificate), key: await pemOfKey(keys) };
}

function alternativeName(value: string): { type: 'dns' | 'ip'; value: string } {
  return { type: isIP(value) === 0 ? 'dns' : 'ip', value };
}

function keyPair() {
  return webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - BEFORE_MS), notAfter: new Date(now + days * DAY_MS) };
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

async function pemOfKey({ privateKey }: KeyPair): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY')}\n`;
}

function readKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), P256, false, ['sign']);
}
