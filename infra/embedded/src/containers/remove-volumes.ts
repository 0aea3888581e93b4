/** Removes the volumes of an instance's containers. Idempotent. Rejects if one is still in use. */
export async function removeVolumes(name: string): Promise<void> {
  // Loaded here: an image of the services is without it.
  const { getContainerRuntimeClient } = await import('testcontainers');
  const {
    container: { dockerode },
  } = await getContainerRuntimeClient();
  for (const server of ['postgres', 'kafka']) {
    await dockerode
      .getVolume(`${name}-${server}`)
      .remove()
      .catch((error: Error & { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error;
      });
  }
}
