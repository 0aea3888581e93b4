import type { PartSpec } from '../part.js';
import type { PartUser } from './part-users.js';

/** The part as that user, with a home and a folder of temporary files of its own; null: as whoever starts it. */
export function runAs(spec: PartSpec, user: PartUser | null): PartSpec {
  if (user === null) return spec;
  const { uid, gid, folder } = user;
  return { ...spec, user: { uid, gid }, env: { ...spec.env, HOME: folder, TMPDIR: folder } };
}

/** As `runAs`, for a Java program, which reads neither of the two from its environment. */
export function runJavaAs(spec: PartSpec, user: PartUser | null): PartSpec {
  if (user === null) return spec;
  const { folder } = user;
  return runAs(
    { ...spec, args: [`-Djava.io.tmpdir=${folder}`, `-Duser.home=${folder}`, ...spec.args] },
    user,
  );
}
