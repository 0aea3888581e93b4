import { poolProvider } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Settings } from '../settings.js';
import { SECURITY_AUDIT_POOL } from '../tokens.js';
import { AuditController } from './audit.controller.js';
import { SecurityLogController } from './security-log.controller.js';

/** The security log of all services, for auditors. */
@Module({
  controllers: [SecurityLogController, AuditController],
  providers: [
    poolProvider<Settings>(SECURITY_AUDIT_POOL, ({ STOCKPROOF_SECURITY_AUDIT_URL: url }) => ({
      url,
      application_name: 'ingestion-security-audit',
      max: 1,
    })),
  ],
})
export class SecurityAuditModule {}
