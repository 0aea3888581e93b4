import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  EvidenceControllerChainData,
  EvidenceControllerChainResponse,
  EvidenceControllerJwksData,
  EvidenceControllerJwksResponse,
  EvidenceControllerRecordData,
  EvidenceSummariesControllerListData,
  EvidenceSummariesControllerListResponse,
} from '../api/generated/recovery/types.gen.js';
import type { SignedRecord } from '../verify/rules/signed-record.js';

/** Records without their content, newest first. */
export type EvidenceSummaries = EvidenceSummariesControllerListResponse;

/** Requests about evidence. */
export const evidenceCalls = {
  record: (id: string): ServiceRequest<SignedRecord> =>
    asked<EvidenceControllerRecordData, SignedRecord>('recovery', 'GET', {
      url: '/v1/evidence/{id}',
      path: { id },
    }),
  /** Records below a number: all, or those that attest the history of an offer. */
  summaries: (
    offer: { readonly seller_id: string; readonly sku: string } | null,
    before: string | undefined,
    limit: number,
  ): ServiceRequest<EvidenceSummaries> =>
    asked<EvidenceSummariesControllerListData, EvidenceSummaries>('recovery', 'GET', {
      url: '/v1/evidence-summaries',
      query: { limit, ...(before === undefined ? {} : { before: Number(before) }), ...(offer ?? {}) },
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
