import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Access } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import type { SecurityEvent } from '@stockproof/security-events';
import { inProcess, type InProcess, serving } from '@stockproof/testing';
import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiParam } from '@nestjs/swagger';
import { auditDetail } from './audit-acts.js';
import { Audited } from './audited.js';

let done = 0;

@Controller('v1')
@Access('role:admin')
class ActsController {
  @Post('acts/:id')
  @HttpCode(200)
  @ApiParam({ name: 'id' })
  @ApiBody({
    schema: { type: 'object', properties: { how: { type: 'string' }, reason: { type: 'string' } } },
  })
  @Audited('revoke_key')
  act(@Param('id') _id: string, @Body() body: { how?: string }, @Req() request: object): object {
    done += 1;
    if (body.how === 'refused') throw new Problem(409, 'too_late', 'no');
    if (body.how === 'broken') throw new Error('away');
    auditDetail(request, 'in passing');
    return {};
  }

  @Post('looks')
  @HttpCode(200)
  look(): object {
    return {};
  }
}

describe('an audited act', () => {
  let app: InProcess;
  let written: SecurityEvent[];
  let is_away: boolean;
  beforeEach(async () => {
    written = [];
    is_away = false;
    done = 0;
    const append = (event: SecurityEvent): Promise<void> => {
      if (is_away) return Promise.reject(new Error('away'));
      written.push(event);
      return Promise.resolve();
    };
    const log = { append, note: (event: SecurityEvent) => void append(event).catch(() => undefined) };
    const authenticate = () => Promise.resolve({ kind: 'operator' as const, name: 'ada', roles: ['admin'] });
    app = await inProcess(
      serving({ controllers: [ActsController], providers: [], authenticate, security: log }),
    );
  });
  afterEach(() => app.close());
  const call = (path: string, body?: object): Promise<Response> =>
    fetch(`${app.url}/v1/${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer t', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it.each([
    ['is done', {}, 200, ['attempted', null], ['done', 'in passing']],
    ['is refused', { how: 'refused' }, 409, ['attempted', null], ['refused', 'too_late']],
    ['breaks', { how: 'broken' }, 500, ['attempted', null], ['failed', null]],
  ])('that %s is recorded before and after', async (_name, body, status, ...outcomes) => {
    expect((await call('acts/k-1', { ...body, reason: 'lost' })).status).toBe(status);
    expect(written.map(({ outcome, detail }) => [outcome, detail])).toEqual(outcomes);
    expect(written[0]).toEqual({
      action: 'revoke_key',
      outcome: 'attempted',
      actor: 'operator ada',
      target: 'k-1',
      reason: 'lost',
      address: '127.0.0.1',
      detail: null,
    });
  });

  it('that cannot be recorded is not done', async () => {
    is_away = true;
    const answer = await call('acts/k-1', {});
    expect([answer.status, ((await answer.json()) as { code: string }).code, done]).toEqual([
      503,
      'security_log_unavailable',
      0,
    ]);
  });

  it('does not exist if the handler is not marked', async () => {
    expect((await call('looks')).status).toBe(200);
    expect(written).toEqual([]);
  });
});
