import { Access, principalOf } from '@stockproof/auth';
import { listCandidates } from '@stockproof/candidates';
import { nameSchema } from '@stockproof/events';
import { Answers, pathText, Problem } from '@stockproof/http';
import { explainContract } from '@stockproof/recovery-contract';
import { CONFIG } from '@stockproof/service';
import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Settings } from '../settings.js';
import { RECOVERY_FLOWS } from '../tokens.js';
import { actorOf } from './actor.js';
import {
  CANDIDATES,
  type CandidatesAnswer,
  type ContractAnswer,
  CONTRACTS,
  ONE_CONTRACT,
  type OneContractAnswer,
} from './answers.js';
import type { Flow } from './load-flows.js';

const FLOW_LENGTH = 128;
const MAX_CANDIDATES = 200;

@ApiTags('contracts')
@Controller('v1')
@Access('role:viewer', 'role:requester', 'role:approver', 'role:break-glass')
export class ContractsController {
  constructor(
    @Inject(RECOVERY_FLOWS) private readonly flows: ReadonlyMap<string, Flow>,
    @Inject(CONFIG) private readonly config: Pick<Settings, 'STOCKPROOF_PROJECTIONS_DIR'>,
  ) {}

  @Get('contracts')
  @Answers(CONTRACTS)
  @ApiOperation({ summary: 'The Recovery Contracts: what can be asked for, what is checked, and who may' })
  list(@Req() request: object): { items: ContractAnswer[] } {
    return { items: [...this.flows.values()].map((flow) => described(flow, request)) };
  }

  @Get('contracts/:flow')
  @Answers(ONE_CONTRACT)
  @ApiParam({ name: 'flow', schema: nameSchema(FLOW_LENGTH) })
  @ApiOperation({ summary: 'One contract with its answers to the ten questions' })
  one(@Param('flow') name: string, @Req() request: object): OneContractAnswer {
    const flow = this.flows.get(pathText(name, 'flow', FLOW_LENGTH));
    if (flow === undefined)
      throw new Problem(
        404,
        'unknown_contract',
        `there is no contract ${name}; there are ${[...this.flows.keys()].join(', ')}`,
      );
    const { contract } = flow;
    const questions = explainContract(contract).map(([question, answer]) => ({ question, answer }));
    return { ...described(flow, request), questions, contract: { ...contract } };
  }

  @Get('candidates')
  @Answers(CANDIDATES)
  @ApiOperation({ summary: 'Versions of the projection function that can be compared with the live one' })
  async candidates(): Promise<CandidatesAnswer> {
    return { items: await listCandidates(this.config.STOCKPROOF_PROJECTIONS_DIR, MAX_CANDIDATES) };
  }
}

function described({ contract, digest }: Flow, request: object): ContractAnswer {
  const { flow, version, owner, replay_scope, reconciliation, authority } = contract;
  const { may_request, may_approve, may_break_glass } = actorOf(principalOf(request), contract);
  return {
    flow,
    version,
    owner,
    digest,
    modes: [...replay_scope.modes],
    scopes: [...replay_scope.supported],
    checks: [...reconciliation.checks],
    authority: {
      may_request: [...authority.may_request],
      may_approve: [...authority.may_approve],
      may_break_glass: [...authority.may_break_glass],
      four_eyes: authority.four_eyes,
      approval_valid_minutes: authority.approval_valid_minutes,
    },
    may: { request: may_request, approve: may_approve, break_glass: may_break_glass },
  };
}
