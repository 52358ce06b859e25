/**
 * What holds an Observable ends in `$`, and nothing else does. Unlike the RxJS plugin's rule it lets functions alone,
 * however they are declared: a function that returns an Observable holds none. An operator calls its input `source`.
 */
const isNamed = (type, names) => {
  if (type.isUnion()) return type.types.some((part) => isNamed(part, names))
  if (names.has(type.getSymbol()?.name)) return true
  const target = type.target ?? type
  const bases = target.isClassOrInterface?.() ? (target.getBaseTypes?.() ?? []) : []
  return bases.some((base) => isNamed(base, names))
}

const observables = new Set(['Observable', 'InteropObservable'])
const isObservable = (type) => isNamed(type, observables)
// An `any` or a free type parameter may be anything.
const isOpen = (type) => (type.flags & (1 | 262144)) !== 0
const calledAsFunction = (type) => type.getCallSignatures().length > 0

export const finnish = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      missing: '{{name}} holds an Observable: end its name in $.',
      wrong: '{{name}} ends in $ and holds no Observable.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices
    const check = (node) => {
      if (node?.type !== 'Identifier' || node.name === 'source') return
      const type = services.getTypeAtLocation(node)
      if (isOpen(type) || calledAsFunction(type)) return
      const data = { name: node.name }
      if (isObservable(type) && !node.name.endsWith('$')) context.report({ node, messageId: 'missing', data })
      if (!isObservable(type) && node.name.endsWith('$')) context.report({ node, messageId: 'wrong', data })
    }
    const checkBinding = (pattern) => {
      if (pattern === null) return
      if (pattern.type === 'Identifier') check(pattern)
      else if (pattern.type === 'ObjectPattern')
        pattern.properties.forEach((each) => checkBinding(each.value ?? each.argument))
      else if (pattern.type === 'ArrayPattern') pattern.elements.forEach(checkBinding)
      else if (pattern.type === 'AssignmentPattern') checkBinding(pattern.left)
      else if (pattern.type === 'RestElement') checkBinding(pattern.argument)
    }
    const checkParameters = (node) => node.params.forEach(checkBinding)
    const checkKey = (node) => {
      if (!node.computed) check(node.key)
    }
    return {
      VariableDeclarator: (node) => checkBinding(node.id),
      ArrowFunctionExpression: checkParameters,
      FunctionDeclaration: checkParameters,
      FunctionExpression: checkParameters,
      'ObjectExpression > Property': checkKey,
      PropertyDefinition: checkKey,
      TSPropertySignature: checkKey,
    }
  },
}
