const CONTEXTS = 'tenancy|business-integration|message-gateway|data-integration|billing|certification|support';

/** The whole law. Each rule has a planted violation in test/architecture: a rule that has never failed is not a rule. */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Rules are plain functions over plain data.',
      from: { path: 'libs/.*/domain/', pathNot: '^libs/platform/' },
      to: { pathNot: ['/domain/', '^libs/event-sourcing/src/model/', '^libs/platform/src/domain/'] },
    },
    {
      name: 'contexts-meet-in-the-news',
      severity: 'error',
      comment: 'A context knows another by what it has published; only apps know its index.ts. Jobs are for everybody.',
      from: { path: `libs/(${CONTEXTS})/` },
      to: { path: `libs/(${CONTEXTS})/src/(?!published\\.ts$)`, pathNot: 'libs/$1/' },
    },
    {
      name: 'published-is-a-leaf',
      severity: 'error',
      comment: 'News depends on facts, so that two contexts may listen to each other without a cycle.',
      from: { path: 'libs/[^/]+/src/published\\.ts$' },
      to: { pathNot: ['/domain/[^/]+\\.events\\.ts$', '^libs/event-sourcing/src/model/', '^libs/platform/src/domain/'] },
    },
    {
      name: 'doors-open-onto-messages',
      severity: 'error',
      comment: 'A door speaks commands and queries; it never stores and never reacts.',
      from: { path: `libs/(${CONTEXTS})/src/.*doors/` },
      to: { path: ['node_modules/mongoose/', '@eventstore/db-client', '/react/', '^libs/event-sourcing/src/(?!model/|index\\.ts)'] },
    },
    {
      name: 'one-client-one-place',
      severity: 'error',
      comment: 'Only the adapter talks to EventStoreDB.',
      from: { path: '(libs|apps)/', pathNot: '^libs/event-sourcing/src/stores/eventstoredb/' },
      to: { path: '@eventstore/db-client' },
    },
    {
      name: 'slices-do-not-chat',
      severity: 'error',
      comment: 'One use case never calls another; they meet in the domain or through facts.',
      from: { path: 'libs/([^/]+)/src/.*(write|read)/([^/]+)\\.ts$' },
      to: { path: 'libs/$1/src/.*write/', pathNot: 'libs/$1/src/.*write/$3\\.ts$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'What needs each other is one thing.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'apps-know-the-front-door',
      severity: 'error',
      comment: 'An app composes contexts by their index.ts (or what they publish) and knows nothing else of them.',
      from: { path: 'apps/' },
      to: { path: `libs/(${CONTEXTS})/src/(?!index\\.ts$|published\\.ts$)` },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(spec|contract|examples)\\.ts$|/testing/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default'] },
  },
};
