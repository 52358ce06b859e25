import { fieldsOf, flag, integer, isFields, text, type Fields, type Json } from '../json.js'
import type { Faults, HandshakeStep, RestFault } from '../faults.js'
import type { ResumeMode } from '../options.js'
import { invalid, json, type Answer } from './answer.js'
import type { Route } from './call.js'

const STEPS: readonly HandshakeStep[] = ['open', 'auth', 'bind', 'enable', 'resume']
const MODES: readonly ResumeMode[] = ['grant', 'refuse', 'ignore']

/** The fault as described; `body` may be any JSON, or text as it is. */
const restFaultOf = (value: Fields): RestFault => {
  const { body } = value
  const path = text(value['path'])
  const headers = Object.entries(fieldsOf(value['headers'])).map(
    ([name, header]) => [name, text(header) ?? ''] as const,
  )
  return {
    status: integer(value['status']) ?? 500,
    times: integer(value['times']) ?? 1,
    headers: Object.fromEntries(headers),
    drop: flag(value['drop']),
    ...(body === undefined ? {} : { body }),
    ...(path === undefined ? {} : { path }),
  }
}

type Apply = (value: Json, faults: Faults) => boolean

/** Names and shapes as in `Faults`; objects name the arguments, `true` stands for none. */
const APPLY: Readonly<Record<string, Apply>> = {
  cut: (value, faults) => {
    faults.cut(isFields(value) ? integer(value['userId']) : integer(value))
    return true
  },
  halfOpen: (value, faults) => {
    const userId = integer(fieldsOf(value)['userId'])
    if (userId === undefined) return false
    faults.halfOpen(userId, flag(fieldsOf(value)['on']))
    return true
  },
  delay: (value, faults) => {
    const ms = integer(value)
    if (ms !== undefined) faults.delay(ms)
    return ms !== undefined
  },
  resume: (value, faults) => {
    const mode = MODES.find((item) => item === value)
    if (mode !== undefined) faults.resume(mode)
    return mode !== undefined
  },
  expireTokens: (value, faults) => {
    faults.expireTokens(isFields(value) ? integer(value['userId']) : integer(value))
    return true
  },
  nextRest: (value, faults) => {
    faults.nextRest(restFaultOf(fieldsOf(value)))
    return isFields(value)
  },
  failStep: (value, faults) => {
    const step = STEPS.find((item) => item === fieldsOf(value)['step'])
    if (step !== undefined) faults.failStep(step, integer(fieldsOf(value)['times']) ?? 1)
    return step !== undefined
  },
  inject: (value, faults) => {
    const userId = integer(fieldsOf(value)['userId'])
    if (userId === undefined) return false
    faults.inject(userId, text(fieldsOf(value)['frame']) ?? '')
    return true
  },
  duplicate: (value, faults) => {
    faults.duplicate(flag(value))
    return true
  },
  temporaryAuthFailure: (value, faults) => {
    faults.temporaryAuthFailure(integer(value) ?? 1)
    return true
  },
  dropAcks: (value, faults) => {
    faults.dropAcks(flag(value))
    return true
  },
  reset: (_value, faults) => {
    faults.reset()
    return true
  },
}

const applyAll = (body: Fields, faults: Faults): Answer => {
  for (const [name, value] of Object.entries(body)) {
    if (APPLY[name]?.(value, faults) !== true) return invalid(`No such fault or wrong arguments: ${name}`)
  }
  return json({ applied: Object.keys(body) })
}

/** Switches for other processes, under a prefix the real API never uses (protocol 8). */
export const testRoutes = (faults: Faults): Route[] => [
  { method: 'POST', path: '/__test/faults', open: true, handle: ({ body }) => applyAll(body, faults) },
]
