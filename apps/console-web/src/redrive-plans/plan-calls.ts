import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  PlansControllerApproveData,
  PlansControllerCheckData,
  PlansControllerCheckResponse,
  PlansControllerCreateData,
  PlansControllerLinesData,
  PlansControllerLinesResponse,
  PlansControllerListData,
  PlansControllerListResponse,
  PlansControllerShowData,
  PlansControllerShowResponse,
  PlansControllerWithdrawData,
} from '../api/generated/recovery/types.gen.js';

/** A plan to redrive an exact set of dead letters. */
export type RedrivePlanAnswer = PlansControllerShowResponse;
/** What a plan would be. */
export type CheckedPlan = PlansControllerCheckResponse;
/** A line of a plan's report. */
export type PlanLineAnswer = PlansControllerLinesResponse['items'][number];
/** A set and what is done to each message. */
export type PlanWish = PlansControllerCheckData['body'];

/** Requests about plans. */
export const planCalls = {
  check: (body: PlanWish): ServiceRequest<CheckedPlan> =>
    asked<PlansControllerCheckData, CheckedPlan>('recovery', 'POST', {
      url: '/v1/redrive-plan-check',
      body,
    }),
  ask: (body: PlansControllerCreateData['body']): ServiceRequest<RedrivePlanAnswer> =>
    asked<PlansControllerCreateData, RedrivePlanAnswer>('recovery', 'POST', {
      url: '/v1/redrive-plans',
      body,
    }),
  list: (after: string | undefined, limit: number): ServiceRequest<PlansControllerListResponse> =>
    asked<PlansControllerListData, PlansControllerListResponse>('recovery', 'GET', {
      url: '/v1/redrive-plans',
      query: { limit, ...(after === undefined ? {} : { after }) },
    }),
  show: (id: string): ServiceRequest<RedrivePlanAnswer> =>
    asked<PlansControllerShowData, RedrivePlanAnswer>('recovery', 'GET', {
      url: '/v1/redrive-plans/{id}',
      path: { id },
    }),
  lines: (
    id: string,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<PlansControllerLinesResponse> =>
    asked<PlansControllerLinesData, PlansControllerLinesResponse>('recovery', 'GET', {
      url: '/v1/redrive-plans/{id}/report/lines',
      path: { id },
      query: { limit, ...(after === undefined ? {} : { after: Number(after) }) },
    }),
  approve: (id: string, digest: string): ServiceRequest<RedrivePlanAnswer> =>
    asked<PlansControllerApproveData, RedrivePlanAnswer>('recovery', 'POST', {
      url: '/v1/redrive-plans/{id}/approve',
      path: { id },
      body: { digest },
    }),
  withdraw: (id: string, reason: string): ServiceRequest<RedrivePlanAnswer> =>
    asked<PlansControllerWithdrawData, RedrivePlanAnswer>('recovery', 'POST', {
      url: '/v1/redrive-plans/{id}/withdraw',
      path: { id },
      body: { reason },
    }),
};
