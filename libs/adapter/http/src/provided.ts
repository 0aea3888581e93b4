import type { INestApplicationContext, Type } from '@nestjs/common';
import { UnknownElementException } from '@nestjs/core/errors/exceptions/unknown-element.exception.js';

/** What any module of the app provides under this token; null where none does. */
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
