import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, printSchema, validate } from 'graphql';
import { MOST_COST, withinLimits } from './limits';
import { schema, schemaDocument } from './schema';

const file = join(__dirname, 'schema.graphql');
const refused = (source: string): string[] => validate(schema, parse(source), [withinLimits]).map(({ message }) => message);

describe('what GraphQL can be asked', () => {
  it('is written down, and does not change unseen (CAUSEWAY_TEST_WRITE_SCHEMA=1 writes it anew)', () => {
    if (process.env['CAUSEWAY_TEST_WRITE_SCHEMA'] === '1' || !existsSync(file)) writeFileSync(file, schemaDocument());
    expect(printSchema(buildSchema(readFileSync(file, 'utf8')))).toBe(schemaDocument());
  });
  it('shows no secret but the one that was just made', () => {
    const secrets = Object.values(schema.getTypeMap())
      .filter((type) => 'getFields' in type && !type.name.startsWith('__') && !type.name.endsWith('Input'))
      .flatMap((type) => Object.keys((type as { getFields: () => object }).getFields()).map((field) => `${type.name}.${field}`))
      .filter((name) => /secret|sealed|hash/i.test(name));
    expect(secrets).toEqual(['ProductIntegrationInboundClient.clientSecret']);
  });
});

describe('limits', () => {
  const nested = (depth: number) => `{ product(id: 1) ${'{ integrationProducts '.repeat(depth)}{ id }${' }'.repeat(depth)} }`;
  it('lets usual questions through, and a look at the schema', () => {
    expect(refused('{ productIntegrations(first: 100) { nodes { id name lastTest { status } } pageInfo { endCursor } } }')).toEqual([]);
    expect(refused(`{ __schema { types { fields { type ${'{ ofType '.repeat(12)}{ name }${' }'.repeat(12)} } } } }`)).toEqual([]);
  });
  it('counts requests and nodes', () => {
    const many = '{ productIntegrations(first: 10) { nodes { products { lastTest { results { url } } } } } }';
    expect(refused(many).join()).toContain('costs');
    expect(
      refused(
        'query($n: Int) { productIntegrations(first: $n) { nodes { products { id } lastTest { id } inboundClient { clientId } openIdConnectConfiguration { grantTypes } samlConfiguration { nameId } bookmarkConfiguration { landingUrl } outboundCredentials { type } orderFormFields { name } } } }',
      ).join(),
    ).toContain(`the most is ${MOST_COST}`);
  });
  it('counts how deep a question goes, also through fragments, however often they are used', () => {
    expect(refused(nested(1))).toEqual([]);
    expect(refused(nested(12)).join()).toContain('deep');
    expect(refused(nested(4)).join()).toContain('costs');
    const bomb = Array.from({ length: 30 }, (_, i) => `fragment f${i} on Product { integration { id } ...f${i + 1} ...f${i + 1} }`).join(
      '\n',
    );
    expect(refused(`{ product(id: 1) { ...f0 } } ${bomb} fragment f30 on Product { id }`).join()).toContain('costs');
    expect(refused('{ product(id: 1) { ...a } } fragment a on Product { integrationProducts { ...a } }')).toEqual([]);
  });
});
