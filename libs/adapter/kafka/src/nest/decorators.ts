import { applyDecorators, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** The transport these handlers belong to; Nest binds them to no other. */
export const BATCH_TRANSPORT = Symbol('stockproof.batches');

/** Nest turns an unknown error into "Internal server error"; the consumer needs the error itself. */
@Catch()
class PassOn implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

/**
 * The method takes a MessageBatch of these topics (named without prefix) and resolves when effect and position
 * are durable. What it throws ends the consumer.
 */
export function TopicBatch(...topics: readonly string[]): MethodDecorator {
  return applyDecorators(EventPattern([...topics], BATCH_TRANSPORT), UseFilters(new PassOn()));
}
