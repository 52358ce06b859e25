import type { Deps } from '../deps.js'
import type { Element } from '../xml/index.js'
import type { ChatSession } from './chat-session.js'
import type { StanzaProblem } from './errors.js'

/** The children of the result, or why there is none. */
export type Answer = readonly Element[] | StanzaProblem

/** Answers a get or set. */
export type Handler = (session: ChatSession, iq: Element, payload: Element, deps: Deps) => Answer
