import { safeIntegerColumn } from '@stockproof/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of the ledger: one accepted event and its whole effect. Read-only. */
@Entity('inventory_transaction')
export class InventoryTransaction {
  @PrimaryColumn('varchar') seller_id!: string;
  @Column('varchar') event_id!: string;
  @PrimaryColumn('varchar') sku!: string;
  @PrimaryColumn('bigint', { transformer: safeIntegerColumn }) version!: number;
  @Column('varchar') operation!: string;
  @Column('varchar') status!: string;
  @Column('bigint', { transformer: safeIntegerColumn }) quantity!: number;
  @Column('bigint', { transformer: safeIntegerColumn }) requested_quantity!: number;
  @Column('bigint', { transformer: safeIntegerColumn }) delta_quantity!: number;
  @Column('varchar', { nullable: true }) from_bucket!: string | null;
  @Column('varchar', { nullable: true }) from_location!: string | null;
  @Column('varchar', { nullable: true }) to_bucket!: string | null;
  @Column('varchar', { nullable: true }) to_location!: string | null;
  @Column('timestamptz') event_time!: Date;
  @Column('timestamptz') accepted_at!: Date;
  @Column('smallint') schema_version!: number;
  @Column('bytea') request_hash!: Buffer;
  @Column('varchar', { nullable: true }) reason!: string | null;
  @Column('varchar', { nullable: true }) reference!: string | null;
  @Column('varchar', { nullable: true }) correlation_id!: string | null;
  @Column('varchar', { nullable: true }) causation_id!: string | null;
  @Column('varchar', { nullable: true }) traceparent!: string | null;
  @Column('varchar') source_topic!: string;
  @Column('int') source_partition!: number;
  @Column('bigint', { transformer: safeIntegerColumn }) source_offset!: number;
  @Column('bytea') previous_digest!: Buffer;
  @Column('bytea') chain_digest!: Buffer;
}
