import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  EvidenceControllerChainData,
  EvidenceControllerChainResponse,
  EvidenceControllerJwksData,
  EvidenceControllerJwksResponse,
  EvidenceControllerRecordData,
} from '../api/generated/recovery/types.gen.js';
import type { SignedRecord } from '../verify/rules/signed-record.js';

/** Requests about evidence. */
export const evidenceCalls = {
  record: (id: string): ServiceRequest<SignedRecord> =>
    asked<EvidenceControllerRecordData, SignedRecord>('recovery', 'GET', {
      url: '/v1/evidence/{id}',
      path: { id },
    }),
  /** The records after a number, oldest first. */
  chain: (after: number, limit: number): ServiceRequest<EvidenceControllerChainResponse> =>
    asked<EvidenceControllerChainData, EvidenceControllerChainResponse>('recovery', 'GET', {
      url: '/v1/evidence',
      query: { after, limit },
    }),
  keys: (): ServiceRequest<EvidenceControllerJwksResponse> =>
    asked<EvidenceControllerJwksData, EvidenceControllerJwksResponse>('recovery', 'GET', {
      url: '/v1/evidence/keys',
    }),
};
