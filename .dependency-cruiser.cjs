const concerns =
  'session|users|dialogs|messages|reactions|typing|system-messages|privacy|activity|rooms|contacts|attachments|search|push|address-book'

/** One rule per sentence of the layout: `from` may not reach `to`. Paths are patterns; in `to`, $1 is from's first group. */
const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const files = (path, pathNot) => (pathNot === undefined ? { path } : { path, pathNot })
const packages = (names) => `(^|/)node_modules/(${names})/`

module.exports = {
  forbidden: [
    never('no-cycles', 'Files that need each other are one file, or miss a third.', {}, { circular: true }),
    never('resolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true }),

    never('model-alone', 'model/ is types and pure functions.', files('^lib/model/'), files('.', '^lib/model/')),
    never(
      'codec-on-model',
      'codec/ knows io-ts and model/ only.',
      files('^lib/codec/'),
      files('^lib/', '^lib/(codec|model)/'),
    ),
    never('errors-on-model', 'errors/ knows model/ only.', files('^lib/errors/'), files('.', '^lib/(errors|model)/')),
    never(
      'rx-without-domain',
      'rx/ operators serve any project.',
      files('^lib/rx/'),
      files('.', `^lib/(rx|model)/|${packages('rxjs')}`),
    ),
    never('reducers-pure', 'Reducers are plain functions.', files('^lib/.*reducer\\.ts$'), files(packages('rxjs'))),

    never('stanza-in-xmpp', 'One folder knows stanza.', files('^lib/', '^lib/xmpp/'), files(packages('stanza'))),
    never('ky-in-http', 'One file knows ky.', files('^lib/', '^lib/rest/http\\.ts$'), files(packages('ky'))),
    never(
      'codecs-decode',
      'io-ts and fp-ts decode at the edges: rest, xmpp, what is read from the storage, the codecs and endpoints of a concern, the configuration.',
      files('^lib/', `^lib/(codec|rest|xmpp|outbox|catch-up)/|^lib/config\\.ts$|^lib/(${concerns})/`),
      files(packages('io-ts|fp-ts')),
    ),
    never(
      'no-other-package',
      'Everything else would have to be inlined, licensed and weighed first.',
      files('^lib/', '^lib/angular/'),
      files('(^|/)node_modules/', packages('rxjs|stanza|ky|io-ts|fp-ts')),
    ),
    never('no-node', 'The library runs in browsers.', files('^lib/'), { dependencyTypes: ['core'] }),

    never(
      'xmpp-lowest',
      'xmpp/ knows frames, no stream.',
      files('^lib/xmpp/'),
      files('^lib/', '^lib/(xmpp|codec|errors|model|rx)/'),
    ),
    never(
      'platform-lowest',
      'platform/ knows the edges of the machine.',
      files('^lib/platform/'),
      files('^lib/', '^lib/(platform|errors|model|rx)/'),
    ),
    never(
      'stream-below-connection',
      'One attempt knows nothing of the next.',
      files('^lib/stream/'),
      files('^lib/', '^lib/(stream|xmpp|platform|errors|model|rx)/'),
    ),
    never(
      'connection-below-outbox',
      'A link knows nothing of what is sent over it.',
      files('^lib/connection/'),
      files('^lib/', '^lib/(connection|stream|xmpp|platform|errors|model|rx)/'),
    ),
    never(
      'outbox-below-concerns',
      'The outbox carries entries, whatever they mean.',
      files('^lib/outbox/'),
      files('^lib/', '^lib/(outbox|connection|stream|xmpp|platform|codec|errors|model|rx)/'),
    ),
    never(
      'rest-beside',
      'REST knows no realtime.',
      files('^lib/rest/'),
      files('^lib/', '^lib/(rest|platform|codec|errors|model|rx)/'),
    ),

    never(
      'no-concern-in-concern',
      'The composition root passes a function instead.',
      files(`^lib/(${concerns})/`),
      files(`^lib/(${concerns})/`, '^lib/$1/'),
    ),
    never(
      'concerns-below-root',
      'Concerns, the archive and catch-up use what lies below them.',
      files(`^lib/(${concerns}|catch-up|archive)/`),
      files('^lib/(create-[^/]+|chat|index|rest|live|angular|testing)(/|\\.ts)', '^lib/rest/'),
    ),
    never(
      'root-composes',
      "Only the composition root knows the factories of the concerns; their types are everybody's.",
      files('^lib/', `^lib/(create-[^/]+|index|rest)\\.ts$|^lib/(${concerns}|testing)/`),
      { path: `^lib/(${concerns}|outbox|catch-up|archive)/create-[^/]+\\.ts$`, dependencyTypesNot: ['type-only'] },
    ),
    never(
      'library-alone',
      'lib/ stands without its surroundings.',
      files('^lib/'),
      files('^(spec|sandbox|examples|bench|scripts)/'),
    ),
    never(
      'sandbox-apart',
      'A bug shared by both sides would hide: the sandbox has no code of the library.',
      files('^sandbox/'),
      files(`^lib/|${packages('stanza')}`),
    ),
    never('no-dynamic-import', 'Virtual time cannot drive import().', files('^lib/'), { dynamic: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default', 'require'] },
  },
}
