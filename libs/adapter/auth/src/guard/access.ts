import { SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { ACCESS_EXTENSION } from '@stockproof/http';

/**
 * Who may call: any seller (its key, or a person who acts for it), only such a person (`seller-person`), any service, the service of that name, any operator with the role, or everybody. If `public` is the only
 * rule, credentials are not checked. Together with other rules a credential that is sent must be valid,
 * because its owner may get a fuller answer.
 */
export type AccessRule =
  | 'seller'
  | 'seller-person'
  | 'service'
  | `service:${string}`
  | `role:${string}`
  | 'public'
  | 'authenticated';

/**
 * Metadata key of the rules that `Access` declares. AccessGuard takes those of the handler, else those of its
 * class; without any it refuses the call.
 */
export const ACCESS = Symbol('stockproof.access');

/** Declares who may use the handler or controller. Without it nobody may. */
export const Access = (...rules: readonly AccessRule[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACCESS, rules),
    ApiExtension(ACCESS_EXTENSION, [...rules]),
    ...(rules.includes('public') ? [] : [ApiBearerAuth()]),
  );
