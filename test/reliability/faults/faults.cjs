// A preload: CAUSEWAY_TEST_FAULT names a defect that is put into the built code as it is loaded. A suite is trusted only
// after it was seen to fail on one of these.
const { around, rewrite, whenLoaded } = require('../kit/patching.cjs');

const FAULTS = {
  /** The same request twice is done twice. */
  'key-ignored': () => whenLoaded('libs/platform/src/doors/intake', ({ Intake }) => around(Intake, 'takeTurn', async () => null)),
  /** Every address is public. */
  'addresses-unguarded': () =>
    whenLoaded('libs/message-gateway/src/address/address-guard', ({ AddressGuard }) => around(AddressGuard, 'acceptsAddress', () => true)),
  /** Addresses are not looked at when they are saved. */
  'saved-unchecked': () =>
    whenLoaded('libs/message-gateway/src/address/address-guard', ({ AddressGuard }) => around(AddressGuard, 'accepts', () => true)),
  /** Nobody asks whose thing it is before it is changed. */
  'guard-skipped': () =>
    whenLoaded('libs/event-sourcing/src/streams', ({ Streams }) =>
      around(Streams, 'transact', (former, stream, decide, act, options = {}) =>
        former(stream, decide, act, { ...options, guard: undefined }),
      ),
    ),
  /** A cursor is good for everybody. */
  'cursor-reused': () => whenLoaded('libs/platform/src/paging', ({ Paging }) => around(Paging, 'tag', () => Buffer.alloc(16))),
  /** Every twentieth batch of documents is not written, and the place kept all the same. */
  'place-before-work': () => {
    let batches = 0;
    whenLoaded('libs/event-sourcing/src/read-models/documents', ({ Documents }) =>
      around(Documents, 'write', (former) => (++batches % 20 === 0 ? undefined : former())),
    );
  },
  /** A token that was seen is good for ever. */
  'token-for-ever': () =>
    whenLoaded('libs/platform/src/tokens/access-tokens', ({ AccessTokens }) =>
      around(AccessTokens, 'verifyNew', async function (former, token) {
        const caller = await former(token);
        this.verified.set(token, { caller, from: 0, until: Number.POSITIVE_INFINITY });
        return caller;
      }),
    ),
  /** A header that nobody thought of is a fault of ours. */
  'header-unexpected': () =>
    whenLoaded('libs/platform/src/doors/intake', ({ Intake }) =>
      around(Intake, 'receive', (former, request, reply) => {
        if (request.headers['if-match'] === '*') throw new TypeError('not thought of');
        return former(request, reply);
      }),
    ),
  /** Every request and its answer is remembered. */
  'requests-kept': () => {
    const kept = [];
    whenLoaded('libs/platform/src/doors/intake', ({ Intake }) =>
      around(Intake, 'receive', (former, request, reply) => {
        kept.push([request, reply]);
        return former(request, reply);
      }),
    );
  },
  /** What the disk did not take is answered as if it had. */
  'disk-believed': () =>
    whenLoaded('libs/event-sourcing/src/stores/embedded/group-commit', ({ GroupCommit }) =>
      around(GroupCommit, 'gaveUp', function (former, batch, error) {
        for (const { resolve } of batch) resolve({ revision: 0, position: this.log.head });
        former(batch, error);
      }),
    ),
  /** The store does not wait for the disk. */
  'fsync-dropped': () => rewrite('libs/event-sourcing/src/stores/embedded/opening', 'synchronous = FULL', 'synchronous = OFF'),
  /** Every seventh notice is taken for told. */
  'notices-forgotten': () => {
    let sent = 0;
    whenLoaded('libs/message-gateway/src/webhook/webhook-channel', ({ WebhookChannel }) =>
      around(WebhookChannel, 'send', (former, sending) =>
        ++sent % 7 === 0
          ? Promise.resolve({
              kind: 'accepted',
              status: 204,
              error: null,
              retryAfterMs: null,
              answer: null,
              sealedFor: null,
              startedOn: new Date().toISOString(),
              durationMs: 1,
            })
          : former(sending),
      ),
    );
  },
};

const name = process.env.CAUSEWAY_TEST_FAULT;
if (name) {
  if (!FAULTS[name]) throw new Error(`There is no fault ${name}.`);
  FAULTS[name]();
}
module.exports = { FAULTS };
