/**
 * What an app pays for an import, minified and gzipped, the peers apart: `npm run size`.
 * The only place for budgets.
 */
const budgets = [
  ['createChat', 'index', '{ createChat }', '56 KiB'],
  ['createChat with all features', 'index', '{ createChat, withContacts, withLive }', '64.9 KiB'],
  ['all of the index', 'index', '*', '65.6 KiB'],
  ['all of /rest', 'rest', '*', '16.2 KiB'],
  ['all of /angular', 'angular', '*', '65.7 KiB'],
  ['all of /testing', 'testing', '*', '67 KiB'],
  ['one guard', 'index', '{ isChatError }', '0.5 KiB'],
  ['one table', 'index', '{ legalSuccessors }', '0.5 KiB'],
]

/** An import of what is left out weighs nothing where nobody uses it: the bundler of an app would drop it. */
const peers = {
  name: 'peers',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^(rxjs|@angular)\b/ }, ({ path }) => ({ path, external: true, sideEffects: false })),
}

export default budgets.map(([name, entry, what, limit]) => ({
  name,
  path: `dist/${entry}.mjs`,
  import: what,
  limit,
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, format: 'esm', target: 'es2022', plugins: [peers] }),
}))
