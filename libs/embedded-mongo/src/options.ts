import { unsupported } from './errors';
import type { Doc } from './values';

const words = (text: string): string[] => text.trim().split(/\s+/);

// How a server goes about its work, not what the answer is.
const SERVER =
  words(`writeConcern w j wtimeout wtimeoutMS journal fsync readConcern readPreference maxTimeMS timeoutMS comment allowDiskUse batchSize
  noCursorTimeout serializeFunctions checkKeys bypassDocumentValidation retryWrites forceServerObjectId maxAwaitTimeMS cursor enableUtf8Validation`);

// mongoose's own, which it leaves among the options it hands on.
const MONGOOSE =
  words(`lean strict strictQuery timestamps new rawResult overwrite runValidators setDefaultsOnInsert context populate omitUndefined
  translateAliases sanitizeFilter sanitizeProjection overwriteDiscriminatorKey overwriteImmutable returnOriginal multi validateBeforeSave validateModifiedOnly
  safe skipValidation throwOnValidationError middleware multipleCastError strictPopulate schemaLevelProjections updatePipeline limit transform
  versionKey minimize flattenMaps autoIndex autoCreate capped bufferCommands fields select projection pathsToSave requireFieldsSelected discriminator
  useConnectionCache _skipDepopulateTopLevel`);

const HARMLESS = new Set([...SERVER, ...MONGOOSE]);

const KNOWN = {
  read: words('sort skip limit projection hint'),
  count: words('skip limit hint'),
  insert: words('ordered'),
  write: words('upsert arrayFilters sort'),
  findAndWrite: words('upsert arrayFilters sort projection returnDocument includeResultMetadata'),
  bulk: words('ordered'),
  aggregate: [],
  index: [],
  remove: words('sort'),
} as const;

/** An option that would change the answer and is not known here is refused by its name. */
export function checkOptions(kind: keyof typeof KNOWN, options: Doc | undefined): Doc {
  if (!options) return {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false || HARMLESS.has(name)) continue;
    if (name === 'session') throw unsupported('sessions and transactions', 'guards are filters, batches are idempotent');
    if (!(KNOWN[kind] as readonly string[]).includes(name)) throw unsupported(`the option "${name}" here`);
  }
  return options;
}
