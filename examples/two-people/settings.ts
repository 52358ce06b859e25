/** What the page needs to know; the server that bundles it fills it in. */
export interface DemoSettings {
  readonly api: string
  readonly websocket: string
  readonly chat: string
  readonly appId: number
  readonly authKey: string
  readonly people: readonly [DemoPerson, DemoPerson]
}

export interface DemoPerson {
  readonly id: number
  readonly login: string
  readonly password: string
  readonly fullName: string
}
