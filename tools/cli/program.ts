import { Command } from 'commander';
import { acting, forPrograms } from './acting.js';
import { addBackupCommands } from './backup/commands.js';
import { confidence } from './confidence.js';
import { acceptLoss, setDamagedAside } from './instance/accept-loss.js';
import { addConnectorCommands } from './instance/connector.js';
import { checkContracts, explain, showContract } from './contract.js';
import { addEvidenceCommands } from './evidence/commands.js';
import { addImportCommand } from './import/command.js';
import { addKeyRequestCommands } from './two-persons/key-requests.js';
import { addLateMovementCommands } from './late-movements.js';
import { addLostRowsCommands } from './lost-rows/commands.js';
import { addOutcomeCommands } from './outcomes.js';
import { addRecoveryCommands } from './recovery/commands.js';
import { addRedrivePlanCommands } from './two-persons/redrive-plans.js';
import { addRedriveCommands } from './two-persons/redrives.js';
import { addSchemaCommands } from './schemas.js';
import { addTokenCommands } from './login/tokens.js';
import { reset } from './instance/reset.js';
import { addSecurityLogCommands } from './security-log.js';
import { start } from './instance/start.js';
import { status } from './instance/status.js';
import { addCompletionCommand } from './completion/completion.js';
import { sign } from './sign.js';
import { addWatchCommand } from './watch/watch.js';
import { part, stop } from './instance/control.js';

interface Reasoned {
  readonly reason: string;
}

/** All commands. Completion is made from this tree, so a new command is in it by itself. */
export function createProgram(): Command {
  const program = new Command('stockproof')
    .description('Runs and inspects a local Stockproof')
    .exitOverride();
  addStack(program);
  addBackupCommands(program);
  addLosses(program);
  addLostRowsCommands(program);
  addSealing(program);
  addContracts(program);
  addConnectorCommands(program);
  addRecoveryCommands(program);
  addOutcomeCommands(program);
  addLateMovementCommands(program);
  addEvidenceCommands(program);
  addImportCommand(program);
  addKeyRequestCommands(program);
  addRedriveCommands(program);
  addRedrivePlanCommands(program);
  addSchemaCommands(program);
  addSecurityLogCommands(program);
  acting(program.command('confidence').description('how many offers are proven how recently')).action(
    confidence,
  );
  addTokenCommands(program);
  addWatchCommand(program);
  addCompletionCommand(program);
  return program;
}

function addStack(program: Command): void {
  program
    .command('start')
    .description('start PostgreSQL, Kafka, Connect and the services')
    .option('--detach', 'return when everything is ready; `npm stop` ends it')
    .option('--no-restart', 'leave a part that dies dead')
    .option('--ha', 'three brokers, two Connect workers, two copies of each service')
    .option('--copies <number>', 'copies of each service')
    .option(
      '--with <part...>',
      'parts that are optional: registry (schemas for consumers outside; needs Java 21)',
    )
    .option(
      '--without <part...>',
      'parts that stay stopped: command-handler, reservation (after a restore, runbook 21)',
    )
    .action(start);
  program.command('stop').description('drain and stop what runs').action(stop);
  program
    .command('status')
    .description('health of each part, consumer and connector lag')
    .option('--json', 'for programs')
    .action(status);
  program.command('reset').description('wipe all local state').option('--yes', 'do not ask').action(reset);
  program
    .command('part')
    .description('start, stop, kill or restart one part of what runs')
    .argument('<action>', 'start | stop | kill | restart')
    .argument(
      '<name>',
      'postgres, kafka, connect, ingestion, command-handler, availability-projection, recovery, reservation, identity-provider, console; with --ha also kafka-2, ingestion-2, ...',
    )
    .action(part);
  program
    .command('sign')
    .description('print the header that says who wrote an update, for a producer of one’s own (kcat -H)')
    .argument('<key-file>', 'the producer’s key, such as .stockproof/clients/seller-producer.key')
    .argument('[value]', 'the message’s value as it will be sent; left out: standard input')
    .option('--kcat', 'all that kcat must be told of the message: its partition, and the header')
    .action(sign);
}

function addLosses(program: Command): void {
  program
    .command('accept-lost-history')
    .description(
      'let a service go on where the history it has not read was deleted: it begins with what is there',
    )
    .argument(
      '[part]',
      'command-handler, availability-projection, reservation or recovery',
      'availability-projection',
    )
    .requiredOption('--reason <text>', 'why it is given up: kept in the security log')
    .action((part: string, { reason }: Reasoned) => acceptLoss(part, 'lost-history', reason));
  program
    .command('accept-other-log')
    .description(
      'let a service go on where a topic it read was deleted, lost or cut short: it begins the log that is there',
    )
    .argument(
      '<part>',
      'command-handler, availability-projection or reservation, which must be stopped, or recovery',
    )
    .requiredOption('--reason <text>', 'why it is given up: kept in the security log')
    .action((part: string, { reason }: Reasoned) => acceptLoss(part, 'other-log', reason));
}

function addSealing(program: Command): void {
  program
    .command('sealing')
    .description('what is sealed of the history in Kafka')
    .command('set-aside')
    .description('set the segments of partitions aside of which something is damaged: Kafka is sealed again')
    .requiredOption('--reason <text>', 'what happened: kept in the security log')
    .action(({ reason }: Reasoned) => setDamagedAside(reason));
}

function addContracts(program: Command): void {
  const contract = program.command('contract').description('Recovery Contracts');
  forPrograms(contract.command('check')).argument('[files...]').action(checkContracts);
  forPrograms(contract.command('show')).argument('<flow>').action(showContract);
  forPrograms(contract.command('explain')).argument('<flow>').action(explain);
}
