// What a stranger tries at a route to get at another tenant's things.
const filled = (path, of, things) =>
  path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(of?.[name] ? things[of[name]] : 'order-list'));
const withQueries = (path, queries) => (queries.length === 0 ? [path] : queries.map((query) => (query ? `${path}?${query}` : path)));

/** The requests that a stranger tries at a route, and the statuses that keep the promise. */
export const attempts = ({ method, path }, rule, { things }) => {
  const one = (allowed, bodies = [rule.body], paths = [filled(path, rule.of, things)]) =>
    paths.flatMap((at) => bodies.map((body) => ({ request: { method, path: at, body }, allowed })));
  switch (rule.kind) {
    case 'open':
      return one([200, 400, 401, 415], [undefined]);
    case 'operator':
      return one([403], [rule.body], withQueries(filled(path, { id: 'subscriptionId', token: 'token' }, things), rule.queries ?? []));
    case 'thing':
      return one([404, 403].slice(0, 1), [rule.body]).map((each) => ({ ...each, scopeToo: true }));
    case 'hidden':
      return one([403, 404]);
    case 'list':
      return one([200, 403], [undefined], withQueries(path, [...(rule.queries ?? []), ...(rule.naming?.(things) ?? [])]));
    case 'catalogue':
      return one([200, 400], [undefined], withQueries(path, ['', ...rule.queries(things)]));
    case 'create':
      return one([403, 404, 409, 422], rule.naming(things));
    case 'subject':
      return one(
        [404, 403],
        [undefined],
        ['order:orderId', 'subscription:subscriptionId', 'tenant:tenantId', 'consumer:consumerCode'].map(
          (subject) => `${path}?subject=${subject.replace(/:(\w+)/, (_, name) => `:${things[name]}`)}${rule.more ? `&${rule.more}` : ''}`,
        ),
      );
    case 'graphql':
      return one([200, 400, 403], [{ query: '{ __typename }' }]);
    case 'forged':
      return one(
        [403, 404],
        [rule.body],
        ['orderId', 'token'].map((name) => filled(path, { token: name }, things)),
      );
    default:
      throw new Error(`${rule.kind} is no kind of route.`);
  }
};
