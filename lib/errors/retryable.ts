/** SASL failures after which another try cannot succeed without the app (RFC 6120 6.5); all others are worth a retry. */
export const fatalSaslConditions: ReadonlySet<string> = new Set([
  'account-disabled', // the account was switched off: only its owner can switch it on
  'credentials-expired', // a new password is needed
  'encryption-required', // this server wants TLS: the URL has to change
  'invalid-authzid', // the user id is not one of this application
  'invalid-mechanism', // PLAIN is not offered: no other mechanism is built in
  'not-authorized', // wrong user or password
])

/** Stream errors after which reconnecting would fail again or do harm (RFC 6120 4.9.3); all others are worth a retry. */
export const fatalStreamConditions: ReadonlySet<string> = new Set([
  'conflict', // another session took this resource: coming back would throw it out, and it us, for ever; see `ownConflict`
  'host-unknown', // the configured chat domain is not served there
  'not-authorized', // the server no longer takes this user
  'policy-violation', // the server asks us to stop what we do: repeating it makes it worse
  'unsupported-version', // it does not speak XMPP 1.0
])
