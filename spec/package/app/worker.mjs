import './app.mjs'

// A service worker has no document, no window and no import(): whoever asks it for a visit hears how it went.
globalThis.addEventListener('message', (event) => {
  const { data, ports } = event
  globalThis.visit(data).then(
    (told) => ports[0].postMessage(told),
    (reason) => ports[0].postMessage(String(reason)),
  )
})
