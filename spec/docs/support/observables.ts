import type { JSONOutput } from 'typedoc'

type Reflection = JSONOutput.DeclarationReflection

const textOf = ({ comment }: { readonly comment?: JSONOutput.Comment }): string =>
  (comment?.summary ?? []).map(({ text }) => text).join('')

/** Itself, and what it is called with: a method, or a property that is a function. */
const callsOf = ({ signatures = [], type }: Reflection): readonly JSONOutput.SignatureReflection[] =>
  type?.type === 'reflection' ? [...signatures, ...(type.declaration.signatures ?? [])] : signatures

const isObservable = (type: JSONOutput.SomeType | undefined): boolean =>
  type?.type === 'reference' && type.name === 'Observable'

const membersOf = ({ children = [], type }: Reflection): readonly Reflection[] =>
  type?.type === 'reflection' ? [...children, ...(type.declaration.children ?? [])] : children

const says = /\b(cold|hot|replays?|shared)\b/i

/** Every Observable whose comment, or that of what it is a member of, does not say whether it is hot or cold. */
export const unsaid = (members: readonly Reflection[], path = '', around = ''): readonly string[] =>
  members.flatMap((member) => {
    const calls = callsOf(member)
    const text = [around, textOf(member), ...calls.map(textOf)].join(' ')
    const name = path === '' ? member.name : `${path}.${member.name}`
    const isOne = [member.type, ...calls.map(({ type }) => type)].some(isObservable)
    return [...(isOne && !says.test(text) ? [name] : []), ...unsaid(membersOf(member), name, textOf(member))]
  })
