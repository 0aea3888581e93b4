import { nameSchema } from '@stockproof/events';
import { INSTANT_SCHEMA, instantOrNull, textOrNull, wordOrNull } from '@stockproof/http';
import { RUN_STATUSES } from '@stockproof/recovery-run';
import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { WantedRuns } from '../../runs/sql/recoveries.js';

/** The modes of a run. */
export const MODES = ['verify', 'repair', 'what_if', 'promote'] as const;
/** The verdicts of a record. */
export const VERDICTS = ['trusted', 'untrusted', 'inconclusive'] as const;
/** Longest name of a flow, and of a person. */
const [FLOW_LENGTH, PERSON_LENGTH] = [128, 256];
const oneOf = (words: readonly string[]) => ({ type: 'string' as const, enum: [...words] });

/** Declares the filters of the list of runs, next to those of PageQueries. */
export function RunQueries(): MethodDecorator {
  return applyDecorators(
    ApiQuery({ name: 'flow', required: false, schema: nameSchema(FLOW_LENGTH) }),
    ApiQuery({ name: 'mode', required: false, schema: oneOf(MODES) }),
    ApiQuery({ name: 'confidence_status', required: false, schema: oneOf(VERDICTS) }),
    ApiQuery({ name: 'requested_by', required: false, schema: nameSchema(PERSON_LENGTH) }),
    ApiQuery({
      name: 'since',
      required: false,
      schema: INSTANT_SCHEMA,
      description: 'requested then or later',
    }),
  );
}

/** Reads the filters of a query. Throws a 400 that names the one that is not valid. */
export function readWanted(query: Readonly<Record<string, unknown>>): WantedRuns {
  return {
    status: wordOrNull(query['status'], 'status', RUN_STATUSES),
    flow: textOrNull(query['flow'], 'flow', FLOW_LENGTH),
    mode: wordOrNull(query['mode'], 'mode', MODES),
    confidence_status: wordOrNull(query['confidence_status'], 'confidence_status', VERDICTS),
    requested_by: textOrNull(query['requested_by'], 'requested_by', PERSON_LENGTH),
    since: instantOrNull(query['since'], 'since'),
  };
}
