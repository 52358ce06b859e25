export interface EjabberdConfig {
  readonly port: number
  readonly apiPort: number
  readonly c2sPort: number
  readonly domain: string
  readonly mucDomain: string
  readonly resumeSeconds: number
  /** Whether it keeps an archive (XEP-0313), of users and of rooms; default: it does not. */
  readonly archive?: boolean
  /** Whether WebSockets are let in; default: they are. */
  readonly isOpen?: boolean
}

const webSocket = (port: number): string => `
  - module: ejabberd_http
    ip: "127.0.0.1"
    port: ${String(port)}
    request_handlers: { /xmpp: ejabberd_http_ws }`

const archiveModule = `
  mod_mam:
    default: always
    request_activates_archiving: false
    assume_mam_usage: false         # "true": what a dead session held would be in the archive only, not offline`

/** `ejabberd.yml`: one domain, one room service, WebSocket and the admin API on loopback ports. */
export const ejabberdConfig = ({
  port,
  apiPort,
  c2sPort,
  domain,
  mucDomain,
  resumeSeconds,
  archive = false,
  isOpen = true,
}: EjabberdConfig): string => `
loglevel: warning
language: en
hosts: ["${domain}"]

listen:${isOpen ? webSocket(port) : ''}
  - module: ejabberd_http
    ip: "127.0.0.1"
    port: ${String(apiPort)}
    request_handlers: { /api: mod_http_api }
  # Nothing connects here, but the WebSocket handler reads its access rule and shaper from a c2s listener.
  - module: ejabberd_c2s
    ip: "127.0.0.1"
    port: ${String(c2sPort)}
    access: all
    shaper: none

websocket_origin: []                # empty: do not check, a browser sends one
websocket_ping_interval: 20 seconds
websocket_timeout: 300 seconds

auth_method: internal
auth_password_format: plain
disable_sasl_mechanisms: [digest-md5, x-oauth2]
registration_timeout: infinity      # tests register many accounts from one address
s2s_access: none

acl:
  loopback: { ip: [127.0.0.0/8] }
api_permissions:
  tests:
    from: [mod_http_api]
    who: { access: { allow: { acl: loopback } } }
    what: "*"
shaper_rules:
  max_user_sessions: 100
  max_user_offline_messages: { 100000: all }

modules:
  mod_adhoc: {}
  mod_admin_extra: {}
  mod_blocking: {}
  mod_carboncopy: {}
  mod_client_state: {}
  mod_configure: {}
  mod_disco: {}
  mod_http_api: {}
  mod_last: {}${archive ? archiveModule : ''}
  mod_muc:
    host: "${mucDomain}"
    access_create: all
    access_persistent: all
    min_message_interval: 0
    min_presence_interval: 0
    max_users: 1000
    max_user_conferences: 1000
    default_room_options:
      anonymous: false              # senders are read from real addresses
      persistent: true
      mam: ${String(archive)}
      members_only: false
      moderated: false
  mod_muc_admin: {}
  mod_offline:
    access_max_user_messages: max_user_offline_messages
    store_empty_body: unless_chat_state
    store_groupchat: false
  mod_ping: { send_pings: false }
  mod_privacy: {}
  mod_private: {}
  mod_roster: { versioning: true }
  mod_stream_mgmt:
    ack_timeout: 60 seconds
    max_ack_queue: 50000
    queue_type: ram
    resume_timeout: ${String(resumeSeconds)} seconds
    max_resume_timeout: 300 seconds
    resend_on_timeout: if_offline   # "true" would also repeat them to live resources, in some later test
  mod_time: {}
  mod_vcard: { search: false }
  mod_version: { show_os: false }
`
