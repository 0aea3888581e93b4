import { z } from 'zod';

/** A TCP port. */
export const port = (n: number) => z.coerce.number().int().min(1).max(65535).default(n);
/** A whole number of at least 1. */
export const count = (n: number) => z.coerce.number().int().min(1).default(n);
/** A TCP port; 0: none. */
export const other_port = () => z.coerce.number().int().min(0).max(65535).default(0);
/** A text that is not empty. */
export const text = (value: string) => z.string().min(1).default(value);
/** `true` or `false`, nothing else. */
export const flag = (value: 'true' | 'false') =>
  z
    .enum(['true', 'false'])
    .default(value)
    .transform((v) => v === 'true');
/** A text without a default; without it the service does not start. */
export const required = () => z.string().min(1);
