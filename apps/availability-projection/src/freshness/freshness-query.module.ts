import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database.module.js';
import { FreshnessController } from './freshness.controller.js';

/** What is stored of how old the view is. */
@Module({ imports: [DatabaseModule], controllers: [FreshnessController] })
export class FreshnessQueryModule {}
