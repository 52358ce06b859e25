import { fieldsOf, flag, integer, isFields, text, type Json } from '../json.js'
import { STEPS, type Faults } from '../faults.js'
import { RESUME_MODES } from '../options.js'
import { DIALOG } from '../state/rows.js'
import { invalid, json, type Answer } from './answer.js'
import type { Call, Routes } from './call.js'

const userIn = (value: Json): number | undefined => integer(isFields(value) ? value['userId'] : value)

/** The arguments of each fault, names and shapes as in `Faults`; objects name them, `true` stands for none. */
const ARGUMENTS: Readonly<Record<keyof Faults, (value: Json) => readonly unknown[]>> = {
  cut: (value) => [userIn(value)],
  halfOpen: (value) => [userIn(value), flag(fieldsOf(value)['on'])],
  delay: (value) => [integer(value)],
  resume: (value) => [RESUME_MODES.find((mode) => mode === value)],
  expireTokens: (value) => [userIn(value)],
  nextRest: (value) => [isFields(value) ? value : undefined],
  slowUploads: (value) => [integer(value)],
  failStep: (value) => {
    const { step, times = 1 } = fieldsOf(value)
    return [STEPS.find((item) => item === step), integer(times)]
  },
  inject: (value) => [userIn(value), text(fieldsOf(value)['frame'])],
  duplicate: (value) => [flag(value)],
  temporaryAuthFailure: (value) => [integer(value)],
  dropAcks: (value) => [flag(value)],
  requireJoin: (value) => [flag(value)],
  reset: () => [],
}
/** Without a user they mean all. */
const FOR_ALL = ['cut', 'expireTokens']

const isFault = (name: string): name is keyof Faults => Object.hasOwn(ARGUMENTS, name)

const applyAll = ({ input }: Call, faults: Faults): Answer => {
  for (const [name, value] of Object.entries(input)) {
    const values = isFault(name) ? ARGUMENTS[name](value) : [undefined]
    const wrong = !isFault(name) || (values.includes(undefined) && !FOR_ALL.includes(name))
    if (wrong) return invalid(`No such fault or wrong arguments: ${name}`)
    Reflect.apply(faults[name], undefined, values)
  }
  return json({ applied: Object.keys(input) })
}

/** The dashboard's part: only there are broadcast dialogs made (protocol 4.2). */
const createBroadcast = ({ input, store }: Call): Answer => {
  const ownerId = integer(input['user_id'])
  if (ownerId === undefined) return invalid('user_id is required')
  const settings = { name: text(input['name']) ?? null }
  const dialog = store.addDialog({ ownerId, type: DIALOG.broadcast, occupantIds: [ownerId], settings })
  return json({ _id: dialog.id }, 201)
}

/** Switches for other processes, under a prefix the real API never uses (protocol 8). */
export const testRoutes = (faults: Faults): Routes => ({
  'POST /__test/faults': (call) => applyAll(call, faults),
  'POST /__test/broadcasts': createBroadcast,
})
