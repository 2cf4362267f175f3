const { compilerOptions } = require('./tsconfig.json');

const literally = (text) => text.replace(/[/.]/g, '\\$&');
const aliases = Object.entries(compilerOptions.paths).map(([name, [path]]) => [`^${literally(name)}$`, path.replace('./', '<rootDir>/')]);

/** Unit specs live beside what they test; journeys and laws live in test/. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/reliability/', '/planted/'],
  modulePathIgnorePatterns: ['<rootDir>/dist'],
  setupFiles: ['reflect-metadata'],
  transform: { '^.+\\.([cm]?ts|[cm]?js)$': '<rootDir>/tools/jest-transform.cjs' },
  transformIgnorePatterns: [],
  moduleNameMapper: Object.fromEntries(aliases),
  cacheDirectory: '<rootDir>/.cache/jest',
  testTimeout: 20000,
};
