import { sign } from 'node:crypto';
import { canonicalDigest, canonicalJson } from '../signing/canonical.js';
import type { FoundDifference, RecordContent, Sealed } from './record-content.js';
import type { RecordDomain } from './record-domain.js';
import type { SigningKey } from '../signing/statement.js';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/**
 * A DSSE envelope with an in-toto statement v1, so that generic attestation tools can transport and check the
 * record.
 */
export interface DsseEnvelope {
  readonly payloadType: typeof PAYLOAD_TYPE;
  /** base64 of the statement. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** The subject is the proven state: the Merkle root over the stream heads. */
function inTotoStatement(record: Sealed<RecordContent>, merkle_root: string): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `${record.flow}/${record.recovery_id}`,
        digest: { sha256: merkle_root, evidence: canonicalDigest(record) },
      },
    ],
    predicateType: 'urn:stockproof:recovery:v1',
    predicate: record,
  };
}

/**
 * Wraps the record as an in-toto statement and signs it by DSSE: over `DSSEv1`, the lengths and the payload.
 */
export function envelopeOf<D extends FoundDifference, C extends RecordContent<D>>(
  { streamsOf }: RecordDomain<D, C>,
  record: Sealed<C>,
  { key_id, key }: SigningKey,
): DsseEnvelope {
  const payload = Buffer.from(canonicalJson(inTotoStatement(record, streamsOf(record).merkle_root)));
  const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `;
  const sig = sign(null, Buffer.concat([Buffer.from(head), payload]), key).toString('base64');
  return {
    payloadType: PAYLOAD_TYPE,
    payload: payload.toString('base64'),
    signatures: [{ keyid: key_id, sig }],
  };
}
