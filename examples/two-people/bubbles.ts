import type { Bubble, Conversation, Station } from './conversation.js'
import { element, part } from './elements.js'

const ticks: Readonly<Record<Station, string>> = {
  queued: '◷',
  sending: '↑',
  sent: '✓',
  delivered: '✓✓',
  read: '✓✓',
  failed: '!',
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

const create = ({ id, body, direction, sentAt }: Bubble): HTMLElement => {
  const time = element('time', 'time', clock.format(sentAt))
  time.setAttribute('datetime', new Date(sentAt).toISOString())
  const station = element('span', 'station')
  station.dataset['part'] = 'station'
  const bubble = element(
    'li',
    `bubble ${direction}`,
    element('p', 'body', body),
    element('span', 'meta', time, station),
  )
  bubble.dataset['id'] = id
  return bubble
}

const update = (bubble: HTMLElement, { station, arrivals }: Bubble): void => {
  bubble.dataset['arrivals'] = String(arrivals)
  if (station === null || bubble.dataset['station'] === station) return
  bubble.dataset['station'] = station
  const tick = element('span', 'tick', ticks[station])
  tick.setAttribute('aria-hidden', 'true')
  part(bubble, 'station', HTMLElement).replaceChildren(tick, station)
}

/** Shows the conversation in `list`: what is there stays, what is new is put in its place. */
export const showConversation = (list: HTMLElement, conversation: Conversation): void => {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80
  const shown = new Map(
    [...list.children].map((child) => [child instanceof HTMLElement ? child.dataset['id'] : '', child]),
  )
  conversation.forEach((bubble, index) => {
    const found = shown.get(bubble.id)
    const item = found instanceof HTMLElement ? found : create(bubble)
    update(item, bubble)
    const there = list.children[index]
    if (there !== item) list.insertBefore(item, there ?? null)
  })
  if (atEnd) list.scrollTop = list.scrollHeight
}
