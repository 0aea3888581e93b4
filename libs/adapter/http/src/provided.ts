import type { INestApplicationContext, Type } from '@nestjs/common';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/unknown-element.exception.js';

/** The provider of this token in any module of the app; null if there is none. */
export function provided<T>(
  app: INestApplicationContext,
  token: symbol | Type<T> | (abstract new (...args: never[]) => T),
): T | null {
  try {
    return app.get<T>(token as symbol, { strict: false });
  } catch (error) {
    if (error instanceof UnknownElementException) return null;
    throw error;
  }
}
