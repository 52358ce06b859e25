/** As much of an XMLHttpRequest as `ajax` of RxJS uses, driven by the test. */
export class FakeXhr extends EventTarget {
  static readonly made: FakeXhr[] = []

  readonly upload = new EventTarget()
  readonly headers: string[] = []
  status = 0
  readyState = 0
  response = ''
  responseType = ''
  body: FormData | undefined
  aborted = false

  constructor() {
    super()
    FakeXhr.made.push(this)
  }

  open(): void {
    this.readyState = 1
  }
  setRequestHeader(name: string): void {
    this.headers.push(name)
  }
  getAllResponseHeaders(): string {
    return ''
  }
  send(body: FormData): void {
    this.body = body
  }
  abort(): void {
    this.aborted = true
  }

  progress(loaded: number, total: number): void {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded, total }))
  }
  /** Status 0 is a failure of the network. */
  answer(status: number): void {
    this.status = status
    this.readyState = 4
    this.dispatchEvent(Object.assign(new Event(status === 0 ? 'error' : 'load'), { loaded: 0, total: 0 }))
  }
}
