import { z } from 'zod';

/** Passed to Kubernetes as it is, which checks it. */
export const asIs = z.record(z.string(), z.unknown());
export const asIsList = z.array(asIs);

export const text = z.string().min(1);
export const name = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
export const count = z.int().min(0);
export const positive = z.int().min(1);
export const port = z.int().min(1).max(65_535);
export const quantity = z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/);
export const duration = z.string().regex(/^[0-9]+(s|m|h)$/);

/** Values that may be left out: values.yaml has a default of each. */
export const part = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.strictObject(shape).partial();

export const storage = part({
  size: quantity.describe('size of the volume'),
  class: z.string().describe('storage class; empty: the cluster’s default'),
});

export const resources = part({
  requests: z.record(z.string(), quantity).describe('what a pod is promised'),
  limits: z
    .record(z.string(), quantity)
    .describe('what ends or slows it; no CPU limit: a limit would stall consumers'),
}).describe('requests and limits of the container');
