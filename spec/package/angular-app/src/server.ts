import { AngularAppEngine, createRequestHandler } from '@angular/ssr'

const engine = new AngularAppEngine({ allowedHosts: ['localhost'] })

export const reqHandler = createRequestHandler((request) => engine.handle(request))
