import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database.module.js';
import { TokenRevocationsController } from './token-revocations.controller.js';

/** The list of revoked tokens. */
@Module({ imports: [DatabaseModule], controllers: [TokenRevocationsController] })
export class TokenRevocationsModule {}
