import type { Event } from '@causeway/event-sourcing/model';

/** An idempotent request is about to have its effect: with this time, and ids and secrets made from this seed. */
export type RequestClaimed = Event<'RequestClaimed', { fingerprint: string; seed: string; at: string; instance: string }>;
/** Whoever had claimed it is gone; another process goes on under the same ids. */
export type RequestTakenOver = Event<'RequestTakenOver', { instance: string }>;
/** A part of an answer too long for one fact. */
export type RequestAnswerPart = Event<'RequestAnswerPart', { sealed: string }>;
/** It was answered. `owner` names the key under which the body is sealed; null: the installation's. */
export type RequestAnswered = Event<
  'RequestAnswered',
  { status: number; headers: { [name: string]: string }; sealed: string; parts: number; owner: string | null; secret: boolean }
>;

export type RequestEvent = RequestClaimed | RequestTakenOver | RequestAnswerPart | RequestAnswered;
