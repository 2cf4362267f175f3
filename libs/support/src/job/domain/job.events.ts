import type { Event, Json } from '@causeway/event-sourcing/model';

/** Work that takes longer than a request: asked for, carried on by a worker, through crashes, to its end. */
export type JobStarted = Event<'JobStarted', { jobId: string; kind: string; spec: Json; owner: string; tenantId: string | null }>;
/** Every few seconds while it runs; `mark` is where to go on from. */
export type JobProgressed = Event<'JobProgressed', { done: number; total: number; mark: Json }>;
export type JobPaused = Event<'JobPaused', Record<string, never>>;
export type JobResumed = Event<'JobResumed', Record<string, never>>;
export type JobCancelled = Event<'JobCancelled', Record<string, never>>;
export type JobDone = Event<'JobDone', { done: number; total: number; result: Json }>;
/** `done` and `total`: how far it was; absent where it had not begun. */
export type JobFailed = Event<'JobFailed', { error: string; done?: number; total?: number }>;

export type JobEvent = JobStarted | JobProgressed | JobPaused | JobResumed | JobCancelled | JobDone | JobFailed;
