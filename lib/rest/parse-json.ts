const suspicious = /__proto__|\\u00[567]/i

/**
 * `JSON.parse` without `__proto__` keys: decoders and apps copy objects with `Object.assign`, which would follow one
 * into the prototype. The slower reviver runs only when the text may hold such a key (escaped letters included).
 */
export const parseJson = (text: string): unknown =>
  suspicious.test(text)
    ? JSON.parse(text, (_key, value: unknown) => {
        if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))
          Reflect.deleteProperty(value, '__proto__')
        return value
      })
    : JSON.parse(text)
