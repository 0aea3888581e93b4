import { safeIntegerColumn } from '@stockproof/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The stock of an offer in one bucket at one location. */
@Entity('inventory_bucket')
export class Bucket {
  @PrimaryColumn('varchar') seller_id!: string;
  @PrimaryColumn('varchar') sku!: string;
  @PrimaryColumn('varchar') bucket_type!: string;
  @PrimaryColumn('varchar') location_id!: string;
  @Column('bigint', { transformer: safeIntegerColumn }) quantity!: number;
  /** event_time of the last absolute count (S) applied here; an older count is superseded. */
  @Column('timestamptz', { nullable: true }) counted_at!: Date | null;
  @Column('timestamptz') updated_at!: Date;
}
