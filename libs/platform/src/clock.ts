import { Injectable } from '@nestjs/common';

/** The only clock. Domain, folds and policies are given the time; they never ask for it. */
@Injectable()
export class Clock {
  /** UTC, ISO-8601 with three decimals and Z. */
  now(): string {
    return new Date().toISOString();
  }
}
