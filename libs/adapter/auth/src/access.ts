import { SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { ACCESS_EXTENSION } from '@stockproof/http';

/**
 * Any seller, any service, any operator with the role, or everybody. Where `public` is alone credentials are
 * not looked at; with others next to it a credential that is shown must be a good one, for its owner may be
 * told more.
 */
export type AccessRule = 'seller' | 'service' | `role:${string}` | 'public' | 'authenticated';

export const ACCESS = Symbol('stockproof.access');

/** Who may use the handler or controller. Without it nobody may. */
export const Access = (...rules: readonly AccessRule[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACCESS, rules),
    ApiExtension(ACCESS_EXTENSION, [...rules]),
    ...(rules.includes('public') ? [] : [ApiBearerAuth()]),
  );
