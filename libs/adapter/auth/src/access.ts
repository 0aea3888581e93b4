import { SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';

/** Any seller, any service, any operator with the role, or everybody. */
export type AccessRule = 'seller' | 'service' | `role:${string}` | 'public' | 'authenticated';

export const ACCESS = Symbol('stockproof.access');

/** Who may use the handler or controller. Without it nobody may. */
export const Access = (...rules: readonly AccessRule[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ACCESS, rules), rules.includes('public') ? ApiExtension(OPEN_TO_ALL, true) : ApiBearerAuth());

/** Says of an operation in the API's document that it needs no credential, whatever its controller needs. */
export const OPEN_TO_ALL = 'x-open-to-all';
