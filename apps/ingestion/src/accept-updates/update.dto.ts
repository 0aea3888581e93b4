import { isIdentifier, schemas } from '@stockproof/events';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateBy,
  validateSync,
} from 'class-validator';

const MAX_QUANTITY = Number.MAX_SAFE_INTEGER;
const BUCKETS = ['sellable', 'damaged', 'return_to_vendor'];

const { properties: LIMITS } = schemas['inventory-update/v2'];
const lengthOf = ({ minLength, maxLength }: { readonly minLength: number; readonly maxLength: number }) =>
  ({ minLength, maxLength }) as const;

/**
 * A text as the decoder accepts it, with the decoder's limit in the message (class-validator would count
 * UTF-16 units).
 */
function IsNameOf({ maxLength }: { readonly maxLength: number }): PropertyDecorator {
  const message = `$property must be 1 to ${maxLength} printable characters`;
  return ValidateBy(
    { name: 'isName', validator: { validate: (value) => isIdentifier(value, maxLength) } },
    { message },
  );
}

/**
 * An update in the OpenAPI document. The decoder of @stockproof/events decides about updates; this class
 * documents the same shape and describes the faults of a refused update. A property test checks that it
 * accepts everything that the decoder accepts.
 */
export class UpdateDto {
  @ApiPropertyOptional({ enum: [1, 2], default: 1 })
  @IsOptional()
  @IsIn([1, 2])
  schema_version?: 1 | 2;

  @ApiProperty({ ...lengthOf(LIMITS.event_id), example: 'mkt-evt-8f11a' })
  @IsNameOf(LIMITS.event_id)
  event_id!: string;

  @ApiProperty({ ...lengthOf(LIMITS.sku), example: '1231241' })
  @IsNameOf(LIMITS.sku)
  sku!: string;

  @ApiProperty({ minimum: 0, maximum: MAX_QUANTITY, example: 100 })
  @IsInt()
  @Min(0)
  @Max(MAX_QUANTITY)
  quantity!: number;

  @ApiProperty({ enum: ['I', 'D', 'S', 'M'] })
  @IsIn(['I', 'D', 'S', 'M'])
  operation!: string;

  @ApiProperty({ format: 'date-time', example: '2026-06-19T18:23:11Z' })
  @IsString()
  @IsNotEmpty()
  event_time!: string;

  @ApiProperty({ ...lengthOf(LIMITS.seller_id), example: 'seller-42' })
  @IsNameOf(LIMITS.seller_id)
  seller_id!: string;

  @ApiPropertyOptional({ enum: BUCKETS })
  @IsOptional()
  @IsIn(BUCKETS)
  bucket_type?: string;

  @ApiPropertyOptional({ ...lengthOf(LIMITS.location_id) })
  @IsOptional()
  @IsNameOf(LIMITS.location_id)
  location_id?: string;

  @ApiPropertyOptional({ enum: BUCKETS, description: 'M only' })
  @IsOptional()
  @IsIn(BUCKETS)
  to_bucket_type?: string;

  @ApiPropertyOptional({ ...lengthOf(LIMITS.to_location_id), description: 'M only' })
  @IsOptional()
  @IsNameOf(LIMITS.to_location_id)
  to_location_id?: string;

  @ApiPropertyOptional({ ...lengthOf(LIMITS.reason) })
  @IsOptional()
  @IsNameOf(LIMITS.reason)
  reason?: string;

  @ApiPropertyOptional({ ...lengthOf(LIMITS.reference), description: 'the document behind the change' })
  @IsOptional()
  @IsNameOf(LIMITS.reference)
  reference?: string;

  @ApiPropertyOptional({ description: 'S only: compare-and-set' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_QUANTITY)
  expected_quantity?: number;
}

/** Returns class-validator's objections, one sentence per field. Unknown fields are refused. */
export function dtoProblems(value: object): string[] {
  // Key by key, because assigning the key __proto__ would set the prototype.
  const dto = Object.defineProperties(new UpdateDto(), Object.getOwnPropertyDescriptors(value));
  const errors = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
  });
  return errors.map(
    ({ property, constraints }) => Object.values(constraints ?? {})[0] ?? `${property} is not valid`,
  );
}
