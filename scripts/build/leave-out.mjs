/**
 * What the packages inlined here can do beyond what is asked of them, by file. A string is how something begins that is
 * left out: a statement, a method or a member, with what is inside its brackets. A pair is a text and what it becomes.
 * The build stops where one is not there any more: a new version of a package is looked at anew.
 *
 * @type {Readonly<Record<string, readonly (string | readonly [string, string])[]>>}
 */
const leftOut = {
  // Asked with a URL, method, headers, JSON, signal, fetch, retry and throwHttpErrors; never with a timeout of its own.
  'ky/distribution/index.js': [
    'for (const method of requestMethods)',
    'ky.create =',
    'ky.extend =',
    'ky.stop =',
    'ky.retry =',
    ['validateAndMerge(defaults, options)', 'options'],
  ],
  'ky/distribution/core/Ky.js': [
    'if (typeof ky.#options.timeout',
    'for (const hook of ky.#options.hooks.afterResponse)',
    'for (const hook of ky.#options.hooks.beforeError)',
    'for (const hook of this.#options.hooks.beforeRetry)',
    'for (const hook of this.#options.hooks.beforeRequest)',
    'hooks: mergeHooks(',
    'method: normalizeRequestMethod',
    ['mergeHeaders(this.#input.headers, options.headers)', 'new globalThis.Headers(options.headers)'],
    'throwHttpErrors: options',
    'fetch: options',
    [
      "(typeof ky.#options.throwHttpErrors === 'function' ? ky.#options.throwHttpErrors(response.status) : ky.#options.throwHttpErrors)",
      'ky.#options.throwHttpErrors(response.status)',
    ],
    'if (ky.#options.onDownloadProgress)',
    'if (this.#options.onUploadProgress)',
    '#wrapRequestWithUploadProgress(request, originalBody) {',
    '#assignRequest(request) {',
    '#decorateResponse(response) {',
    'ky.#decorateResponse(response)',
    '#getNormalizedOptions() {',
    ['ky.request, ky.#getNormalizedOptions()', 'ky.request'],
    '#cachedNormalizedOptions',
    '#cancelResponseBody(response) {',
    'for (const [type, mimeType] of Object.entries(responseTypes))',
    'static #normalizeSearchParams',
    'if (hasSearchParameters(',
    'prefixUrl:',
    'if (this.#options.prefixUrl',
    'context:',
    'timeout: options.timeout',
    'if (typeof this.#input !==',
    'if (supportsRequestStreams)',
    'const userProvidedContentType',
    'if (this.#input instanceof globalThis.Request',
    ['this.#options.stringifyJson?.(this.#options.json) ?? ', ''],
    'if (this.#options.retry.jitter === true)',
    'else if (typeof this.#options.retry.jitter',
    'if (errorObject instanceof ForceRetryError)',
    ['error instanceof Error ? error : new NonError(error)', 'error'],
    'if (result === true)',
    'if (isTimeoutError(error)',
    'const backoffLimit =',
    ['Math.min(backoffLimit, jitteredDelay)', 'jitteredDelay'],
    // Only what came with 429 or 503 is repeated, and waits as Retry-After says, in seconds and shorter than the deadline.
    'if (!this.#options.retry.methods',
    ['if (this.#options.retry.shouldRetry !== undefined)', ''],
    ['if (isHTTPError(error))', ''],
    'if (!this.#options.retry.statusCodes',
    "?? error.response.headers.get('RateLimit-Reset')",
    "?? error.response.headers.get('X-RateLimit-Retry-After')",
    "?? error.response.headers.get('X-RateLimit-Reset')",
    ["?? error.response.headers.get('X-Rate-Limit-Reset');", ';'],
    ['retryAfter && this.#options.retry.afterStatusCodes.includes(error.response.status)', 'retryAfter'],
    'if (Number.isNaN(after))',
    'else if (after >=',
    'const max =',
    ['after < max ? after : max', 'after'],
    'if (this.#retryCount < 1)',
    ['Math.min(await this.#calculateRetryDelay(error), maxSafeTimeout)', 'await this.#calculateRetryDelay(error)'],
    'if (error.response.status === 413)',
    'if (error instanceof ForceRetryError',
    // With a timeout it would abort by itself.
    'if (supportsAbortController',
    'if (this.#abortController?.signal.aborted)',
    '#abortController',
    '#userProvidedAbortSignal',
    ['this.#userProvidedAbortSignal ? { signal: this.#userProvidedAbortSignal } : {}', 'this.#options'],
    'const nonRequestOptions',
    'if (this.#options.timeout === false)',
    [
      'timeout(this.#originalRequest, nonRequestOptions, this.#abortController, this.#options)',
      'this.#options.fetch(this.#originalRequest)',
    ],
  ],
  'ky/distribution/core/constants.js': [
    // Else it makes a request at import.
    ['supportsRequestStreams = (', 'supportsRequestStreams = /*#__PURE__*/ ('],
    'validate()',
    ["new TextEncoder().encode('------WebKitFormBoundaryaxpyiPgbbPti10Rw').length", '40'],
  ],
  // Its message is never read.
  'ky/distribution/errors/HTTPError.js': [
    'request;',
    'options;',
    'this.request =',
    'this.options =',
    'const code',
    'const title',
    'const status',
    'const reason',
    ['super(`Request failed with ${reason}: ${request.method} ${request.url}`)', 'super()'],
  ],
  'ky/distribution/utils/normalize.js': [
    "if (typeof retry === 'number')",
    'if (retry.methods &&',
    'if (retry.statusCodes &&',
    'retry.methods &&=',
    'methods: retryMethods',
    'statusCodes:',
    'afterStatusCodes:',
    'maxRetryAfter:',
    'backoffLimit:',
    'jitter:',
    'retryOnTimeout:',
    'const normalizedRetry',
    ['...normalizedRetry', '...retry'],
  ],
  // Escaping is asked for, nothing else.
  'stanza/jxt/Definitions.js': [
    'const Error_1 =',
    'const UNESCAPE_XML_CHAR =',
    'const ESCAPE_SEQUENCE =',
    'function unescapeXMLReplaceChar(match) {',
    'function unescapeXML(text) {',
    'function basicLanguageResolver(',
    'exports.unescapeXML =',
    'exports.basicLanguageResolver =',
  ],
  // Nothing but decoding is asked of a codec.
  'io-ts/es6/index.js': [
    'Type.prototype.pipe = function',
    'Type.prototype.asDecoder = function',
    'Type.prototype.asEncoder = function',
  ],
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const spaced = (text) => text.split(/\s+/).map(escaped).join('\\s+')

/** Its line, and below it what is indented further, with the bracket that closes it. */
const whole = (beginning) => new RegExp(`^( *)${spaced(beginning)}.*\n(?:(?:\\1 .*)?\n)*(?:\\1[\\]})].*\n)?`, 'gm')

const name = (id) => /[\\/]node_modules[\\/]((?:ky|stanza|io-ts)[\\/].+)$/.exec(id)?.[1]?.replaceAll('\\', '/') ?? ''

/** The code of a module without what is left out of it. */
export const leaveOut = (code, id) =>
  (leftOut[name(id)] ?? []).reduce((text, entry) => {
    const [found, written] =
      typeof entry === 'string' ? [whole(entry), ''] : [new RegExp(spaced(entry[0]), 'g'), entry[1]]
    if (text.search(found) < 0) throw new Error(`${id} has nowhere: ${entry}`)
    return text.replace(found, () => written)
  }, code)

/** Does so in the bundle. */
export const leavingOut = () => {
  const left = new Set(Object.keys(leftOut))
  return {
    name: 'leave-out',
    transform(code, id) {
      left.delete(name(id))
      return name(id) in leftOut ? { code: leaveOut(code, id), map: null } : null
    },
    buildEnd(error) {
      if (error === undefined && left.size > 0) throw new Error(`nothing asks any more for ${[...left].join(', ')}`)
    },
  }
}
