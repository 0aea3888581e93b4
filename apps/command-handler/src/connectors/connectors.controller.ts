import { Access } from '@stockproof/auth';
import { type ConnectorReport, ConnectorWatch, isWell } from '@stockproof/connectors';
import { Answers } from '@stockproof/http';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CONNECTOR_REPORTS, type ConnectorReports } from './answers.js';

@ApiTags('connectors')
@Controller('v1/connectors')
export class ConnectorsController {
  constructor(private readonly watch: ConnectorWatch) {}

  @Get()
  @Access('role:viewer', 'service')
  @Answers(CONNECTOR_REPORTS)
  @ApiOperation({
    summary: 'Whether each connector really moves changes, and what waits behind one that does not',
  })
  list(): ConnectorReports {
    return { connectors: this.watch.reports().map(toAnswer) };
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
