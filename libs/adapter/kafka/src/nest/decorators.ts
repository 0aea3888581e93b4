import { applyDecorators, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** The transport of these handlers; Nest binds them to no other. */
export const BATCH_TRANSPORT = Symbol('stockproof.batches');

/** Nest would replace an unknown error by "Internal server error"; the consumer needs the error itself. */
@Catch()
class PassOn implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/**
 * Declares a handler for batches of these topics (without prefix). The method gets a MessageBatch and
 * resolves when effect and offset are durable. If it rejects, the consumer ends.
 */
export function TopicBatch(...topics: readonly string[]): MethodDecorator {
  return applyDecorators(EventPattern([...topics], BATCH_TRANSPORT), UseFilters(new PassOn()));
}
