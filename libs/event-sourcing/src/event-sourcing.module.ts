import { type DynamicModule, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type Command, CommandBus } from '@nestjs/cqrs';
import type { Connection } from 'mongoose';
import { EventStore } from './event-store';
import { Vocabulary } from './model';
import { Reactions } from './reactions/reactions';
import { MongoSnapshots } from './read-models/mongo-snapshots';
import { Views } from './read-models/views';
import { Streams } from './streams';
import { Subjects } from './subjects';
import { Leases } from './work/leases';

export type EventSourcingOptions = Readonly<{
  store: EventStore;
  /** Where views, snapshots and places of views live: mongoose's connection to MongoDB, or to the embedded documents. */
  documents: Connection;
  leases: Leases;
  now: () => string;
  complain: (message: string) => void;
}>;

/** The token of the mongoose connection that holds the documents. */
export const DOCUMENTS = Symbol('documents');

@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest's way of a module that is given what it needs.
export class EventSourcingModule {
  static forRoot({ store, documents, leases, now, complain }: EventSourcingOptions): DynamicModule {
    const vocabulary = new Vocabulary();
    const streams = new Streams(store, vocabulary, new MongoSnapshots(documents));
    const views = new Views(store, vocabulary, streams, documents);
    return {
      module: EventSourcingModule,
      global: true,
      providers: [
        { provide: EventStore, useValue: store },
        { provide: DOCUMENTS, useValue: documents },
        { provide: Leases, useValue: leases },
        { provide: Vocabulary, useValue: vocabulary },
        { provide: Streams, useValue: streams },
        { provide: Views, useValue: views },
        { provide: Subjects, useValue: new Subjects() },
        {
          provide: Reactions,
          inject: [ModuleRef],
          // The bus is asked for when it is needed: it stands on Streams, and so on this module, itself.
          useFactory: (modules: ModuleRef) => {
            const execute = (command: Command<unknown>) => modules.get(CommandBus, { strict: false }).execute(command);
            return new Reactions({ store, vocabulary, streams, now, complain, execute }, views);
          },
        },
      ],
      exports: [EventStore, DOCUMENTS, Leases, Vocabulary, Streams, Views, Subjects, Reactions],
    };
  }
}
