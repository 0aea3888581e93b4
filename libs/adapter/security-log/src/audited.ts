import type { SecurityAction } from '@stockproof/security-events';
import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AuditActs } from './audit-acts.js';
import { AUDITED } from './audited-act.js';

/** Member of the OpenAPI document with the act of an operation, like `x-access`. */
export const AUDIT_EXTENSION = 'x-audited';

/** Declares the act that a call of this handler is; see AuditActs. */
export const Audited = (action: SecurityAction): MethodDecorator =>
  applyDecorators(
    SetMetadata(AUDITED, action),
    UseInterceptors(AuditActs),
    ApiExtension(AUDIT_EXTENSION, action),
  );
