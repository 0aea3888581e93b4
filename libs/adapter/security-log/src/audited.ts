import type { SecurityAction } from '@stockproof/security-events';
import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { AuditActs } from './audit-acts.js';
import { AUDITED } from './audited-act.js';

/** In the API's document, as `x-access` is: which act a call is written down as. */
export const AUDIT_EXTENSION = 'x-audited';

/** The act that a call of this handler is; see AuditActs. */
export const Audited = (action: SecurityAction): MethodDecorator =>
  applyDecorators(
    SetMetadata(AUDITED, action),
    UseInterceptors(AuditActs),
    ApiExtension(AUDIT_EXTENSION, action),
  );
