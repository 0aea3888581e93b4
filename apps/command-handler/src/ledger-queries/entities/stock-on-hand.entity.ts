import { safeIntegerColumn } from '@stockproof/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The head of an offer's stream: its stock, newest version and chain digest. */
@Entity('inventory_stock_on_hand')
export class StockOnHand {
  @PrimaryColumn('varchar') seller_id!: string;
  @PrimaryColumn('varchar') sku!: string;
  @Column('bigint', { transformer: safeIntegerColumn }) stock_on_hand!: number;
  @Column('bigint', { transformer: safeIntegerColumn }) version!: number;
  @Column('bytea') chain_digest!: Buffer;
  @Column('timestamptz') updated_at!: Date;
}
