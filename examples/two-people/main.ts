import { merge } from 'rxjs'
import { part } from './elements.js'
import { createPerson } from './person.js'
import type { DemoSettings } from './settings.js'
import { createPersonView } from './view.js'

/** Put in by the bundler. */
declare const demoSettings: DemoSettings

const stage = part(document, 'people', HTMLElement)
const [one, other] = demoSettings.people

const halves = [createPersonView(one, other), createPersonView(other, one)] as const
stage.append(...halves.map(({ element }) => element))

const [left, right] = halves
merge(
  left.show(createPerson(demoSettings, one, other, left.intents)),
  right.show(createPerson(demoSettings, other, one, right.intents)),
).subscribe({
  error: (error: unknown) => {
    console.error(error)
  },
})
