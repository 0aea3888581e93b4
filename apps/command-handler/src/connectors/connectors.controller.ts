import { Access } from '@stockproof/auth';
import {
  type ConnectorReport,
  CONNECTORS,
  ConnectorWatch,
  isWell,
  restartConnector,
} from '@stockproof/connectors';
import { freeText, nameSchema } from '@stockproof/events';
import { Answers, openApiSchema, parseBody, pathText } from '@stockproof/http';
import { Audited } from '@stockproof/security-log';
import { CONFIG } from '@stockproof/service';
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Settings } from '../settings.js';
import { CONNECTOR_REPORTS, type ConnectorReports, RESTARTED, type Restarted } from './answers.js';
import { restartByHand } from './restart-by-hand.js';

const NAMES = CONNECTORS.map(({ name }) => name);
const reasons = z.strictObject({ reason: freeText(1_000) });

@ApiTags('connectors')
@Controller('v1/connectors')
export class ConnectorsController {
  constructor(
    private readonly watch: ConnectorWatch,
    @Inject(CONFIG) private readonly config: Settings,
  ) {}

  @Get()
  @Access('role:viewer', 'service')
  @Answers(CONNECTOR_REPORTS)
  @ApiOperation({
    summary: 'Whether each connector really moves changes, and what waits behind one that does not',
  })
  list(): ConnectorReports {
    return { connectors: this.watch.reports().map(toAnswer) };
  }

  @Post(':name/restart')
  @Audited('restart_connector')
  @HttpCode(202)
  @Access('role:admin')
  @Answers(RESTARTED, { status: 202, description: 'Connect restarts it; the list shows what became of it' })
  @ApiParam({ name: 'name', schema: nameSchema(64) })
  @ApiBody({ schema: openApiSchema(reasons) })
  @ApiOperation({
    summary:
      'Restart a connector with all its tasks; 409 `not_restartable` where that could skip changes. The security log keeps the reason',
  })
  async restart(@Param('name') asked: string, @Body() body: unknown): Promise<Restarted> {
    const name = pathText(asked, 'name', 64);
    parseBody(reasons, body);
    const restart = (one: string) => restartConnector(this.config.STOCKPROOF_CONNECT_URL, one);
    await restartByHand({ reports: () => this.watch.reports(), restart }, NAMES, name);
    return { name, restarting: true };
  }
}

function toAnswer(report: ConnectorReport): ConnectorReports['connectors'][number] {
  const { name, slot_name, state, reason, detail, blocked, facts, restarts, failures } = report;
  const { connect, slot } = facts;
  return {
    name,
    slot_name,
    state,
    reason,
    detail,
    blocked: isWell(report) ? null : blocked,
    since: new Date(report.since_ms).toISOString(),
    checked_at: new Date(report.checked_at_ms).toISOString(),
    heartbeat_age_ms: facts.heartbeat_age_ms,
    restarts,
    failures,
    last_error: facts.last_error,
    connect:
      typeof connect === 'string'
        ? { state: connect, tasks: [] }
        : { state: connect.state, tasks: [...connect.tasks] },
    slot:
      slot === null
        ? null
        : {
            active: slot.active,
            wal_status: slot.wal_status,
            safe_wal_size: slot.safe_wal_size,
            invalidation_reason: slot.invalidation_reason,
            lag_bytes: slot.lag_bytes,
          },
    stored_lsn: facts.stored_lsn?.toString() ?? null,
  };
}
