import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database.module.js';
import { LateMovementsController } from './late-movements.controller.js';

/** The policy of each seller on movements that come after a count of a later time. */
@Module({ imports: [DatabaseModule], controllers: [LateMovementsController] })
export class LateMovementsModule {}
