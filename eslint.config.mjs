import js from '@eslint/js'
import rxjsX from 'eslint-plugin-rxjs-x'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { finnish } from './scripts/lint/finnish.mjs'

const typescript = ['**/*.ts']
const specs = ['spec/**/*.ts', '**/*.spec.ts']

const nodeGlobals = [
  'atob',
  'btoa',
  'TextDecoder',
  'TextEncoder',
  'console',
  'process',
  'URL',
  'fetch',
  'setTimeout',
  'clearTimeout',
  'Buffer',
  'performance',
]

/** What the library may not write, each with the house's answer. */
const librarySyntax = [
  { selector: 'ImportExpression', message: 'No import(): virtual time cannot drive it. Add an entry instead.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  { selector: 'ClassDeclaration:not([superClass.name="Error"])', message: 'Write a factory; only errors are classes.' },
  {
    selector:
      'CallExpression[callee.name="from"] > CallExpression.arguments:first-child[callee.property.name=/^(json|then|text)$/]',
    message: 'A promise starts when it is made: defer(() => promise).',
  },
]
const libraryGlobals = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
    name,
    message: 'Use timer(ms, scheduler): it runs in virtual time.',
  })),
  { name: 'process', message: 'The library runs in browsers.' },
  { name: 'Buffer', message: 'The library runs in browsers.' },
]

/** Every rule of typescript-eslint and of the RxJS plugin that this house adds to the strict sets. */
const houseRules = {
  complexity: ['error', 15],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'max-depth': ['error', 3],
  'max-params': ['error', 5],
  'no-console': 'error',
  'no-control-regex': 'off', // XML forbids control characters: somebody has to name them
  'no-warning-comments': 'error',
  'prefer-const': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/explicit-module-boundary-types': 'error',
  '@typescript-eslint/no-confusing-void-expression': [
    'error',
    { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
  ],
  // NonNullable<unknown> is the bound of "anything but null", not an accident.
  '@typescript-eslint/no-generated-empty-object-type': 'off',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  'house/finnish': 'error',
  'rxjs-x/no-connectable': 'error',
  'rxjs-x/no-cyclic-action': 'error',
  'rxjs-x/no-ignored-subscribe': 'error',
  'rxjs-x/no-subject-value': 'error',
  'rxjs-x/no-unsafe-catch': 'error',
  // It takes throwError(factory) for a thrown function; only-throw-error guards the throw statements.
  'rxjs-x/throw-error': 'off',
}

export default defineConfig([
  globalIgnores([
    '**/node_modules/',
    '**/dist/',
    '.cache/',
    '.servers/',
    'coverage/',
    'docs/',
    // Angular apps with their own node_modules, held to the strict settings of their compiler.
    'examples/angular-chat/',
    'spec/package/angular-app/',
    // Compiled against the packed package.
    'spec/package/types/',
    'spec/package/angular-jest/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.{mjs,cjs,js}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries([...nodeGlobals, 'module', 'require'].map((name) => [name, 'readonly'])),
    },
  },

  {
    files: typescript,
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      rxjsX.configs.strict,
    ],
    plugins: { house: { rules: { finnish } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: houseRules,
  },

  {
    files: ['lib/**/*.ts', 'sandbox/src/**/*.ts'],
    rules: { 'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }] },
  },
  {
    files: ['lib/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...libraryGlobals],
      'no-restricted-syntax': ['error', ...librarySyntax],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
    },
  },
  {
    // By hand is how an operator subscribes; it passes the subscription on.
    files: ['lib/rx/**/*.ts'],
    rules: { 'rxjs-x/no-subscribe-in-pipe': 'off' },
  },

  // Programs talk to their terminal.
  { files: ['sandbox/src/cli.ts', 'scripts/**', 'bench/**', 'examples/**'], rules: { 'no-console': 'off' } },

  {
    files: specs,
    rules: {
      complexity: 'off',
      // A test sees what a subscription does by itself, drives Subjects, fails with marbles' plain values,
      // and is right to fail when nothing came.
      'rxjs-x/no-ignored-default-value': 'off',
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/no-ignored-subscribe': 'off',
      'rxjs-x/no-subject-value': 'off',
      // Jest's matchers are typed with any, and its functions are passed around unbound.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
])
