import { nameSchema } from '@stockproof/events';
import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { wholeNumber, wholeSchema } from './parameter-values.js';

const MAX_PAGE = 500;
const DEFAULT_PAGE = 100;

/**
 * Declares the query parameters of a list in pages: `status`, one of these; `after`, the last name of the page
 * before, of at most 64 characters; `limit`, see pageLimit.
 */
export function PageQueries(statuses: readonly string[]): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { ...wholeSchema(1, MAX_PAGE), default: DEFAULT_PAGE },
    }),
    ApiQuery({
      name: 'after',
      required: false,
      schema: nameSchema(64),
      description: 'the last one of the page before',
    }),
    ApiQuery({ name: 'status', required: false, schema: { type: 'string', enum: [...statuses] } }),
  );
}

/** Returns the number of items of a page: 1 to 500, 100 if it is missing. Throws a 400 for any other. */
export function pageLimit(value: unknown): number {
  return wholeNumber(value, 'limit', 1, MAX_PAGE, DEFAULT_PAGE);
}
