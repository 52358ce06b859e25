const hill = (y: number, height: number, fill: string): string =>
  `<path d="M0 ${String(y)}q200-${String(height)} 400 0t400 0V600H0Z" fill="${fill}"/>`

/** A picture to send: hills at dusk, as SVG. */
export const landscape = (): Blob =>
  new Blob(
    [
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" width="800" height="600">',
      '<linearGradient id="sky" x2="0" y2="1"><stop stop-color="#3b3a86"/><stop offset=".6" stop-color="#e58f8a"/>',
      '<stop offset="1" stop-color="#ffd9a0"/></linearGradient><rect width="800" height="600" fill="url(#sky)"/>',
      '<circle cx="560" cy="330" r="62" fill="#fff1cf"/>',
      ...[hill(400, 120, '#7a4f8f'), hill(460, -110, '#533c78'), hill(520, 90, '#2e2757')],
      '</svg>',
    ],
    { type: 'image/svg+xml' },
  )
