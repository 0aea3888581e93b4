import { asked, type ServiceRequest } from '../api/asked.js';
import type {
  DeadLettersControllerListData,
  DeadLettersControllerListResponse,
  DeadLettersControllerOneData,
  DeadLettersControllerOneResponse,
  RedrivesControllerApproveData,
  RedrivesControllerCreateData,
  RedrivesControllerListData,
  RedrivesControllerListResponse,
  RedrivesControllerSendData,
  RedrivesControllerSendResponse,
  RedrivesControllerShowData,
  RedrivesControllerShowResponse,
  RedrivesControllerWithdrawData,
  SettleDeadLettersControllerDismissData,
  SettleDeadLettersControllerDismissResponse,
  SettleDeadLettersControllerReleaseData,
  SettleDeadLettersControllerReleaseResponse,
} from '../api/generated/recovery/types.gen.js';

/** The quarantine with the contract's policy. */
export type DeadLetterList = DeadLettersControllerListResponse;
/** A dead letter in the list. */
export type DeadLetterItem = DeadLetterList['items'][number];
/** A dead letter, whole. */
export type DeadLetterAnswer = DeadLettersControllerOneResponse;
/** A requested redrive. */
export type Redrive = RedrivesControllerShowResponse;

/** Record position of a dead letter. */
export interface DeadLetterPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** The position of a text `topic/partition/offset`; null for another text. */
export function placeOf(text: string): DeadLetterPlace | null {
  const [, topic, partition, offset] = /^([^/\s]+)\/(\d+)\/(\d+)$/.exec(text) ?? [];
  if (topic === undefined) return null;
  return { topic, partition: Number(partition), offset: Number(offset) };
}

/** The position as text. */
export function placeText({ topic, partition, offset }: DeadLetterPlace): string {
  return `${topic}/${partition}/${offset}`;
}

/** What a list of dead letters is filtered by. */
export interface DeadLettersWanted {
  readonly reason?: string | undefined;
  readonly sku?: string | undefined;
  readonly state?: string | undefined;
}

type State = NonNullable<NonNullable<DeadLettersControllerListData['query']>['state']>;

/** Requests about dead letters and their redrives. */
export const deadLetterCalls = {
  list: (
    { reason, sku, state }: DeadLettersWanted,
    after: string | undefined,
    limit: number,
  ): ServiceRequest<DeadLetterList> =>
    asked<DeadLettersControllerListData, DeadLetterList>('recovery', 'GET', {
      url: '/v1/dead-letters',
      query: {
        limit,
        ...(reason === undefined ? {} : { reason }),
        ...(sku === undefined ? {} : { sku }),
        ...(state === undefined ? {} : { state: state as State }),
        ...(after === undefined ? {} : { after }),
      },
    }),
  one: (path: DeadLetterPlace): ServiceRequest<DeadLetterAnswer> =>
    asked<DeadLettersControllerOneData, DeadLetterAnswer>('recovery', 'GET', {
      url: '/v1/dead-letters/{topic}/{partition}/{offset}',
      path,
    }),
  ask: (path: DeadLetterPlace, body: RedrivesControllerCreateData['body']): ServiceRequest<Redrive> =>
    asked<RedrivesControllerCreateData, Redrive>('recovery', 'POST', {
      url: '/v1/dead-letters/{topic}/{partition}/{offset}/redrives',
      path,
      body,
    }),
  dismiss: (
    path: DeadLetterPlace,
    reason: string,
  ): ServiceRequest<SettleDeadLettersControllerDismissResponse> =>
    asked<SettleDeadLettersControllerDismissData, SettleDeadLettersControllerDismissResponse>(
      'recovery',
      'POST',
      {
        url: '/v1/dead-letters/{topic}/{partition}/{offset}/dismiss',
        path,
        body: { reason },
      },
    ),
  release: (
    path: DeadLetterPlace,
    reason: string,
  ): ServiceRequest<SettleDeadLettersControllerReleaseResponse> =>
    asked<SettleDeadLettersControllerReleaseData, SettleDeadLettersControllerReleaseResponse>(
      'recovery',
      'POST',
      { url: '/v1/dead-letters/{topic}/{partition}/{offset}/release', path, body: { reason } },
    ),
  redrives: (after: string | undefined, limit: number): ServiceRequest<RedrivesControllerListResponse> =>
    asked<RedrivesControllerListData, RedrivesControllerListResponse>('recovery', 'GET', {
      url: '/v1/redrives',
      query: { limit, ...(after === undefined ? {} : { after }) },
    }),
  redrive: (id: string): ServiceRequest<Redrive> =>
    asked<RedrivesControllerShowData, Redrive>('recovery', 'GET', { url: '/v1/redrives/{id}', path: { id } }),
  approve: (id: string, digest: string): ServiceRequest<Redrive> =>
    asked<RedrivesControllerApproveData, Redrive>('recovery', 'POST', {
      url: '/v1/redrives/{id}/approve',
      path: { id },
      body: { digest },
    }),
  send: (id: string): ServiceRequest<RedrivesControllerSendResponse> =>
    asked<RedrivesControllerSendData, RedrivesControllerSendResponse>('recovery', 'POST', {
      url: '/v1/redrives/{id}/send',
      path: { id },
    }),
  withdraw: (id: string, reason: string): ServiceRequest<Redrive> =>
    asked<RedrivesControllerWithdrawData, Redrive>('recovery', 'POST', {
      url: '/v1/redrives/{id}/withdraw',
      path: { id },
      body: { reason },
    }),
};
