import { askControl, type PartAction, readInstance, stopInstance } from '@stockproof/embedded';

/** Drains and stops the instance; also ends processes that a killed supervisor left. */
export async function stop(): Promise<void> {
  const instance = readInstance();
  const SAID = {
    'nothing runs': `nothing runs in ${instance.home}`,
    'orphans ended': 'the supervisor was gone; what it left is ended',
    stopped: 'stopped',
  };
  console.log(SAID[await stopInstance(instance)]);
}

/** Asks the running supervisor to start, stop, kill or restart one part. */
export async function part(action: string, name: string): Promise<void> {
  await askControl(readInstance().control_socket, name, action as PartAction);
  console.log(`${name}: ${action} done`);
}
