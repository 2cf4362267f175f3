import { SetMetadata } from '@nestjs/common';

export const READS = 'causeway:reads';

/** The views that a route answers from: `Causeway-Min-Position` waits for these (spec 00, *Read your writes*). Reads of one thing fold its stream and need none. */
export const Reads = (...views: readonly string[]) => SetMetadata(READS, views);
