const recording = '<rootDir>/spec/support/recording'

const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  setupFilesAfterEnv: ['<rootDir>/spec/support/recording/setup-recording.ts'],
  moduleNameMapper: {
    // Every error and every issue is told to the log of its spec, too.
    '^(?:\\./|(?:\\.\\./)+)(?:lib/)?(?:errors/)?(chat-error|create-chat|create-rest)\\.js$': `${recording}/recorded-$1.ts`,
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^connectycube-sandbox$': '<rootDir>/sandbox/src/index.ts',
    '^connectycube-rx$': '<rootDir>/lib/index.ts',
    '^connectycube-rx/(.*)$': '<rootDir>/lib/$1.ts',
  },
  transform: {
    '/node_modules/(ky|stanza)/.+\\.js$': '<rootDir>/scripts/build/jest-left-out.mjs',
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true }, // of the stores that the documentation shows
          target: 'es2022',
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Only what is inlined is shipped otherwise than it is installed.
  transformIgnorePatterns: ['/node_modules/(?!(ky|stanza)/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cache'],
}

/** What the documentation shows, as it shows it, on the sandbox of its block. */
const standIns = '<rootDir>/spec/docs/support/stand-ins'
const docs = {
  moduleNameMapper: {
    '^connectycube-rx/rest$': `${standIns}/connectycube-rx-rest.ts`,
    ...common.moduleNameMapper,
    '^connectycube-rx$': `${standIns}/connectycube-rx.ts`,
    '^connectycube-sandbox$': `${standIns}/connectycube-sandbox.ts`,
  },
}

/** One project per tier: `unit` is pure and marble specs; every other tier is a folder of its own. */
const tiers = ['sandbox', 'servers', 'cluster', 'faults', 'interop', 'browser', 'package', 'docs', 'long']
const folder = (tier) => `<rootDir>/spec/${tier}/**/*.spec.ts`

export default {
  // One worker a core: left to itself jest spares one, and there are two.
  maxWorkers: '100%',
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/spec/**/*.spec.ts'],
      testPathIgnorePatterns: tiers.map((tier) => `/spec/${tier}/`),
    },
    ...tiers.map((tier) => ({
      ...common,
      ...(tier === 'docs' && docs),
      displayName: tier,
      testMatch: [folder(tier)],
    })),
  ],
}
