const pure = '/*#__PURE__*/ '
/** Expressions that do nothing but give a value, if their parts do. A function is not run, and not looked into. */
const inert =
  /^(Literal|Identifier|UnaryExpression|ObjectExpression|ArrayExpression|Property|CallExpression|NewExpression)$/
const called = /^(CallExpression|NewExpression)$/

const children = (node) =>
  Object.values(node)
    .flat()
    .filter((value) => /^[A-Z]/.test(value?.type))

/** The expressions that run when the module does. */
const running = (node) => (/Function|Class/.test(node.type) ? [] : [node, ...children(node).flatMap(running)])

/** What a statement gives a name to. */
const valuesOf = ({ type, declaration, declarations }) => {
  if (type === 'VariableDeclaration') return declarations.flatMap(({ init }) => init ?? [])
  if (type === 'ExportDefaultDeclaration') return [declaration]
  return declaration ? valuesOf(declaration) : []
}

/** Where to write what, so that a bundler may drop a value that nobody uses. */
const marksOf = (value) => {
  const nodes = running(value)
  const plain = nodes.every(({ type }) => inert.test(type))
  if (plain) return nodes.filter(({ type }) => called.test(type)).map(({ start }) => [start, pure])
  // A read or a spread might run a getter, for all that a bundler knows, and only a call can be called pure.
  return [
    [value.start, `${pure}(() => (`],
    [value.end, '))()'],
  ]
}

/**
 * Tells the bundlers of users what `moduleSideEffects: false` tells rollup: no module here does anything by being run.
 * They see few large files, and would keep every value that a call made for whoever imports a single constant.
 */
export const pureModules = () => ({
  name: 'pure-modules',
  transform(code) {
    const marks = this.parse(code).body.flatMap(valuesOf).flatMap(marksOf)
    const written = marks
      .sort(([a], [b]) => b - a)
      .reduce((text, [at, mark]) => text.slice(0, at) + mark + text.slice(at), code)
    return { code: written, map: null } // no line moves
  },
})
