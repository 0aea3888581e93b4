import { Access, principalOf } from '@stockproof/auth';
import { Answers, Problem } from '@stockproof/http';
import { CORRELATION_ID } from '@stockproof/events';
import { Body, Controller, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { UPDATE_RESULTS, QUEUED } from './answers.js';
import { type UpdateResult, AcceptUpdates } from './accept-updates.js';
import { recordQueued, tracingOf } from './tracing.js';
import { UPDATES_BODY } from './update-body.js';

@ApiTags('inventory updates')
@Controller('v1')
export class UpdatesController {
  constructor(private readonly updates: AcceptUpdates) {}

  @Post('inventory-updates')
  @HttpCode(202)
  @Access('seller')
  @ApiOperation({ summary: 'Post one update or an array of up to 1,000' })
  @ApiHeader({
    name: 'x-correlation-id',
    required: false,
    schema: CORRELATION_ID,
    description: 'is in the ledger next to every event of the request; one is made when it is left out',
  })
  @ApiBody({ schema: UPDATES_BODY })
  @Answers(z.union([QUEUED, UPDATE_RESULTS]), {
    status: 202,
    description: 'every event is in the topic (acks=all)',
  })
  @Answers(UPDATE_RESULTS, {
    status: 207,
    description: 'an array of which some events were refused; see each index',
  })
  async post(
    @Body() body: unknown,
    @Req() request: object,
    @Headers() headers: Readonly<Record<string, string | undefined>>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const principal = principalOf(request);
    if (principal.kind !== 'seller') throw new Problem(403, 'forbidden', 'only a seller posts updates');
    const started_ms = Date.now();
    const tracing = tracingOf(headers, 'POST /v1/inventory-updates');
    const many = Array.isArray(body);
    const results = await this.updates.accept(principal.seller_id, many ? body : [body], tracing);
    recordQueued(tracing, started_ms, results.length);
    if (many) return answerArray(results, reply);
    const [result] = results;
    if (result === undefined) throw new Problem(400, 'bad_request', 'there is no event in the body');
    if ('code' in result) throw new Problem(result.status, result.code, result.detail);
    return { event_id: result.event_id, status: 'queued' };
  }
}

function answerArray(results: readonly UpdateResult[], reply: FastifyReply): object {
  const refused = results.filter(({ status }) => status !== 202).length;
  if (refused > 0) void reply.status(207);
  return { queued: results.length - refused, refused, results: results };
}
