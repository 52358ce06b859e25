import type { ValidationError } from 'io-ts'
import { ChatError, type ChatErrorDetails } from '../errors/chat-error.js'
import type { Decoder } from './codecs.js'

/** What of a payload did not decode; paths and expectations, never values. */
export type DecodeIssue = ChatErrorDetails['decode']

/** Where payloads that are passed over are told. */
export type Report = (issue: DecodeIssue) => void

const mostIssues = 10

const kindOf = (value: unknown): string =>
  value === undefined ? 'nothing' : value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

const describe = ({ context }: ValidationError): string => {
  const path = context.flatMap(({ key }) => (key === '' ? [] : [key])).join('.')
  const last = context.at(-1)
  return `${path === '' ? '(root)' : path}: expected ${last?.type.name ?? 'it'}, got ${kindOf(last?.actual)}`
}

/** io-ts's own reporter prints the offending values, which may be secrets: this one prints their kind only. */
export const issuesOf = (errors: readonly ValidationError[]): readonly string[] =>
  [...new Set(errors.map(describe))].slice(0, mostIssues)

export const decodeError = (where: string, issues: readonly string[], advice = ''): ChatError<'decode'> =>
  new ChatError('decode', `${where}: ${issues.join('; ')}${advice === '' ? '' : `. ${advice}`}`, { where, issues })

/** The decoded value, or throws a `ChatError` of kind `decode`. */
export const decode = <A>(codec: Decoder<A>, where: string, value: unknown): A => {
  const result = codec.decode(value)
  if (result._tag === 'Right') return result.right
  throw decodeError(where, issuesOf(result.left), 'The server answered something this version does not understand')
}

/** The items that decode; each other one is reported and passed over, so that one bad item never hides the rest. */
export const decodeItems = <A>(
  codec: Decoder<A>,
  where: string,
  items: readonly unknown[],
  report: Report,
): readonly A[] =>
  items.flatMap((item, index) => {
    const result = codec.decode(item)
    if (result._tag === 'Right') return [result.right]
    report({ where: `${where} items.${String(index)}`, issues: issuesOf(result.left) })
    return []
  })
