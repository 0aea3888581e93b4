import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min, validateSync,
} from 'class-validator';

const MAX_QUANTITY = Number.MAX_SAFE_INTEGER;
const BUCKETS = ['sellable', 'damaged', 'return_to_vendor'];

/**
 * An update as the API documents it. The reader of @stockproof/events is the gate for HTTP and Kafka alike; this
 * describes the same shape and says what is wrong with what the gate refused. That it never objects to what the
 * gate takes is a property tested (class-validator counts UTF-16 units, so its lengths are double).
 */
export class UpdateDto {
  @ApiPropertyOptional({ enum: [1, 2], default: 1 })
  @IsOptional() @IsIn([1, 2])
  schema_version?: 1 | 2;

  @ApiProperty({ minLength: 1, maxLength: 128, example: 'mkt-evt-8f11a' })
  @IsString() @IsNotEmpty() @MaxLength(256)
  event_id!: string;

  @ApiProperty({ minLength: 1, maxLength: 64, example: '1231241' })
  @IsString() @IsNotEmpty() @MaxLength(128)
  sku!: string;

  @ApiProperty({ minimum: 0, maximum: MAX_QUANTITY, example: 100 })
  @IsInt() @Min(0) @Max(MAX_QUANTITY)
  quantity!: number;

  @ApiProperty({ enum: ['I', 'D', 'S', 'M'] })
  @IsIn(['I', 'D', 'S', 'M'])
  operation!: string;

  @ApiProperty({ format: 'date-time', example: '2026-06-19T18:23:11Z' })
  @IsString() @IsNotEmpty()
  event_time!: string;

  @ApiProperty({ minLength: 1, maxLength: 64, example: 'seller-42' })
  @IsString() @IsNotEmpty() @MaxLength(128)
  seller_id!: string;

  @ApiPropertyOptional({ enum: BUCKETS })
  @IsOptional() @IsIn(BUCKETS)
  bucket_type?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 64 })
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(128)
  location_id?: string;

  @ApiPropertyOptional({ enum: BUCKETS, description: 'M only' })
  @IsOptional() @IsIn(BUCKETS)
  to_bucket_type?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 64, description: 'M only' })
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(128)
  to_location_id?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 256 })
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(512)
  reason?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 256, description: 'the document behind the change' })
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(512)
  reference?: string;

  @ApiPropertyOptional({ description: 'S only: compare-and-set' })
  @IsOptional() @IsInt() @Min(0) @Max(MAX_QUANTITY)
  expected_quantity?: number;
}

/** What class-validator objects to, a sentence a field. Unknown fields are refused. */
export function dtoProblems(value: object): string[] {
  // Key by key: the key __proto__ would become the prototype by assignment.
  const dto = Object.defineProperties(new UpdateDto(), Object.getOwnPropertyDescriptors(value));
  const errors = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  return errors.map(({ property, constraints }) => Object.values(constraints ?? {})[0] ?? `${property} is not valid`);
}
