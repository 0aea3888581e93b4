import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  ContractsControllerListData,
  ContractsControllerListResponse,
  RecoveriesControllerAbortData,
  RecoveriesControllerApproveData,
  RecoveriesControllerHistoryData,
  RecoveriesControllerHistoryResponse,
  RecoveriesControllerListData,
  RecoveriesControllerListResponse,
  RecoveriesControllerPauseData,
  RecoveriesControllerPlanData,
  RecoveriesControllerRateData,
  RecoveriesControllerRejectData,
  RecoveriesControllerRequestData,
  RecoveriesControllerResumeData,
  RecoveriesControllerReviewData,
  RecoveriesControllerShowData,
  RecoveriesControllerShowResponse,
  RecoveriesControllerStartData,
  RunOffersControllerListData,
  RunOffersControllerListResponse,
} from '../api/generated/recovery/types.gen.js';

/** A recovery as the API shows it. */
export type Recovery = RecoveriesControllerShowResponse;
/** A page of recoveries, newest first. */
export type RecoveryPage = RecoveriesControllerListResponse;
/** What a recovery is asked for with. */
export type RecoveryWish = RecoveriesControllerRequestData['body'];
/** The Recovery Contracts, and what the caller may do under each. */
export type ContractList = ContractsControllerListResponse;
/** Who did what, when. */
export type RecoveryHistory = RecoveriesControllerHistoryResponse;

/** A page of the offers of a recovery. */
export type RunOffersPage = RunOffersControllerListResponse;
type OfferResult = NonNullable<NonNullable<RunOffersControllerListData['query']>['result']>;

type Status = NonNullable<NonNullable<RecoveriesControllerListData['query']>['status']>;

/** Requests about recoveries, each checked against the service's document. */
export const recoveryCalls = {
  contracts: (): ServiceRequest<ContractList> =>
    asked<ContractsControllerListData, ContractList>('recovery', 'GET', { url: '/v1/contracts' }),
  list: (
    status: string | undefined,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<RecoveryPage> =>
    asked<RecoveriesControllerListData, RecoveryPage>('recovery', 'GET', {
      url: '/v1/recoveries',
      query: {
        limit,
        ...(status === undefined ? {} : { status: status as Status }),
        ...(after === undefined ? {} : { after }),
      },
    }),
  show: (id: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerShowData, Recovery>('recovery', 'GET', {
      url: '/v1/recoveries/{id}',
      path: { id },
    }),
  history: (id: string): ServiceRequest<RecoveryHistory> =>
    asked<RecoveriesControllerHistoryData, RecoveryHistory>('recovery', 'GET', {
      url: '/v1/recoveries/{id}/history',
      path: { id },
    }),
  offers: (
    id: string,
    result: string | undefined,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<RunOffersPage> =>
    asked<RunOffersControllerListData, RunOffersPage>('recovery', 'GET', {
      url: '/v1/recoveries/{id}/offers',
      path: { id },
      query: {
        limit,
        ...(result === undefined ? {} : { result: result as OfferResult }),
        ...(after === undefined ? {} : { after }),
      },
    }),
  request: (body: RecoveryWish): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerRequestData, Recovery>('recovery', 'POST', { url: '/v1/recoveries', body }),
  plan: (id: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerPlanData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/plan',
      path: { id },
    }),
  approve: (id: string, body: RecoveriesControllerApproveData['body']): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerApproveData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/approve',
      path: { id },
      body,
    }),
  review: (id: string, body: RecoveriesControllerReviewData['body']): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerReviewData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/review',
      path: { id },
      body,
    }),
  reject: (id: string, reason: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerRejectData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/reject',
      path: { id },
      body: { reason },
    }),
  start: (id: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerStartData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/start',
      path: { id },
    }),
  pause: (id: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerPauseData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/pause',
      path: { id },
    }),
  resume: (id: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerResumeData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/resume',
      path: { id },
    }),
  rate: (id: string, rate_limit_events_per_second: number | null, reason: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerRateData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/rate',
      path: { id },
      body: { rate_limit_events_per_second, reason },
    }),
  abort: (id: string, reason: string): ServiceRequest<Recovery> =>
    asked<RecoveriesControllerAbortData, Recovery>('recovery', 'POST', {
      url: '/v1/recoveries/{id}/abort',
      path: { id },
      body: { reason },
    }),
};
