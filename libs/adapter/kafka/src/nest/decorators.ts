import { applyDecorators, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';

/** The transport these handlers belong to; Nest binds them to no other. */
export const BATCH_TRANSPORT = Symbol('stockproof.batches');

export type BatchEvent = 'batch' | 'assigned' | 'revoked';

/** Nest turns an unknown error into "Internal server error"; the consumer needs the error itself. */
@Catch()
class PassOn implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return throwError(() => exception);
  }
}

export function eventPattern(event: BatchEvent, topic: string): string {
  return `${event} ${topic}`;
}

function handles(event: BatchEvent, topics: readonly string[]): MethodDecorator {
  const patterns = topics.map((topic) => eventPattern(event, topic));
  return applyDecorators(EventPattern(patterns, BATCH_TRANSPORT), UseFilters(new PassOn()));
}

/**
 * The method takes a MessageBatch of these topics (named without prefix) and resolves when effect and position
 * are durable. What it throws ends the consumer.
 */
export const TopicBatch = (...topics: readonly string[]): MethodDecorator => handles('batch', topics);

/** The method takes a TopicPartition and gives the next offset to read, or null for the earliest. */
export const PartitionAssigned = (...topics: readonly string[]): MethodDecorator => handles('assigned', topics);

/** The method takes a TopicPartition that is no longer ours. */
export const PartitionRevoked = (...topics: readonly string[]): MethodDecorator => handles('revoked', topics);
