import { readInstance, stopInstance } from '@stockproof/embedded';

/** Drains and stops the instance; what a killed supervisor left behind is ended too. */
export async function stop(): Promise<void> {
  const instance = readInstance();
  const SAID = {
    'nothing runs': `nothing runs in ${instance.home}`,
    'orphans ended': 'the supervisor was gone; what it left is ended',
    stopped: 'stopped',
  };
  console.log(SAID[await stopInstance(instance)]);
}
