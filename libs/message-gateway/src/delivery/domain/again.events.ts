import type { Event } from '@causeway/event-sourcing/model';

/** One message to be sent again: where its fact is, and what it is about. */
export type AgainItem = Readonly<{ messageId: string; position: number; subject: string; messageType: string; tenantId: string }>;

/** A person gave a message up, so that the later ones of its subject may go. */
export type DeliverySkipped = Event<'DeliverySkipped', AgainItem & { reason: string }>;
export type RedeliveryAsked = Event<'RedeliveryAsked', AgainItem & { redeliveryId: string }>;
/** Part of a replay, in order. */
export type ReplayQueued = Event<'ReplayQueued', { jobId: string; part: number; items: readonly AgainItem[] }>;

export type AgainEvent = DeliverySkipped | RedeliveryAsked | ReplayQueued;
